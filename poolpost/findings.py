"""
What a check found, how it ended, and the exit code that follows.

"Could not check" (`unknown`) is an outcome of its own, never silence and never success.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

Outcome = Literal["fail", "unknown", "warn", "pass"]
"""How anything that poolpost checks ends; each kind of check has its own words for it, which map to these."""
Level = Literal["block", "unknown", "warn", "info"]
_RESULTS: dict[Level, Outcome] = {"block": "fail", "unknown": "unknown", "warn": "warn", "info": "pass"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    What everything has that finds something: a rule of a file or of the gate, a check of the doctor, a cause.

    Attributes:
        id: written in words and never changed or reused, since pipelines and POOLPOST_PASS name it.
        why: why it matters, in one sentence; of a cause what people see. docs/rules.md shows it.
        source: where its facts come from.
    """

    id: str
    why: str
    source: str

    def finding(self, problem: "Problem") -> "Finding":
        """Return what the rule found under its id."""
        return Finding(
            rule=self.id,
            level=problem.level,
            subject=problem.subject,
            problem=problem.problem,
            remedy=problem.remedy,
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule yields, made by `blocked`, `warned`, `unknown` or `noted`: a finding that does not name its rule yet."""

    level: Level
    subject: str
    problem: str
    remedy: str = ""


def blocked(subject: str, problem: str, remedy: str = "") -> Problem:
    """Return what stops: a setting, plan or pool that is wrong."""
    return Problem("block", subject, problem, remedy)


def unknown(subject: str, problem: str, remedy: str = "") -> Problem:
    """Return what could not be checked, which stops as well."""
    return Problem("unknown", subject, problem, remedy)


def warned(subject: str, problem: str, remedy: str = "") -> Problem:
    """Return what a person should know, and what stops nothing."""
    return Problem("warn", subject, problem, remedy)


def noted(subject: str, problem: str, remedy: str = "") -> Problem:
    """Return what is right as it is, and shown all the same."""
    return Problem("info", subject, problem, remedy)


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

    @property
    def result(self) -> Outcome:
        """How the check ended that found it."""
        return _RESULTS[self.level]

    def __str__(self) -> str:
        """Return the finding as one line, without its level and rule: `subject: problem; remedy`."""
        return f"{self.subject}: {self.problem}" + (f"; {self.remedy}" if self.remedy else "")


class Judged(Protocol):
    """Whatever ends in an outcome: a finding, a line of the doctor, a record that was looked up."""

    @property
    def result(self) -> Outcome:
        """How it ended."""
        ...


def worst(judged: Iterable[Judged]) -> int:
    """Return the exit code: 1 if anything failed, else 3 if anything could not be checked, else 0."""
    outcomes = {each.result for each in judged}
    if "fail" in outcomes:
        return 1
    return 3 if "unknown" in outcomes else 0
