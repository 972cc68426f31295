"""The generated pages are current: options and exit codes of commands, floors, contracts, one line per module."""

import pytest

from scripts.pages import ARCHITECTURE, COMMANDS_PAGE, commands, with_tables

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
