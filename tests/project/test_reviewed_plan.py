"""Whether a plan is the one of the merged pull request."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolpost.project.report_files import reviewed
from poolpost.project.reviewed_plan import NotReviewedError, compare, reviewed_in
from poolpost.project.reviewed_plan import main as reviewed_plan
from tests.scenes.pull_requests import PLAN, commit_all, git

COMMIT, HEAD = "c" * 40, "h" * 40
NOW = {"environment": "staging", "tree": "t1", "changes": 2, "digest": "d1"}


REQUEST = {"number": 12, "merge_commit_sha": COMMIT, "merged_at": "2026-01-01", "head": {"sha": HEAD}}
OURS = {"id": 7, "head_repository": {"full_name": "o/r"}}
FORKS = {"id": 6, "head_repository": {"full_name": "somebody/r"}}
PULLS = f"api repos/o/r/commits/{COMMIT}/pulls"
RUNS = "api repos/o/r/actions/workflows/pull-request.yml/runs"


def test_what_was_reviewed_comes_from_the_run_of_the_merged_request(github: Callable[..., Path]) -> None:
    """Of our own workflow, successful, for the head that was merged; a run of a fork does not count."""
    asked = github(
        {PULLS: [REQUEST], RUNS: {"workflow_runs": [FORKS, OURS]}, "run download": {"staging.reviewed.json": NOW}}
    )
    assert reviewed_in("o/r", COMMIT, "staging") == (12, NOW)
    lines = asked.read_text().splitlines()
    assert lines[1] == f"{RUNS}?event=pull_request&status=success&head_sha={HEAD}"
    assert lines[2].startswith("run download 7 --name report-staging --dir ")


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({}, "GitHub could not be asked"),
        ({PULLS: []}, "did not come from a pull request"),
        ({PULLS: [REQUEST | {"merge_commit_sha": HEAD}]}, "did not come from a pull request"),
        ({PULLS: [REQUEST], RUNS: {"workflow_runs": [FORKS]}}, "no successful run of pull-request.yml"),
        ({PULLS: [REQUEST], RUNS: {"workflow_runs": [OURS]}}, "GitHub could not be asked"),
        ({PULLS: [REQUEST], RUNS: {"workflow_runs": [OURS]}, "run download": {}}, "does not say which plan"),
    ],
)
def test_without_a_review_it_says_why(github: Callable[..., Path], table: dict[str, Any], reason: str) -> None:
    """Expired, forged or never made: then nobody claims that it was reviewed."""
    github(table)
    with pytest.raises(NotReviewedError, match=reason):
        reviewed_in("o/r", COMMIT, "staging")


def test_only_the_same_files_with_the_same_plan_are_the_same() -> None:
    """Something else merged, and something else live, are different reasons."""
    same: Any = dict(NOW)
    assert compare(12, same, same) == "exactly the plan that was reviewed in #12 (digest d1)"
    with pytest.raises(NotReviewedError, match="something else was merged in between"):
        compare(12, same | {"tree": "t2"}, same)
    with pytest.raises(NotReviewedError, match="something else was merged"):
        compare(12, same | {"tree": ""}, same | {"tree": ""})  # git could not say
    with pytest.raises(NotReviewedError, match="has changed since #12 was planned"):
        compare(12, same | {"digest": "d2"}, same)


@pytest.mark.parametrize(("table", "code"), [({}, 1), (None, 0)])
def test_the_summary_of_the_job_says_which_plan_it_is(
    tmp_path: Path,
    github: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    table: dict[str, Any] | None,
    code: int,
) -> None:
    """The reviewed one, or planned again and why."""
    stack = tmp_path / "cdktf.out/stacks/staging"
    stack.mkdir(parents=True)
    (stack / "plan.json").write_text(json.dumps(PLAN))
    git(tmp_path, "init", "--quiet")
    commit_all(tmp_path)
    monkeypatch.chdir(tmp_path)
    report = {"staging.reviewed.json": reviewed("staging")}
    full = {PULLS: [REQUEST], RUNS: {"workflow_runs": [OURS]}, "run download": report}
    github(full if table is None else table)
    for name, value in {"REPOSITORY": "o/r", "SHA": COMMIT, "STEP_SUMMARY": str(tmp_path / "summary")}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    monkeypatch.setattr(sys, "argv", ["reviewed_plan", "staging"])
    assert reviewed_plan() == code
    told = (tmp_path / "summary").read_text()
    assert (
        "planned again and checked only by the gate" if code else "exactly the plan that was reviewed in #12"
    ) in told
