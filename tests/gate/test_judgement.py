"""What the gate says when it could not look: one reason, the true one, and none for what it never asked."""

from pathlib import Path

import pytest

from poolpost.errors import CannotDecide
from poolpost.findings import exit_code
from poolpost.gate.judgement import judge_plan
from poolpost.live import Aws
from tests.conftest import ROOT
from tests.scene import Scene

PLAN = (ROOT / "tests/plans/first_deploy.json").read_text(encoding="utf-8")
LOOKS = {"right-account", "pool-was-read", "account-is-known", "pool-is-described", "mfa-is-described"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _said(scene: Scene) -> tuple[int, list[tuple[str, str]]]:
    found = judge_plan(scene.settings, Aws(scene.settings), PLAN, frozenset()).findings
    return exit_code(found), [(f.rule, f"{f.problem} {f.remedy}") for f in found if f.rule in LOOKS]


def test_credentials_of_another_account_are_the_one_reason(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was asked with them, so no permission can be missing."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "999999999999")
    code, ((rule, text),) = _said(scene)
    assert (code, rule) == (1, "account-is-known")
    assert "credentials are of account 999999999999" in text


@pytest.mark.parametrize(
    ("method", "rule"), [("user_pool", "pool-is-described"), ("mfa_configuration", "mfa-is-described")]
)
def test_a_refused_look_is_said_once(method: str, rule: str, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal names the permission; whatever follows from it adds nothing."""

    def refuse(_self: Aws) -> None:
        msg = f"the credentials may not call {method}"
        raise CannotDecide(msg)

    monkeypatch.setattr(Aws, method, refuse)
    _, said = _said(scene)
    assert said == [(rule, f"the credentials may not call {method} ")]


def test_nothing_is_said_where_all_was_looked_at(scene: Scene) -> None:
    """Counter-check: with the right credentials none of these rules speaks."""
    assert _said(scene)[1] == []
