"""The resources of a plan: what happens to each, attribute by attribute, sensitive values masked."""

from dataclasses import dataclass
from typing import Any, Literal, cast

from poolpost.standards.terraform_plan import Change, Plan

Action = Literal["create", "update", "replace", "delete", "forget", "import", "read"]
SENSITIVE = "(sensitive)"
LATER = "(known after the apply)"
_QUIET = {("no-op",), ("read",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute that changes; None stands for "not set"."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """
    A resource that the plan touches.

    Attributes:
        attributes: what changes in it, for an update or a replacement; () otherwise.
    """

    address: str
    action: Action
    attributes: tuple[Attribute, ...]


def touched(plan: Plan) -> tuple[Resource, ...]:
    """List what the plan would do; what stays as it is, and what is only read, is left out."""
    found = [change for change in plan.resource_changes if change.actions not in _QUIET or change.importing]
    return tuple(_resource(change) for change in found if change.mode == "managed")


def _resource(change: Change) -> Resource:
    action = _action(change)
    attributes = tuple(_attributes(change)) if action in {"update", "replace"} else ()
    return Resource(address=change.address, action=action, attributes=attributes)


def _action(change: Change) -> Action:
    if len(change.actions) > 1:
        return "replace"
    if change.importing and change.actions == ("no-op",):
        return "import"
    return cast("Action", next(iter(change.actions)))


def _attributes(change: Change) -> list[Attribute]:
    before, after, unknown = change.before or {}, change.after or {}, change.after_unknown
    found: list[Attribute] = []
    for name in sorted(before.keys() | after.keys() | unknown.keys()):
        old = masked(before.get(name), _part(change.before_sensitive, name))
        new = LATER if unknown.get(name) is True else masked(after.get(name), _part(change.after_sensitive, name))
        if before.get(name) != after.get(name) or (unknown.get(name) is True and name in change.replace_paths):
            found.append(Attribute(name=name, old=old, new=new))
    return found


def masked(value: Any, mask: Any) -> Any:
    """Hide what the plan calls sensitive: `mask` is True for all, or has the shape of the value."""
    if mask is True:
        return SENSITIVE
    if isinstance(value, dict) and isinstance(mask, dict):
        return {key: masked(each, mask.get(key, False)) for key, each in value.items()}
    if isinstance(value, list) and isinstance(mask, list):
        return [masked(each, mask[number] if number < len(mask) else False) for number, each in enumerate(value)]
    return value


def _part(mask: Any, name: str) -> Any:
    return mask.get(name, False) if isinstance(mask, dict) else mask
