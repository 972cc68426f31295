"""What a command wrote, and what a stranger says in it."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from tests.recordings import strangers
from tests.recordings.strangers import MARK


@dataclass
class Said:
    """What a command wrote; `terminal` says where."""

    command: str
    line: str
    format: str
    out: str
    err: str
    terminal: bool


OURS = re.compile(r"\r?\x1b\[(\d[\d;]*m|\?25[lh]|2K|1A)")
"""What rich itself sends to a terminal."""
NEVER = frozenset("".join(strangers.HIDDEN.values())) - {"]"}
COMMAND = re.compile(r"(?m)^[ \t]*(::|##\[|##vso\[)")
OWN_LINE = re.compile(rf"(?m)^({MARK} IN|::|##\[|##vso\[)")


def speaks(said: Said) -> Iterator[str]:
    """Yield what a stranger could say in what a command wrote."""
    for stream in (said.out, said.err):
        hidden = NEVER & set(OURS.sub("", stream))
        if hidden:
            yield f"hidden {sorted(map(ascii, hidden))}"
        if not said.terminal and COMMAND.search(stream):
            yield "a command for CI"
        if said.format != "html" and OWN_LINE.search(stream):  # HTML folds lines
            yield "a line of a stranger's own"
    if said.out.strip():
        yield from FORMATS.get(said.format, lambda _out: iter(()))(said.out)


def _json(out: str) -> Iterator[str]:
    try:
        json.loads(out)
    except ValueError as error:
        yield f"no JSON: {error}"


def _csv(out: str) -> Iterator[str]:
    cells = [cell for cells in csv.reader(io.StringIO(out, newline="")) for cell in cells]
    yield from (f"a formula {cell[:20]!r}" for cell in cells if cell.startswith(tuple(strangers.FORMULAS)))


MARKUP = (f"<{MARK}", f'="http://{MARK}', f"<strong>{MARK}", f"<s>{MARK}", f"<h1>{MARK}", f"<td>{MARK}")


def _markdown(out: str) -> Iterator[str]:
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(out)
    text_only = re.sub(r"<code>.*?</code>", "", page, flags=re.DOTALL)
    yield from (f"markup {each}" for each in (*MARKUP, f"@{MARK}") if each in text_only)
    yield from (f"an element {each}" for each in ("<img", "<script") if each in page)


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {MARK, "img", "script"} or any(MARK in name or f"//{MARK}" in (value or "") for name, value in attrs):
            self.found.append(f"an element {tag}")


def _html(out: str) -> Iterator[str]:
    reader = _Elements()
    reader.feed(out)
    yield from reader.found


FORMATS: dict[str, Callable[[str], Iterator[str]]] = {
    "json": _json,
    "csv": _csv,
    "markdown": _markdown,
    "html": _html,
}
