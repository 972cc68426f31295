"""
What people and pipelines hold on to, recorded: help, text, JSON and exit code of every command in five scenes.

A change of a recording is a change for users: it is part of the pull request (`pytest tests/recordings --snapshot-update`).
"""

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from syrupy.assertion import SnapshotAssertion

from emulator.client import FOREIGN_VARIABLES
from poolpost.cli import app
from poolpost.promotion.digest import writer_digest
from poolpost.settings import load
from scripts.demo_pool import production_pool
from tests.conftest import ROOT, changed
from tests.dmarc_samples import rfc9990, row, stranger
from tests.doctor.place import REGION, Place
from tests.gate_situations import origin_in_plan
from tests.promotion.conftest import Project
from tests.recordings.project import files, neutral, run, write_environment

OFFLINE = ["check", "check local --json", "dns local --offline", "dns local --offline --json"]
OFFLINE += [f"dns local --offline --format {each}" for each in ("bind", "csv", "markdown")]
OFFLINE += ["dns local --offline --format bind --standalone", "messages preview local", "messages preview local --json"]
OFFLINE += ["dmarc summarize reports", "dmarc summarize reports --json", "dmarc next local", "dmarc next local --json"]
OFFLINE += ["dmarc next local --reports reports", "dmarc summarize", "check nowhere", "gate nowhere", "frobnicate"]
LOOKS = [
    "evidence local --plan plan.json",
    "promote local other",
    "rollback local --to HEAD",
    "pool show local",
    "pool ready local",
    "pool verify local",
    "pool snapshot local",
    "pool accept local LambdaConfig",
]
LOOKS += ["access show local", "access show local --all-regions", "templates list local", "states"]
LOOKS += ["gate local --plan plan.json", "gate local --plan plan.json --show-body", "report local --plan plan.json"]
DNS = ["dns local --check", "preflight local", "doctor local", "why local", "why local --to user@example.com"]
WRITES = ["templates apply local --yes", "pool apply local", "pool restore local --yes", "access request local --yes"]
WRITES += ["templates delete local welcome --yes", "retire local --yes"]
PAGES = [
    "report local --plan plan.json --format html",
    "report --all",
    "doctor local --format html --nameserver {server}",
]
WRITTEN = ("environments/*.json", ".poolpost/**/*.json", ".poolpost/**/*.html")


def _leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every command; typer brings a click of its own, so this goes by what a group has."""
    yield path
    for name in getattr(command, "commands", {}):
        _, found, _ = command.resolve_command(command.context_class(command), [name])
        yield from _leaves(found, (*path, name))


def test_help(recorded: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command, its options and their texts; none is missing."""
    monkeypatch.setenv("COLUMNS", "100")
    commands = [" ".join((*path, "--help")) for path in _leaves(typer.main.get_command(app))]
    assert len(commands) > 20
    shown = [run(command, monkeypatch, capsys) for command in commands]
    assert neutral("\n".join(shown), ROOT) == recorded


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a committed project with the files that commands read, and nobody's credentials."""
    for name in os.environ:
        if name.startswith(("AWS_", "POOLPOST_")) or name in FOREIGN_VARIABLES:
            monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    for name in ("messages", "templates"):
        if (ROOT / "environments" / name).is_dir():
            shutil.copytree(ROOT / "environments" / name, f"environments/{name}")
    write_environment(changed(*CHANGES)[1])
    write_environment(changed(*CHANGES, *OTHER)[1], "other")
    Path("reports").mkdir()
    Path("reports/a.xml").write_bytes(rfc9990(row(), stranger()))
    _write_plan()
    Path(".gitignore").write_text(".poolpost\nplan.json\n", encoding="utf-8")
    Project(tmp_path).commit()
    return tmp_path


