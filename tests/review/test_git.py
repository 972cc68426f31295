"""Git is asked about the repository of this directory, whatever the shell says."""

import subprocess
from pathlib import Path

import pytest

from poolpost.review import git


def _repository(directory: Path) -> str:
    """Make a repository with one commit, and return its id."""
    directory.mkdir()
    who = ("-c", "user.name=n", "-c", "user.email=n@example.com")
    for arguments in (("init", "-q"), (*who, "commit", "-q", "--allow-empty", "-m", directory.name)):
        subprocess.run(["git", *arguments], cwd=directory, check=True)
    return subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=directory, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


def test_a_shell_does_not_choose_the_history_of_another_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit of somebody else's repository proves nothing here; git's hooks leave GIT_DIR behind."""
    own, theirs = _repository(tmp_path / "own"), _repository(tmp_path / "theirs")
    monkeypatch.chdir(tmp_path / "own")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "theirs/.git"))
    assert git.head() == own
    assert git.is_ancestor(own)
    assert not git.is_ancestor(theirs)
    monkeypatch.setattr(git, "ELSEWHERE", set[str]())
    assert git.is_ancestor(theirs), "the counter-check: without it git speaks of the other one"
