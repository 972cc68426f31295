"""The console that all text for people goes through, and its tables: no text of somebody else is a command to it."""

import io
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from poolpost.standards.safe_text import LONGEST, bounded, hanging, one_line, shown

_NOT_A_TERMINAL = 1000  # columns: whoever reads a pipe or a log wants whole lines


class _Console(Console):
    """A console to which no text is a command: neither to the terminal nor, by `[markup]` or `:emoji:`, to rich."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(shown(segment.text), segment.style)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print; a line break in a text never starts a line of its own, and nothing is longer than people read."""
        super().print(*(_safe(each) for each in objects), **options)


def _safe(value: object) -> object:
    if isinstance(value, str):
        return hanging(bounded(value))
    if not isinstance(value, Text):
        return value
    head = len(value.plain) - len(value.plain.lstrip("\n"))
    lines = value[head:LONGEST].split("\n", allow_blank=True)
    return Text.assemble("\n" * head, Text("\n    ").join(lines), bounded(value.plain)[LONGEST:])


class _Rows(Table):
    """A table each of whose cells is one line of text."""

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        super().add_row(*(_cell(each) for each in cells), **options)


def _cell(value: RenderableType | None) -> RenderableType | None:
    if isinstance(value, Text):
        return Text(one_line(value.plain), style=value.style)
    return one_line(value) if isinstance(value, str) else value


def console(*, error: bool = False) -> Console:
    """Return a console that colours and folds in a terminal only."""
    made = _Console(stderr=error)
    return made if made.is_terminal else _Console(stderr=error, width=_NOT_A_TERMINAL)


def show_table(table: Table) -> None:
    """
    Print a table whose rows are one line each: names are copied from it, so they are never broken.

    A terminal that is too narrow wraps the lines itself. Nothing is padded: no line ends in blanks.
    """
    out = console()
    wide = _Console(file=io.StringIO(), width=_NOT_A_TERMINAL, force_terminal=out.is_terminal)
    for segments in wide.render_lines(table, pad=False):
        line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        line.rstrip()
        out.print(line, soft_wrap=True)


def new_table(*columns: str) -> Table:
    """Return an empty table, each of whose cells will be one line."""
    table = _Rows(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(one_line(column), overflow="fold")
    return table
