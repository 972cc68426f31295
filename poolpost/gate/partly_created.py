"""
What an apply that ended early left partly created in Terraform's state, and why it must stay. Pure.

AWS has created it, but Terraform did not wait for the end (a Route 53 record takes half a minute), could not read it back, or
was stopped: it is "tainted", and the next apply would make it once more and delete the first. Under the same name
AWS refuses the second one (a record, an identity, a configuration set), or the deletion takes along what the second has
set (MAIL FROM, an SNS topic). So the mark is taken off, and the next plan reads what is there and changes what is not as
wanted.
"""

from poolpost.gate.rules.rule import USER_POOLS
from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json
from poolpost.standards.shapes import misshapen
from poolpost.standards.terraform_plan import Change
from poolpost.standards.terraform_shape import STATE

_NOT_TO_KEEP = ("terraform_data", *USER_POOLS)
"""A step that failed has to run again; what happened to a pool is for a person to check."""


def half_made(state: Json) -> list[str]:
    """Return the addresses of tainted resources that are to stay, from a state file (`terraform state pull`, version 4)."""
    return [
        f"{resource['type']}.{resource['name']}"
        for resource in state.get("resources", [])
        if resource["mode"] == "managed"
        and resource["type"] not in _NOT_TO_KEEP
        and any(each.get("status") == "tainted" and "deposed" not in each for each in resource["instances"])
    ]


def half_made_in(text: str) -> list[str]:
    """Do the same with what `terraform state pull` printed."""
    return half_made({"resources": resources_in(text)})


def resources_in(text: str) -> list[Json]:
    """Return the resources of what `terraform state pull` printed; none where it is no state."""
    try:
        state = loads(text)
    except ValueError:
        return []
    return [] if any(misshapen(state, STATE)) else state.get("resources", [])


def would_be_made_twice(change: Change) -> bool:
    """Return whether a plan would create something a second time because the apply that created it ended early."""
    return change.mode == "managed" and change.tainted and change.type not in _NOT_TO_KEEP
