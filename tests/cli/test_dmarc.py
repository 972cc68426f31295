"""`poolpost dmarc` as a person meets it: what it prints, its exit codes, JSON, and never a traceback."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from poolpost.cli import dmarc as commands
from poolpost.cli.app import app
from poolpost.errors import UsageError
from tests.conftest import ROOT
from tests.scenes.dmarc_commands import run
from tests.scenes.dmarc_samples import rfc7489, rfc9990, row, stranger

TODAY = date(2026, 11, 22)


def test_today_is_a_day_of_utc() -> None:
    """As the days of the reports are."""
    before, now = datetime.now(tz=UTC), commands.today()
    assert before.date() <= now <= datetime.now(tz=UTC).date()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work on TODAY, in a directory with one environment file without a plan; give that file."""
    monkeypatch.setattr(commands, "today", lambda: TODAY)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "environments/local.toml"
    file.parent.mkdir()
    file.write_text((ROOT / "environments/local.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return file


def plan(file: Path, since: date, more: str = "") -> None:
    """Add a plan that stands at p=none."""
    text = f'\n[dns.dmarc_ramp]\nstep = "none"\nsince = {since}\n{more}'
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def seen_today(directory: Path, *rows: str) -> str:
    """Write a report of today, and give the directory."""
    begin = int(datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC).timestamp())
    directory.mkdir(exist_ok=True)
    (directory / "today.xml").write_bytes(rfc9990(*rows, begin=begin))
    return str(directory)


def test_mail_that_fails_is_exit_code_1(reports: Path) -> None:
    """A pipeline that strengthens the policy stops."""
    (reports / "c.xml").write_bytes(rfc7489(row(), stranger(), report_id="c"))
    printed, _ = run("summarize", str(reports), code=1)
    assert "-> 3 messages from 203.0.113.7 would be quarantined by p=quarantine: not signed with DKIM" in printed


def test_a_file_that_cannot_be_read_is_exit_code_3_and_the_others_are_summed_up(reports: Path) -> None:
    """What could not be looked at is never fine, and hides nothing."""
    (reports / "bad.xml").write_bytes(b"hello")
    printed, beside = run("summarize", str(reports), code=3)
    assert "200 pass DMARC" in printed
    assert beside.endswith("bad.xml: is no aggregate report: neither XML, gzip, zip nor mail; it says 'hello'\n")


def test_nothing_but_garbage_is_one_sentence(tmp_path: Path) -> None:
    """And no table of nothing."""
    (tmp_path / "bad.xml").write_bytes(b"\x00")
    printed, beside = run("summarize", str(tmp_path / "bad.xml"), code=3)
    assert printed == ""
    assert len(beside.splitlines()) == 1


def test_no_file_is_a_usage_mistake() -> None:
    """Exit code 2, as everywhere."""
    run("summarize", code=2)


def test_json_has_the_same(reports: Path) -> None:
    """Reports, domains with their conclusions, copies and what could not be read."""
    (reports / "bad.xml").write_bytes(b"hello")
    made = json.loads(run("summarize", str(reports), "--json", code=3)[0])
    assert [one["reporter"] for one in made["reports"]] == ["google.com", "Enterprise Outlook"]
    assert (made["copies"], made["domains"][0]["next_policy"]) == (1, "quarantine")
    assert made["domains"][0]["summary"]["totals"]["messages"] == 200
    assert made["unread"][0]["reason"] == "is no aggregate report: neither XML, gzip, zip nor mail; it says 'hello'"


def test_without_a_plan_the_message_says_how_to_write_one(project: Path) -> None:
    """Exit code 2: the command's words cannot be meant."""
    assert project.exists()
    result = CliRunner().invoke(app, ["dmarc", "next", "local"])
    assert isinstance(result.exception, UsageError)
    assert "add [dns.dmarc_ramp] with step = 'none' and since = " in str(result.exception)


def test_a_step_that_is_due_is_told_with_its_edit(project: Path, tmp_path: Path) -> None:
    """Exit code 0; applied as printed, the file is sound and the command says what comes then."""
    since = TODAY - timedelta(days=20)
    plan(project, since)
    printed, _ = run("next", "local", "--reports", seen_today(tmp_path / "r"), code=0)
    assert printed.splitlines() == [
        "local: p=none -> p=quarantine: due",
        "reports: 100 of 100 messages are aligned (100.00%)",
        "change in environments/local.toml ('since' is the day of the deploy):",
        "  [dns.dmarc]",
        '- p = "none"',
        '+ p = "quarantine"',
        "  [dns.dmarc_ramp]",
        '- step = "none"',
        '+ step = "quarantine"',
        f"- since = {since}",
        f"+ since = {TODAY}",
    ]
    text = project.read_text(encoding="utf-8")
    for old, new in pairwise(printed.splitlines()):
        if old.startswith("- "):
            assert text.count(f"\n{old[2:]}\n") == 1
            text = text.replace(f"\n{old[2:]}\n", f"\n{new[2:]}\n")
    project.write_text(text, encoding="utf-8")
    assert run("next", "local", code=1)[0].startswith("local: p=quarantine -> p=reject: not yet: 14 more days")


def test_a_step_that_is_not_due_says_what_breaks(project: Path, tmp_path: Path) -> None:
    """Exit code 1; reports after `--reports a b` count as well, and those of another time are named."""
    plan(project, TODAY - timedelta(days=20))
    old = tmp_path / "old.xml"
    old.write_bytes(rfc7489(begin=0))
    directory = seen_today(tmp_path / "r", row(), stranger())
    printed, beside = run("next", "local", "--reports", directory, str(old), code=1)
    assert "not yet: 100 of 103 messages are aligned: 97.09% of at least 99.00%" in printed
    assert "breaks: 3 messages from 203.0.113.7 would be quarantined by p=quarantine" in printed
    assert "once it is due, change in environments/local.toml" in printed
    assert f"not counted: {old} begins on 1970-01-01" in beside


def test_without_reports_it_cannot_tell(project: Path, tmp_path: Path) -> None:
    """Exit code 3, also when one of the reports cannot be read."""
    plan(project, TODAY - timedelta(days=20))
    assert "cannot tell: no aggregate reports were given" in run("next", "local", code=3)[0]
    directory = seen_today(tmp_path / "r")
    (tmp_path / "r/bad.xml").write_bytes(b"hello")
    printed, beside = run("next", "local", "--reports", directory, code=3)
    assert (
        f"cannot tell: 1 of 2 reports could not be read, more than 10%; look at them, then add --set-aside {tmp_path}/r/bad.xml"
        in printed
    )
    assert "bad.xml: is no aggregate report" in beside
    assert (
        ": due" in run("next", "local", "--reports", directory, "--set-aside", str(tmp_path / "r/bad.xml"), code=0)[0]
    )


def test_one_bad_file_among_many_does_not_keep_a_step_from_being_due(project: Path, tmp_path: Path) -> None:
    """It is named, with how much of the evidence it is; more than a tenth would be too much to leave out."""
    plan(project, TODAY - timedelta(days=20))
    begin = int(datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC).timestamp())
    for number in range(20):
        (tmp_path / f"{number}.xml").write_bytes(rfc9990(row(), report_id=str(number), begin=begin))
    (tmp_path / "bad.xml").write_bytes(rfc9990()[:300])
    printed, beside = run("next", "local", "--reports", str(tmp_path), code=0)
    assert "local: p=none -> p=quarantine: due" in printed
    assert "not read: 1 of 21 reports" in printed
    assert "cannot tell: " in beside
    assert "bad.xml: is not well-formed XML" in beside


def test_a_finished_plan_is_exit_code_0(project: Path) -> None:
    """There is nothing to change, so nothing is printed to change."""
    plan(project, TODAY, 'steps = [{ p = "none" }]\n')
    assert run("next", "local", code=0)[0] == "local: p=none is the last step of the plan: nothing more to do\n"


def test_next_as_json(project: Path, tmp_path: Path) -> None:
    """Step, evidence and what was left out."""
    plan(project, TODAY - timedelta(days=20))
    made: dict[str, Any] = json.loads(
        run("next", "local", "--json", "--reports", seen_today(tmp_path / "r"), code=0)[0]
    )
    assert (made["step"]["outcome"], made["step"]["following"]) == ("due", "quarantine")
    assert made["evidence"] == {"messages": 100, "aligned": 100, "breaks": [], "read": 1, "unread": [], "lost": 0}
    assert made["left_out"] == []
