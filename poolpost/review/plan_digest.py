"""
What a plan would do, as one number: two plans with the same digest make the same change to the same things.

A plan file holds the whole configuration and sensitive values, so none travels between machines here. What was reviewed is
known by its digest; whoever applies plans for themselves, and compares.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, TypedDict, cast

from poolpost.errors import CannotDecide
from poolpost.settings.project_files import PLAN_LIMIT
from poolpost.settings.project_files import read as read_file
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import plan_object

VOLATILE = {"aws_cognito_user_pool": {"estimated_number_of_users", "last_modified_date"}}
"""Attributes that change by themselves between two plans."""


class Reviewed(TypedDict):
    """What is kept of a plan that was reviewed: the tree of git that it was made from, how much it changes, its digest."""

    environment: str
    tree: str
    changes: int
    digest: str


def digest(plan: Json) -> str:
    """
    Digest the JSON of a plan: the changes with their values before and after, the outputs, the configuration.

    What stays as it is does not count, nor do drift, versions and times; what is imported, moved or deposed counts.
    """
    changes = [_change(change) for change in plan.get("resource_changes", []) if _does_something(change)]
    outputs = {
        name: change for name, change in plan.get("output_changes", {}).items() if change["actions"] != ["no-op"]
    }
    said = {
        "changes": sorted(changes, key=lambda change: (change["address"], str(change["deposed"]))),
        "outputs": outputs,
        "configuration": plan.get("configuration", {}),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def changed_addresses(plan: Json) -> list[str]:
    """List what would change, with what would happen: 'aws_sns_topic.events: update'."""
    found = [(change["address"], change["change"]) for change in plan.get("resource_changes", [])]
    found += [(f"output.{name}", change) for name, change in plan.get("output_changes", {}).items()]
    return [
        f"{address}: {' and '.join(change['actions'])}"
        for address, change in found
        if change["actions"] not in (["no-op"], ["read"]) or change.get("importing")
    ] + [
        f"{change['address']}: moved from {change['previous_address']}"
        for change in plan.get("resource_changes", [])
        if change.get("previous_address") and change["change"]["actions"] == ["no-op"]
    ]


def read(stack: Path) -> Json:
    """
    Read the JSON of the plan in a stack's directory, as `make plan` left it.

    Raises:
        CannotDecide: it cannot be read, or is no plan.
    """
    path = stack / "plan.json"
    try:
        return plan_object(read_file(path, limit=PLAN_LIMIT))
    except OSError as error:
        msg = f"the plan {path.as_posix()} cannot be read: {error}; plan again"
        raise CannotDecide(msg) from error


def _does_something(resource: Json) -> bool:
    """Return whether applying it changes AWS or the state."""
    change = cast("Json", resource["change"])
    elsewhere = resource.get("previous_address") or resource.get("deposed") or change.get("importing")
    return change["actions"] != ["no-op"] or bool(elsewhere)


def _change(resource: Json) -> dict[str, Any]:
    change = cast("Json", resource["change"])
    volatile = VOLATILE.get(resource["type"], set[str]())
    return {
        "address": resource["address"],
        "was": resource.get("previous_address"),
        "deposed": resource.get("deposed"),
        **{name: change.get(name) for name in ("actions", "after_unknown", "replace_paths", "importing")},
        **{name: _without(change.get(name), volatile) for name in ("before", "after")},
    }


def _without(values: Json | None, names: set[str]) -> Json | None:
    return None if values is None else {name: value for name, value in values.items() if name not in names}
