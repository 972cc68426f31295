"""Whether anything is to be done still: a plan that is made after a deploy must be empty. Pure."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from poolpost.errors import CannotDecide
from poolpost.standards.terraform_plan import Plan, plan_object

NOTHING = {("no-op",), ("read",)}


def planned_at(plan: str) -> datetime | None:
    """
    Return the time at which a plan was created; None when the plan does not have it (Terraform before 1.5).

    Raises:
        CannotDecide: what it says is no time.
    """
    said = plan_object(plan).get("timestamp")
    if not said:
        return None
    with suppress(ValueError):
        made = datetime.fromisoformat(said)
        if made.tzinfo is not None:
            return made
    msg = (
        f"the plan says that it was made at {said!r}, which is no time with a time zone; plan again, and use that plan"
    )
    raise CannotDecide(msg)


def drift(plan: Plan) -> tuple[str, ...]:
    """
    List what a plan would still change, and the checks in it that fail.

    Raises:
        CannotDecide: a check could not be evaluated.
    """
    unknown = [_name(check) for check in plan.checks if check.get("status") in {"unknown", "error"}]
    if unknown:
        msg = f"the plan could not evaluate {', '.join(unknown)}; plan again after the deploy, and use that plan"
        raise CannotDecide(msg)
    changes = [
        f"{each.address}: {' and '.join(each.actions)}{', import' * each.importing}"
        for each in plan.resource_changes
        if each.actions not in NOTHING or each.importing
    ]
    outputs = [
        f"output {name}: {' and '.join(change['actions'])}"
        for name, change in plan.output_changes.items()
        if tuple(change.get("actions", ())) not in NOTHING
    ]
    failed = [f"{_name(check)}: fails" for check in plan.checks if check.get("status") == "fail"]
    return (*changes, *outputs, *failed)


def _name(check: Any) -> str:
    return str(check.get("address", {}).get("to_display", "a check"))
