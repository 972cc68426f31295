"""TOML from outside: text that is not TOML, or too deep or too large to be meant, raises one kind of error, not three."""

import tomllib
from typing import Any

from poolpost.standards.json_text import DEEPEST, is_too_deep


def loads(text: str) -> dict[str, Any]:
    """
    Parse TOML.

    Raises:
        tomllib.TOMLDecodeError: it is not TOML, nests deeper than `DEEPEST` (such as `a.a.a... = 1`), or has too long a number.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError(_TOO_DEEP) from None
    except ValueError as error:
        msg = f"a number or a date in it cannot be read ({error})"
        raise tomllib.TOMLDecodeError(msg) from None
    if is_too_deep(found):
        raise tomllib.TOMLDecodeError(_TOO_DEEP)
    return found


_TOO_DEEP = f"it nests deeper than {DEEPEST} levels"
