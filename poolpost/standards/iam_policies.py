"""
Does a resource's policy allow an AWS service an action, and if not, what in it is wrong? For topics, keys and identities.

Pure: the answer is `None`, never a yes, for anything that it does not understand. Source: IAM user guide, policy evaluation
logic; conditions are in `iam_conditions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from poolpost.errors import CannotDecide
from poolpost.standards.iam_conditions import each_of, every, listed, matches, one_holds
from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json
from poolpost.standards.safe_text import one_line
from poolpost.standards.shapes import ANY, Shape, misshapen

_TEXTS: Shape = (str, [str])
_VALUE: Shape = (str, bool, int, float)
_STATEMENT: Shape = {
    "Effect!": str,
    **dict.fromkeys(("Principal", "NotPrincipal"), (str, {ANY: _TEXTS})),
    **dict.fromkeys(("Action", "NotAction", "Resource", "NotResource"), _TEXTS),
    "Sid": str,
    "Condition": {ANY: {ANY: (*_VALUE, [_VALUE])}},
}
_POLICY: Shape = {"Statement": ([_STATEMENT], _STATEMENT)}
_EFFECTS = ("Allow", "Deny")
_SHOWN = 200  # characters of a part of a statement in a message


def read_policy(text: str, of: str) -> Json:
    """
    Read the document of a policy.

    Args:
        text: JSON, as AWS keeps it.
        of: the owner of the policy, for the message.

    Raises:
        CannotDecide: it is not a policy.
    """
    try:
        found = loads(text)
    except ValueError as error:
        msg = f"the policy of {of} is no JSON ({error}), so what it allows is unknown; write it again"
        raise CannotDecide(msg) from error
    wrong = list(misshapen(found, _POLICY))
    if isinstance(found, dict) and not wrong:
        wrong = [
            f"Effect {each['Effect']!r}"
            for each in listed(found.get("Statement", []))
            if each["Effect"] not in _EFFECTS
        ]
    if wrong:
        msg = f"the policy of {of} is none, at {wrong[0]}; look at it, and write it again"
        raise CannotDecide(msg)
    return found


def allows(
    policy: Json, *, service: str, action: str, context: Mapping[str, str | None], resource: str | None = None
) -> bool | None:
    """
    Return whether a policy lets a service call an action.

    Args:
        policy: the document.
        service: the principal, e.g. 'ses.amazonaws.com'.
        action: e.g. 'sns:Publish'.
        context: values of condition keys, e.g. {'aws:SourceAccount': '111111111111'}, without case; None: not in the request.
        resource: ARN of the resource that has the policy; None if it is not known.

    Returns:
        None if a relevant statement has a condition, or another part, that is not understood.
    """
    return _verdict(_applied(policy, service, action, context, resource))


def why_not(
    policy: Json, *, service: str, action: str, context: Mapping[str, str | None], resource: str | None = None
) -> str:
    """
    Return why a policy does not let a service call an action: which statement comes closest, and what in it is wrong.

    The arguments are those of `allows`, which answered False.
    """
    applied = _applied(policy, service, action, context, resource)
    for each in applied:
        if each.effect == "Deny" and each.result:
            return f"{each.name} denies it"
    allowing = [each for each in applied if each.effect == "Allow"]
    if not allowing:
        return "it has no statement that allows anything"
    named = [each for each in allowing if each.for_service]
    if not named:
        return f"no statement of it names {service}"
    nearest = min(named, key=lambda each: len(each.wrong))
    return f"in {nearest.name} {' and '.join(nearest.wrong)}"


@dataclass(frozen=True, slots=True)
class _Applied:
    """A statement and what it says about one request; `wrong` names each part that does not fit."""

    name: str
    effect: str
    for_service: bool
    result: bool | None
    wrong: tuple[str, ...]


def _applied(
    policy: Json, service: str, action: str, context: Mapping[str, str | None], resource: str | None
) -> list[_Applied]:
    known = {key.lower(): value for key, value in context.items()}
    found: list[_Applied] = []
    for number, statement in enumerate(listed(policy.get("Statement", [])), start=1):
        mine = _is_for(statement, service)
        parts = (
            (mine, f"the principal is {_shown(statement, 'Principal')}"),
            (_covers(statement, action), f"the action is {_shown(statement, 'Action')}, not {action}"),
            (_is_of(statement, resource), f"the resource is {_shown(statement, 'Resource')}, not {resource}"),
            *(
                (one_holds(operator, key, wanted, known), _unmet(operator, key, wanted, known))
                for operator, key, wanted in each_of(statement.get("Condition", {}))
            ),
        )
        name = f"statement {statement['Sid']!r}" if statement.get("Sid") else f"statement {number}"
        wrong = tuple(why for verdict, why in parts if verdict is False)
        found.append(_Applied(name, statement["Effect"], mine, every(verdict for verdict, _ in parts), wrong))
    return found


def _verdict(applied: list[_Applied]) -> bool | None:
    results = {effect: {each.result for each in applied if each.effect == effect} for effect in _EFFECTS}
    if True in results["Deny"]:
        return False
    if None in results["Deny"]:
        return None
    if True in results["Allow"]:
        return True
    return None if None in results["Allow"] else False


def _is_for(statement: Json, service: str) -> bool:
    if "NotPrincipal" in statement:
        return not _names(statement["NotPrincipal"], service)
    return _names(statement.get("Principal"), service)


def _names(principal: Any, service: str) -> bool:
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    return service in listed(principal.get("Service", [])) or "*" in listed(principal.get("AWS", []))


def _covers(statement: Json, action: str) -> bool:
    actions = statement.get("NotAction", statement.get("Action", []))
    covered = any(matches(str(pattern).lower(), action.lower()) for pattern in listed(actions))
    return covered != ("NotAction" in statement)


def _is_of(statement: Json, resource: str | None) -> bool | None:
    patterns = [str(each) for each in listed(statement.get("NotResource", statement.get("Resource", "*")))]
    if "*" not in patterns and resource is None:
        return None
    covered = "*" in patterns or any(matches(pattern, resource or "") for pattern in patterns)
    return covered != ("NotResource" in statement)


def _shown(statement: Json, part: str) -> str:
    """Return a part of a statement as a person reads it."""
    negated = f"Not{part}" in statement
    value = statement.get(f"Not{part}" if negated else part, "nothing")
    texts = (
        [str(each) for inner in value.values() for each in listed(inner)] if isinstance(value, dict) else listed(value)
    )
    return f"{'all but ' if negated else ''}{one_line(', '.join(map(str, texts)), _SHOWN)}"


def _unmet(operator: str, key: str, wanted: Any, known: Mapping[str, str | None]) -> str:
    value = known.get(key.lower())
    has = f"it is {value}" if value is not None else "the request has none"
    return f"{operator} wants {key} {one_line(' or '.join(map(str, listed(wanted))), _SHOWN)}, and {has}"
