"""docs/requirements.md is complete, and names what exists."""

import re

import pytest
import typer

from poolpost.cli.app import app
from poolpost.doctor.causes import CAUSES
from poolpost.doctor.checklist import CHECKS
from poolpost.gate.rules.all_rules import RULES as GATE_RULES
from poolpost.ses.request_text import RULES as TEXT_RULES
from poolpost.ses.verification_templates import RULES as TEMPLATE_RULES
from poolpost.settings.rules.across_environments import OWNED
from poolpost.settings.rules.all_rules import RULES
from tests.conftest import ROOT

ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "docs/requirements.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| R\d", line)
]


def commands() -> set[str]:
    """List the commands that the program really has."""
    group = typer.main.get_command(app)
    names: set[str] = set()
    for name in group.commands:
        _, command, _ = group.resolve_command(group.context_class(group), [name])
        inner = getattr(command, "commands", None)
        names |= {f"poolpost {name} {each}" for each in inner} if inner else {f"poolpost {name}"}
    return names


NAMES = {
    *(one.id for group in (CHECKS, CAUSES, RULES, GATE_RULES, TEXT_RULES) for one in group),
    *OWNED,
    *(rule.id for rule in TEMPLATE_RULES),
    *commands(),
}


def test_every_requirement_is_there_once() -> None:
    """R1 to R90, in order."""
    assert [row[0] for row in ROWS] == [f"R{number}" for number in range(1, 91)]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_a_requirement_names_exists(row: list[str]) -> None:
    """Commands, rules, checks, causes and files; a row without any says why."""
    _, requirement, covered = row
    assert requirement
    named = set(re.findall(r"`([^`]+)`", covered))
    missing = {name for name in named if name not in NAMES and not ((ROOT / name).is_file() and "/" in name)}
    assert not missing
    assert named or covered.startswith(("out of scope: ", "history: "))


def test_every_check_meets_a_requirement_or_is_our_own() -> None:
    """A check that no source asks for is listed here, with open eyes."""
    named = set(re.findall(r"`([^`]+)`", " ".join(row[2] for row in ROWS)))
    ours = {"sending-is-enabled", "account-is-healthy", "dkim-host-is-ours", "tls-is-as-wanted"}
    ours |= {
        "no-trigger-takes-the-mail",
        "messages-are-as-wanted",
        "settings-are-not-lost",
        "children-are-reviewed",
        "links-stay-as-they-are",
        "replicas-exist",
        "replica-mail-arrives",
    }
    assert {one.id for one in CHECKS} - named == ours
