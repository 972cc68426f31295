"""The README and the generated pages say what is true."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from poolpost.cli.app import app
from scripts.rules_page import PAGE, page
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
TARGETS = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))


USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]
"""What Typer raises for any command line that it does not take; it has no public name for it."""


def _quoted(text: str) -> list[str]:
    """Return what a page has in backticks, line breaks aside, and the lines of its shell blocks, one command each."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]
    return spans + [command for block in blocks for line in block.splitlines() for command in line.split(" && ")]


def _wrong(words: list[str]) -> str:
    """Parse a command line as the program would, without running it; return what is wrong with it, '' for nothing."""
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        if not words:
            return ""  # a group, or poolpost itself, named in a sentence
        if words[0] not in command.commands:
            return f"no such command: {words[:1]}"
        _, command, words = command.resolve_command(command.context_class(command), list(words))
    if not words:
        return ""  # a command named in a sentence, without the environment that it wants
    try:
        command.make_context(command.name, list(words))
    except USAGE_ERROR as error:
        return str(error) or type(error).__name__
    return ""


def test_what_is_not_a_command_is_noticed() -> None:
    """Otherwise the next test would pass whatever a page says."""
    assert "no such command" in _wrong(["pool", "destroy", "x"])
    assert _wrong(["pool", "apply", "staging", "--force"])
    assert _wrong(["pool", "accept", "staging"])
    assert _wrong(["doctor", "staging", "--format", "pdf"])
    assert _wrong(["pool", "apply", "staging", "--json"]) == ""


@pytest.mark.parametrize("name", [str(each.relative_to(ROOT)) for each in PAGES if each.stem != "CHANGELOG"])
def test_every_command_of_a_page_can_be_run_as_it_stands(name: str) -> None:
    """Whoever copies a line gets no usage error."""
    quoted = _quoted((ROOT / name).read_text(encoding="utf-8"))
    commands = [shlex.split(each, comments=True)[1:] for each in quoted if each.startswith("poolpost ")]
    wrong = {" ".join(words): _wrong(words) for words in commands}
    assert {words: why for words, why in wrong.items() if why} == {}


def test_every_make_target_that_is_named_exists() -> None:
    """On any page."""
    text = "\n".join(each.read_text(encoding="utf-8") for each in PAGES)
    named = {each.split()[1] for each in _quoted(text) if re.match(r"make [a-z]", each)}
    assert len(named) > 20
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
    steps = README.split("## Your first environment")[1].split("```")[1].splitlines()[1:]
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


def test_the_readme_is_short() -> None:
    """What it is, for whom, how to start, what is guaranteed, where to read on: the rest is in docs/, by task."""
    assert len(README.splitlines()) <= 150


def test_the_readme_leads_to_every_page() -> None:
    """A page that nobody can find does not exist."""
    assert [each.name for each in PAGES if each.parent.name == "docs" and f"docs/{each.name}" not in README] == []


def test_every_decision_is_dated_and_says_what_would_change_it() -> None:
    """A decision that nobody knows how to revisit is a habit."""
    text = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    first, *decisions = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    assert first.startswith("# Decisions")
    form = r"## (\d+)\. .+\n\n\*\d{4}-\d\d-\d\d\.\* .*\n\nWould change if: [^\n]+\.\n+"
    numbers = [int(match[1]) if (match := re.fullmatch(form, each, re.DOTALL)) else each for each in decisions]
    assert numbers == list(range(1, len(decisions) + 1))
