"""Names of resources, and their order."""

from typing import TypeVar

from cdktf import TerraformElement, TerraformResourceLifecycle

Element = TypeVar("Element", bound=TerraformElement)

NEW_BEFORE_OLD = TerraformResourceLifecycle(create_before_destroy=True)
"""
What the live pool sends through is removed only after the pool was switched to its successor.

Without it a renamed configuration set or domain would be gone before the switch, and sign-in mail with it.
"""


def named(element: Element, name: str) -> Element:
    """
    Give `element` the Terraform name `name`, without the hash that cdktf would append.

    The address (`aws_sesv2_email_identity.domain`) is what people read in plans, and a contract: changing one
    replaces the resource.
    """
    element.override_logical_id(name)
    return element
