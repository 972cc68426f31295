"""How results look: calm tables in a terminal, plain text elsewhere, JSON for machines."""

import json
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, is_dataclass
from typing import Any

from rich.text import Text

from poolpost.console import console, new_table, show_table
from poolpost.dns.records import DnsRecord
from poolpost.dns.verdict import Checked
from poolpost.findings import Finding, exit_code
from poolpost.preflight import Situation
from poolpost.standards.safe_text import Shown, shown

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
        out.print(Text.assemble(f"{file}: ", _sentence(finding)), soft_wrap=True)


def verdict(environment: str, found: Sequence[Finding]) -> None:
    """Print the gate's findings and its verdict, to standard error: Terraform's output stays Terraform's."""
    out = console(error=True)
    remarks(found, error=True)
    word, style = {0: ("go", "green"), 1: ("stop", "bold red"), 3: ("cannot decide", "bold magenta")}[exit_code(found)]
    out.print(Text.assemble(f"poolpost gate: {environment}: ", (word, style)))


def record_table(records: Iterable[DnsRecord]) -> None:
    """Print the records, one value a row."""
    table = new_table("Name", "Type", "TTL", "Value", "Purpose")
    for record in records:
        note_ = " (pending: deploy first)" if record.pending else "" if record.ours else " (its owner publishes it)"
        for value in record.values:
            table.add_row(record.name, record.type, str(record.ttl), value, record.purpose + note_)
    show_table(table)


def checked_table(checked: Sequence[Checked]) -> None:
    """Print what the lookups said, where a record is not right what is there instead, and below what to do."""
    table = new_table("Status", "Name", "Type", "Wanted", "Found")
    for one in checked:
        found = " | ".join(one.found) if one.status == "wrong" else one.reason
        wanted = " | ".join(one.record.values)
        table.add_row(Text(one.status, style=_STATUSES[one.status]), one.record.name, one.record.type, wanted, found)
    show_table(table)
    for diagnosis in dict.fromkeys(diagnosis for one in checked for diagnosis in one.diagnoses):
        line = Text.assemble((f"{diagnosis.subject}: ", "bold"), diagnosis.problem, f"; {diagnosis.remedy}")
        console().print(line, soft_wrap=True)


def situations(found: Iterable[Situation]) -> None:
    """Print each needed record and what stands at its name."""
    table = new_table("Now", "Name", "Type", "Wanted", "There")
    for one in found:
        verdict_ = "adopted" if one.adopted and one.verdict in {"same", "merge"} else one.verdict
        wanted, there = " | ".join(one.record.values), " | ".join(one.there) or one.reason
        other = there if one.verdict not in {"same", "free"} else ""
        table.add_row(
            Text(verdict_, style=_VERDICTS.get(verdict_, "yellow")), one.record.name, one.record.type, wanted, other
        )
    show_table(table)


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
    table = new_table(what, left[0], right[0])
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
    table = new_table(*columns)
    for row in values:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def remarks(found: Iterable[Finding], *, error: bool = False) -> None:
    """Print a line for each finding, without a verdict of its own."""
    out = console(error=error)
    for finding in found:
        out.print(Text.assemble(_sentence(finding), f" [{finding.rule}]"), soft_wrap=True)


def _sentence(finding: Finding) -> Text:
    word, style = _LEVELS.get(finding.level, ("note", "dim"))
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return Text.assemble((f"{word}: ", style), (f"{finding.subject}: ", "bold"), finding.problem, remedy)


def lines(values: Iterable[object]) -> None:
    """Print an indented line for each value."""
    for value in values:
        console().print(Text(f"  {value}"), soft_wrap=True)


def _plain(value: object) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
