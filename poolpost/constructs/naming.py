"""Names of resources, and their order."""

from typing import TypeVar

from cdktf import TerraformElement, TerraformResourceLifecycle

Element = TypeVar("Element", bound=TerraformElement)

NEW_BEFORE_OLD = TerraformResourceLifecycle(create_before_destroy=True)
"""
Resources that the live pool sends through are removed only after the pool was switched to their successors.

Without it a renamed configuration set or domain would be deleted before the switch, and sign-in mail would stop.
"""


def named(element: Element, name: str) -> Element:
    """
    Set the Terraform name of `element` to `name`, without the hash that cdktf would append, and return it.

    The address (`aws_sesv2_email_identity.domain`) is what people read in plans, and a contract: changing one
    replaces the resource.
    """
    element.override_logical_id(name)
    return element
