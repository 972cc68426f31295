"""
What a check found, and the exit code that follows.

Four outcomes: a finding blocks, warns or informs, and "could not look" (`unknown`) is its own outcome, never silence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["block", "unknown", "warn", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One thing found.

    Attributes:
        rule: stable id of the rule, e.g. 'from-inside-domain'; docs/rules.md lists them.
        level: block stops, unknown means that it could not be looked at, warn and info let pass.
        subject: what it is about: a key of an environment file, a Terraform address, a DNS name.
        problem: what is wrong, with the value and what is allowed.
        remedy: what to do next; '' where `problem` says it.
    """

    rule: str
    level: Level
    subject: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return the finding as one line, without its level and rule: `subject: problem; remedy`."""
        return f"{self.subject}: {self.problem}" + (f"; {self.remedy}" if self.remedy else "")


def exit_code(findings: Iterable[Finding]) -> int:
    """Give 1 when anything blocks, else 3 when anything could not be looked at, else 0."""
    levels = {finding.level for finding in findings}
    if "block" in levels:
        return 1
    return 3 if "unknown" in levels else 0
