"""What receivers write beside RFC 7489 and RFC 9990 is read as a person would read it, and noted once."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from poolpost.mail import dmarc_document as document
from poolpost.mail.dmarc_report import Report, Unread
from poolpost.mail.dmarc_report_files import parsed, read_all
from tests.scenes.dmarc_samples import BEGIN, DAY, gzipped, rfc7489, rfc9990, row, stranger, zipped

PLAIN = rfc7489(row(), stranger())


def changed(old: str, new: str, times: int = -1) -> bytes:
    """Return the report with some of its text changed."""
    assert old.encode() in PLAIN
    return PLAIN.replace(old.encode(), new.encode(), times)


PREFIXED = PLAIN.replace(b"<", b"<d:").replace(b"<d:/", b"</d:").replace(b"<d:?", b"<?")
REASON = "<reason><type/></reason></policy_evaluated>"
FIELDS = [
    ("an SPF result of older software", changed("softfail", "unknown"), "SPF result 'unknown' read as temperror"),
    ("a result that no RFC has", changed("softfail", "hardfail"), "SPF result 'hardfail' read as fail"),
    ("a result nobody knows", changed("<result>pass", "<result>maybe", 1), "DKIM result 'maybe' read as none"),
    ("upper case", changed("<result>pass", "<result>PASS").replace(b"<dkim>pass", b"<dkim>Pass"), "results in upper case"),
    ("no result", changed("<result>softfail</result>", ""), "SPF result without a value read as none"),
    ("a reporter without an address", changed("noreply-dmarc-support@google.com", ""), ""),
    ("a reporter without a name", changed("google.com</org_name>", "</org_name>"), "no org_name"),
    ("a report without an id", changed("14402871283902193021", ""), "no report_id"),
    ("a policy in words", changed("<adkim>r", "<adkim>relaxed"), ""),
    ("a policy without p", changed("<p>none</p>", ""), "policy p=without a value read as none"),
    ("an odd sp", changed("<sp>none", "<sp>monitor"), "policy sp='monitor' left out"),
    ("pct in words", changed("<pct>100", "<pct>all"), "pct='all' left out"),
    ("pct with its sign", changed("<pct>100", "<pct>100%"), ""),
    ("milliseconds", changed(str(BEGIN), f"{BEGIN}000"), "begin in milliseconds"),
    ("a date", changed(f"<begin>{BEGIN}", "<begin>2026-11-02T00:00:00Z"), "begin that is not a whole number of seconds"),
    ("half a period", changed(f"<begin>{BEGIN}</begin>", ""), "a period with only one end"),
    ("IPv4 in IPv6", changed("54.240.8.1", "::ffff:54.240.8.1"), "an IPv4 address written as IPv6"),
    ("a reason without a type", changed("</policy_evaluated>", REASON), "reason type without a value read as other"),
    ("an old draft's name", changed("identifiers>", "identities>"), ""),
    ("no From domain", changed("<identifiers><header_from>mail.example.com</header_from></identifiers>", ""), "no header_from"),
    ("no disposition", changed("<disposition>none</disposition>", ""), "disposition=without a value read as none"),
    ("no domain of the policy", changed("<domain>mail.example.com</domain><adkim>", "<adkim>"), "no domain in policy_published"),
    ("a namespace with a prefix", PREFIXED.replace(b"<d:feedback", b'<d:feedback xmlns:d="urn:x"'), ""),
    ("a namespace of a draft", changed("<feedback>", '<feedback xmlns="http://dmarc.org/dmarc-xml/0.1">'), ""),
    ("another root around it", b"<x>" + PLAIN[PLAIN.index(b"<feedback>") :] + b"</x>", "inside of <x>"),
    ("a schema that is never closed", changed("<feedback>", '<xs:schema xmlns:xs="urn:x">\n<feedback>'), "part by part"),
    ("nothing in front of the XML but blanks", b"\n\n " + PLAIN, "part by part"),
    ("bytes after the XML", PLAIN + b"\x00\x00", "left out"),
    ("a control character", PLAIN.replace(b"google.com</org", b"goo\x01gle.com</org"), "characters that XML does not have"),
    ("an ampersand", changed("google.com</org", "A&B</org"), "'&' that is not escaped"),
    ("a bracket", changed("google.com</org", "a < b</org"), "'<' or '>' that is not escaped"),
    ("an address in brackets", changed("google.com</org", "Goo <a@b.example></org"), "'<' or '>' that is not escaped"),
    ("a bracket in From", changed("<header_from>mail.example.com", "<header_from>bad<xml.example", 1), "that is not escaped"),
    ("a byte of windows-1252", PLAIN.replace(b"google.com</org", b"\x93Goo\x94</org"), "2 bytes that are no UTF-8"),
    ("an encoding nobody knows", changed("UTF-8", "klingon"), "an encoding that nobody knows, 'klingon'"),
    ("another encoding than it says", changed("UTF-8", "us-ascii").replace(b"google", "Zoë".encode()), "written in utf-8"),
    ("a mark at the start", b"\xef\xbb\xbf" + PLAIN, ""),
    ("UTF-16 without a mark", PLAIN.decode().encode("utf-16-le"), ""),
]  # fmt: skip # -- a table: one row a line


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


def test_an_element_that_is_not_closed_swallows_no_other() -> None:
    """A `<` in a text is repaired only where no other element could have ended in it."""
    open_domain = "<dkim><domain>a.example<selector>s</selector><result>pass</result></dkim>"
    broken = row().replace("<auth_results>", f"<auth_results>{open_domain}")
    found = parsed("report.xml", rfc7489(broken, stranger()))
    assert isinstance(found, Report)
    assert ([line.messages for line in found.rows], len(found.lost)) == ([3], 1)


def test_a_report_that_ends_early_keeps_its_whole_records() -> None:
    """What is missing is said: nobody can tell how much."""
    found = parsed("report.xml", PLAIN[: PLAIN.rindex(b"<identifiers>")])
    assert isinstance(found, Report)
    assert [line.messages for line in found.rows] == [100]
    assert any("the report ends early" in each for each in found.lost)


def test_a_period_that_is_missing_is_in_the_files_name() -> None:
    """RFC 7489 section 7.2.1.1: receiver!domain!begin!end."""
    content = PLAIN.replace(b"date_range", b"dates")
    found = parsed(f"google.com!mail.example.com!{BEGIN}!{BEGIN + DAY - 1}.xml", content)
    assert isinstance(found, Report)
    assert found.begin.timestamp() == BEGIN


def mail(content: bytes, subtype: str = "octet-stream", name: str = "r.xml.gz") -> EmailMessage:
    """Make a receiver's mail."""
    made = EmailMessage()
    made["From"] = "dmarc@receiver.example"
    made["Subject"] = "Report Domain: mail.example.com"
    made.set_content("This is an aggregate report.")
    made.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return made


