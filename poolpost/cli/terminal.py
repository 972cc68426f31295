"""How results look: calm tables in a terminal, plain text elsewhere, JSON for machines."""

import json
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, is_dataclass
from typing import Any

from rich.text import Text

from poolpost.cli.console import console, new_table
from poolpost.findings import Finding, worst
from poolpost.standards.safe_text import Shown, shown

_LEVELS = {
    "block": ("stop", "bold red"),
    "unknown": ("cannot tell", "bold magenta"),
    "warn": ("warning", "yellow"),
}


def note(text: str) -> None:
    """Print progress or a hint to standard error."""
    console(error=True).print(Text(text, style="dim"), soft_wrap=True)


def working(what: str) -> AbstractContextManager[object]:
    """Show a status line while waiting, at a terminal only."""
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
    document(json_text(value))


def json_text(value: object) -> Shown:
    """Return a JSON document; dataclasses become objects."""
    return shown(json.dumps(value, indent=2, ensure_ascii=False, default=_plain) + "\n")


def findings(file: str, found: Sequence[Finding], *, sound: str = "valid") -> None:
    """Print a line for each finding, or that the file is valid if there is none."""
    out = console()
    if not any(finding.level in {"block", "unknown"} for finding in found):
        out.print(Text.assemble((f"{file}: ", "bold"), (sound, "green")))
    for finding in found:
        out.print(Text.assemble(f"{file}: ", _with_level(finding)), soft_wrap=True)


def verdict(environment: str, found: Sequence[Finding]) -> None:
    """Print the gate's findings and its verdict, to standard error: Terraform's output stays Terraform's."""
    out = console(error=True)
    remarks(found, error=True)
    word, style = {0: ("go", "green"), 1: ("stop", "bold red"), 3: ("cannot decide", "bold magenta")}[worst(found)]
    out.print(Text.assemble(f"poolpost gate: {environment}: ", (word, style)))


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
        out.print(Text.assemble(_with_level(finding), f" [{finding.rule}]"), soft_wrap=True)


def sentence(finding: Finding) -> Text:
    """Return `str(finding)` with the subject in bold."""
    styled = Text(str(finding))
    styled.stylize("bold", 0, len(finding.subject) + 1)
    return styled


def _with_level(finding: Finding) -> Text:
    word, style = _LEVELS.get(finding.level, ("note", "dim"))
    return Text.assemble((f"{word}: ", style), sentence(finding))


def lines(values: Iterable[object]) -> None:
    """Print an indented line for each value."""
    for value in values:
        console().print(Text(f"  {value}"), soft_wrap=True)


def _plain(value: object) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
