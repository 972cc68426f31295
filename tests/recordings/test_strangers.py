"""
No text of a stranger speaks: every command, in every format, with every hostile character in all that it reads.

The commands are those that are registered: one that is added fails here until it is in `WALK`.
"""

import io
import json
import os
import re
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import typer.main

from poolpost.__main__ import main
from poolpost.aws.pace import Pace
from poolpost.cli.app import app
from poolpost.review.evidence import Doctor
from poolpost.settings import load
from stacks.neutral import twins
from tests.recordings import strangers
from tests.recordings.project import registered
from tests.recordings.speech import NEVER, Said, speaks
from tests.recordings.strangers import ARGUMENT, FILE, MARK, WORLDS, answer, text
from tests.scenes.place import Place
from tests.scenes.project import Project

SERVER = "SERVER"
WALK: dict[str, list[list[str]]] = {
    "check": [[], ["local"], ["evil"], [ARGUMENT]],
    "dns": [["local"], ["local", "--check", "--nameserver", SERVER], ["local", "--standalone"]],
    "preflight": [["local", "--nameserver", SERVER]],
    "gate": [["local", "--plan", "plan.json", "--show-body"], ["local", "--plan", FILE]],
    "report": [["local", "--plan", "plan.json"], ["--all"]],
    "doctor": [["local", "--nameserver", SERVER]],
    "smtp": [["local", "--access-key", ARGUMENT]],
    "why": [["local", "--nameserver", SERVER], ["local", "--nameserver", SERVER, "--error", ARGUMENT]],
    "evidence": [["local", "--plan", "plan.json", "--nameserver", SERVER]],
    "promote": [["local", "other", "--verbose"], [ARGUMENT, "other"]],
    "rollback": [["local", "--to", ARGUMENT], ["local", "--to", "HEAD"]],
    "states": [[]],
    "who": [["local", "--only", "pool"], ["local", "--since", ARGUMENT]],
    "dmarc summarize": [["reports"], [FILE]],
    "dmarc next": [["local", "--reports", "reports"]],
    "pool show": [["local"]],
    "pool ready": [["local"]],
    "pool snapshot": [["local"]],
    "pool verify": [["local"], ["local", "--snapshot", "snapshot.json"]],
    "pool accept": [["local", "LambdaConfig"], ["local", ARGUMENT]],
    "access show": [["local"]],
    "access resend": [["local", ARGUMENT]],
    "messages preview": [["local"], ["evil"]],
    "templates list": [["local"]],
    "templates apply": [["local", "--yes"]],
    "pool apply": [["local"]],
    "pool restore": [["local", "--yes"], ["local", "--yes", "--snapshot", FILE]],
    "access request": [["local", "--yes"]],
    "templates delete": [["local", "welcome", "--yes"], ["local", ARGUMENT, "--yes"]],
    "failover": [["local", "--yes"], [ARGUMENT, "--back"]],
    "retire": [["local", "--yes"]],
}
"""Command -> arguments, writes last; each runs in all its formats."""


REGISTERED = {
    path: command for path, command in registered(typer.main.get_command(app)) if not hasattr(command, "commands")
}


