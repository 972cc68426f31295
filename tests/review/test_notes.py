"""What is due next is said by the report, whatever the plan does."""

from datetime import date

from poolpost.review.notes import notes_for
from tests.conftest import MakeSettings
from tests.scenes.sharing import OWN_SET, shared, sharer

RAMP = ("dns.dmarc_ramp", {"step": "none", "since": date(2026, 1, 1)})


def test_without_a_plan_for_dmarc_nothing_is_due(settings: MakeSettings) -> None:
    """No table, no note."""
    assert notes_for(settings(), date(2026, 6, 1)) == ()


def test_a_step_that_is_not_due_says_what_is_missing(settings: MakeSettings) -> None:
    """Days are left: the note counts them."""
    (note,) = notes_for(settings(RAMP), date(2026, 1, 5))
    assert note.startswith("DMARC: p=none to p=quarantine is not due: 10 more days")


def test_a_step_whose_days_are_over_asks_for_reports(settings: MakeSettings) -> None:
    """The days are over: the note says since when, and what tells whether it would break mail."""
    (note,) = notes_for(settings(RAMP), date(2026, 2, 1))
    assert note.startswith("DMARC: p=none to p=quarantine is due since 2026-01-15 by its days;")
    assert "poolpost dmarc next local" in note


def test_after_the_last_step_nothing_is_due(settings: MakeSettings) -> None:
    """p=reject is the end of the plan."""
    last = [("dns.dmarc.p", "reject"), ("dns.dmarc_ramp", {"step": "reject", "since": date(2026, 1, 1)})]
    assert notes_for(settings(*last), date(2026, 6, 1)) == ()


def test_who_shares_an_identity_is_said_on_both_sides(settings: MakeSettings) -> None:
    """A reviewer of the one must think of the other."""
    today = date(2026, 1, 5)
    assert notes_for(settings().sharing((sharer(),)), today) == ("this identity is shared with qa (domain.owner)",)
    (note,) = notes_for(shared(), today)
    assert note.startswith("identity mail.example.com and the configuration set are local's (domain.owner)")
    (note,) = notes_for(shared(*OWN_SET), today)
    assert note.startswith("identity mail.example.com is local's (domain.owner)")
