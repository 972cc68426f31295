"""`make plan`: what it runs, and that no plan of an earlier run is left when it fails."""

import os
from pathlib import Path

import pytest

from poolpost.project import plan_file
from poolpost.project.plan_file import make_plan, stack_of
from tests.conftest import ROOT


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a project with an old plan, and with a cdktf and a Terraform that record how they are called."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/local.toml").write_text((ROOT / "environments/local.toml").read_text(encoding="utf-8"))
    answers = 'case "$2" in show) echo "{}";; plan) exit ${PLAN:-0};; esac'
    for name, script in {
        "cdktf": "exit ${SYNTH:-0}",
        "terraform": f'echo "$@" "gate=$TF_VAR_poolpost_gate" >> calls; {answers}',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("POOLPOST_TERRAFORM", raising=False)
    monkeypatch.setattr(plan_file, "repairing", lambda _settings, _aws, options, *_: options)
    monkeypatch.setattr(plan_file, "Aws", lambda _settings: None)
    directory = tmp_path / stack_of("local")
    directory.mkdir(parents=True)
    for name in ("plan", "plan.json"):
        (directory / name).write_text("of an earlier run")
    return directory


@pytest.mark.parametrize("lock", [True, False])
def test_the_plan_is_kept_with_its_json(lock: bool, stack: Path) -> None:
    """Terraform sees that the gate started it; without a lock it writes nothing to the backend."""
    assert make_plan("local", lock=lock) == 0
    assert (stack / "plan.json").read_text() == "{}\n"
    init, planned, shown = Path("calls").read_text().splitlines()
    assert init.endswith("init -input=false gate=judged")
    assert ("-lock=false" in planned, planned.endswith("-out=plan -input=false gate=judged")) == (not lock, True)
    assert "show -json plan" in shown


@pytest.mark.parametrize(("variable", "code"), [("SYNTH", 1), ("PLAN", 1)])
def test_a_failure_leaves_no_plan(variable: str, code: int, stack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan of an earlier run could otherwise be shown, approved and applied."""
    monkeypatch.setenv(variable, str(code))
    assert make_plan("local", lock=True) == code
    assert [path.name for path in stack.iterdir()] == []
