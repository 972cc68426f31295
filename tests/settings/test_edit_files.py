"""An environment file is written whole, and only over what was read."""

import stat
from pathlib import Path

import pytest

from poolpost.errors import Stopped
from poolpost.settings import EnvironmentFileError
from poolpost.settings.edit_files import judged, read, write
from tests.scenes.project import Project


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """Somebody's editor may have it open."""
    path = tmp_path / "x.toml"
    path.write_text("a = 2\n")
    with pytest.raises(Stopped, match="changed in the meantime; nothing was written"):
        write(path, "a = 1\n", "a = 3\n")
    assert path.read_text() == "a = 2\n"


def test_writing_is_one_step(tmp_path: Path) -> None:
    """Permissions stay, a link stays a link, and no draft is left behind."""
    path, link = tmp_path / "x.toml", tmp_path / "link.toml"
    path.write_text("a = 1\n")
    path.chmod(0o640)
    link.symlink_to(path)
    write(link, "a = 1\n", "a = 2\n")
    assert path.read_text() == "a = 2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [("a = 1\r\nb = 2\r\n", "a = 1\r\nb = 2\r\nc = 3\r\n"), ("a = 1\nb = 2\n", "a = 1\nb = 2\nc = 3\n")],
)
def test_a_file_keeps_its_line_ends(tmp_path: Path, before: str, after: str) -> None:
    """What the editor adds ends by a line feed; a file with both kinds is a diff of every line to somebody."""
    path = tmp_path / "x.toml"
    path.write_bytes(before.encode())
    write(path, before, before + "c = 3\n")
    assert path.read_bytes() == after.encode()


def test_a_write_that_fails_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is told, and nothing is half-written."""
    path = tmp_path / "x.toml"
    path.write_text("a = 1\n")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("poolpost.settings.project_files.os.fsync", fail)
    with pytest.raises(Stopped, match=r"No space left on device.*it is unchanged"):
        write(path, "a = 1\n", "a = 2\n")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["a = 1\n"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """By name."""
    with pytest.raises(Stopped, match=r"no.toml cannot be read"):
        read(tmp_path / "no.toml")


def test_a_text_is_judged_with_its_neighbours(project: Project) -> None:
    """Rules between files count; a neighbour with mistakes of its own does not."""
    text = project.file("staging").read_text()
    project.file("dev").write_text("broken = true")
    assert judged("staging", text).name == "staging"
    with pytest.raises(EnvironmentFileError, match=r"is the same user pool as that of environments/production\.toml"):
        judged(
            "staging",
            text.replace("222222222222", "333333333333").replace("eu-west-1_StagingPl", "eu-west-1_Production"),
        )
