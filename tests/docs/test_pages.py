"""The generated pages are current: options and exit codes of commands, floors, contracts, one line per module."""

import re

import pytest

from scripts.pages import ARCHITECTURE, COMMANDS_PAGE, commands, with_tables
from tests.conftest import ROOT

STALE = "generated from the code, which has changed since: run 'make docs' and commit the pages with your change"


def test_the_page_of_commands_is_current() -> None:
    """docs/commands.md says what `--help` says."""
    assert COMMANDS_PAGE.read_text(encoding="utf-8") == commands(), f"{COMMANDS_PAGE.name} is {STALE}"


def test_the_architecture_page_is_current() -> None:
    """The floors, contracts and modules of docs/architecture.md are those of the code."""
    page = ARCHITECTURE.read_text(encoding="utf-8")
    assert page == with_tables(page), f"{ARCHITECTURE.name} is {STALE}"


def test_a_page_without_its_marks_is_refused() -> None:
    """A mark that was deleted by hand must not leave a table behind that nobody generates any more."""
    page = ARCHITECTURE.read_text(encoding="utf-8").replace("<!-- end of tree -->", "")
    with pytest.raises(ValueError, match="end of tree"):
        with_tables(page)


def test_every_command_says_its_exit_codes() -> None:
    """Who calls poolpost from a pipeline finds what each command's exit codes mean."""
    sections = [part for part in commands().split("\n## ") for part in part.split("\n### ")]
    said = {part.splitlines()[0]: "xit codes" in part for part in sections if part.startswith("poolpost ")}
    groups = {"poolpost dmarc", "poolpost pool", "poolpost access", "poolpost messages", "poolpost templates"}
    assert {name for name, has in said.items() if not has} == groups


def test_what_an_answer_names_is_in_the_file_that_it_names() -> None:
    """Whoever follows an answer of docs/architecture.md or CONTRIBUTING.md finds the name there: "`name` in [file](path)"."""
    found: list[tuple[str, str]] = []
    for page in (ARCHITECTURE, ROOT / "CONTRIBUTING.md"):
        for name, path in re.findall(r"`(\w+)`\s+in\s+\[[^]]+\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            text = (page.parent / path).read_text(encoding="utf-8")
            assert re.search(rf"\b{name}\b", text), f"{page.name}: {name} is not in {path}"
            found.append((name, path))
    assert len(found) > 10
