"""`promotes_from` that goes away is a warning, in check and at the gate."""

import subprocess
from pathlib import Path

import pytest

from poolpost.cli.check import check_environments
from poolpost.review.promotion_kept import dropped
from poolpost.settings import load
from tests.scenes.project import Project

LINE = 'promotes_from = "staging"'


def _remove(project: Project) -> None:
    project.change("production", (LINE, "# " + LINE))


def test_it_is_missed_before_and_after_the_commit(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """In the working tree, in the commit that removed it, and until the file changes once more."""
    project.commit()
    assert dropped(load("production")) == []
    _remove(project)
    (before,) = dropped(load("production"))
    project.commit()
    (after,) = dropped(load("production"))
    for found in (before, after):
        assert (found.level, found.subject) == ("warn", "promotes_from")
        assert "put promotes_from = 'staging' back" in found.remedy
    assert check_environments(["production"], json=False) == 0
    assert "promotes_from: 'staging' is gone since commit" in "".join(capsys.readouterr())
    project.change("production", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    project.commit()
    assert dropped(load("production")) == []


def test_who_never_had_one_is_not_asked(project: Project) -> None:
    """Without git, without a commit, with a file that was no TOML: there is nothing to compare with."""
    assert dropped(load("staging")) == []
    project.git("init", "-q")
    assert dropped(load("staging")) == []
    text = project.file("staging").read_text()
    project.file("staging").write_text("no TOML")
    project.commit()
    project.file("staging").write_text(text)
    project.commit()
    assert dropped(load("staging")) == []


def test_a_shallow_clone_says_that_it_cannot_tell(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version before is not there to be compared with."""
    project.commit()
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", project.directory.as_uri(), str(tmp_path / "shallow")], check=True
    )
    monkeypatch.chdir(tmp_path / "shallow")
    (found,) = dropped(load("staging"))
    assert found.level == "info"
    assert "shallow" in found.problem
