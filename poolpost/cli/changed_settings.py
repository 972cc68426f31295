"""How changed settings look."""

import json
from collections.abc import Iterable
from typing import Any

from poolpost.cli import terminal as report
from poolpost.review.setting_differences import Changed

_WIDTH = 70  # characters of a value in a table


def table(changes: Iterable[Changed], *, old: str, new: str) -> None:
    """Print a row for each setting."""
    report.rows(("Setting", old, new), [(each.key, value(each.old), value(each.new)) for each in changes])


def quietly(changes: Iterable[Changed], *, here: str, there: str) -> None:
    """Print on standard error what two environments have, a line each."""
    for each in changes:
        report.note(f"  {each.key}: {here} {value(each.old)}, {there} {value(each.new)}")


def value(what: Any) -> str:
    """Write a value as the file has it; a long text only in part."""
    if what is None:
        return "(left out)"
    text = json.dumps(what, ensure_ascii=False)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}... ({len(text)} characters)"
