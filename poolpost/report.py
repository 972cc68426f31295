"""How results look: calm tables in a terminal, plain text elsewhere, JSON for machines."""

import io
import json
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, is_dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from poolpost.dns_truth.verdict import Checked
from poolpost.findings import Finding, exit_code
from poolpost.preflight import Situation
from poolpost.records import DnsRecord
from poolpost.safe_text import LONGEST, Shown, bounded, hanging, one_line, shown

_LEVELS = {
    "block": ("stop", "bold red"),
    "unknown": ("cannot tell", "bold magenta"),
    "warn": ("warning", "yellow"),
}
_STATUSES = {
    "present": "green",
    "wrong": "bold red",
    "absent": "red",
    "not visible everywhere yet": "yellow",
    "lookup failed": "magenta",
    "pending": "yellow",
}
_VERDICTS = {"free": "green", "adopted": "green", "not ours": "dim", "different": "bold red", "in the way": "bold red"}
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
    """Give a console that colours and folds in a terminal only."""
    made = _Console(stderr=error)
    return made if made.is_terminal else _Console(stderr=error, width=_NOT_A_TERMINAL)


def note(text: str) -> None:
    """Say something that is not the result: progress and hints go to standard error."""
    console(error=True).print(Text(text, style="dim"), soft_wrap=True)


def working(what: str) -> AbstractContextManager[object]:
    """Show what is being waited for while it lasts, to a person at a terminal only."""
    out = console(error=True)
    return out.status(Text(what, style="dim")) if out.is_terminal else nullcontext()


@contextmanager
def counting(what: str) -> Generator[Callable[[int, int], None], None, None]:
    """Hand out a function to be called with how much is done, of how much; shown to a person at a terminal only."""
    out = console(error=True)
    if not out.is_terminal:
        yield lambda _done, _total: None
        return
    with out.status(Text(what, style="dim")) as status:
        yield lambda done, total: status.update(Text(f"{what}: {done} of {total}", style="dim"))


def document(text: Shown) -> None:
    """Print a page, a comment or a file as it is: what an escaper made, and nothing else."""
    sys.stdout.write(text)


def as_json(value: object) -> None:
    """Print a JSON document."""
    document(shown(json.dumps(value, indent=2, ensure_ascii=False, default=_plain) + "\n"))


def findings(file: str, found: Sequence[Finding], *, sound: str = "valid") -> None:
    """Print a line for each finding, and one that all is well where there is none."""
    out = console()
    if not any(finding.level in {"block", "unknown"} for finding in found):
        out.print(Text.assemble((f"{file}: ", "bold"), (sound, "green")))
    for finding in found:
        word, style = _LEVELS.get(finding.level, ("note", "dim"))
        remedy = f"; {finding.remedy}" if finding.remedy else ""
        line = Text.assemble(
            f"{file}: ", (f"{word}: ", style), (f"{finding.subject}: ", "bold"), finding.problem, remedy
        )
        out.print(line, soft_wrap=True)


def verdict(environment: str, found: Sequence[Finding]) -> None:
    """Print the gate's findings and its verdict, to standard error: Terraform's output stays Terraform's."""
    out = console(error=True)
    remarks(found, error=True)
    word, style = {0: ("go", "green"), 1: ("stop", "bold red"), 3: ("cannot decide", "bold magenta")}[exit_code(found)]
    out.print(Text.assemble(f"poolpost gate: {environment}: ", (word, style)))


def record_table(records: Iterable[DnsRecord]) -> None:
    """Print the records, one value a row."""
    table = _table("Name", "Type", "TTL", "Value", "Purpose")
    for record in records:
        note_ = " (pending: deploy first)" if record.pending else "" if record.ours else " (its owner publishes it)"
        for value in record.values:
            table.add_row(record.name, record.type, str(record.ttl), value, record.purpose + note_)
    _show(table)


