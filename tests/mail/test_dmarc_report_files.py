"""Reports are opened within limits, and what cannot be read is one sentence."""

import os
import resource
import socket
import subprocess
import sys
import zipfile
from base64 import encodebytes
from email.message import EmailMessage
from functools import reduce
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from poolpost.mail import dmarc_mails as mails
from poolpost.mail import dmarc_report_files as read
from poolpost.mail.dmarc_archives import MIB
from poolpost.mail.dmarc_report import Report, Unread
from tests.conftest import ROOT
from tests.scenes.dmarc_samples import FAILED, gzipped, rfc7489, rfc9990, row, stranger, zipped

PLAIN = rfc7489(row(), stranger())
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE feedback [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><feedback>&d;</feedback>"""


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


@pytest.mark.parametrize(
    "content",
    [PLAIN, gzipped(PLAIN), zipped(("google.com!mail.example.com!1.xml", PLAIN)), rfc9990(row(), stranger())],
    ids=["xml", "gzip", "zip", "RFC 9990"],
)
def test_each_form_of_a_report_is_read(content: bytes) -> None:
    """The same report says the same, however it is packed and by whichever RFC it is written."""
    found = report(content)
    assert found.published.domain == "mail.example.com"
    assert [(line.source_ip, line.messages, line.fate.passes) for line in found.rows] == [
        ("54.240.8.1", 100, True),
        ("203.0.113.7", 3, False),
    ]


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


WHY = [
    ("not signed", stranger(), ("not signed with DKIM", "SPF softfail for mail.example.com")),
    (
        "an empty result",
        stranger(dkim=(("mail.example.com", "none"),), spf=None),
        ("not signed with DKIM", "no SPF result"),
    ),
    (
        "another domain signs",
        row(aligned=FAILED, dkim=(("mcsv.net", "pass"),), spf=("mcsv.net", "pass")),
        (
            "signed by mcsv.net, not by mail.example.com",
            "SPF passes for mcsv.net, which does not align with mail.example.com",
        ),
    ),
    (
        "a broken signature",
        stranger(dkim=(("mail.example.com", "fail"),)),
        ("signature of mail.example.com does not verify (fail)", "SPF softfail for mail.example.com"),
    ),
    (
        "a receiver that contradicts itself",
        stranger(dkim=(("mail.example.com", "pass"),)),
        ("signed by mail.example.com, but counted as not aligned", "SPF softfail for mail.example.com"),
    ),
    (
        "many signatures",
        stranger(dkim=tuple((f"{letter}.example", "pass") for letter in "abcde")),
        (
            "signed by a.example, b.example, c.example and 2 more, not by mail.example.com",
            "SPF softfail for mail.example.com",
        ),
    ),
]


@pytest.mark.parametrize(("what", "record", "why"), WHY, ids=[case[0] for case in WHY])
def test_why_mail_fails_is_said(what: str, record: str, why: tuple[str, ...]) -> None:
    """The two reasons, by what the receiver saw."""
    assert report(rfc9990(record)).rows[0].fate.why == why, what


@pytest.mark.parametrize(
    ("record", "ses"),
    [
        (row(), True),
        (row(dkim=(("mail.example.com", "pass"),), spf=("eu-west-1.amazonses.com", "pass")), True),
        (row(dkim=(("mail.example.com", "pass"), ("amazonses.com", "fail")), spf=("x.example", "pass")), False),
        (row(dkim=(("evilamazonses.com", "pass"),), spf=None), False),
    ],
    ids=["signed", "SPF", "a signature that does not verify", "a name that looks alike"],
)
def test_only_what_amazon_alone_can_do_proves_ses(record: str, ses: bool) -> None:
    """Whoever writes amazonses.com into a mail is not yet Amazon."""
    assert report(rfc9990(record)).rows[0].fate.ses is ses


def test_names_cannot_play_with_the_terminal() -> None:
    """Control characters and those that turn the direction of writing are shown as '?', and nothing is endless."""
    assert report(rfc9990(reporter="a\x9b31mb\u202ec\td")).reporter == "a?31mb?c?d"
    assert len(report(rfc9990(reporter="r" * 4000)).reporter) == 120


def test_a_domain_is_compared_without_case_and_dot() -> None:
    """DNS does not tell them apart."""
    assert report(rfc9990(domain="MAIL.Example.COM.")).published.domain == "mail.example.com"


BOMB = b"<feedback>" + b" " * (40 * MIB) + b"</feedback>"
BAD = [
    ("nothing", b"", "is empty"),
    ("text", b"hello", "neither XML, gzip, zip nor mail"),
    ("another document", b"<html/>", "its XML is a <html>, not a <feedback>"),
    ("a page that is no XML", b"<html><br></html>", "is no aggregate report but a web page"),
    ("a report about TLS", b'{"organization-name": "x"}', "RFC 8460"),
    ("a message of Outlook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .eml"),
    ("a report that ends before its first part", PLAIN[:150], "is not well-formed XML (line 5, column"),
    ("a gzip of nothing", gzipped(PLAIN)[:10], "nothing can be unpacked of its gzip data"),
    ("half a zip header", b"PK\x03\x04", "nothing can be unpacked of its zip data"),
    ("a zip without a file", zipped(), "without a file in it"),
    ("a gzip bomb", gzipped(BOMB), "larger than 8 MiB unpacked"),
    ("a zip bomb", zipped(("a.xml", BOMB)), "larger than 8 MiB unpacked"),
    ("a gzip in a gzip in a gzip ...", reduce(lambda packed, _: gzipped(packed), range(9), PLAIN), "more than 5 times"),
    ("many files in an archive", zipped(*((f"{n}.xml", b"<") for n in range(1001))), "more than 1000 files"),
    ("an archive without a report", zipped(("a.exe", b"MZ")), "neither XML, gzip, zip nor mail"),
    ("many records", b"<feedback>" + b"<record/>" * 50_001 + b"</feedback>", "more than 50,000 records"),
    ("many tags", b"<feedback>" + b"<a/>" * 1_000_001 + b"</feedback>", "more than 1,000,000 XML tags"),
    ("a billion laughs", LAUGHS, "declares XML entities"),
    ("a billion laughs in UTF-16", LAUGHS.decode().encode("utf-16"), "declares XML entities"),
    ("no period", PLAIN.replace(b"date_range", b"dates"), "has no period"),
    ("no domain", b"<feedback/>", "names no domain"),
    ("deep nesting", b"<feedback>" * 200_000, "not well-formed XML"),
]


@pytest.mark.parametrize(("what", "content", "says"), BAD, ids=[case[0] for case in BAD])
def test_what_is_no_report_is_one_sentence(what: str, content: bytes, says: str) -> None:
    """Whatever arrives at a report address ends in a sentence, not in a traceback."""
    assert says in reason(content), what


def test_another_encoding_is_read_as_it_says() -> None:
    """UTF-16 and ISO 8859-1 are XML too."""
    text = rfc7489(reporter="Müller").decode()
    assert report(text.replace("UTF-8", "UTF-16").encode("utf-16")).reporter == "Müller"
    assert report(text.replace("UTF-8", "ISO-8859-1").encode("latin-1")).reporter == "Müller"


def test_an_encrypted_archive_is_said_to_be_one() -> None:
    """Nobody can open it without a password, so nobody tries."""
    packed = bytearray(zipped(("a.xml", PLAIN)))
    packed[6] |= 1
    packed[packed.find(b"PK\x01\x02") + 8] |= 1
    assert "ncrypted" in reason(bytes(packed))


def test_external_entities_are_not_fetched(tmp_path: Path) -> None:
    """Neither a file of this machine nor an address of the network gets into what is read."""
    secret = tmp_path / "secret"
    secret.write_text("classified")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        web = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for source in (secret.as_uri(), web):
            entity = f'<!DOCTYPE feedback [<!ENTITY x SYSTEM "{source}">]><feedback>'
            text = rfc7489(reporter="&x;").decode().replace("<feedback>", entity)
            assert "declares XML entities" in reason(text.encode())
            dtd = rfc7489().decode().replace("<feedback>", f'<!DOCTYPE feedback SYSTEM "{source}"><feedback>')
            assert "classified" not in str(read.parsed("report", dtd.encode()))
        with pytest.raises(TimeoutError):
            server.accept()


def test_names_in_an_archive_are_no_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written, wherever a member's name points to."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/a.zip").write_bytes(zipped(("../../../evil.xml", PLAIN)))
    reports, unread = read.read_all([tmp_path / "inside"])
    assert (len(reports), unread) == (1, [])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "inside"]


def test_a_directory_is_read_without_what_is_no_report(tmp_path: Path) -> None:
    """Files that can be reports, in order; hidden ones, others and directories are left alone."""
    for name in ("b.xml", "a.xml.gz", ".hidden.xml"):
        (tmp_path / name).write_bytes(gzipped(PLAIN) if name.endswith(".gz") else PLAIN)
    (tmp_path / "notes.txt").write_text("From: here\nto there\n", encoding="utf-8")
    (tmp_path / "deeper.xml").mkdir()
    reports, unread = read.read_all([tmp_path])
    assert [Path(found.file).name for found in reports] == ["a.xml.gz", "b.xml"]
    assert unread == []


def test_what_cannot_be_opened_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    """An empty directory, a file that is not there, a pipe that would wait for ever, and one report."""
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.xml")
    (tmp_path / "good.xml").write_bytes(PLAIN)
    names = ("empty", "absent.xml", "pipe.xml", "good.xml")
    reports, unread = read.read_all([tmp_path / name for name in names])
    assert [Path(one.file).name for one in unread] == ["empty", "absent.xml", "pipe.xml"]
    assert "holds no report" in unread[0].reason
    assert "No such file" in unread[1].reason
    assert "no regular file" in unread[2].reason
    assert len(reports) == 1


def test_a_name_that_no_file_can_have_is_told() -> None:
    """The system's own words."""
    reports, unread = read.read_all([Path("a" * 300 + ".xml")])
    assert reports == []
    assert [one.reason for one in unread] == ["cannot be opened: File name too long"]


def test_a_directory_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for an empty one that says nothing."""

    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert [one.file for one in read.read_all([tmp_path])[1]] == [str(tmp_path)]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """It is not even taken into memory as a whole."""
    large = tmp_path / "large.xml"
    with large.open("wb") as file:
        file.truncate(1 << 40)
    assert "is larger than 8 MiB" in read.read_all([large])[1][0].reason


def test_more_files_than_anybody_has_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was left out is never silent."""
    monkeypatch.setattr(read, "MAX_FILES", 1)
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_bytes(PLAIN)
    reports, unread = read.read_all([tmp_path])
    assert (len(reports), [Path(one.file).name for one in unread]) == (1, ["b.xml"])


def test_more_records_than_memory_should_hold_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand mails with the largest report each end in a sentence, not in swapping."""
    monkeypatch.setattr(read, "MAX_ROWS", 2)
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_bytes(PLAIN)
    reports, unread = read.read_all([tmp_path])
    assert (len(reports), [Path(one.file).name for one in unread]) == (1, ["b.xml"])
    assert "50000 files and 2 records are read at once" in unread[0].reason


def test_a_files_name_cannot_play_with_the_terminal(tmp_path: Path) -> None:
    """A mail program may have saved an attachment under the name that a sender chose."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\x1b[31m\xff.xml")).write_bytes(b"")
    (one,) = read.read_all([tmp_path])[1]
    assert Path(one.file).name == "?[31m\ufffd.xml"


