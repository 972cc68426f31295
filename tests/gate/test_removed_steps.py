"""What leaves a stack runs no command on its way: no plan's JSON shows a provisioner of a `removed` block."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from poolpost.errors import CannotDecide, Stopped
from poolpost.gate import removed_steps
from poolpost.terraform_gate import real_terraform

STEP = [{"local-exec": {"when": "destroy", "command": "touch ran"}}]
REMOVED = {"from": "terraform_data.b", "lifecycle": [{"destroy": True}]}


def _plan(directory: Path, configuration: Any) -> Path:
    """Return a file like Terraform's plans."""
    file = directory / "plan"
    with ZipFile(file, "w") as packed:
        packed.writestr("tfplan", b"\xff")
        text = configuration if isinstance(configuration, str) else json.dumps(configuration)
        packed.writestr("tfconfig/m-/cdk.tf.json", text)
    return file


@pytest.mark.parametrize(
    "configuration",
    [
        {"removed": REMOVED | {"provisioner": STEP}},
        {"removed": [REMOVED, REMOVED | {"provisioner": STEP}]},
        {"removed": [[REMOVED | {"provisioner": STEP[0]}]]},
        [{"removed": [REMOVED | {"provisioner": STEP}]}],
    ],
)
def test_a_step_of_what_is_removed_stops(configuration: Any, tmp_path: Path) -> None:
    """However Terraform's JSON writes the block."""
    with pytest.raises(Stopped, match=r"provisioner, which no plan shows: terraform_data\.b; nothing was done; take"):
        removed_steps.check(_plan(tmp_path, configuration))


@pytest.mark.parametrize("configuration", [{}, {"removed": [REMOVED]}, {"resource": {"x": {"provisioner": STEP}}}])
def test_what_is_removed_without_a_step_passes(configuration: Any, tmp_path: Path) -> None:
    """The counter-check: our own `removed` block, and steps that a plan shows."""
    removed_steps.check(_plan(tmp_path, configuration))


def test_a_configuration_that_cannot_be_read_was_not_looked_at(tmp_path: Path) -> None:
    """And is no yes."""
    with pytest.raises(CannotDecide, match=r"the configuration in the plan .* cannot be read"):
        removed_steps.check(_plan(tmp_path, "{"))


def test_terraform_runs_such_a_step_and_shows_it_in_no_plan(tmp_path: Path) -> None:
    """The real Terraform: the day that it shows them, the rule about steps can take this over."""

    def run(*arguments: str) -> str:
        command, quiet = [real_terraform(), *arguments], os.environ | {"TF_IN_AUTOMATION": "1"}
        return subprocess.run(
            command, cwd=tmp_path, env=quiet, check=True, capture_output=True, encoding="utf-8"
        ).stdout

    file = tmp_path / "cdk.tf.json"
    file.write_text(json.dumps({"resource": {"terraform_data": {"b": {}}}}))
    run("init")
    run("apply", "-auto-approve")
    file.write_text(json.dumps({"removed": [REMOVED | {"provisioner": STEP}]}))
    run("plan", "-out=plan")
    assert "touch ran" not in run("show", "-json", "plan")
    with pytest.raises(Stopped):
        removed_steps.check(tmp_path / "plan")
    run("apply", "plan")
    assert (tmp_path / "ran").exists()
