"""`poolpost gate` and `pool ready` as commands: what they print and return; and options that do not go together."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from poolpost.cli import gate as gate_commands
from poolpost.cli import pool_email as pool_commands
from poolpost.cli.app import app
from poolpost.errors import CannotDecide, PoolpostError, Stopped
from poolpost.pool.differences import fingerprint
from poolpost.settings.terraform_names import JUDGED
from tests.conftest import ROOT
from tests.scenes.scene import REGION, Scene


@pytest.fixture
def project(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Work in a directory of our own, whose only environment is the scene's."""
    monkeypatch.chdir(tmp_path)
    for module in (gate_commands, pool_commands):
        monkeypatch.setattr(module, "load", lambda _name: scene.settings)
    return scene


def _gate(plan: Path | None, *, json_: bool = False) -> int:
    return gate_commands.run_gate("local", plan=plan, accepted=frozenset(), show_body=True, json=json_)


def test_without_a_plan_there_is_nothing_to_judge(project: Scene) -> None:
    """Exit code 3, and how to make one."""
    assert project
    with pytest.raises(CannotDecide, match="create one with 'make plan ENV=local'"):
        _gate(None)


def test_the_json_of_another_day_is_no_plan(project: Scene, tmp_path: Path) -> None:
    """A plan that was stopped is deleted; what lies beside it from before must not pass in its place."""
    assert project
    stack = tmp_path / "cdktf.out/stacks/local"
    stack.mkdir(parents=True)
    (stack / "plan.json").write_text("{}")
    with pytest.raises(CannotDecide, match=r"plan does not exist"):
        _gate(None)
    with pytest.raises(CannotDecide, match="is not a file"):
        _gate(tmp_path)


def test_a_plan_that_cannot_be_read_is_not_a_go(
    project: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pool is looked at all the same, and the verdict is "cannot decide"."""
    assert project
    plan = tmp_path / "plan.json"
    plan.write_text("{}")
    assert _gate(plan) == 3
    assert "cannot decide" in capsys.readouterr().err
    assert _gate(plan, json_=True) == 3
    shown = json.loads(capsys.readouterr().out)
    assert shown["verdict"] == 3
    assert "plan-is-readable" in {finding["rule"] for finding in shown["findings"]}


def test_a_file_that_is_no_plan_says_so(project: Scene, tmp_path: Path) -> None:
    """Terraform's own words are part of the message."""
    assert project
    (tmp_path / "cdktf.out/stacks/local").mkdir(parents=True)
    plan = tmp_path / "plan"
    plan.write_text("no plan")
    with pytest.raises(CannotDecide, match=r"cannot read the plan|no `terraform` on PATH"):
        _gate(plan)


def test_ready_says_what_is_missing(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """0 when mail would arrive, 1 with each reason."""
    assert pool_commands.pool_ready("local", json=False) == 0
    assert "mail would arrive" in capsys.readouterr().out
    project.server.verify(REGION, project.settings.domain.name, verified=False)
    assert pool_commands.pool_ready("local", json=False) == 1
    assert "not verified" in capsys.readouterr().out
    assert pool_commands.pool_ready("local", json=True) == 1
    assert json.loads(capsys.readouterr().out)[0]["rule"] == "identity-verified"


def test_ready_stops_when_the_pool_is_not_the_judged_one(project: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """In `manage` mode it is the last step before the write, and the wait for SES may have been long."""
    pool = project.live()["UserPool"]
    monkeypatch.setenv(JUDGED, fingerprint(pool))
    assert pool_commands.pool_ready("local", json=True) == 0
    project.server.put_pool(REGION, pool | {"LastModifiedDate": 1.0})
    with pytest.raises(Stopped, match="changed by somebody else since the gate judged it"):
        pool_commands.pool_ready("local", json=True)


def test_unknown_members_are_mentioned(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """They stop a write, not a look, nor an apply that has nothing to write."""
    project.apply()
    pool = project.live()["UserPool"] | {"FutureThing": {"Mode": "ON"}}
    project.server.put_pool(REGION, pool)
    assert pool_commands.show_pool("local", json=False) == 0
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0
    assert capsys.readouterr().err.count("does not know: FutureThing") == 2


@pytest.mark.parametrize(
    "arguments", [["dns", "local", "--check", "--format", "csv"], ["dns", "local", "--standalone", "--format", "json"]]
)
def test_options_that_do_not_go_together_are_a_usage_mistake(arguments: list[str]) -> None:
    """Nothing is silently printed in another format."""
    assert CliRunner().invoke(app, arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [["gate", "nowhere"], ["pool", "ready", "nowhere"], ["pool", "snapshot", "nowhere"], ["pool", "verify", "nowhere"],
     ["pool", "restore", "nowhere"], ["pool", "show", "nowhere"], ["pool", "apply", "nowhere"], ["dns", "nowhere"]],
)  # fmt: skip # -- a list, short in few lines
def test_every_command_asks_for_an_environment_that_exists(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`main` turns this into its message and exit code 2."""
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, PoolpostError)
    assert result.exception.exit_code == 2
