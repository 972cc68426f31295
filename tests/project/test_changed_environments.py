"""Which environments a change of the repository concerns."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from poolpost.project.changed_environments import affected, owners, planned_here
from tests.conftest import ROOT
from tests.scenes.sharing import qa, write

BOTH = ["production", "staging"]


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


def test_who_shares_an_identity_is_planned_with_its_owner() -> None:
    """The owner's file says what the identity is, and its policy names the pools of all; its evidence is no one else's plan."""
    known, shares = ["other", "preview", "qa", "staging"], {"qa": "staging", "preview": "staging"}
    assert affected(["environments/staging.toml"], known, shares) == ["preview", "qa", "staging"]
    assert affected(["environments/qa.toml"], known, shares) == ["qa", "staging"]
    assert affected(["environments/other.toml"], known, shares) == ["other"]


def test_owners_are_read_from_the_files(tmp_path: Path) -> None:
    """A file that is no TOML is skipped here: `poolpost check` reports it."""
    write(tmp_path, "qa", qa())
    (tmp_path / "environments/torn.toml").write_text("[")
    assert owners(tmp_path) == {"qa": "local"}
