"""The README and the generated pages say what is true."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from poolpost.cli.app import app
from scripts.rules_page import PAGE, page
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))


def _commands() -> list[str]:
    """List the commands that the program really has."""
    group = typer.main.get_command(app)
    names: list[str] = []
    for name in sorted(group.commands):
        _, command, _ = group.resolve_command(group.context_class(group), [name])
        names += [f"{name} {inner}" for inner in sorted(command.commands)] if hasattr(command, "commands") else [name]
    return names


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_in_the_table_with_its_exit_codes(command: str) -> None:
    """A command that nobody can find does not exist."""
    row = next(line for line in README.splitlines() if line.startswith(f"| `poolpost {command}"))
    assert re.search(r"\| 0 .*, [13] ", row), row


def test_every_command_that_the_readme_names_exists() -> None:
    """Whoever copies a line gets no usage error."""
    named = set(re.findall(r"`?poolpost ((?:pool )?[a-z]+)(?= |`|$)", README.split("## Commands")[1]))
    assert {name for name in named if name.split()[0] in {"check", "dns", "pool"}} <= set(_commands())


def test_every_make_target_that_is_named_exists() -> None:
    """In the README and the decisions."""
    text = README + (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z-]+)", text)) | set(re.findall(r"^make ([a-z-]+)", text, re.MULTILINE))
    assert named <= TARGETS


def test_ci_runs_the_readmes_test_command_and_nothing_else() -> None:
    """What lands is what `make test` says."""
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]
    assert "make test   #" in README


def test_the_first_paragraph_is_five_lines() -> None:
    """What it is and for whom, before anything else."""
    assert len(README.split("\n\n")[1].splitlines()) == 6 or len(README.split("\n\n")[1].splitlines()) == 5


def test_adding_an_environment_is_three_steps(tmp_path: Path) -> None:
    """The steps as they stand: copy a file, edit it, check it."""
    steps = README.split("## Add an environment, in three steps")[1].split("```")[1].splitlines()[1:]
    copy, _edit, check = (step.split("#")[0].split() for step in steps)
    assert copy[0] == "cp"
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    shutil.copy(tmp_path / copy[1], tmp_path / copy[2])
    made = tmp_path / copy[2]

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *check]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "is the same user pool as that of environments/preview.toml" in run().stdout
    made.write_text(made.read_text().replace("222222222222", "444444444444").replace("staging", "preview"))
    assert run().returncode == 0


def test_the_page_of_rules_is_current() -> None:
    """After a change of a rule: `make docs`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_readme_shows_every_file_format_that_dns_has() -> None:
    """The formats are part of the interface."""
    for name in ("table", "bind", "json", "csv", "markdown"):
        assert f"`{name}`" in README or f"--format {name}" in README