TEXT = """Verification codes and password reset codes for sign-in, about 100 mails a day. Users enter their own address when
they sign up. Bounces and complaints reach an SNS topic and our on-call team, and the suppression list stops further mail.
"""
CHANGES: list[tuple[str, Any]] = [
    ("dns.dmarc.rua", ["mailto:dmarc@mail.example.com"]),
    ("dns.dmarc_ramp", {"step": "none", "since": dt.date(2026, 11, 2)}),
    ("user_pool.expected_daily_mail", 1000),
    ("messages.verification.email_subject", "Your code"),
    ("messages.invitation.email_subject", "Your account"),
    (
        "verification_templates",
        {
            "welcome": {
                "from": "no-reply@mail.example.com",
                "subject": "Confirm",
                "content_file": "templates/confirm-address.html",
                "success_url": "https://example.com/yes",
                "failure_url": "https://example.com/no",
            }
        },
    ),
    ("production_access", {"website_url": "https://example.com/", "use_case": TEXT, "contacts": ["a@example.com"]}),
]
OTHER: list[tuple[str, Any]] = [
    ("promotes_from", "local"),
    ("domain.name", "other.example.com"),
    ("user_pool.id", "eu-west-1_Other"),
    ("user_pool.from", "no-reply@other.example.com"),
    ("configuration_set.name", "other"),
    ("events.sns.topic_name", "other"),
]


def _write_plan() -> None:
    """Write the plan of a first deploy, as made from the environment that is here."""
    plan = json.loads((ROOT / "tests/plans/first_deploy.json").read_text(encoding="utf-8"))
    plan["configuration"] |= origin_in_plan(load("local"))["configuration"]
    plan["variables"] = origin_in_plan(load("local"))["variables"]
    Path("plan.json").write_text(json.dumps(plan), encoding="utf-8")


def _story(commands: list[str], patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    return "\n".join(run(command, patch, capsys) for command in commands)


def _with_json(commands: list[str]) -> list[str]:
    return [both for each in commands for both in (each, f"{each} --json")]


def _at(commands: list[str], server: str) -> list[str]:
    return [f"{each} --nameserver {server}" for each in commands]


def test_without_credentials(
    project: Path, recorded: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What works offline works; everything else could not look: 3."""
    commands = OFFLINE + LOOKS + WRITES + _at(DNS[:2], "127.0.0.1:1")
    assert neutral(_story(commands, monkeypatch, capsys), project) == recorded


@pytest.fixture
def deployed(project: Path, place: Place) -> Iterator[Place]:
    """Deploy it: mail arrives, and DNS has what `poolpost dns` lists."""
    assert project
    place.server.clear_calls()
    place.publish()
    yield place
    place.server.account(None, Details=None, ProductionAccessEnabled=True)


def _server(place: Place) -> str:
    return f"127.0.0.1:{place.dns.port}"


def test_in_an_empty_account(
    project: Path,
    deployed: Place,
    recorded: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing is deployed, and the pool does not exist."""
    deployed.server.reset()
    assert neutral(_story(_with_json(LOOKS + _at(DNS, _server(deployed))), monkeypatch, capsys), project) == recorded


def test_where_mail_arrives(
    project: Path,
    deployed: Place,
    recorded: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All is as wanted: the writes have nothing to do, or are refused."""
    pages = [each.format(server=_server(deployed)) for each in PAGES]
    looks = _with_json(LOOKS + _at(DNS, _server(deployed)))
    shown = _story(looks + WRITES + [f"{each} --json" for each in WRITES[:3]] + pages, monkeypatch, capsys)
    assert neutral(shown + files(project, WRITTEN), project) == recorded


def test_where_something_is_to_do(
    project: Path,
    deployed: Place,
    recorded: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A sandbox, a record with a mistake, and a pool on Cognito's own sender: shown, written, and shown again."""
    deployed.server.account(REGION, ProductionAccessEnabled=False)
    deployed.write_pool(production_pool())
    deployed.publish(("p=none", "p=nome"))
    looks = _with_json(LOOKS + _at(DNS, _server(deployed)))
    error = "why local --json --error AccessDeniedException"
    shown = _story([*looks, error, *WRITES, *looks[:6]], monkeypatch, capsys)
    assert neutral(shown + files(project, WRITTEN), project) == recorded


def test_from_environment_to_environment(
    project: Path, recorded: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was proved is promoted, and comes back again; the evidence file has the numbers that teams have committed."""
    Project(project).prove("local")
    promotes = ["promote local other --verbose --json --yes", "promote local other --yes"]
    rollbacks = ["rollback other --to HEAD --json --yes", "rollback other --to HEAD --yes"]
    shown = _story([*promotes, *rollbacks], monkeypatch, capsys)
    text = (shown + files(project, ["environments/*.evidence.json", "environments/*.toml"])).replace(
        writer_digest(), "WRITER"
    )
    assert neutral(text, project) == recorded
