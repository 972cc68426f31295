"""A report is found however it is packed."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from poolpost.mail.dmarc_report import Report
from poolpost.mail.dmarc_report_files import parsed, read_all
from tests.scenes.dmarc_reading import PLAIN
from tests.scenes.dmarc_samples import gzipped, rfc7489, rfc9990, zipped


def mail(content: bytes, subtype: str = "octet-stream", name: str = "r.xml.gz") -> EmailMessage:
    """Make a receiver's mail."""
    made = EmailMessage()
    made["From"] = "dmarc@receiver.example"
    made["Subject"] = "Report Domain: mail.example.com"
    made.set_content("This is an aggregate report.")
    made.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return made


def damaged_checksum(packed: bytes) -> bytes:
    """Change the CRC-32 at the end of a gzip file."""
    return packed[:-8] + bytes(4) + packed[-4:]


def without_directory(packed: bytes) -> bytes:
    """Cut the directory off the end of a zip file."""
    return packed[: packed.rindex(b"PK\x01\x02")]


PACKED: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("CRLF after zip", "a.zip", lambda: zipped(("a.xml", PLAIN)) + b"\r\n", ""),
    ("two gzip members", "a.gz", lambda: gzipped(PLAIN[:500]) + gzipped(PLAIN[500:]), ""),
    ("a wrong checksum", "a.gz", lambda: damaged_checksum(gzipped(PLAIN)), "gzip data that is damaged"),
    ("a zip without its directory", "a.zip", lambda: without_directory(zipped(("a.xml", PLAIN))), "zip data that ends early"),
    ("gzip called zip", "a.zip", lambda: gzipped(PLAIN), ""),
    ("gzip called xml", "a.xml", lambda: gzipped(PLAIN), ""),
    ("gzip in zip", "a.zip", lambda: zipped(("a.xml.gz", gzipped(PLAIN))), ""),
    ("still in Base64", "a.gz", lambda: b64encode(gzipped(PLAIN)), "still in Base64"),
    ("a mail", "a.eml", lambda: mail(gzipped(PLAIN)).as_bytes(), ""),
    ("a mail with another type", "a.eml", lambda: mail(gzipped(PLAIN), "pdf", "report").as_bytes(), ""),
    ("a mail in a zip", "a.zip", lambda: zipped(("a.eml", mail(gzipped(PLAIN)).as_bytes())), ""),
    ("a readme beside it", "a.zip", lambda: zipped(("a.xml", PLAIN), ("readme.txt", b"Hello")), ""),
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


def test_a_mail_that_is_cut_off_is_named(tmp_path: Path) -> None:
    """What it still holds is read; a second report may be missing."""
    content = mail(gzipped(PLAIN)).as_bytes()
    (tmp_path / "a.eml").write_bytes(content[: content.rindex(b"--=")])
    reports, unread = read_all([tmp_path])
    assert len(reports) == 1
    assert [(one.reason, one.aside) for one in unread] == [
        ("is cut off: reports that were attached may be missing", False)
    ]
