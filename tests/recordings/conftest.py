"""What the recordings share: a project whose mail arrives, and readable files."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from poolpost.emulator.client import FOREIGN_VARIABLES
from poolpost.settings import load
from tests.conftest import ROOT, changed
from tests.recordings.project import write_environment
from tests.scenes.complete_environments import TEMPLATES
from tests.scenes.dmarc_samples import rfc9990, row, stranger
from tests.scenes.gate_situations import origin_in_plan
from tests.scenes.place import Place
from tests.scenes.place_fixtures import built, make_client, names, place
from tests.scenes.project import Project

__all__ = ["built", "make_client", "names", "place"]


class _Text(SingleFileSnapshotExtension):
    """One text file for each recording."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def recorded(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with the recorded file of this test; `pytest tests/recordings --snapshot-update` writes it."""
    return snapshot.use_extension(_Text)


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
    ("verification_templates", TEMPLATES),
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


@pytest.fixture
def deployed(project: Path, place: Place) -> Iterator[Place]:
    """Deploy it: mail arrives, and DNS has what `poolpost dns` lists."""
    assert project
    place.server.clear_calls()
    place.publish()
    yield place
    place.server.account(None, Details=None, ProductionAccessEnabled=True)
