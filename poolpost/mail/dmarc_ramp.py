"""
The next step to a stricter DMARC policy: due, not yet, or nothing more to do.

Pure: it takes the day and the results of aggregate reports, and changes no record.
"""

import shlex
from dataclasses import dataclass
from datetime import date
from typing import Literal

from poolpost.settings.model import Settings
from poolpost.settings.tables.dmarc_ramp import DmarcRamp, RampStep

MOST_UNREAD = 0.1
"""Share of the reports that may be unreadable: one bad file in a month must not delay a step."""
_SHOWN = 5  # files in a command
Outcome = Literal["due", "not yet", "cannot tell", "finished"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    Results of the aggregate reports of the present step.

    Attributes:
        messages: number of messages, without foreign sources.
        aligned: those that pass DMARC.
        breaks: a sentence for each source whose mail the next policy would hit, most mail first.
        read: reports that are counted.
        unread: files that could not be read; they might change the result.
        lost: records that could not be read, of the reports that are counted.
    """

    messages: int
    aligned: int
    breaks: tuple[str, ...] = ()
    read: int = 0
    unread: tuple[str, ...] = ()
    lost: int = 0

    @property
    def missing(self) -> str:
        """How much of the evidence could not be read; '' if everything was."""
        files = f"{len(self.unread)} of {_plural(len(self.unread) + self.read, 'report')}" if self.unread else ""
        records = _plural(self.lost, "record") if self.lost else ""
        return " and ".join(part for part in (files, records) if part)

    @property
    def decides(self) -> bool:
        """Whether the unread part is too small to change the result."""
        return len(self.unread) <= (len(self.unread) + self.read) * MOST_UNREAD

    @property
    def share(self) -> float:
        """Share of the messages that pass DMARC; 0 without messages."""
        return self.aligned / self.messages if self.messages else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One line of the environment file to change: the table, the key, and the values as TOML writes them."""

    table: str
    key: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    What to do next.

    Attributes:
        present: the policy that is published; `following` the one after it, None if there is none.
        due_on: the first day on which the minimum of days is reached; None if finished.
        missing: the unmet conditions, each in a sentence.
        breaks: which mail the following policy would hit, according to the reports.
        edits: what to change in the environment file once it is due.
    """

    outcome: Outcome
    present: str
    following: str | None
    due_on: date | None = None
    missing: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    def __str__(self) -> str:
        """Return it in one sentence."""
        if self.outcome == "finished":
            return f"p={self.present} is the last step of the plan: nothing more to do"
        way = f"p={self.present} -> p={self.following}"
        reasons = f": {'; '.join(self.missing)}" if self.missing else ""
        return f"{way}: {self.outcome}{reasons}"


def next_step(settings: Settings, today: date, evidence: Evidence | None = None) -> Step | None:
    """Return the plan's next step and whether it is due; None without a plan. Without evidence, no reports were given."""
    ramp = settings.dns.dmarc_ramp
    if ramp is None:
        return None
    breaks = evidence.breaks if evidence else ()
    following = ramp.following
    if following is None:
        return Step(outcome="finished", present=ramp.step, following=None, breaks=breaks)
    due_on = _due_on(ramp, ramp.present)
    days = _days_missing(ramp, due_on, today)
    reports, unknown = _reports_missing(ramp.present, evidence)
    return Step(
        outcome="not yet" if days or reports else "cannot tell" if unknown else "due",
        present=ramp.step,
        following=following,
        due_on=due_on,
        missing=(*days, *reports, *unknown),
        breaks=breaks,
        edits=_edits(ramp, following, today),
    )


def _due_on(ramp: DmarcRamp, step: RampStep) -> date:
    """Add the days; the result is at most the last day of the calendar."""
    return date.fromordinal(min(ramp.since.toordinal() + step.days, date.max.toordinal()))


def _days_missing(ramp: DmarcRamp, due_on: date, today: date) -> tuple[str, ...]:
    if ramp.since > today:
        return (f"dns.dmarc_ramp.since is {ramp.since}, which lies ahead of {today}",)
    left = (due_on - today).days
    if left <= 0:
        return ()
    return (f"{left} more day{'s' if left > 1 else ''} at p={ramp.step} (until {due_on})",)


def _reports_missing(step: RampStep, evidence: Evidence | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the unmet conditions that the reports show, and those that need (more) reports to decide."""
    if evidence is None:
        needs = f"{step.messages} messages, {step.aligned:.2%} of them aligned"
        return (), (f"no aggregate reports were given; the plan asks for {needs}",) if step.messages else ()
    missing: list[str] = []
    if evidence.messages < step.messages:
        missing.append(f"the reports of this step are about {evidence.messages} messages of at least {step.messages}")
    if evidence.messages and evidence.share < step.aligned:
        missing.append(
            f"{evidence.aligned} of {evidence.messages} messages are aligned: {evidence.share:.2%} of at least {step.aligned:.2%}"
        )
    if evidence.decides:
        return tuple(missing), ()
    aside = " ".join(f"--set-aside {shlex.quote(file)}" for file in evidence.unread[:_SHOWN])
    return tuple(missing), (
        f"{evidence.missing} could not be read, more than {MOST_UNREAD:.0%}; look at them, then add {aside}",
    )


def _plural(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _edits(ramp: DmarcRamp, following: str, today: date) -> tuple[Edit, ...]:
    """Return which lines change; `since` becomes the day of the deploy, today when it is deployed at once."""
    return (
        Edit(table="dns.dmarc", key="p", old=f'"{ramp.step}"', new=f'"{following}"'),
        Edit(table="dns.dmarc_ramp", key="step", old=f'"{ramp.step}"', new=f'"{following}"'),
        Edit(table="dns.dmarc_ramp", key="since", old=str(ramp.since), new=str(today)),
    )
