"""
What a possible cause is.

A cause is a small generator with an id, a docstring that says what people see, how much of the missing mail it explains, and
the source of its facts. It yields what speaks for it; yielding nothing rules it out. A fact that cannot be read makes it
unknown, never ruled out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from poolpost.doctor.facts import Facts
from poolpost.errors import PoolpostError
from poolpost.findings import Outcome, Rule

Answer = Literal["likely", "cannot tell"]
_RESULTS: dict[Answer, Outcome] = {"likely": "fail", "cannot tell": "unknown"}
Suspicion = tuple[Answer, str, str] | tuple[Answer, str, str, str]
"""Whether it was seen or could not be looked at, what was seen or why not, what to do; and a source, if it has another."""


class Explains(IntEnum):
    """How much of the missing mail a cause explains; the highest comes first."""

    this_error = 6
    """the error text that was pasted"""
    this_address = 5
    """mail to the address that was named"""
    all_mail = 4
    """every mail of the pool"""
    much_mail = 3
    """mail to many users, or all mail from some time of the day on"""
    spam_folder = 2
    """mail that arrives in the spam folder"""
    some_mail = 1
    """some kinds of mail, or mail to a few"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    The question that the user asks.

    Attributes:
        facts: the live environment.
        to: an address that got no mail; None: none in particular.
        error: an error text of AWS; '' where there is none.
    """

    facts: Facts
    to: str | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    A finding about one cause.

    Attributes:
        outcome: 'likely', or 'cannot tell' when its facts could not be read.
        explains: which mail it explains, in words.
        evidence: what was seen.
        remedy: what to do.
    """

    cause: str
    outcome: Answer
    rank: int
    explains: str
    evidence: str
    remedy: str
    source: str

    @property
    def result(self) -> Outcome:
        """How the check ended, in the vocabulary of all checks: a likely cause is a failure."""
        return _RESULTS[self.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause(Rule):
    """
    A possible cause of missing mail; its `why` is what people see.

    Attributes:
        explains: how much of the missing mail.
        look: yields what speaks for it.
        may_apply: whether it could be the cause in this environment at all.
    """

    explains: Explains
    look: Callable[[Question], Iterator[Suspicion]]
    may_apply: Callable[[Question], bool] = lambda _question: True

    def applies(self, question: Question) -> bool:
        """Return whether it can be the cause at all; causes that do not apply are neither found nor ruled out."""
        try:
            return self.is_asked(question) and self.may_apply(question)
        except PoolpostError:
            return True  # its facts cannot be read, which its reasons say

    def is_asked(self, question: Question) -> bool:
        """Return whether the question names what this cause is about: an address, an error text."""
        named = {Explains.this_address: question.to, Explains.this_error: question.error}
        return bool(named.get(self.explains, True))

    def reasons(self, question: Question) -> list[Reason]:
        """Check the cause; a failed read or a crash is reported."""
        found: list[Suspicion] = []
        try:
            found.extend(self.look(question))
        except PoolpostError as error:
            found.append(("cannot tell", str(error), ""))
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must not rule the cause out
            said = f"looking for {self.id} failed ({type(error).__name__}: {error})"
            found.append(("cannot tell", said, "report this with the command's --json"))
        return [self._reason(one[0], one[1], one[2], *one[3:]) for one in found]

    def _reason(self, outcome: Answer, evidence: str, remedy: str, source: str = "") -> Reason:
        return Reason(
            cause=self.id,
            outcome=outcome,
            rank=self.explains,
            explains=self.explains.name.replace("_", " "),
            evidence=evidence,
            remedy=remedy,
            source=source or self.source,
        )


def cause(id_: str, explains: Explains, *, source: str) -> Callable[[Callable[[Question], Iterator[Suspicion]]], Cause]:
    """Create a cause of a generator function; its docstring is what people see."""

    def make(look: Callable[[Question], Iterator[Suspicion]]) -> Cause:
        return Cause(
            id=id_,
            why=(look.__doc__ or "").strip(),
            explains=explains,
            source=source,
            look=look,
        )

    return make