def forwarded() -> bytes:
    """Forward that mail as an attachment."""
    made = EmailMessage()
    made["From"] = "colleague@example.com"
    made.set_content("see below")
    made.add_attachment(mail(gzipped(PLAIN)))
    return made.as_bytes()


def damaged_checksum(packed: bytes) -> bytes:
    """Change the CRC-32 at the end of a gzip file."""
    return packed[:-8] + bytes(4) + packed[-4:]


def without_directory(packed: bytes) -> bytes:
    """Cut the directory off the end of a zip file."""
    return packed[: packed.rindex(b"PK\x01\x02")]


PACKED: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("CRLF after gzip", "a.gz", lambda: gzipped(PLAIN) + b"\r\n", "bytes after the end of the gzip data"),
    ("CRLF after zip", "a.zip", lambda: zipped(("a.xml", PLAIN)) + b"\r\n", ""),
    ("two gzip members", "a.gz", lambda: gzipped(PLAIN[:500]) + gzipped(PLAIN[500:]), ""),
    ("a wrong checksum", "a.gz", lambda: damaged_checksum(gzipped(PLAIN)), "gzip data that is damaged"),
    ("a zip without its directory", "a.zip", lambda: without_directory(zipped(("a.xml", PLAIN))), "zip data that ends early"),
    ("gzip called zip", "a.zip", lambda: gzipped(PLAIN), ""),
    ("zip called gzip", "a.xml.gz", lambda: zipped(("a.xml", PLAIN)), ""),
    ("gzip called xml", "a.xml", lambda: gzipped(PLAIN), ""),
    ("gzip in zip", "a.zip", lambda: zipped(("a.xml.gz", gzipped(PLAIN))), ""),
    ("still in Base64", "a.gz", lambda: b64encode(gzipped(PLAIN)), "still in Base64"),
    ("a mail", "a.eml", lambda: mail(gzipped(PLAIN)).as_bytes(), ""),
    ("a mail with another type", "a.eml", lambda: mail(gzipped(PLAIN), "pdf", "report").as_bytes(), ""),
    ("a forwarded mail", "a.eml", forwarded, ""),
    ("a mail in a zip", "a.zip", lambda: zipped(("a.eml", mail(gzipped(PLAIN)).as_bytes())), ""),
    ("a readme beside it", "a.zip", lambda: zipped(("a.xml", PLAIN), ("readme.txt", b"Hello")), ""),
    ("a mailbox", "box", lambda: b"From a@b Mon Nov  2 00:00:00 2026\n" + mail(gzipped(PLAIN)).as_bytes(), ""),
]  # fmt: skip # -- a table: one row a line


