"""
Does a resource's policy allow an AWS service an action? For SNS topics, KMS keys and SES identities.

Pure, and not a general IAM evaluator: the answer is `None`, never a yes, for anything that it does not understand. Source:
IAM user guide, policy evaluation logic and condition operators.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from poolpost.errors import CannotDecide
from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json
from poolpost.standards.shapes import ANY, Shape, misshapen

_TEXTS: Shape = (str, [str])
_VALUE: Shape = (str, bool, int, float)
_STATEMENT: Shape = {
    "Effect!": str,
    "Principal": (str, {ANY: _TEXTS}),
    **dict.fromkeys(("Action", "Resource"), _TEXTS),
    "Condition": {ANY: {ANY: (*_VALUE, [_VALUE])}},
}
_POLICY: Shape = {"Statement": ([_STATEMENT], _STATEMENT)}
_EFFECTS = ("Allow", "Deny")
_LIKE = {"ArnEquals", "StringLike", "ArnLike"}
"""Operators with wildcards; ArnEquals and ArnLike do the same."""


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
            for each in _listed(found.get("Statement", []))
            if each["Effect"] not in _EFFECTS
        ]
    if wrong:
        msg = f"the policy of {of} is none, at {wrong[0]}; look at it, and write it again"
        raise CannotDecide(msg)
    return found


def allows(
    policy: Json, *, service: str, action: str, context: Mapping[str, str], resource: str | None = None
) -> bool | None:
    """
    Return whether a policy lets a service call an action.

    Args:
        policy: the document.
        service: the principal, e.g. 'ses.amazonaws.com'.
        action: e.g. 'sns:Publish'.
        context: values of condition keys, e.g. {'aws:SourceAccount': '111111111111'}; keys are compared without case.
        resource: ARN of the resource that has the policy; None if it is not known.

    Returns:
        None if a relevant statement has a condition, or another part, that is not understood.
    """
    known = {key.lower(): value for key, value in context.items()}
    verdicts = {"Allow": set[bool | None](), "Deny": set[bool | None]()}
    for statement in _listed(policy.get("Statement", [])):
        matters = _is_about(statement, service, action, resource)
        if matters is not False:
            holds = _holds(statement.get("Condition", {}), known)
            verdicts[statement["Effect"]].add(holds if matters or holds is False else None)
    if True in verdicts["Deny"]:
        return False
    if None in verdicts["Deny"]:
        return None
    if True in verdicts["Allow"]:
        return True
    return None if None in verdicts["Allow"] else False


def every(verdicts: Iterable[bool | None]) -> bool | None:
    """Return whether all verdicts are a yes: one no is a no, and otherwise one that is not known makes it not known."""
    found = set(verdicts)
    if False in found:
        return False
    return None if None in found else True


def _is_about(statement: Json, service: str, action: str, resource: str | None) -> bool | None:
    """Return whether a statement applies to this call, apart from its conditions."""
    return every(
        (
            None if "NotPrincipal" in statement else _is_for(statement, service),
            None if "NotAction" in statement else _covers(statement.get("Action", []), action),
            None if "NotResource" in statement else _is_of(statement.get("Resource", "*"), resource),
        )
    )


def _is_for(statement: Json, service: str) -> bool:
    principal = statement.get("Principal")
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    return service in _listed(principal.get("Service", [])) or "*" in _listed(principal.get("AWS", []))


def _covers(actions: Any, action: str) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in _listed(actions))


def _is_of(resources: Any, resource: str | None) -> bool | None:
    patterns = list(_listed(resources))
    if "*" in patterns:
        return True
    return None if resource is None else any(fnmatchcase(resource, pattern) for pattern in patterns)


def _holds(conditions: Json, known: Mapping[str, str]) -> bool | None:
    """Return whether every condition holds; None if one is not understood and none fails."""
    return every(
        _one_holds(operator, wanted, known.get(key.lower()))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _one_holds(operator: str, wanted: Any, value: str | None) -> bool | None:
    if value is None:
        return None
    if operator == "StringEquals":
        return value in _listed(wanted)
    if operator == "StringEqualsIgnoreCase":
        return value.lower() in {str(each).lower() for each in _listed(wanted)}
    return any(fnmatchcase(value, str(each)) for each in _listed(wanted)) if operator in _LIKE else None


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]
