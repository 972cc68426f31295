"""
What a check of the doctor is, and the line that comes of it.

A check is a small generator with an id, a title, a docstring that says why it matters, and the source of its facts. A fact
that cannot be read makes its lines `cannot tell`, with the reason; so does a check that crashes. Nothing passes unchecked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from poolpost.doctor.facts import Facts
from poolpost.errors import PoolpostError
from poolpost.findings import Outcome, Rule

_REPORT = "report this with the command's --json"
Answer = Literal["pass", "fail", "cannot tell", "not applicable"]
_RESULTS: dict[Answer, Outcome] = {"pass": "pass", "fail": "fail", "cannot tell": "unknown", "not applicable": "pass"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    The result of a check for one subject.

    Attributes:
        evidence: what was found; for `cannot tell` and `not applicable` the reason.
        remedy: what to do next; '' if nothing.
        subject: which of several subjects it is about; '' if there is only one.
    """

    outcome: Answer
    evidence: str
    remedy: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the checklist: a verdict with the check that it comes from."""

    check: str
    section: str
    title: str
    outcome: Answer
    evidence: str
    remedy: str
    source: str

    @property
    def result(self) -> Outcome:
        """How the check ended, in the vocabulary of all checks."""
        return _RESULTS[self.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Rule):
    """
    A check of the doctor.

    Attributes:
        section: of the checklist.
        title: of its line.
        look: yields a verdict for each subject that it checks.
    """

    section: str
    title: str
    look: Callable[[Facts], Iterator[Verdict]]

    def lines(self, facts: Facts) -> Iterator[Line]:
        """Run the check; a failed read, or a crash, is reported after the verdicts found before it."""
        verdicts: list[Verdict] = []
        try:
            verdicts.extend(self.look(facts))
            if not verdicts:
                verdicts.append(unknown("the check returned nothing", _REPORT))
        except PoolpostError as error:
            verdicts.append(unknown(str(error)))
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must not pass
            verdicts.append(unknown(f"the check failed ({type(error).__name__}: {error})", _REPORT))
        for verdict in verdicts:
            yield Line(
                check=self.id,
                section=self.section,
                title=f"{self.title}: {verdict.subject}" if verdict.subject else self.title,
                outcome=verdict.outcome,
                evidence=verdict.evidence,
                remedy=verdict.remedy,
                source=self.source,
            )


def check(
    id_: str, section: str, title: str, *, source: str
) -> Callable[[Callable[[Facts], Iterator[Verdict]]], Check]:
    """Create a check of a generator function; its docstring is the check's `why`."""

    def make(look: Callable[[Facts], Iterator[Verdict]]) -> Check:
        return Check(
            id=id_,
            section=section,
            title=title,
            why=(look.__doc__ or "").strip(),
            source=source,
            look=look,
        )

    return make


def passed(evidence: str, *, subject: str = "") -> Verdict:
    """Return that it is as it should be."""
    return Verdict(outcome="pass", evidence=evidence, subject=subject)


def failed(evidence: str, remedy: str, *, subject: str = "") -> Verdict:
    """Return what is wrong, and what to do next."""
    return Verdict(outcome="fail", evidence=evidence, remedy=remedy, subject=subject)


def unknown(evidence: str, remedy: str = "", *, subject: str = "") -> Verdict:
    """Return why it could not be checked."""
    return Verdict(outcome="cannot tell", evidence=evidence, remedy=remedy, subject=subject)


def does_not_apply(reason: str) -> Verdict:
    """Return why there is nothing to check."""
    return Verdict(outcome="not applicable", evidence=reason)
