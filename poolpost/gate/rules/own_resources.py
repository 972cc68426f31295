"""The gate's rule about a team's own resources: their policies open nothing to everyone and stop no sender."""

from collections.abc import Iterator
from typing import Any

from poolpost.findings import Problem, blocked, unknown
from poolpost.gate.rules.content import POLICIES, as_written, written_resources
from poolpost.gate.rules.rule import HARMLESS, Situation, gate_rule
from poolpost.review.taking import SENDING_POLICIES, texts
from poolpost.standards import json_text
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Change

_EVERYBODY = "*"


@gate_rule(
    "opens-nothing-to-everybody",
    "plan",
    source="IAM user guide: Principal, NotPrincipal, NotAction; policy evaluation logic",
    passable=True,
)
def opens_nothing_to_everybody(facts: Situation) -> Iterator[Problem]:
    """The list of own resources does not say whom their policies allow; a Deny on the sending domain stops the pool's mail."""
    remedy = "name the principals, or add a condition"
    listed = facts.settings.terraform.own_resources
    written = {each["address"]: each.get("expressions", {}) for each in written_resources(facts.the_plan)}
    for change in facts.the_plan.resource_changes:
        allowed = change.address.partition("[")[0] in listed or change.address in facts.accepted
        if not allowed or change.actions in HARMLESS or change.after is None:
            continue
        expressions: Json = written.get(change.address.partition("[")[0], {})
        for name in POLICIES:
            if why := _unread(change, name, expressions):
                problem = f"its {name} {why}, so it is unknown whom it allows"
                yield unknown(f"{change.address}.{name}", problem, "write it as JSON in the stack")
        for name in sorted(change.after.keys() | expressions.keys()):
            value = change.after.get(name, as_written(expressions.get(name)))
            for problem in sorted({said for text in texts(value) for said in _odd(change, _document(text))}):
                yield blocked(f"{change.address}.{name}", problem, remedy)
        if _is_open_permission(change):
            problem = "everyone may call this function: its principal is '*'"
            yield blocked(
                f"{change.address}.principal", problem, "set the service or account as principal, and source_arn"
            )


def _unread(change: Change, name: str, expressions: Json) -> str:
    """Return why a policy cannot be checked; '' if there is none, or it can."""
    text = (change.after or {}).get(name)
    if change.after_unknown.get(name) and _document(as_written(expressions.get(name))) is None:
        return "is known only after the apply"
    return "is not JSON" if isinstance(text, str) and text.strip() and not _is_json(text) else ""


def _is_json(text: str) -> bool:
    try:
        json_text.loads(text)
    except ValueError:
        return False
    return True


def _odd(change: Change, document: Json | None) -> Iterator[str]:
    """Yield what the statements of a policy open or deny."""
    statements = (document or {}).get("Statement", [])
    for each in statements if isinstance(statements, list) else [statements]:
        if not isinstance(each, dict):
            continue
        statement: Json = each
        if statement.get("Effect") == "Deny" and change.type in SENDING_POLICIES:
            yield "it denies the use of an SES identity with which pools may send"
        if statement.get("Effect") != "Allow":
            continue
        if _EVERYBODY in _principals(statement.get("Principal")) and not statement.get("Condition"):
            yield "it allows everyone: Principal is '*', without a condition"
        for member in ("NotPrincipal", "NotAction"):
            if member in statement:
                yield f"it allows by {member}, which means everyone or everything else"


def _principals(principal: Any) -> list[Any]:
    if isinstance(principal, dict):
        named: Json = principal
        return [each for kind in named.values() for each in (kind if isinstance(kind, list) else [kind])]
    return [principal]


def _is_open_permission(change: Change) -> bool:
    after = change.after or {}
    narrowed = any(after.get(name) for name in ("source_arn", "source_account", "principal_org_id"))
    unknown = change.after_unknown.get("source_arn")
    return change.type == "aws_lambda_permission" and after.get("principal") == _EVERYBODY and not (narrowed or unknown)


def _document(text: Any) -> Json | None:
    """Return a policy, None for any other value."""
    if not isinstance(text, str) or not text.lstrip().startswith("{"):
        return None
    try:
        found = json_text.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "Statement" in found else None


RULES = (opens_nothing_to_everybody,)