def checked_table(checked: Sequence[Checked]) -> None:
    """Print what the lookups said, where a record is not right what is there instead, and below what to do."""
    table = _table("Status", "Name", "Type", "Wanted", "Found")
    for one in checked:
        found = " | ".join(one.found) if one.status == "wrong" else one.reason
        wanted = " | ".join(one.record.values)
        table.add_row(Text(one.status, style=_STATUSES[one.status]), one.record.name, one.record.type, wanted, found)
    _show(table)
    for diagnosis in dict.fromkeys(diagnosis for one in checked for diagnosis in one.diagnoses):
        line = Text.assemble((f"{diagnosis.subject}: ", "bold"), diagnosis.problem, f"; {diagnosis.remedy}")
        console().print(line, soft_wrap=True)


def situations(found: Iterable[Situation]) -> None:
    """Print each needed record and what stands at its name."""
    table = _table("Now", "Name", "Type", "Wanted", "There")
    for one in found:
        verdict_ = "adopted" if one.adopted and one.verdict in {"same", "merge"} else one.verdict
        wanted, there = " | ".join(one.record.values), " | ".join(one.there) or one.reason
        shown = there if one.verdict not in {"same", "free"} else ""
        table.add_row(
            Text(verdict_, style=_VERDICTS.get(verdict_, "yellow")), one.record.name, one.record.type, wanted, shown
        )
    _show(table)


def checked_row(one: Checked) -> dict[str, Any]:
    """Give what the lookups said about one record for JSON: every server's answer and every diagnosis."""
    record = one.record
    return {
        "id": record.id,
        "name": record.name,
        "type": record.type,
        "ttl": record.ttl,
        "wanted": record.values,
        "purpose": record.purpose,
        "published_by": "you" if record.ours else "the owner of the report domain",
        "status": one.status,
        "found": one.found,
        "reason": one.reason,
        "servers": [
            {
                "server": str(reply.server),
                "authoritative": reply.authoritative,
                "outcome": reply.outcome,
                "values": reply.values,
                "alias": reply.alias,
                "reason": reply.reason,
            }
            for reply in one.replies
        ],
        "diagnoses": one.diagnoses,
    }


def side_by_side(what: str, left: tuple[str, dict[str, Any]], right: tuple[str, dict[str, Any]]) -> None:
    """Print two objects with a heading each, what differs in bold."""
    table = _table(what, left[0], right[0])
    for member in sorted(left[1].keys() | right[1].keys()):
        old, new = str(left[1].get(member, "-")), str(right[1].get(member, "-"))
        table.add_row(member, old, Text(new, style="bold green" if old != new else ""))
    console().print(table)


def pairs(values: dict[str, str]) -> None:
    """Print a name and its value a line, the values aligned."""
    width = max(map(len, values))
    for name, value in values.items():
        console().print(Text.assemble((f"{name:<{width}}", "bold"), f"  {value}"), soft_wrap=True)


def rows(columns: Sequence[str], values: Iterable[Sequence[str]]) -> None:
    """Print a table of texts."""
    table = _table(*columns)
    for row in values:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def remarks(found: Iterable[Finding], *, error: bool = False) -> None:
    """Print a line for each finding, without a verdict of its own."""
    out = console(error=error)
    for finding in found:
        word, style = _LEVELS.get(finding.level, ("note", "dim"))
        remedy = f"; {finding.remedy}" if finding.remedy else ""
        line = Text.assemble(
            (f"{word}: ", style), (f"{finding.subject}: ", "bold"), finding.problem, remedy, f" [{finding.rule}]"
        )
        out.print(line, soft_wrap=True)


def lines(values: Iterable[object]) -> None:
    """Print an indented line for each value."""
    for value in values:
        console().print(Text(f"  {value}"), soft_wrap=True)


def _show(table: Table) -> None:
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


def _table(*columns: str) -> Table:
    table = _Rows(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(one_line(column), overflow="fold")
    return table


def _plain(value: object) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
