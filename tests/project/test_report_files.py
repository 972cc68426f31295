"""`make report` writes every format from one run of `poolpost report`, and never leaves a report of another day."""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from poolpost.project import report_files
from poolpost.project.report_files import DIRECTORY, reviewed, write_report
from poolpost.review.plan_digest import changed_addresses, digest
from tests.scenes.pull_requests import PLAN, commit_all, git


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Work in an empty directory, with a `poolpost` that writes what a test says and ends with its exit code."""
    monkeypatch.chdir(tmp_path)
    given: dict[str, Any] = {"code": 0, "writes": {}, "commands": []}

    def run(command: list[str], **_options: Any) -> Any:
        given["commands"].append(command)
        for name, text in given["writes"].items():
            (DIRECTORY / name).write_text(text)
        return SimpleNamespace(returncode=given["code"])

    monkeypatch.setattr(report_files, "subprocess", SimpleNamespace(run=run, PIPE=subprocess.PIPE))
    return given


def _reports() -> dict[str, str]:
    return {file.name: file.read_text() for file in DIRECTORY.iterdir()}


@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_plan_is_judged_once(code: int, ran: dict[str, Any]) -> None:
    """One run writes all three; its exit code is the target's."""
    ran |= {"code": code, "writes": {"x.md": "m", "x.html": "h", "x.json": "j"}}
    assert write_report("x") == code
    assert ran["commands"] == [["poolpost", "report", "x", "--into", "build/report"]]
    assert _reports() == ran["writes"]


def test_without_a_report_each_file_says_so(ran: dict[str, Any]) -> None:
    """A job that publishes them shows no report of another day."""
    DIRECTORY.mkdir(parents=True)
    (DIRECTORY / "x.md").write_text("of yesterday")
    ran["code"] = 3
    assert write_report("x") == 3
    assert set(_reports()) == {"x.md", "x.html", "x.json"}
    assert set(_reports().values()) == {"There is no report on x: see the log of the job.\n"}


def test_a_usage_mistake_writes_nothing(ran: dict[str, Any]) -> None:
    """There is no such environment: nothing to report on."""
    ran["code"] = 2
    assert write_report("x") == 2
    assert _reports() == {}


def test_what_was_reviewed_is_known_by_tree_and_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tree of a merge that changed nothing is that of the pull request."""
    stack = tmp_path / "cdktf.out/stacks/staging"
    stack.mkdir(parents=True)
    (stack / "plan.json").write_text(json.dumps(PLAN))
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("text")
    commit_all(tmp_path)
    monkeypatch.chdir(tmp_path)
    tree = git(tmp_path, "rev-parse", "HEAD^{tree}")
    found = reviewed("staging")
    assert found == {
        "environment": "staging",
        "tree": tree,
        "changes": len(changed_addresses(PLAN)),
        "digest": digest(PLAN),
    }
