"""`poolpost doctor`: what it prints and returns, what it reads, and how watching ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from poolpost.__main__ import INTERRUPTED
from poolpost.cli.app import app
from poolpost.doctor import checklist
from poolpost.doctor.facts import Facts
from tests.scenes.asked_doctor import look
from tests.scenes.place import REGION, Place, destination

SETTINGS = "tests.scenes.place.validated"


def test_a_healthy_environment_is_zero(
    doctor: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each check has a line; titles, outcomes and what was seen are aligned; there is nothing to do."""
    assert doctor
    monkeypatch.chdir(tmp_path)  # from which nobody wrote to the pool before
    assert look() == 0
    shown = capsys.readouterr().out
    for section in ("account", "identity", "DNS", "delivery", "user pool"):
        assert f"\n{section}\n" in f"\n{shown}"
    assert "  credentials         pass            the credentials belong to account 000000000000\n" in shown
    assert "-> " not in shown
    assert shown.endswith(" not applicable\n")


def test_a_mistake_is_one_and_says_what_to_do(doctor: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The remedy stands below the line that fails."""
    doctor.server.account(REGION, ProductionAccessEnabled=False)
    assert look() == 1
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if "production access" in line)
    assert "fail            SES in eu-west-1 is in the sandbox" in lines[at]
    assert lines[at + 1].strip() == "-> 'poolpost access request local'"


def test_json_has_every_line_with_its_source(doctor: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """For machines: all of a line, and the exit code."""
    doctor.server.account(REGION, ProductionAccessEnabled=False)
    assert look(format_="json") == 1
    shown = json.loads(capsys.readouterr().out)
    assert (shown["environment"], shown["exit_code"]) == ("local", 1)
    assert {line["check"] for line in shown["lines"]} == {one.id for one in checklist.CHECKS}
    failed = next(line for line in shown["lines"] if line["outcome"] == "fail")
    assert failed == {
        "check": "production-access",
        "section": "account",
        "title": "production access",
        "outcome": "fail",
        "evidence": "SES in eu-west-1 is in the sandbox",
        "remedy": "'poolpost access request local'",
        "source": "https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html",
    }


@pytest.mark.parametrize("format_", ["text", "json", "html"])
def test_nothing_passes_when_nothing_can_be_read(
    doctor: Place, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Expired credentials and silent name servers: exit code 3, and no line but the offline ones passes."""
    doctor.aws.fault("*", "expired", count=999)
    doctor.silent = True
    assert look(format_=format_) == 3
    if format_ == "json":
        lines = json.loads(capsys.readouterr().out)["lines"]
        assert {line["check"] for line in lines if line["outcome"] == "pass"} == {"ses-region-is-allowed"}
        assert not [line for line in lines if line["outcome"] == "fail"]


def test_every_fact_is_read_once(doctor: Place) -> None:
    """Thirty checks do not ask AWS thirty times for the same; facts are read at the same time."""
    doctor.aws.clear_calls()
    look()
    asked = Counter(call["operation"] for call in doctor.aws.calls())
    several = {"GetEmailIdentity": 2, "GetMetricStatistics": 2}  # domain and From's address; bounces and complaints
    assert asked == {operation: several.get(operation, 1) for operation in asked}
    assert asked["GetAccount"] == 1
    assert Facts.ses_account.__doc__ == "GetAccount of the SES region."


def test_watching_ends_when_all_is_well(doctor: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What changes is said on standard error; the last look is the result."""
    doctor.aws.fault("sesv2:GetAccount", "expired")
    doctor.aws.fault("sesv2:GetConfigurationSet", "expired", count=2)
    assert look(watch=True, format_="json") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["exit_code"] == 0
    assert said.err.count("looking again in 0.01 s") == 2
    assert "production access: cannot tell -> pass" in said.err
    assert said.err.index("production access") < said.err.index("configuration set: cannot tell -> pass")


def test_what_does_not_go_together_is_usage(doctor: Place) -> None:
    """2, and why."""
    assert doctor
    run = CliRunner()
    cases = {
        ("--to", "a@example.com"): "--to is an option of --send",
        ("--send", "--watch"): "prints text or JSON",
        ("--send", "--format", "html"): "prints text or JSON",
        ("--format", "pdf"): "pdf",
    }
    for options, words in cases.items():
        ended = run.invoke(app, ["doctor", "local", *options])
        assert (ended.exit_code, words in ended.output) == (2, True), ended.output


@pytest.mark.slow  # it settles for some seconds before it sends
@pytest.mark.parametrize("json_", [True, False])
def test_send_is_wired(doctor: Place, json_: bool) -> None:
    """--send proves instead of looking: the file asks for all three events, and all arrive."""
    doctor.changes.append(("events.sns.event_types", ["DELIVERY", "BOUNCE", "COMPLAINT"]))
    destination(doctor, "sns", {"SnsDestination": {"TopicArn": doctor.topic}}, ["DELIVERY", "BOUNCE", "COMPLAINT"])
    ended = CliRunner().invoke(app, ["doctor", "local", "--send", *(["--json"] if json_ else [])])
    assert ended.exit_code == 0, ended.output
    if json_:
        proofs = json.loads(ended.stdout)["proofs"]
        assert {proof["outcome"] for proof in proofs} == {"arrived"}
    else:
        assert ended.stdout.count(" arrived  ") == 3


def _hear_ctrl_c() -> None:
    """Undo what a shell does to what it runs in the background, this test run perhaps: SIGINT is ignored there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_ctrl_c_ends_watching_without_a_traceback(doctor: Place) -> None:
    """Somebody who has seen enough gets their prompt back."""
    doctor.server.account(REGION, ProductionAccessEnabled=False)
    environment = {**os.environ, **doctor.aws.full_environment()}
    port = f"127.0.0.1:{doctor.dns.port}"
    command = [sys.executable, "-m", "poolpost", "doctor", "local", "--watch", "--nameserver", port]
    with subprocess.Popen(
        command,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hear_ctrl_c,  # noqa: PLW1509 -- one call of signal(), and no thread of ours holds a lock
    ) as watching:
        assert watching.stderr is not None
        assert "looking again in 30 s" in watching.stderr.readline()
        time.sleep(0.2)
        watching.send_signal(signal.SIGINT)
        said = watching.communicate(timeout=60)[1]
    assert watching.returncode == INTERRUPTED
    assert said.endswith("interrupted; run the same command again to continue\n")
    assert "Traceback" not in said