def mail(*attached: tuple[str, bytes]) -> bytes:
    """Make the mail in which a receiver sends a report."""
    made = EmailMessage()
    made["Subject"] = "Report Domain: mail.example.com Submitter: google.com"
    made.set_content("This is an aggregate report.")
    for name, content in attached:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def test_reports_attached_to_a_mail_are_read(tmp_path: Path) -> None:
    """As they lie in a mailbox; each attachment by itself, so that a bad one hides no good one."""
    file = tmp_path / "report.eml"
    file.write_bytes(mail(("a.xml.gz", gzipped(PLAIN)), ("b.zip", b"PK\x03\x04"), ("logo.png", b"png")))
    reports, unread = read.read_all([file])
    assert [found.file for found in reports] == [f"{file} (attachment 1)"]
    assert [one.file for one in unread] == [f"{file} (attachment 2)"]


def test_a_mail_that_is_the_report_is_read(tmp_path: Path) -> None:
    """Some receivers send no text beside it."""
    file = tmp_path / "report.eml"
    head = b"Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n"
    file.write_bytes(head + encodebytes(gzipped(PLAIN)))
    assert len(read.read_all([file])[0]) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (mail(), "holds no attached report"),
        (b"\x00\xff", "holds no attached report"),
        (mail(*((f"{n}.xml", b"x") for n in range(21))), "more than 20 attachments"),
    ],
    ids=["without attachment", "garbage", "too many"],
)
def test_a_mail_without_reports_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    """One sentence for the mail."""
    file = tmp_path / "report.eml"
    file.write_bytes(content)
    reports, unread = read.read_all([file])
    assert reports == []
    assert [says in one.reason for one in unread] == [True]


