"""Names of resources, the region that they are in, and their order."""

from dataclasses import dataclass
from typing import TypeVar

from cdktf import TerraformElement, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.provider import AwsProvider

from poolpost.settings.second_region import second_name

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    The SES region in which a construct makes its resources.

    Attributes:
        provider: of that region; None: the stack's own, of `aws.region`.
    """

    provider: AwsProvider | None = None

    @property
    def is_second(self) -> bool:
        """Whether it is the environment's second region."""
        return self.provider is not None

    def name(self, name: str) -> str:
        """Return the Terraform name in this region of what has this name in the first."""
        return second_name(name) if self.is_second else name

    def named(self, element: Element, name: str) -> Element:
        """Do what `named` does, by the name in this region."""
        return named(element, self.name(name))


FIRST = Place()
"""`aws.region`."""
