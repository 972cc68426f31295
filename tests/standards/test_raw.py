"""The value at a path of raw JSON."""

from collections.abc import Sequence
from typing import Any

import pytest

from poolpost.standards.raw import at

RAW = {
    "A": {"B": {"c": 1, "none": None}},
    "Tags": {"a.b": "dotted"},
    "List": [{"x": "first"}, "second"],
    "Text": "text",
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("A", RAW["A"]),
        ("A.B.c", 1),
        (["A", "B", "c"], 1),
        (["Tags", "a.b"], "dotted"),
        ("List.0.x", "first"),
        ("List.1", "second"),
        ([], RAW),
    ],
)
def test_a_value_is_found_by_its_path(path: str | Sequence[str], found: Any) -> None:
    """Member by member, and by number in a list."""
    assert at(RAW, path, "default") == found


@pytest.mark.parametrize(
    "path", ["", "X", "A.X", "A.B.c.d", "Tags.a.b", "List.2", "List.-1", "List.x", "List[0]", "Text.0", "A..B"]
)
def test_what_is_not_there_is_the_default(path: str) -> None:
    """A path through a text or a number leads nowhere."""
    assert at(RAW, path) is None
    assert at(RAW, path, "default") == "default"


def test_null_is_a_value() -> None:
    """The default is for what is absent."""
    assert at(RAW, "A.B.none", "default") is None
    assert at(RAW, "A.B.none.x", "default") == "default"
