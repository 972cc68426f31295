"""The checklist in a terminal, or as plain text where there is none."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from poolpost.cli import console
from poolpost.doctor.checks.check import Line
from poolpost.doctor.simulator_outcome import Proof
from poolpost.settings import Settings

STYLES = {"pass": "green", "fail": "bold red", "cannot tell": "bold magenta", "not applicable": "dim"}
WIDTH = 14  # of the longest outcome, so that what was seen is aligned
_OPERATION = re.compile(r"\b[a-z0-9-]+:[A-Z]\w+")  # which of AWS's operations was asked, e.g. iam:GetRole
TITLE = 44  # at most so wide; a longer title moves what follows


def show(settings: Settings, lines: Sequence[Line]) -> None:
    """Print a line for each check, what to do below each that needs it, and the sum."""
    out = console.console()
    told: dict[str, str] = {}
    for section, members in groupby(lines, key=lambda line: line.section):
        out.print(Text(f"\n{section}", style="bold"))
        shown = list(members)
        wide = min(TITLE, max(len(line.title) for line in shown))
        for line in shown:
            style = STYLES[line.outcome]
            out.print(
                Text.assemble(
                    f"  {line.title:<{wide}}  ",
                    (f"{line.outcome:<{WIDTH}}", style),
                    "  ",
                    (_evidence(line, told), "dim"),
                ),
                soft_wrap=True,
            )
            if line.remedy and line.outcome in {"fail", "cannot tell"}:
                out.print(Text.assemble(" " * (wide + 4), ("-> ", style), line.remedy), soft_wrap=True)
    out.print(Text.assemble(f"\n{settings.name}: ", (summary(lines), _overall(lines))), soft_wrap=True)


def _evidence(line: Line, told: dict[str, str]) -> str:
    """Give what was seen; what kept many checks from looking (no credentials, say) is told at the first of them."""
    if line.outcome != "cannot tell":
        return line.evidence
    reason = _OPERATION.sub("", line.evidence)
    first = told.setdefault(reason, line.title)
    return line.evidence if first == line.title else f"same reason as {first}"


def show_proofs(proofs: Sequence[Proof]) -> None:
    """Print what became of each mail."""
    styles = {"arrived": "green", "not arrived": "bold red", "not asked for": "dim"}
    wide = max(len(proof.address) for proof in proofs)
    for proof in proofs:
        seconds = f"{proof.seconds:>6.1f} s" if proof.seconds is not None else " " * 8
        line = Text.assemble(
            f"{proof.address:<{wide}}  {proof.event:<10}",
            (f"{proof.outcome:<14}", styles[proof.outcome]),
            seconds,
            "  ",
            (proof.detail, "dim"),
        )
        console.console().print(line, soft_wrap=True)


def summary(lines: Sequence[Line]) -> str:
    """Give the sum in words: '23 pass, 2 fail, 1 cannot tell, 3 not applicable'."""
    counted = Counter(line.outcome for line in lines)
    return ", ".join(f"{counted[outcome]} {outcome}" for outcome in STYLES if counted[outcome])


def _overall(lines: Sequence[Line]) -> str:
    outcomes = {line.outcome for line in lines}
    return next(STYLES[each] for each in ("fail", "cannot tell", "pass", "not applicable") if each in outcomes)
