"""What is read is a regular file of the project; what is written follows nothing that lies there."""

import os
import time
from pathlib import Path

import pytest

from poolpost.settings.project_files import FileRefusedError, read, read_text, write

SECRET = "aws_secret_access_key = abc"  # noqa: S105 -- what a link could lead to


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project beside a file that is not of it."""
    (tmp_path / "outside").write_text(SECRET)
    made = tmp_path / "project"
    (made / "environments").mkdir(parents=True)
    return made


def test_a_link_out_of_the_project_is_refused(project: Path) -> None:
    """Absolute, relative, and by a directory above the file; the message holds nothing of what is there."""
    (project / "a").symlink_to(project.parent / "outside")
    (project / "b").symlink_to("../outside")
    (project / "c").symlink_to("..")
    for name in ("a", "b", "c/outside"):
        with pytest.raises(FileRefusedError, match="leads out of the project by a link") as refused:
            read(project / name, within=project)
        assert SECRET not in str(refused.value)
        assert read(project / name) == SECRET.encode()


def test_a_link_inside_the_project_is_followed(project: Path) -> None:
    """Teams share a text between environments this way."""
    (project / "text").write_text("hello")
    (project / "environments/text").symlink_to("../text")
    assert read_text(project / "environments/text", within=project) == "hello"


def test_a_pipe_and_a_device_do_not_hang(project: Path) -> None:
    """Whoever opens a pipe waits for a writer, and a device may never end."""
    os.mkfifo(project / "pipe")
    (project / "zero").symlink_to("/dev/zero")
    started = time.monotonic()
    for name in ("pipe", "zero", "environments"):
        with pytest.raises(OSError, match="no regular file"):
            read(project / name)
    assert time.monotonic() - started < 1


def test_a_file_is_bounded(project: Path) -> None:
    """A sparse file of a terabyte costs nothing to commit."""
    with (project / "large").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(FileRefusedError, match="larger than 1 MiB"):
        read(project / "large", limit=2**20)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_text_is_read_as_editors_write_it(project: Path, encoding: str) -> None:
    """PowerShell writes UTF-16 with a mark, some editors UTF-8 with one; line ends are ours."""
    content = "Grüße\r\nx\r"
    raw = b"\xff\xfe" + content.encode("utf-16-le") if encoding == "utf-16-le-bom" else content.encode(encoding)
    (project / "text").write_bytes(raw)
    assert read_text(project / "text") == "Grüße\nx\n"


def test_a_link_at_the_target_is_replaced_and_not_followed(project: Path) -> None:
    """A pull request could commit one under the name that the next run writes."""
    outside = project.parent / "outside"
    (project / "file").symlink_to(outside)
    write(project / "file", b"new")
    assert outside.read_text() == SECRET
    assert (project / "file").read_bytes() == b"new"
    assert not (project / "file").is_symlink()


def test_what_is_written_is_its_owners_alone(project: Path) -> None:
    """Snapshots and plans hold what others of the machine must not read."""
    write(project / "file", b"x")
    assert (project / "file").stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_what_was_there(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, say; and no draft is left behind."""
    (project / "file").write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(project / "file", b"new")
    assert {each.name: each.is_dir() for each in project.iterdir()} == {"file": False, "environments": True}
    assert (project / "file").read_bytes() == b"old"
