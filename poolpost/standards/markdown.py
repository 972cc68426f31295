"""
Text in Markdown as GitHub renders it, and the type of text that is safe to put there.

Text from outside is `str`. A line, a table or a comment takes `Markdown`, which the escapers here return, or the literals
of our own code; the type checker refuses anything else (tests/standards/test_typed_text.py).
"""

import re
from collections.abc import Iterable, Sequence
from typing import LiteralString, NewType, TypeAlias

from poolpost.standards.safe_text import Shown, bounded, shown

Markdown = NewType("Markdown", Shown)
"""Text that may be put into Markdown unchanged. Only this module creates it."""
Part: TypeAlias = LiteralString | Markdown
"""Our own literals, or escaped text."""
_FOUND_LATER = re.compile(r"(@|#(?=\d)|\bGH-(?=\d)|://|\bwww\.)")
_COMMAND = re.compile(r"('(?:poolpost|cdktf|make|terraform|aws|git) [^'`]+'|POOLPOST_[A-Z]+=\"[^\"`]+\")")
"""Commands that a reader copies: as code they are exact; an escaped `\\_` would be another command."""
_BEGINS_A_BLOCK = re.compile(r"^(\d+(?=[.)])|(?=[#>+=-]))")


def joined(*parts: Part, by: LiteralString = "") -> Markdown:
    """Join parts."""
    return Markdown(Shown(by.join(parts)))


def text(value: str) -> Markdown:
    """Return a text as one line that is no markup: a name in AWS may contain anything; commands in it become code."""
    line = " ".join(bounded(shown(value)).split("\n")).strip()
    parts = _COMMAND.split(line)  # text and command in turn
    parts[::2] = map(_escaped, parts[::2])
    parts[1::2] = ("`" + part.strip("'") + "`" for part in parts[1::2])
    return Markdown(Shown(_BEGINS_A_BLOCK.sub(r"\1\\", "".join(parts))))


def code(value: str) -> Markdown:
    """Return a text as code, in one line, unchanged; '' if it is empty."""
    line = " ".join(shown(value).split("\n"))
    # A backslash does not escape inside code, and renderers differ about `|` in a table.
    if "`" in line or "|" in line or line != line.strip():
        signs = re.sub(r"[^\w ]", lambda sign: f"&#{ord(sign[0])};", line, flags=re.ASCII)
        return Markdown(Shown(f"<code>{signs}</code>"))
    return Markdown(Shown(f"`{line}`" if line else ""))


def table(head: Sequence[Part], rows: Iterable[Sequence[Part]]) -> list[Markdown]:
    """Return the lines of a table."""
    rule: list[Part] = ["---"] * len(head)
    return [_row(head), _row(rule), *map(_row, rows)]


def fenced(value: str) -> Markdown:
    """Return a text unchanged, in a code block that nothing in it can end."""
    longest = max((len(run) for run in re.findall(r"`+", value)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markdown(Shown(f"{fence}\n{shown(value).rstrip()}\n{fence}\n"))


def first_lines(value: Markdown, longest: int) -> Markdown:
    """Return as many whole lines as fit in a number of characters."""
    return Markdown(Shown(value if len(value) <= longest else value[:longest].rpartition("\n")[0]))


def _row(cells: Sequence[Part]) -> Markdown:
    return joined("| ", joined(*cells, by=" | "), " |")


def _escaped(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for sign in "*_[]`|~":
        escaped = escaped.replace(sign, f"\\{sign}")
    # Mentions, issue numbers and links are found by GitHub after Markdown: an empty comment ends the search.
    return _FOUND_LATER.sub(r"\1<!-- -->", escaped)
