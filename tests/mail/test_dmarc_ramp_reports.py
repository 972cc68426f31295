"""What reports prove for the present step of the plan."""

from poolpost.mail.dmarc_report import Unread
from tests.scenes.dmarc_samples import BEGIN, DAY, rfc7489, rfc9990, row, stranger
from tests.scenes.ramps import found


def test_reports_of_this_step_are_counted() -> None:
    """Both formats; the sources that the next policy would hit are named."""
    shown, left = found(rfc7489(row(), stranger()), rfc9990(row()), unread=(Unread(file="bad.xml", reason="is empty"),))
    assert (shown.messages, shown.aligned, shown.read, shown.unread, left) == (203, 200, 2, ("bad.xml",), [])
    assert [sentence.split(":")[0] for sentence in shown.breaks] == [
        "3 messages from 203.0.113.7 would be quarantined by p=quarantine"
    ]


def test_other_reports_prove_nothing_here() -> None:
    """Of another domain, of the time before, under another policy: each is said."""
    shown, left = found(rfc7489(domain="example.org"), rfc7489(begin=BEGIN - DAY), rfc7489(p="reject"))
    assert shown.messages == 0
    assert left == [
        "is about example.org, not mail.example.com",
        "begins on 2026-11-01, before this step was deployed (2026-11-02)",
        "saw p=reject, not p=none",
    ]


def test_foreign_sources_are_not_counted() -> None:
    """Whoever forges the domain would otherwise keep it at p=none for ever."""
    rows = (row(), stranger("203.0.113.7"), stranger("2001:db8::7"), stranger("198.51.100.1"))
    shown, _ = found(rfc9990(*rows), foreign_sources=["203.0.113.0/24", "2001:db8::7"])
    assert (shown.messages, shown.aligned, len(shown.breaks)) == (103, 100, 1)
