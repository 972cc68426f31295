"""Reports in mails that are stored one by one."""

import pytest

from poolpost.mail import dmarc_stored_mails as stored
from poolpost.mail.dmarc_archives import LARGEST
from tests.scenes.dmarc_samples import gzipped, mailed, rfc7489, row, zipped


def _mail(name: str, content: bytes, size: int | None = None) -> stored.Mail:
    return stored.Mail(name=name, size=len(content) if size is None else size, read=lambda: content)


def test_reports_are_read_and_other_mail_is_counted() -> None:
    """A reply, SES's own test object and a picture are set aside in one line; they hide nothing and are no failure."""
    mails = [
        _mail("gz", mailed(("a.xml.gz", gzipped(rfc7489(report_id="a"))))),
        _mail("zip", mailed(("b.zip", zipped(("b.xml", rfc7489(report_id="b")))))),
        _mail("reply", mailed(subject="Re: Your code")),
        _mail("test", b"Amazon SES may write to this bucket.\r\n"),
        _mail("empty", b""),
    ]
    reports, unread = stored.read_stored(mails)
    assert sorted(report.report_id for report in reports) == ["a", "b"]
    assert [(one.file, one.reason, one.aside) for one in unread] == [("3 objects", "of 5: without a report", True)]


def test_a_damaged_report_is_named() -> None:
    """What may have been a report is not set aside: the sums would be too low without a word."""
    reports, unread = stored.read_stored([_mail("s3://b/1", mailed(("a.zip", b"PK\x03\x04")))])
    assert reports == []
    assert [(one.file, one.aside) for one in unread] == [("s3://b/1 (attachment 1)", False)]


def test_a_large_mail_is_not_fetched() -> None:
    """SES stores up to 40 MB, and no report has 8 MiB."""

    def read() -> bytes:
        raise AssertionError

    reports, unread = stored.read_stored([stored.Mail(name="large", size=LARGEST + 1, read=read)])
    assert (reports, [one.file for one in unread]) == ([], ["large"])


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 1), ("MAX_ROWS", 1)])
def test_the_number_of_mails_and_records_is_bounded(limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can mail to the address could fill the memory."""
    monkeypatch.setattr(stored, limit, value)
    mails = [_mail(name, mailed((f"{name}.xml", rfc7489(row(), report_id=name)))) for name in ("a", "b", "c")]
    seen: list[tuple[int, int]] = []
    reports, unread = stored.read_stored(mails, progress=lambda *counted: seen.append(counted))
    assert [report.report_id for report in reports] == ["a"]
    assert ["read at once" in one.reason for one in unread] == [True]
    assert seen == [(1, 3)]
