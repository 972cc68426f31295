"""Reports that are attached to mails."""

from base64 import encodebytes
from email.message import EmailMessage
from pathlib import Path

import pytest

from poolpost.mail import dmarc_mails as mails
from poolpost.mail import dmarc_report_files as read
from tests.scenes.dmarc_reading import PLAIN
from tests.scenes.dmarc_samples import gzipped


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
