"""Reading one aggregate report, or the sentence about what is none."""

from poolpost.mail import dmarc_report_files as read
from poolpost.mail.dmarc_report import Report, Unread
from tests.scenes.dmarc_samples import rfc7489, row, stranger

PLAIN = rfc7489(row(), stranger())


def report(content: bytes) -> Report:
    """Read bytes that are a report."""
    result = read.parsed("report", content)
    assert isinstance(result, Report), result
    return result


def reason(content: bytes) -> str:
    """Read bytes that are none, and give the sentence."""
    result = read.parsed("report", content)
    assert isinstance(result, Unread)
    assert "\n" not in result.reason
    return result.reason
