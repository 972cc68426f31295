"""
Whether a role may trust Cognito, by its trust policy: the small part of IAM that decides it. Pure.

Only a certain no counts, so what cannot be evaluated here (other conditions, NotPrincipal, policy variables) is met.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from poolpost.standards.raw import Json


def may_trust_cognito(role: Json, external_id: str | None) -> bool:
    """Return whether iam:GetRole's Role may let Cognito assume it with this external id; false is certain."""
    policy: Any = role.get("AssumeRolePolicyDocument")
    if not isinstance(policy, dict):
        return True
    return any(_allows(statement, external_id) for statement in _dicts(policy.get("Statement")))


def _allows(statement: Json, external_id: str | None) -> bool:
    if statement.get("Effect") != "Allow":
        return False
    principal = statement.get("Principal", "*")  # without one there is a NotPrincipal, which is not evaluated here
    services = _strings(principal.get("Service") if isinstance(principal, dict) else principal)
    trusted = any(each == "*" or each.startswith("cognito-idp.") for each in services)
    actions = [each.lower() for each in _strings(statement.get("Action", "*"))]
    assumes = any(fnmatchcase("sts:assumerole", each) for each in actions)
    conditions: Json = statement.get("Condition") or {}
    return trusted and assumes and all(_met(each, keys, external_id) for each, keys in conditions.items())


def _met(operator: str, keys: Json, external_id: str | None) -> bool:
    """Evaluate the condition on the external id; every other one counts as met."""
    name = operator.lower()
    base = name.removesuffix("ifexists")
    if base not in ("stringequals", "stringlike"):
        return True
    for key, value in keys.items():
        wanted = _strings(value)
        if key.lower() != "sts:externalid" or any("${" in each for each in wanted):
            continue
        if external_id is None:
            if base == name:
                return False
        elif not any(_same(external_id, each, like=base == "stringlike") for each in wanted):
            return False
    return True


def _same(value: str, wanted: str, *, like: bool) -> bool:
    return fnmatchcase(value, wanted.replace("[", "[[]")) if like else value == wanted


def _dicts(value: Any) -> Iterator[Json]:
    yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict))


def _strings(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
