"""Which DNS records a plan adds, changes and removes: from the stack's output `dns_records`, for every DNS provider."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from poolpost.review.resources import LATER
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Plan

OUTPUT = "dns_records"


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsChange:
    """
    A record set that changes.

    Attributes:
        old: the values that it has; () for a new one.
        new: the values that it will have; () for one that goes.
    """

    action: Literal["add", "change", "remove"]
    name: str
    type: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def dns_changes(plan: Plan) -> tuple[DnsChange, ...]:
    """Compare the records before and after; values that AWS has yet to make are said to come."""
    output = plan.output_changes.get(OUTPUT, {})
    unknown = output.get("after_unknown", False)
    old = _sets(output.get("before") or [], [])
    new = old if unknown is True else _sets(output.get("after") or [], unknown if isinstance(unknown, list) else [])
    changes = (_change(key, old.get(key, ()), new.get(key, ())) for key in {**old, **new})
    return tuple(change for change in changes if change.old != change.new)


def _change(key: tuple[str, str], old: tuple[str, ...], new: tuple[str, ...]) -> DnsChange:
    action = "add" if not old else "change" if new else "remove"
    return DnsChange(action=action, name=key[0], type=key[1], old=old, new=new)


def _sets(rows: Iterable[Json], unknown: list[Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Gather rows to record sets: (name, type) -> values; a name that is not known yet gets a number."""
    sets: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        later = unknown[number - 1] if number <= len(unknown) else False
        name = f"record {number} {LATER}" if _later(later, "name") else row.get("name") or ""
        sets[name, row.get("type") or ""].append(LATER if _later(later, "value") else row.get("value") or "")
    return {key: tuple(sorted(values)) for key, values in sets.items()}


def _later(unknown: Any, member: str) -> bool:
    """Return whether a member of a row is known only after the apply; Terraform writes a plain true or false for a whole row."""
    return bool(unknown.get(member)) if isinstance(unknown, dict) else unknown is True
