"""The page of threats names tests that are there."""

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs/threats.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", PAGE)


@pytest.mark.parametrize(("file", "name"), [pair for pair in NAMED if pair[1] or "test_threats" not in pair[0]])
def test_what_holds_a_line_is_a_test(file: str, name: str) -> None:
    """A guard without a test is a wish."""
    text = (ROOT / file).read_text(encoding="utf-8")
    assert f"def {name}(" in text if name else "def test_" in text


def test_every_line_names_a_test() -> None:
    """No row of the table goes without."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| who")]
    assert len(rows) > 10
    assert [row for row in rows if "`tests/" not in row] == []
