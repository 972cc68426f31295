"""TOML of somebody else: what is no TOML, or none that anybody meant, is one kind of error; tomllib alone has three."""

import tomllib
from typing import Any

from poolpost.standards.json_text import DEEPEST, is_too_deep


def loads(text: str) -> dict[str, Any]:
    """
    Parse TOML.

    Raises:
        tomllib.TOMLDecodeError: it is none, nests deeper than `DEEPEST` (`a.a.a... = 1` does), or has a number beyond all bounds.
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
