"""
What a team allows once: a single finding of the gate by rule, subject and reason, in one environment.

`POOLPOST_PASS="production keeps-what-sends aws_sesv2_email_identity.domain: the pool moves to Pinpoint today"`, a line for
each rule; several subjects are separated by commas. A pass never switches a rule off: the finding stays, as a warning that
quotes the reason, in the gate's output and in the report. What such a rule could not look at may pass likewise. A rule allows
it or does not (`GateRule.passable`).
"""

import os
import re
from dataclasses import dataclass

from poolpost.errors import UsageError

PASS = "POOLPOST_PASS"  # noqa: S105 -- to let pass, no password
"""Environment variable: `<environment> <rule> <subject>[,<subject>...]: <reason>`, one a line."""
MIN_REASON = 10
"""Minimum length in characters; a shorter reason does not help the reader of the report."""
_LINE = re.compile(r"(?P<environment>\S+)\s+(?P<rule>[a-z][a-z0-9-]*)\s+(?P<subjects>[^\s:]\S*):\s+(?P<reason>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """
    A finding that may pass.

    Attributes:
        rule: the rule's id.
        subject: what the finding is about, exactly as the gate shows it.
        reason: why, in a person's words.
    """

    rule: str
    subject: str
    reason: str


def passes(environment: str) -> tuple[Pass, ...]:
    """
    Return what may pass in an environment; passes for other environments are ignored.

    Raises:
        UsageError: a line is not of the form, or gives no reason.
    """
    return tuple(each for line in os.environ.get(PASS, "").splitlines() for each in _read(line.strip(), environment))


def wording(environment: str, rule: str, subject: str) -> str:
    """Return how to let a finding pass, for its remedy."""
    return f'{PASS}="{environment} {rule} {subject}: why"'


def _read(line: str, environment: str) -> list[Pass]:
    if not line:
        return []
    found = _LINE.fullmatch(line)
    if found is None:
        msg = f"{PASS} has the line {line!r}; allowed: '<environment> <rule> <subject>: <reason>', one a line"
        raise UsageError(msg)
    if len(found["reason"]) < MIN_REASON:
        msg = f"{PASS} has the reason {found['reason']!r}; allowed: at least {MIN_REASON} characters that explain why"
        raise UsageError(msg)
    if found["environment"] != environment:
        return []
    subjects = filter(None, found["subjects"].split(","))
    return [Pass(rule=found["rule"], subject=subject, reason=found["reason"]) for subject in subjects]
