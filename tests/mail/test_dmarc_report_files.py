"""Reports are opened within limits, and what cannot be read is one sentence."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from poolpost.mail import dmarc_report_files as read
from poolpost.mail.dmarc_report import Report, Unread
from tests.scenes.dmarc_reading import PLAIN, reason, report
from tests.scenes.dmarc_samples import gzipped, rfc7489, rfc9990, row, stranger, zipped


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
