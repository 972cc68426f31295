"""JSON as AWS or Terraform sent it, and the value at a path in it."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]


def at(value: Any, path: str | Sequence[str], default: Any = None) -> Any:
    """
    Return the value at a path.

    Args:
        value: objects and lists, raw.
        path: names of members, as `A.B.C` or one by one (a name may hold dots); of a list an item's number.
        default: what to return where there is no such member.
    """
    for part in path.split(".") if isinstance(path, str) else path:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return default
    return value
