"""
What people and pipelines hold on to, recorded: help, text, JSON and exit code of every command in five scenes.

A change of a recording is a change for users: it is part of the pull request (`pytest tests/recordings --snapshot-update`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import typer.main
from syrupy.assertion import SnapshotAssertion

from poolpost.cli.app import app
from poolpost.emulator.demo_pool import production_pool
from poolpost.review.promotion_digest import writer_digest
from tests.conftest import ROOT
from tests.recordings.project import files, neutral, registered, run
from tests.scenes.place import REGION, Place
from tests.scenes.project import Project

OFFLINE = ["check", "check local --json", "dns local --offline", "dns local --offline --json"]
OFFLINE += [f"dns local --offline --format {each}" for each in ("bind", "cloudflare", "csv", "markdown")]
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
LOOKS += ["who local --only pool"]
LOOKS += ["gate local --plan plan.json", "gate local --plan plan.json --show-body", "report local --plan plan.json"]
DNS = ["dns local --check", "preflight local", "doctor local", "why local", "why local --to user@example.com"]
WRITES = ["templates apply local --yes", "pool apply local", "pool restore local --yes", "access request local --yes"]
WRITES += ["templates delete local welcome --yes", "retire local --yes"]
PAGES = [
    "report local --plan plan.json --format html",
    "report --all",
    "doctor local --format html --nameserver {server}",
]
Story = Callable[[list[str], Sequence[str]], str]
WRITTEN = ("environments/*.json", ".poolpost/**/*.json", ".poolpost/**/*.html")


def test_help(recorded: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command, its options and their texts; none is missing."""
    monkeypatch.setenv("COLUMNS", "100")
    commands = [f"{path} --help".strip() for path, _ in registered(typer.main.get_command(app))]
    assert len(commands) > 20
    shown = [run(command, monkeypatch, capsys) for command in commands]
    assert neutral("\n".join(shown), ROOT) == recorded


@pytest.fixture
def story(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Story:
    """Run commands in the project; return what they say, and then the files that match."""

    def told(commands: list[str], written: Sequence[str]) -> str:
        said = "\n".join(run(command, monkeypatch, capsys) for command in commands)
        return neutral(said + files(project, written), project)

    return told


def _with_json(commands: list[str]) -> list[str]:
    return [both for each in commands for both in (each, f"{each} --json")]


def _at(commands: list[str], server: str) -> list[str]:
    return [f"{each} --nameserver {server}" for each in commands]


def _server(place: Place) -> str:
    return f"127.0.0.1:{place.dns.port}"


def _looks(place: Place) -> list[str]:
    return _with_json(LOOKS + _at(DNS, _server(place)))


def test_without_credentials(story: Story, recorded: SnapshotAssertion) -> None:
    """What works offline works; everything else could not look: 3."""
    assert story(OFFLINE + LOOKS + WRITES + _at(DNS[:2], "127.0.0.1:1"), ()) == recorded


def test_in_an_empty_account(story: Story, deployed: Place, recorded: SnapshotAssertion) -> None:
    """Nothing is deployed, and the pool does not exist."""
    deployed.server.reset()
    assert story(_looks(deployed), ()) == recorded


def test_where_mail_arrives(story: Story, deployed: Place, recorded: SnapshotAssertion) -> None:
    """All is as wanted: the writes have nothing to do, or are refused."""
    pages = [each.format(server=_server(deployed)) for each in PAGES]
    assert story([*_looks(deployed), *WRITES, *(f"{each} --json" for each in WRITES[:3]), *pages], WRITTEN) == recorded


def test_where_something_is_to_do(story: Story, deployed: Place, recorded: SnapshotAssertion) -> None:
    """A sandbox, a record with a mistake, and a pool on Cognito's own sender: shown, written, and shown again."""
    deployed.server.account(REGION, ProductionAccessEnabled=False)
    deployed.write_pool(production_pool())
    deployed.publish(("p=none", "p=nome"))
    looks = _looks(deployed)
    error = "why local --json --error AccessDeniedException"
    assert story([*looks, error, *WRITES, *looks[:6]], WRITTEN) == recorded


def test_from_environment_to_environment(story: Story, project: Path, recorded: SnapshotAssertion) -> None:
    """What was proved is promoted, and comes back again; the evidence file has the numbers that teams have committed."""
    Project(project).prove("local")
    promotes = ["promote local other --verbose --json --yes", "promote local other --yes"]
    rollbacks = ["rollback other --to HEAD --json --yes", "rollback other --to HEAD --yes"]
    told = story([*promotes, *rollbacks], ["environments/*.evidence.json", "environments/*.toml"])
    assert told.replace(writer_digest(), "WRITER") == recorded
