"""`poolpost-terraform`: what it looks at before Terraform runs."""

import os
from pathlib import Path

import pytest

from poolpost.cli import terraform as terraform_gate
from poolpost.errors import Stopped

pytestmark = pytest.mark.usefixtures("no_aws_configuration")


@pytest.mark.parametrize("verb", ["init", "plan", "apply", "destroy", "state", "import", ""])
def test_the_gate_looks_before_terraform_runs(verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In front of every command about one of our stacks; nothing was started."""
    stack = _stack(tmp_path)
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("Terraform was started"))
    monkeypatch.setenv("TF_WORKSPACE", "blue")
    with pytest.raises(Stopped, match="TF_WORKSPACE"):
        terraform_gate.run([f"-chdir={stack}", *([verb] if verb else [])])


def test_versions_and_other_stacks_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter-check: what is not ours is Terraform's business, and the version depends on nothing."""

    def started(_program: str, arguments: list[str]) -> None:
        raise InterruptedError(*arguments)

    monkeypatch.setattr(os, "execv", started)
    monkeypatch.setenv("TF_WORKSPACE", "blue")
    for arguments in ([f"-chdir={_stack(tmp_path)}", "version"], [f"-chdir={tmp_path}", "init"]):
        with pytest.raises(InterruptedError):
            terraform_gate.run(arguments)


def _stack(tmp_path: Path) -> Path:
    stack = tmp_path / "cdktf.out/stacks/local"
    stack.mkdir(parents=True)
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/local.toml").write_text("")
    return stack
