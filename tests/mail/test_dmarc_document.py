"""The records of a report, read one by one or by kind."""

import pytest

from poolpost.mail import dmarc_document as document
from poolpost.mail.dmarc_report import Report
from poolpost.mail.dmarc_report_files import parsed
from tests.scenes.dmarc_departures import FIELDS
from tests.scenes.dmarc_reading import PLAIN
from tests.scenes.dmarc_samples import rfc7489, rfc9990, row, stranger
from tests.wild.report_cases import CASES


def test_records_that_are_alike_are_read_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way that parses each kind once finds what parsing all of it finds, for every report of these tests."""
    contents = [
        PLAIN,
        rfc9990(row(), stranger()),
        rfc7489(row("2001:db8::1", 7), row("", 0)),
        *(case[1] for case in FIELDS),
        *(case.content for case in CASES.values()),
    ]
    quick = [parsed("report.xml", content) for content in contents]
    monkeypatch.setattr(document, "_alike", lambda _text: None)
    assert quick == [parsed("report.xml", content) for content in contents]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.replace(b"<identifiers>", b"<!-- <record> --><identifiers>", 1),
        PLAIN.replace(b"</feedback>", b"<!-- </record> --></feedback>"),
        PLAIN.replace(b"  <record>", b"  <![CDATA[<record>]]><record>", 1),
        PLAIN.replace(b"</record>", b"</record><other><record></record></other>", 1),
    ],
    ids=["a comment that opens one", "a comment that closes one", "CDATA", "a record inside of something else"],
)
def test_what_only_looks_like_a_record_is_none(content: bytes) -> None:
    """The two records count, whatever stands in comments."""
    found = parsed("report.xml", content)
    assert isinstance(found, Report)
    assert [line.messages for line in found.rows] == [100, 3]