def test_a_mail_that_breaks_the_mail_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package of the standard library has raised many things over the years."""

    def broken(_: bytes) -> None:
        raise IndexError

    monkeypatch.setattr(mails, "message_from_bytes", broken)
    file = tmp_path / "report.eml"
    file.write_bytes(mail())
    assert read.read_all([file])[1][0].reason == "is not a mail that can be read (IndexError)"


MARKS = st.sampled_from([b"", b"\x1f\x8b\x08", b"PK\x03\x04", b"<?xml version='1.0'?>", b"<feedback>"])


@limits(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mark=MARKS, content=st.binary(max_size=500), mailed=st.booleans())
def test_no_bytes_are_a_traceback(tmp_path: Path, mark: bytes, content: bytes, mailed: bool) -> None:
    """Whatever the bytes: a report, or sentences."""
    file = tmp_path / ("x.eml" if mailed else "x.xml")
    file.write_bytes(mark + content)
    reports, unread = read.read_all([file])
    assert reports == []
    assert unread


@limits(max_examples=300)
@given(place=st.integers(min_value=0), byte=st.integers(0, 255), packed=st.sampled_from(["plain", "gzip", "zip"]))
def test_no_changed_byte_is_a_traceback(place: int, byte: int, packed: str) -> None:
    """A report with one byte changed is another report, or a sentence."""
    content = {"plain": PLAIN, "gzip": gzipped(PLAIN), "zip": zipped(("a.xml", PLAIN))}[packed]
    place %= len(content)
    result = read.parsed("report", content[:place] + bytes([byte]) + content[place + 1 :])
    assert isinstance(result, Report | Unread)


@pytest.mark.slow
def test_the_worst_xml_within_the_limits_fits_into_memory(tmp_path: Path) -> None:
    """8 MiB of the smallest elements: the whole process stays below 1 GiB of address space."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<feedback>" + b"<a/>" * (2 * MIB - 16) + b"</feedback>")
    (tmp_path / "a.zip").write_bytes(packed.getvalue())

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1024 * MIB, 1024 * MIB))

    command = [sys.executable, "-m", "poolpost", "dmarc", "summarize", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=bound)
    assert ran.returncode == 3, ran.stderr
    assert "more than 1,000,000 XML tags" in ran.stderr
