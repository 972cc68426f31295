"""
JSON from outside: text that is not JSON, or too deep or too large to be meant, raises one kind of error.

json.loads itself crashes on deep nesting, and accepts NaN and infinities.
"""

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn

DEEPEST = 100
"""Levels of objects and lists; plans and pools have less than 20. Functions that walk them recurse once per level."""


def loads(text: str | bytes, pairs: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """
    Parse JSON; `pairs` builds an object from its members (json.loads, object_pairs_hook).

    Raises:
        ValueError: it is not JSON, nests deeper than `DEEPEST`, or has a number that is not finite or too long.
    """
    try:
        found = json.loads(text, parse_constant=_no_number, parse_float=_finite, object_pairs_hook=pairs)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    if is_too_deep(found):
        raise ValueError(_TOO_DEEP)
    return found


def is_too_deep(value: Any) -> bool:
    """Return whether objects and lists nest deeper than `DEEPEST`."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return False
    return True


_TOO_DEEP = f"it nests deeper than {DEEPEST} levels"


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _finite(text: str) -> float:
    found = float(text)
    return found if math.isfinite(found) else _no_number(text)


def _no_number(name: str) -> NoReturn:
    msg = f"{name} is no number"
    raise ValueError(msg)
