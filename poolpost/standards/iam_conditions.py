"""
Do the conditions of a policy's statement hold for a request? By IAM's documented rules, for the operators of text, ARNs and Bool.

Pure. What a request does not have and what is not known are two things: a key that is not in the request has a documented
effect, a key that we know nothing about makes the answer `None`. Source: IAM user guide, condition operators; multi-valued
context keys.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from poolpost.standards.raw import Json

Known = Mapping[str, str | None]
"""Condition keys in lower case -> the value in the request; None: the request has no such key. What is absent is not known."""
ABSENT_FROM_SERVICES = ("aws:PrincipalOrgID", "aws:PrincipalArn", "aws:SourceVpc", "aws:SourceVpce", "aws:userid")
"""Keys that a request of a service principal does not have (IAM user guide, global condition keys)."""
_ARN_PARTS = 6
_ANY, _ALL = "ForAnyValue:", "ForAllValues:"


def of_service(service: str, *, account: str, **more: str | None) -> dict[str, str | None]:
    """
    Return what is known about a request that a service makes for an account.

    Args:
        service: its principal.
        account: whose resource the request is made for: aws:SourceAccount.
        more: other global keys by the name behind `aws:`, such as SourceArn; None: the request has no such key.
    """
    return {
        **dict.fromkeys(ABSENT_FROM_SERVICES),
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": service,
        "aws:SecureTransport": "true",
        "aws:SourceAccount": account,
        **{f"aws:{key}": value for key, value in more.items()},
    }


def every(verdicts: Iterable[bool | None]) -> bool | None:
    """Return whether all verdicts are a yes: one no is a no, and otherwise one that is not known makes it not known."""
    found = set(verdicts)
    if False in found:
        return False
    return None if None in found else True


def holds(conditions: Json, known: Known) -> bool | None:
    """Return whether every condition holds; None if one is not known or not understood, and none fails."""
    return every(one_holds(operator, key, wanted, known) for operator, key, wanted in each_of(conditions))


def each_of(conditions: Json) -> list[tuple[str, str, Any]]:
    """Return every condition as operator, key and wanted values."""
    return [(operator, key, wanted) for operator, keys in conditions.items() for key, wanted in keys.items()]


def one_holds(operator: str, key: str, wanted: Any, known: Known) -> bool | None:
    """Return whether one condition holds."""
    name = key.lower()
    if name not in known:
        return None
    value, all_values = known[name], operator.startswith(_ALL)
    operator = operator.removeprefix(_ANY).removeprefix(_ALL)
    if operator == "Null":
        return (value is None) == (str(_first(wanted)).lower() == "true")
    base = operator.removesuffix("IfExists")
    if base not in _OPERATORS:
        return None
    matches, negated = _OPERATORS[base]
    if value is None:
        return negated or all_values or operator != base
    return negated != any(matches(_text(each), value) for each in listed(wanted))


def listed(value: Any) -> list[Any]:
    """Return a value of a policy as a list: one need not be in a list."""
    return value if isinstance(value, list) else [value]


def matches(pattern: str, value: str) -> bool:
    """Return whether a value matches a pattern: * is any number of characters, ? is one, everything else is itself."""
    return _pattern(pattern).fullmatch(value) is not None


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    signs = {"*": ".*", "?": "."}
    return re.compile("".join(signs.get(sign) or re.escape(sign) for sign in pattern), re.DOTALL)


def _arn_matches(pattern: str, value: str) -> bool:
    """Match each of the parts of an ARN by itself: a * in one does not reach into the next."""
    wanted, given = pattern.split(":", _ARN_PARTS - 1), value.split(":", _ARN_PARTS - 1)
    if len(wanted) != len(given):
        return pattern == "*"
    return all(map(matches, wanted, given))


def _same(wanted: str, value: str) -> bool:
    return wanted == value


def _same_without_case(wanted: str, value: str) -> bool:
    return wanted.lower() == value.lower()


_OPERATORS: dict[str, tuple[Callable[[str, str], bool], bool]] = {
    "StringEquals": (_same, False),
    "StringNotEquals": (_same, True),
    "StringEqualsIgnoreCase": (_same_without_case, False),
    "StringNotEqualsIgnoreCase": (_same_without_case, True),
    "StringLike": (matches, False),
    "StringNotLike": (matches, True),
    "ArnEquals": (_arn_matches, False),
    "ArnLike": (_arn_matches, False),
    "ArnNotEquals": (_arn_matches, True),
    "ArnNotLike": (_arn_matches, True),
    "Bool": (_same_without_case, False),
}
"""Operator -> how a wanted value matches, and whether the condition holds where none does. ArnEquals and ArnLike are the same."""


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _first(wanted: Any) -> Any:
    return listed(wanted)[0] if listed(wanted) else ""
