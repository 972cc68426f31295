"""What the make targets of CI do beside running poolpost and Terraform."""

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolpost.errors import Stopped, UsageError
from poolpost.project.apply_plan import apply_plan
from poolpost.project.changed_environments import affected, planned_here
from poolpost.project.propose import propose, says_the_same
from poolpost.project.report_files import reviewed
from poolpost.project.reviewed_plan import NotReviewedError, compare, reviewed_in
from poolpost.project.reviewed_plan import main as reviewed_plan
from poolpost.review.plan_digest import changed_addresses, digest
from tests.conftest import ROOT

BOTH = ["production", "staging"]
PLAN = json.loads((ROOT / "tests/plans/first_deploy.json").read_text(encoding="utf-8"))
COMMIT, HEAD = "c" * 40, "h" * 40
NOW = {"environment": "staging", "tree": "t1", "changes": 2, "digest": "d1"}


@pytest.mark.parametrize(
    ("changed", "environments"),
    [
        (["environments/staging.toml"], ["staging"]),
        (["environments/staging.pool.json", "README.md"], ["staging"]),
        (["environments/production.evidence.json"], ["production"]),
        (["environments/dev.toml"], []),
        (["environments/messages/code.html"], BOTH),
        (["environments/environment.schema.json", "docs/ci.md", "tests/cli/test_app.py", "CHANGELOG.md"], []),
        (["poolpost/constructs/alarms.py"], BOTH),
        (["poolpost/dns/records.py"], BOTH),
        (["requirements.lock"], BOTH),
        (["main.py"], BOTH),
        ([".github/workflows/pull-request.yml"], BOTH),
        ([], []),
    ],
)
def test_a_change_concerns_the_environments_whose_plan_it_can_alter(
    changed: list[str], environments: list[str]
) -> None:
    """Nothing that could alter a plan is left unplanned, and documentation plans nothing."""
    assert affected(changed, BOTH) == environments


def test_an_environment_with_a_local_state_is_not_planned_in_ci(tmp_path: Path) -> None:
    """Without the state everything would be made anew; a file that cannot be read is for `poolpost check`."""
    (tmp_path / "environments").mkdir()
    for name, text in {
        "a": '[backend]\ntype = "s3"',
        "b": '[backend]\ntype = "local"',
        "c": "no TOML",
        "d": "backend = 1",
    }.items():
        (tmp_path / f"environments/{name}.toml").write_text(text)
    assert planned_here(tmp_path) == ["a"]


