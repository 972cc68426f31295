"""
May an AWS service do something by a resource's policy? For SNS topics, KMS keys and SES identities.

Pure, and no general IAM evaluator: what it does not understand is `None`, never a yes. Source: IAM user guide, policy
evaluation logic and condition operators.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from poolpost.pool import Json

_EQUAL = {"StringEquals", "ArnEquals", "StringLike", "ArnLike", "StringEqualsIgnoreCase"}


def allows(policy: Json, *, service: str, action: str, context: Mapping[str, str]) -> bool | None:
    """
    Say whether a policy lets a service call an action.

    Args:
        policy: the document.
        service: the principal, e.g. 'ses.amazonaws.com'.
        action: e.g. 'sns:Publish'.
        context: values of condition keys, e.g. {'aws:SourceAccount': '111111111111'}; keys are compared without case.

    Returns:
        None when a statement that matters has a condition that is not understood.
    """
    known = {key.lower(): value for key, value in context.items()}
    verdicts = {"Allow": set[bool | None](), "Deny": set[bool | None]()}
    for statement in _listed(policy.get("Statement", [])):
        if _is_for(statement, service) and _covers(statement.get("Action", []), action):
            verdicts[statement["Effect"]].add(_holds(statement.get("Condition", {}), known))
    if True in verdicts["Deny"]:
        return False
    if None in verdicts["Deny"]:
        return None
    if True in verdicts["Allow"]:
        return True
    return None if None in verdicts["Allow"] else False


def _is_for(statement: Json, service: str) -> bool:
    principal = statement.get("Principal")
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    return service in _listed(principal.get("Service", [])) or "*" in _listed(principal.get("AWS", []))


def _covers(actions: Any, action: str) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in _listed(actions))


def _holds(conditions: Json, known: Mapping[str, str]) -> bool | None:
    """Say whether every condition holds; None when one is not understood and none fails."""
    verdicts = {
        _one_holds(operator, wanted, known.get(key.lower()))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    }
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _one_holds(operator: str, wanted: Any, value: str | None) -> bool | None:
    if operator not in _EQUAL or value is None:
        return None
    if operator == "StringEquals":
        return value in _listed(wanted)
    return any(fnmatchcase(value.lower(), each.lower()) for each in _listed(wanted))


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]
