"""The commands of a step, run by a real shell."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from poolpost.settings import Settings
from poolpost.settings.step_commands import apply_command, let_go_command, ready_command
from tests.conftest import MakeSettings


def shell(command: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as Terraform's local-exec does, with the system's programs only."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=directory,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("command", "verb"), [(apply_command, "apply"), (ready_command, "ready")])
def test_the_poolpost_of_the_project_runs_in_place_of_the_shell(
    command: Callable[[Settings], str], verb: str, tmp_path: Path, settings: MakeSettings
) -> None:
    """An interrupted Terraform ends the process that it started, which must not be a shell around the command."""
    program = tmp_path / ".venv/bin/poolpost"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$PPID $*"\n')
    program.chmod(0o700)
    parent, *words = shell(f'echo "$PPID"; {command(settings())}', tmp_path).stdout.split()
    assert words == [parent, "pool", verb, "local"]


def test_without_poolpost_the_step_fails_and_says_what_to_run(tmp_path: Path, settings: MakeSettings) -> None:
    """127, as a shell says of a command that it does not find."""
    done = shell(apply_command(settings()), tmp_path)
    assert done.returncode == 127
    assert "run make setup" in done.stderr


def test_a_destroy_says_which_pool_stays(tmp_path: Path, settings: MakeSettings) -> None:
    """And runs nothing else."""
    made = settings()
    assert shell(let_go_command(made), tmp_path).stdout.startswith(f"User pool {made.user_pool.id} stays")