def test_the_list_is_json_and_an_unknown_commit_a_usage_mistake() -> None:
    """For a matrix; never an empty list because git failed."""
    command = [sys.executable, "-m", "poolpost.project.changed_environments"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == BOTH
    wrong = subprocess.run([*command, "no-such-commit"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "git knows no commit 'no-such-commit'" in wrong.stderr


def _changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    plan = copy.deepcopy(PLAN)
    change(plan)
    return plan


def _first(plan: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in plan["resource_changes"] if one["change"]["actions"] == ["create"])


KEPT: dict[str, Any] = {
    "address": "x.y",
    "type": "x",
    "change": {"actions": ["no-op"], "before": {"a": 1}, "after": {"a": 1}},
}
SAME: dict[str, Callable[[dict[str, Any]], object]] = {
    "time and version": lambda plan: plan.update(timestamp="2001-01-01T00:00:00Z", terraform_version="9"),
    "order": lambda plan: plan["resource_changes"].reverse(),
    "what stays": lambda plan: plan["resource_changes"].append(KEPT),
}
OTHER: dict[str, Callable[[dict[str, Any]], object]] = {
    "value after": lambda plan: _first(plan)["change"]["after"].update(x="y"),
    "value before": lambda plan: _first(plan)["change"].update(before={"x": "y"}),
    "action": lambda plan: _first(plan)["change"].update(actions=["delete", "create"]),
    "address": lambda plan: _first(plan).update(address="another.address"),
    "configuration": lambda plan: plan["configuration"].update(x="y"),
    "output": lambda plan: plan["output_changes"].update(x={"actions": ["create"], "after": 1}),
    "an import of what stays": lambda plan: plan["resource_changes"].append(
        KEPT | {"change": KEPT["change"] | {"importing": {"id": "x"}}}
    ),
    "a move of what stays": lambda plan: plan["resource_changes"].append(KEPT | {"previous_address": "x.before"}),
    "a deposed object": lambda plan: plan["resource_changes"].append(KEPT | {"deposed": "byebyeby"}),
    "another deposed object": lambda plan: _first(plan).update(deposed="byebyeby"),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_the_same_plan_has_the_same_digest(change: Callable[[dict[str, Any]], object]) -> None:
    """Time, version, order, and what stays as it is are no part of what would be done."""
    assert digest(_changed(change)) == digest(PLAN)


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_another_plan_has_another_digest(change: Callable[[dict[str, Any]], object]) -> None:
    """Values before and after, what happens, to what, the configuration with its provisioners, the outputs."""
    assert digest(_changed(change)) != digest(PLAN)


def test_a_pools_number_of_users_is_no_other_plan() -> None:
    """In `manage` mode it is among the values of every change of the pool."""

    def plan(users: int) -> dict[str, Any]:
        change = {"actions": ["update"], "before": {"estimated_number_of_users": users, "name": "a"}, "after": None}
        pool = {"address": "aws_cognito_user_pool.pool", "type": "aws_cognito_user_pool", "change": change}
        return {"resource_changes": [pool]}

    assert digest(plan(1)) == digest(plan(2))


def test_what_would_change_is_listed() -> None:
    """Resources and outputs, not what stays or is only read."""
    plan = {
        "resource_changes": [
            {"address": "a.kept", "change": {"actions": ["no-op"]}},
            {"address": "a.adopted", "change": {"actions": ["no-op"], "importing": {"id": "1"}}},
            {"address": "data.a.seen", "change": {"actions": ["read"]}},
            {"address": "a.moved", "previous_address": "a.old", "change": {"actions": ["no-op"]}},
            {"address": "a.new", "change": {"actions": ["delete", "create"]}},
        ],
        "output_changes": {"arn": {"actions": ["update"]}},
    }
    assert changed_addresses(plan) == [
        "a.adopted: no-op",
        "a.new: delete and create",
        "output.arn: update",
        "a.moved: moved from a.old",
    ]


def test_without_a_plan_nothing_is_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never plans by itself: nobody would have read that plan."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Stopped, match="there is no plan of staging to apply; make one with 'make plan ENV=staging'"):
        apply_plan("staging", None)


@pytest.mark.parametrize("approved", ["", " ", "abc", "0" * 63])
def test_what_was_approved_is_a_digest(approved: str) -> None:
    """A job that made none hands over an empty text, which must not mean "whatever there is"."""
    with pytest.raises(UsageError, match=r"is not the digest of a plan .* nothing was applied"):
        apply_plan("staging", approved)


@pytest.mark.parametrize(("approved", "applied"), [(None, True), (digest(PLAN), True), ("0" * 64, False)])
def test_only_the_approved_plan_is_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, approved: str | None, *, applied: bool
) -> None:
    """The digest is of the plan file itself, not of a plan.json that lies beside it."""
    stack = tmp_path / "cdktf.out/stacks/staging"
    stack.mkdir(parents=True)
    (stack / "plan").write_bytes(b"a plan")
    (stack / "plan.json").write_text(json.dumps({"resource_changes": []}))
    (tmp_path / "shown").write_text(json.dumps(PLAN))
    for name, script in {"terraform": "cat shown", "poolpost-terraform": 'echo "$@" > applied'}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("POOLPOST_TERRAFORM", raising=False)
    if applied:
        assert apply_plan("staging", approved) == 0
        *command, plan = (tmp_path / "applied").read_text().split()
        assert command == ["-chdir=cdktf.out/stacks/staging", "apply", "-input=false"]
        assert not Path(plan).is_relative_to(tmp_path), "a copy, and not what somebody may have written anew meanwhile"
    else:
        with pytest.raises(Stopped, match=r"is not the approved one.*Nothing was applied: review and approve anew"):
            apply_plan("staging", approved)
        assert not (tmp_path / "applied").exists()


def test_what_was_reviewed_is_known_by_tree_and_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tree of a merge that changed nothing is that of the pull request."""
    stack = tmp_path / "cdktf.out/stacks/staging"
    stack.mkdir(parents=True)
    (stack / "plan.json").write_text(json.dumps(PLAN))
    _git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("text")
    _commit_all(tmp_path)
    monkeypatch.chdir(tmp_path)
    tree = _git(tmp_path, "rev-parse", "HEAD^{tree}")
    found = reviewed("staging")
    assert found == {
        "environment": "staging",
        "tree": tree,
        "changes": len(changed_addresses(PLAN)),
        "digest": digest(PLAN),
    }


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], Path]:
    """Put a `gh` on PATH that answers from a table, by the beginning of its arguments, and notes what it was asked."""

    def answers(table: dict[str, Any]) -> Path:
        program = tmp_path / "bin/gh"
        program.parent.mkdir()
        program.write_text(
            f"#!{sys.executable}\n"
            "import json, pathlib, sys\n"
            f"asked = ' '.join(sys.argv[1:])\n"
            f"with open({str(tmp_path / 'asked')!r}, 'a') as log: log.write(asked + '\\n')\n"
            f"for start, answer in json.loads({json.dumps(table)!r}).items():\n"
            "    if asked.startswith(start):\n"
            "        if start == 'run download':\n"
            "            directory = pathlib.Path(sys.argv[sys.argv.index('--dir') + 1])\n"
            "            [(directory / name).write_text(json.dumps(value)) for name, value in answer.items()]\n"
            "        else: print(answer if isinstance(answer, str) else json.dumps(answer))\n"
            "        sys.exit(0)\n"
            "sys.exit('HTTP 404: Not Found')\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        return tmp_path / "asked"

    return answers


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
    """The reviewed one, or planned anew and why."""
    stack = tmp_path / "cdktf.out/stacks/staging"
    stack.mkdir(parents=True)
    (stack / "plan.json").write_text(json.dumps(PLAN))
    _git(tmp_path, "init", "--quiet")
    _commit_all(tmp_path)
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
        "planned anew and judged by the gate alone" if code else "exactly the plan that was reviewed in #12"
    ) in told


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a clone of a repository, with old evidence of staging, and be in it."""
    _git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    _git(tmp_path, "clone", "--quiet", "origin.git", "clone")
    clone = tmp_path / "clone"
    (clone / "environments").mkdir()
    (clone / "environments/staging.evidence.json").write_text(_evidence("old", "2026-11-02T00:00:00Z"))
    _commit_all(clone)
    monkeypatch.chdir(clone)
    return clone


def _git(directory: Path, *arguments: str) -> str:
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True).stdout.strip()


def _commit_all(directory: Path) -> None:
    _git(directory, "add", ".")
    _git(directory, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "all")


def test_the_same_evidence_is_not_proposed_again(project: Path, github: Callable[..., Path]) -> None:
    """The merge of a proposal deploys staging again, and would propose itself for ever."""
    asked = github({})
    shutil.copytree(ROOT / "environments", project / "environments", dirs_exist_ok=True)
    evidence = project.parent / "new.json"
    evidence.write_text(_evidence("old", "2026-11-16T00:00:00Z"))
    assert "nothing to propose" in propose("staging", "production", evidence)
    assert not asked.exists()


@pytest.mark.parametrize(
    ("digest", "time", "same"),
    [
        ("old", "2026-11-15T23:59:59Z", True),
        ("old", "2026-11-16T00:00:00Z", False),
        ("new", "2026-11-02T00:00:00Z", False),
        ("", "2026-11-02T00:00:00Z", False),
    ],
)
def test_evidence_is_renewed_before_it_is_too_old(
    digest: str, time: str, monkeypatch: pytest.MonkeyPatch, *, same: bool
) -> None:
    """After half of the days that the target allows; production's file allows 30."""
    monkeypatch.chdir(ROOT)
    committed, made = (
        json.loads(_evidence(*each))["evidence"][0] for each in (("old", "2026-11-01T00:00:00Z"), (digest, time))
    )
    assert says_the_same(committed, made, "production") == same


def _evidence(digest: str, time: str) -> str:
    return json.dumps({"evidence": [{"digest": digest, "time": time}]})


@pytest.mark.parametrize(("known", "verb"), [("", "pr create"), ("5", "pr edit 5")])
def test_new_evidence_becomes_one_pull_request(
    project: Path, github: Callable[..., Path], known: str, verb: str
) -> None:
    """On a branch of its own that is written anew; why production was not changed is in its text."""
    asked = github({"pr list": known, "pr": "address"})
    evidence = project.parent / "new.json"
    evidence.write_text(_evidence("new", "2026-11-03T00:00:00Z"))
    propose("staging", "production", evidence)
    origin = project.parent / "origin.git"
    shown = _git(origin, "show", "poolpost/staging-to-production:environments/staging.evidence.json")
    assert shown == _evidence("new", "2026-11-03T00:00:00Z")
    text = asked.read_text()
    assert verb in text
    assert "What `poolpost promote staging production` said (exit code 2)" in text
