"""
Why a plan failed after an environment gave up its second SES region too early. Pure.

Terraform destroys a resource by the provider that created it; where the file no longer names the region, the stack has no such
provider, and Terraform 1.11.4 ends with "Provider configuration not present".
"""

from poolpost.gate.partly_created import resources_in
from poolpost.settings import Settings
from poolpost.settings.second_region import PROVIDER, provider_region


def left_too_early(settings: Settings, state: str) -> str:
    """Return what to do where a state (`terraform state pull`) holds a second region that the file dropped, '' otherwise."""
    held = [each for each in resources_in(state) if str(each.get("provider", "")).endswith(f".{PROVIDER}")]
    if not held or provider_region(settings) is not None:
        return ""
    name = settings.name
    return (
        f"{name} still has {len(held)} resources in a second SES region that environments/{name}.toml no longer names; put "
        '[aws.standby_region] with the name of that region and use = "leaving" into it, deploy, and then remove the table'
    )
