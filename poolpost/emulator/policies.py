"""Does a resource policy let an AWS service in? The small part of IAM that the services here perform."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, cast

from poolpost.emulator.state import Json

OPERATORS = frozenset({"stringequals", "stringlike", "arnequals", "arnlike"})
"""Condition operators understood; any other one counts as not met, so a doubtful policy allows nothing."""


def allows(policy: str, *, service: str, action: str, resource: str, context: Mapping[str, str]) -> bool:
    """Whether the policy allows the service principal to do the action: some Allow matches and no Deny does.

    `context` holds condition keys in lower case, for example ``aws:sourceaccount``.
    """
    try:
        statements = _as_list(json.loads(policy).get("Statement", []))
    except (ValueError, AttributeError):
        return False
    effects = {s.get("Effect") for s in statements if _matches(s, service, action, resource, context)}
    return "Allow" in effects and "Deny" not in effects


def _matches(statement: Json, service: str, action: str, resource: str, context: Mapping[str, str]) -> bool:
    return (
        _principal_matches(statement.get("Principal"), service)
        and any(fnmatchcase(action.lower(), str(a).lower()) for a in _as_list(statement.get("Action", [])))
        and any(fnmatchcase(resource, str(r)) for r in _as_list(statement.get("Resource", [])))
        and all(_condition_met(name, keys, context) for name, keys in statement.get("Condition", {}).items())
    )


def _principal_matches(principal: object, service: str) -> bool:
    if isinstance(principal, dict):
        return service in _as_list(cast("Json", principal).get("Service", []))
    return principal == "*"


def _condition_met(operator: str, keys: Json, context: Mapping[str, str]) -> bool:
    if operator.lower() not in OPERATORS:
        return False
    like = operator.lower() != "stringequals"
    return all(_value_met(context.get(key.lower()), _as_list(wanted), like=like) for key, wanted in keys.items())


def _value_met(actual: str | None, wanted: list[Any], *, like: bool) -> bool:
    if actual is None:
        return False
    return any(fnmatchcase(actual, str(w)) if like else actual == str(w) for w in wanted)


def _as_list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]