def _formats(command: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield each format that a command has, and the options that choose it."""
    own = {option: each for each in command.params for option in each.opts}
    if "--format" in own:
        yield from ((each.value, ["--format", each.value]) for each in type(own["--format"].default))
    else:
        yield "text", []
        assert not any(isinstance(each.default, Enum) for each in own.values()), "a format by another name"
    if "--json" in own:
        yield "json", ["--json"]


class _Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__(newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def _run(command: str, arguments: list[str], format_: str, patch: pytest.MonkeyPatch, *, terminal: bool) -> Said:
    out, err = _Stream(terminal=terminal), _Stream(terminal=terminal)
    mask = os.umask(0o077)
    with patch.context() as own:
        own.setattr(sys, "argv", ["poolpost", *arguments])
        own.setattr(Pace, "wait", lambda _self: None)  # AWS is embedded: nothing has to be spared
        for name, stream in (("stdin", io.StringIO()), ("stdout", out), ("stderr", err)):
            own.setattr(sys, name, stream)
        own.setenv("TERM", "xterm-256color")
        own.setenv("NO_COLOR", "" if terminal else "1")
        own.setenv("GITHUB_ACTIONS", "" if terminal else "true")
        with pytest.raises(SystemExit):
            main()
    os.umask(mask)
    return Said(command, " ".join(arguments), format_, out.getvalue(), err.getvalue(), terminal)


@pytest.fixture
def hostile(deployed: Place) -> Place:
    """Have strangers write wherever they can: files, their names, DNS, the account."""
    strangers.write_everywhere(deployed)
    return deployed


ESCAPERS: dict[str, Any] = {
    "standards.safe_text.is_hidden": lambda _character: False,
    "standards.safe_text._without_commands": str,
    "cli.console.hanging": str,
    "standards.edge.hanging": str,
    "standards.markdown._escaped": str,
    "settings.signing._TOKEN": re.compile("(?s).*"),
    "dns.formats._name": str,
    "dns.formats.one_line": lambda text, _longest: text,
    "dns.formats._FORMULA": ("never",),
}


def test_every_command_is_walked() -> None:
    """A command that is added is walked as well, in all its formats."""
    assert set(WALK) == set(REGISTERED)


def _walk(world: str, clean: dict[str, Any], server: str, patch: pytest.MonkeyPatch) -> Iterator[Said]:
    """Run every command, in all its formats, in a world."""
    plan = strangers.plan_of(clean, everything=world == "everything")
    Path("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    terminal, change, status = WORLDS[world]
    with patch.context() as own:
        answer(own, change, status)
        for name, lines in WALK.items():
            for line in lines:
                given = [*name.split(), *(server if each == SERVER else each for each in line)]
                for format_, options in _formats(REGISTERED[name]):
                    yield _run(name, [*given, *options], format_, own, terminal=terminal)


def test_no_text_of_a_stranger_speaks(project: Path, hostile: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing hidden, no command, no markup, no line of their own: on a terminal, in a job's log, in a file."""
    clean, server = json.loads(Path("plan.json").read_text(encoding="utf-8")), f"127.0.0.1:{hostile.dns.port}"
    monkeypatch.setattr("poolpost.review.promotion_digest._twins", lambda name: twins(load(name)))  # in this process
    Project(project).prove("local", doctor=Doctor(exit_code=0, summary=text()), drift=(text(),))
    heard: set[str] = set()
    wrong: set[tuple[str, str]] = set()
    for world in WORLDS:
        if world == "refused":
            Path("evil.toml").rename("environments/evil.toml")
        for said in _walk(world, clean, server, monkeypatch):
            wrong |= {(f"{world}: {said.line!a}", what) for what in speaks(said)}
            heard |= {said.command} if MARK in said.out + said.err else set()
    assert wrong == set()
    assert heard == set(WALK), "a command that says nothing of a stranger proves nothing"
    written = [*project.glob(".poolpost/**/*.*"), *project.glob("environments/[lo]*.*")]
    assert {path.name for path in written} >= {"local.pool.json", "local.evidence.json", "invitation.html"}
    assert [path for path in written if NEVER & set(path.read_text(encoding="utf-8"))] == []


def test_without_the_escapers_a_stranger_speaks(hostile: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counter-check: the walk hears everything that it listens for, also in a file."""
    plan = json.loads(Path("plan.json").read_text(encoding="utf-8"))
    for name, off in ESCAPERS.items():
        monkeypatch.setattr(f"poolpost.{name}", off)
    monkeypatch.setattr(
        sys.modules[__name__], "WALK", {name: WALK[name] for name in ("check", "dns", "report", "pool snapshot")}
    )
    said = list(_walk("names", plan, f"127.0.0.1:{hostile.dns.port}", monkeypatch))
    said += _walk("everything", plan, f"127.0.0.1:{hostile.dns.port}", monkeypatch)
    said.append(Said("dns", "", "csv", f"={MARK},1", "", terminal=False))
    wrong = {what for each in said for what in speaks(each)}
    assert wrong >= {
        "a command for CI",
        "a line of a stranger's own",
        "an element <img",
        f"markup <{MARK}",
        f"markup @{MARK}",
    }
    assert {what.partition(" ")[0] for what in wrong} == {"hidden", "a", "an", "markup"}
    assert f"a formula '={MARK}'" in wrong
    assert NEVER & set(Path("environments/local.pool.json").read_text(encoding="utf-8"))
