"""TOML of somebody else."""

import tomllib

import pytest

from poolpost.standards.json_text import DEEPEST
from poolpost.standards.toml_text import loads


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (".".join("a" * (DEEPEST + 1)) + " = 1", "deeper"),
        ("a = " + "[" * 5000 + "]" * 5000, "deeper"),
        ("a = " + "9" * 5000, "cannot be read"),
        ("a = ", "Invalid value"),
    ],
)
def test_what_is_no_toml_is_one_error(text: str, reason: str) -> None:
    """Whatever tomllib would raise: a file that nobody meant is a mistake of the file, never a traceback."""
    with pytest.raises(tomllib.TOMLDecodeError, match=reason):
        loads(text)


def test_what_is_as_deep_as_allowed_is_read() -> None:
    """The counter-check of the depth."""
    assert loads(".".join("a" * (DEEPEST - 1)) + " = 1")["a"]