@pytest.mark.parametrize(("what", "name", "make", "note"), PACKED, ids=[case[0] for case in PACKED])
def test_a_report_is_found_however_it_is_packed(
    tmp_path: Path, what: str, name: str, make: Callable[[], bytes], note: str
) -> None:
    """By what it is, not by its name."""
    (tmp_path / name).write_bytes(make())
    reports, unread = read_all([tmp_path])
    assert unread == [], what
    assert [sum(line.messages for line in report.rows) for report in reports] == [103]
    assert not note or note in reports[0].notes


def test_several_reports_in_one_archive_are_all_read() -> None:
    """A person packs a month into one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(12):
            archive.writestr(f"{number}.xml", rfc7489(report_id=str(number)))
    with_all = packed.getvalue()
    assert isinstance(parsed("month.zip", with_all), Report)


def test_a_maildir_and_a_mailbox_are_read_with_what_is_no_report_named(tmp_path: Path) -> None:
    """Other mails are set aside, and keep nothing from being read."""
    (tmp_path / "new").mkdir()
    (tmp_path / "cur").mkdir()
    (tmp_path / "new/1793577600.M1P1.host").write_bytes(mail(gzipped(PLAIN)).as_bytes())
    other = EmailMessage()
    other["From"] = "a@example.com"
    other.set_content("Hello")
    (tmp_path / "cur/1793577601.M2P2.host:2,S").write_bytes(other.as_bytes())
    lines = [b"From x Mon\n" + mail(gzipped(rfc9990())).as_bytes(), b"From x Mon\n" + other.as_bytes()]
    (tmp_path / "box.mbox").write_bytes(b"\n".join(lines))
    reports, unread = read_all([tmp_path])
    assert len(reports) == 2
    assert [(Path(one.file).name, one.reason, one.aside) for one in unread] == [
        ("box.mbox", "is a mailbox, 1 of its 2 mails without a report", True),
        ("1793577601.M2P2.host:2,S", "holds no attached report", True),
    ]


def test_a_file_that_is_set_aside_is_not_read(tmp_path: Path) -> None:
    """A person looked at it."""
    for name in ("a.xml", "bad.xml"):
        (tmp_path / name).write_bytes(PLAIN if name == "a.xml" else b"<feedback>")
    reports, unread = read_all([tmp_path])
    assert (len(reports), [type(one) for one in unread]) == (1, [Unread])
    assert read_all([tmp_path], set_aside=[tmp_path / "bad.xml"])[1] == []


def test_records_that_are_alike_are_read_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way that parses each kind once finds what parsing all of it finds, for every report of these tests."""
    contents = [
        PLAIN,
        rfc9990(row(), stranger()),
        rfc7489(row("2001:db8::1", 7), row("", 0)),
        *(case[1] for case in FIELDS),
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


def test_a_mail_that_is_cut_off_is_named(tmp_path: Path) -> None:
    """What it still holds is read; a second report may be missing."""
    content = mail(gzipped(PLAIN)).as_bytes()
    (tmp_path / "a.eml").write_bytes(content[: content.rindex(b"--=")])
    reports, unread = read_all([tmp_path])
    assert len(reports) == 1
    assert [(one.reason, one.aside) for one in unread] == [
        ("is cut off: reports that were attached may be missing", False)
    ]


def test_a_part_that_is_lost_is_named() -> None:
    """Without its policy a report does not say what the next step would change."""
    found = parsed("report.xml", PLAIN.replace(b"</policy_published>", b"</policy>"))
    assert isinstance(found, Report)
    assert any("<policy_published> cannot be read" in each for each in found.lost)
