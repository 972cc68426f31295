"""New evidence becomes one pull request."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from poolpost.project.propose import propose, says_the_same
from tests.conftest import ROOT
from tests.scenes.pull_requests import commit_all, git


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a clone of a repository, with old evidence of staging, and be in it."""
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    git(tmp_path, "clone", "--quiet", "origin.git", "clone")
    clone = tmp_path / "clone"
    (clone / "environments").mkdir()
    (clone / "environments/staging.evidence.json").write_text(_evidence("old", "2026-11-02T00:00:00Z"))
    commit_all(clone)
    monkeypatch.chdir(clone)
    return clone


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
    """On a branch of its own that is overwritten; why production was not changed is in its text."""
    asked = github({"pr list": known, "pr": "address"})
    evidence = project.parent / "new.json"
    evidence.write_text(_evidence("new", "2026-11-03T00:00:00Z"))
    propose("staging", "production", evidence)
    origin = project.parent / "origin.git"
    shown = git(origin, "show", "poolpost/staging-to-production:environments/staging.evidence.json")
    assert shown == _evidence("new", "2026-11-03T00:00:00Z")
    text = asked.read_text()
    assert verb in text
    assert "What `poolpost promote staging production` said (exit code 2)" in text
