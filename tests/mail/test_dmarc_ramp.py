"""The next step of the DMARC plan: due, not yet and why, cannot tell, finished."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolpost.mail.dmarc_ramp import Evidence, next_step
from tests.conftest import MakeSettings
from tests.scenes.ramp_violations import RAMP
from tests.scenes.ramps import planned, step

SINCE = date(2026, 11, 2)
READY = SINCE + timedelta(days=14)
GOOD = Evidence(messages=100, aligned=99)


CASES: list[tuple[str, date, Evidence | None, str, str]] = [
    ("all conditions", READY, GOOD, "due", "p=none -> p=quarantine: due"),
    (
        "the day before",
        READY - timedelta(days=1),
        GOOD,
        "not yet",
        "p=none -> p=quarantine: not yet: 1 more day at p=none (until 2026-11-16)",
    ),
    (
        "too little mail",
        READY,
        Evidence(messages=99, aligned=99),
        "not yet",
        "p=none -> p=quarantine: not yet: the reports of this step are about 99 messages of at least 100",
    ),
    (
        "too little of it aligned",
        READY,
        Evidence(messages=1000, aligned=989),
        "not yet",
        "p=none -> p=quarantine: not yet: 989 of 1000 messages are aligned: 98.90% of at least 99.00%",
    ),
    (
        "no reports",
        READY,
        None,
        "cannot tell",
        "p=none -> p=quarantine: cannot tell: no aggregate reports were given; "
        "the plan asks for 100 messages, 99.00% of them aligned",
    ),
    (
        "no reports, and too early",
        SINCE,
        None,
        "not yet",
        "p=none -> p=quarantine: not yet: 14 more days at p=none (until 2026-11-16); no aggregate reports were given; "
        "the plan asks for 100 messages, 99.00% of them aligned",
    ),
    (
        "too many reports that could not be read",
        READY,
        Evidence(messages=100, aligned=100, read=8, unread=("a b.xml",)),
        "cannot tell",
        "p=none -> p=quarantine: cannot tell: 1 of 9 reports could not be read, more than 10%; "
        "look at them, then add --set-aside 'a b.xml'",
    ),
    (
        "few enough reports that could not be read",
        READY,
        Evidence(messages=100, aligned=100, read=9, unread=("a.xml",)),
        "due",
        "p=none -> p=quarantine: due",
    ),
    (
        "a day ahead",
        SINCE - timedelta(days=1),
        GOOD,
        "not yet",
        "p=none -> p=quarantine: not yet: dns.dmarc_ramp.since is 2026-11-02, which lies ahead of 2026-11-01",
    ),
]


@pytest.mark.parametrize(("what", "today", "found", "outcome", "said"), CASES, ids=[case[0] for case in CASES])
def test_what_is_missing_is_said(what: str, today: date, found: Evidence | None, outcome: str, said: str) -> None:
    """Each condition by itself, with the number that is and the one that is asked for."""
    made = step(planned(), today, found)
    assert (made.outcome, str(made)) == (outcome, said), what


def test_without_a_plan_there_is_no_step(settings: MakeSettings) -> None:
    """A file without the table is nobody's mistake."""
    assert next_step(settings(), SINCE) is None


def test_the_edit_leads_to_the_next_step() -> None:
    """The lines as TOML has them; after the edit the file is sound and stands one step further."""
    made = step(planned(), READY, GOOD)
    assert [(edit.table, edit.key, edit.old, edit.new) for edit in made.edits] == [
        ("dns.dmarc", "p", '"none"', '"quarantine"'),
        ("dns.dmarc_ramp", "step", '"none"', '"quarantine"'),
        ("dns.dmarc_ramp", "since", "2026-11-02", "2026-11-16"),
    ]
    after = step(planned("quarantine", since=READY), READY, GOOD)
    assert (after.outcome, after.following, after.due_on) == ("not yet", "reject", READY + timedelta(days=14))


def test_the_last_step_is_the_end() -> None:
    """Of the plan that is written, which may stop at quarantine."""
    assert str(step(planned("reject"), READY)) == "p=reject is the last step of the plan: nothing more to do"
    short = planned("quarantine", steps=[{"p": "none"}, {"p": "quarantine"}])
    assert step(short, READY).outcome == "finished"


def test_a_plan_may_ask_for_no_reports() -> None:
    """Then days alone decide, and whoever wrote it knows why."""
    quick = planned(steps=[{"p": "none", "days": 0, "messages": 0, "aligned": 0}, {"p": "reject"}])
    made = step(quick, SINCE)
    assert (made.outcome, made.following) == ("due", "reject")


def test_the_end_of_the_calendar_is_no_traceback() -> None:
    """Whoever mistypes the year gets a sentence."""
    made = step(planned(since=date.max), READY, GOOD)
    assert (made.outcome, made.due_on) == ("not yet", date.max)


@given(days=st.integers(0, 400), messages=st.integers(0, 10**6), failing=st.integers(0, 100), unread=st.integers(0, 1))
def test_due_means_that_every_condition_holds(days: int, messages: int, failing: int, unread: int) -> None:
    """No mixture of evidence and time makes a step due early, and edits never weaken."""
    aligned = max(0, messages - failing)
    made = step(
        planned(),
        SINCE + timedelta(days=days),
        Evidence(messages=messages, aligned=aligned, unread=("a.xml",) * unread),
    )
    fine = days >= 14 and messages >= 100 and aligned >= 0.99 * messages and not unread
    assert (made.outcome == "due") == fine
    assert (made.outcome == "due") == (made.missing == ())


def test_the_plan_changes_no_record(settings: MakeSettings) -> None:
    """What is published is [dns.dmarc]; synthesis knows no clock."""
    with_plan = settings(("dns.dmarc_ramp", RAMP))
    assert with_plan.dns.dmarc == settings().dns.dmarc
