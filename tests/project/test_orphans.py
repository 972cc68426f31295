"""A state that no environment file names is found, offline and in S3, and one that is empty or named is not."""

import json
from pathlib import Path

import pytest

from poolpost.cli.check import check_environments
from poolpost.project.orphans import local_states, orphaned, orphaned_here, own_resources
from poolpost.settings import load_all, names
from tests.scenes.states import STATE, STEP, commit, git


def found() -> list[tuple[str, str]]:
    """Return name and problem of what is found."""
    return [(name, finding.problem) for name, finding in orphaned(load_all(), names())]


@pytest.mark.usefixtures("git_project")
def test_a_local_state_without_its_file_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    """With the number of resources and the way out; `check` says so and exits 0, it is no mistake in a file."""
    Path("terraform.left.tfstate").write_text(json.dumps(STATE))
    Path("terraform.local.tfstate").write_text(json.dumps(STATE))
    [(name, problem)] = found()
    assert (name, problem) == (
        "left",
        "does not exist, and terraform.left.tfstate still holds 1 resource",
    )
    assert [each for each, _ in orphaned_here(names())] == ["left"]
    assert check_environments([], json=False) == 0
    said = capsys.readouterr().out
    assert "environments/left.toml: warning: file: does not exist" in said
    assert "'poolpost retire left', 'cdktf destroy left'" in said
    assert check_environments(["local"], json=False) == 0
    assert "left" not in capsys.readouterr().out


@pytest.mark.usefixtures("git_project")
@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"version": 4, "resources": []}),
        json.dumps({"version": 4, "resources": [STEP | {"type": "aws_instance"}]}),
        json.dumps({"version": 4, "resources": [STEP | {"mode": "data"}]}),
        json.dumps([]),
        "{",
        "",
    ],
)
def test_a_state_without_resources_of_ours_is_none(text: str) -> None:
    """Destroyed, somebody else's, or no state at all."""
    Path("terraform.left.tfstate").write_text(text)
    assert local_states() == {}
    assert found() == []


@pytest.mark.usefixtures("git_project")
@pytest.mark.parametrize("committed", [False, True])
def test_a_file_that_was_deleted_in_git_is_found(committed: bool) -> None:
    """Its state is in S3, where only a look can tell; the file comes back by the command that is printed."""
    Path("environments/gone.toml").unlink()
    if committed:
        commit()
    [(name, finding)] = orphaned(load_all(), names())
    assert (name, finding.level) == ("gone", "warn")
    assert "s3://state/poolpost/gone.tfstate is empty is unknown offline" in finding.problem
    command = finding.remedy.partition("git ")[2].partition(";")[0].split()
    git(*command)
    assert found() == []


@pytest.mark.usefixtures("git_project")
def test_a_file_that_was_renamed_with_its_state_is_no_orphan() -> None:
    """Another file names the same key."""
    text = Path("environments/gone.toml").read_text()
    Path("environments/gone.toml").unlink()
    Path("environments/renamed.toml").write_text(f"# {'-' * 4000}\n{text}")
    commit()
    assert found() == []


@pytest.mark.usefixtures("git_project")
def test_without_git_nothing_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout without history, or a machine without git, is no mistake of a file."""
    Path("environments/gone.toml").unlink()
    monkeypatch.setenv("PATH", "")
    assert found() == []


def test_only_what_a_stack_of_ours_makes_counts() -> None:
    """By its address."""
    assert own_resources(STATE) == [STEP]
    assert own_resources(None) == own_resources({"resources": [1]}) == []
