"""A whole report: who wrote it, about which time and policy."""

from tests.scenes.dmarc_reading import report
from tests.scenes.dmarc_samples import rfc7489, rfc9990, stranger


def test_what_a_receiver_wrote_is_kept() -> None:
    """Reporter, period in UTC, policy and disposition."""
    found = report(
        rfc9990(stranger(disposition="quarantine"), p="quarantine", more="<sp>reject</sp><testing>y</testing>")
    )
    assert (found.reporter, found.begin.isoformat()) == ("Enterprise Outlook", "2026-11-02T00:00:00+00:00")
    assert str(found.published) == "p=quarantine; sp=reject; t=y (DKIM alignment relaxed, SPF alignment relaxed)"
    assert found.rows[0].fate.disposition == "quarantine"


def test_pct_of_an_old_report_is_told() -> None:
    """RFC 7489: with pct below 100 the policy is applied to a part of the mail."""
    assert report(rfc7489(more="<pct>20</pct>")).published.softened == "pct=20"
