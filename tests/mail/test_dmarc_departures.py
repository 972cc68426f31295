"""What receivers write beside RFC 7489 and RFC 9990 is read as a person would read it, and noted once."""

from pathlib import Path

import pytest

from poolpost.mail.dmarc_report import Report, Unread
from poolpost.mail.dmarc_report_files import parsed, read_all
from tests.scenes.dmarc_departures import FIELDS
from tests.scenes.dmarc_reading import PLAIN
from tests.scenes.dmarc_samples import BEGIN, DAY, rfc7489, rfc9990, row, stranger


@pytest.mark.parametrize(("what", "content", "note"), FIELDS, ids=[case[0] for case in FIELDS])
def test_each_departure_is_bridged_and_noted(what: str, content: bytes, note: str) -> None:
    """Both rows are read, with the messages that they are about."""
    found = parsed("report.xml", content)
    assert isinstance(found, Report), (what, found)
    assert [(line.source_ip, line.messages) for line in found.rows] == [("54.240.8.1", 100), ("203.0.113.7", 3)]
    assert (found.begin.date().isoformat(), found.published.domain, found.lost) == (
        "2026-11-02",
        "mail.example.com",
        (),
    )
    assert not note or any(note in each for each in found.notes), found.notes


def test_what_the_rfcs_allow_is_no_departure() -> None:
    """A sound report has no notes, by either RFC and with each known reason."""
    for content in (PLAIN, rfc9990(row(reason="policy_test_mode")), rfc7489(row(reason="mailing_list"))):
        found = parsed("report.xml", content)
        assert isinstance(found, Report)
        assert found.notes == ()


@pytest.mark.parametrize(
    "record",
    [row("", 0), row("54.240.8.1", 0), "<record/>"[:0]],
    ids=["no address", "an address", "no record"],
)
def test_a_day_without_mail_is_a_report_about_no_messages(record: str) -> None:
    """Receivers report such days with a count of 0, or with no record."""
    content = rfc7489(row("", 0)) if record else rfc7489().replace(row().encode(), b"")
    found = parsed("report.xml", content if record == "" else rfc7489(record))
    assert isinstance(found, Report)
    assert found.rows == ()
    assert "a day without mail" in found.notes[0]


LOST = [
    ("a count in words", row(count=1).replace("<count>1<", "<count>many<"), "field <count> holds 'many'"),
    ("a negative count", row(count=-1), "field <count> holds '-1'"),
    ("a count nobody believes", row(count=10**13), "no number of messages"),
    ("no row", "<record><identifiers/></record>", "field <row> is missing"),
    ("no verdict", "<record><row><count>1</count></row></record>", "field <policy_evaluated> is missing"),
    ("a tag that is not closed", row().replace("</selector>", "", 1), "line 33, field <result>: mismatched tag"),
]


@pytest.mark.parametrize(("what", "record", "says"), LOST, ids=[case[0] for case in LOST])
def test_a_broken_record_costs_no_other(what: str, record: str, says: str) -> None:
    """It is named with its field; the others count."""
    found = parsed("report.xml", rfc7489(row(), record, stranger()))
    assert isinstance(found, Report), (what, found)
    assert [line.messages for line in found.rows] == [100, 3]
    assert [says in each for each in found.lost] == [True], found.lost


def test_a_period_that_is_missing_is_in_the_files_name() -> None:
    """RFC 7489 section 7.2.1.1: receiver!domain!begin!end."""
    content = PLAIN.replace(b"date_range", b"dates")
    found = parsed(f"google.com!mail.example.com!{BEGIN}!{BEGIN + DAY - 1}.xml", content)
    assert isinstance(found, Report)
    assert found.begin.timestamp() == BEGIN


def test_a_file_that_is_set_aside_is_not_read(tmp_path: Path) -> None:
    """A person looked at it."""
    for name in ("a.xml", "bad.xml"):
        (tmp_path / name).write_bytes(PLAIN if name == "a.xml" else b"<feedback>")
    reports, unread = read_all([tmp_path])
    assert (len(reports), [type(one) for one in unread]) == (1, [Unread])
    assert read_all([tmp_path], set_aside=[tmp_path / "bad.xml"])[1] == []
