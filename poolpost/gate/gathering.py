"""Reads on behalf of the gate: each returns its value, or `NotSeen` and a finding that says why; none is skipped in silence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from poolpost.errors import CannotDecide, PoolpostError
from poolpost.findings import Finding

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NotSeen:
    """
    A fact that could not be read.

    Attributes:
        rule: id of the finding that reports it.
        reason: what went wrong.
    """

    rule: str
    reason: str


class Gathering:
    """The reads of one judgement, and the findings about those that failed."""

    def __init__(self) -> None:
        """Start without findings."""
        self.findings: list[Finding] = []

    def look(self, rule: str, read: Callable[[], T], *, needs: tuple[object, ...] = ()) -> T | NotSeen:
        """
        Read a fact.

        Args:
            rule: id of the finding where the read fails: `unknown` for CannotDecide, `block` for what else stops a command.
            read: returns the fact.
            needs: facts without which there is nothing to ask; the first of them that was not seen is returned, as it has
                its finding already.
        """
        for each in needs:
            if isinstance(each, NotSeen):
                return each
        try:
            return read()
        except PoolpostError as error:
            level = "unknown" if isinstance(error, CannotDecide) else "block"
            self.findings.append(Finding(rule=rule, level=level, subject="gate", problem=str(error)))
            return NotSeen(rule, str(error))
