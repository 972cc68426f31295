"""
Whole tables of a TOML text: remove one, or insert a new one. Pure.

A comment right above a table's head belongs to that table. TOML libraries count it to the table before, and so would lose
it with that one, or leave it above a new one. What this makes of odd files (a head inside of a text) `edit.edited` notices.
"""

import re
from dataclasses import dataclass

_HEAD = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")


@dataclass(frozen=True, slots=True)
class Block:
    """A table with the comment above it: from line `start` up to `end`, that one not included."""

    name: str
    start: int
    end: int

    def is_in(self, key: str) -> bool:
        """Return whether it is the table of that dotted key, or one below it."""
        return self.name == key or self.name.startswith(f"{key}.")


def without_table(text: str, key: str) -> str:
    """Remove a table, with its comments and all tables below it."""
    lines = text.splitlines(keepends=True)
    blocks = [block for block in _blocks(lines) if block.is_in(key)]
    for block in reversed(blocks):
        del lines[block.start : block.end]
    made = "".join(lines)
    return made.rstrip() + _line_end(text) if blocks and made else made


def with_table(text: str, key: str, body: list[str]) -> str:
    """Insert a new table with these lines after the last one of the same family, or at the end."""
    lines = text.splitlines(keepends=True)
    end = _line_end(text)
    family = [block for block in _blocks(lines) if block.is_in(key.partition(".")[0])]
    at = family[-1].end if family else len(lines)
    while at and not lines[at - 1].strip():
        at -= 1
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += end
    made = [end, *(f"{line}{end}" for line in (f"[{key}]", *body))]
    return "".join([*lines[:at], *made, *lines[at:]])


def _blocks(lines: list[str]) -> list[Block]:
    heads = [(number, found[1]) for number, line in enumerate(lines) if (found := _HEAD.fullmatch(line.rstrip("\r\n")))]
    starts = [_with_comment(lines, number) for number, _ in heads]
    ends = [*starts[1:], len(lines)]
    return [Block(name, start, end) for (_, name), start, end in zip(heads, starts, ends, strict=False)]


def _with_comment(lines: list[str], number: int) -> int:
    """Return the first of the comment lines directly above a line."""
    while number and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
