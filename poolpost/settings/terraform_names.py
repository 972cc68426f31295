"""How values of an environment file become names in Terraform: what the stack, its rules and the gate agree on."""

import re


def slug(text: str) -> str:
    """Return a Terraform name for an address or a domain; rule `names-are-distinct` keeps two of them from sharing one."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def subscriber_name(protocol: str, endpoint: str) -> str:
    """Return the Terraform name of a subscription."""
    return slug(f"{protocol}-{endpoint}")
