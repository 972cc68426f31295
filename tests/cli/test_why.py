"""`poolpost why`: its text, its exit codes, and what cannot be told."""

import json
import re

import pytest
from typer.testing import CliRunner

from poolpost.cli.app import app
from poolpost.doctor.causes import CAUSES
from poolpost.errors import UsageError
from tests.scenes.asked_why import why
from tests.scenes.place import REGION, Place


def test_a_healthy_environment_has_no_cause(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """0, what was ruled out, and where else to look: first of all the spam folder and AWS's own health."""
    assert asked
    assert why() == 0
    shown = capsys.readouterr().out
    assert "no cause found" in shown
    assert "https://health.aws.amazon.com/health/status" in shown
    ruled_out = {one.id for one in CAUSES} - {"error-text", "address-is-suppressed", "sandbox-and-this-recipient"}
    assert f"{len(ruled_out)} other causes were checked and ruled out" in shown


def test_the_text_numbers_the_causes(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """1 with a cause: what was seen, which mail it explains, and what to do; then what cannot be told."""
    asked.server.account(REGION, SendingEnabled=False)
    asked.aws.fault("iam:GetRole", "expired")
    assert why() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1. sending enabled: SES in eu-west-1 is not allowed to send")
    assert lines[1].startswith("   explains all mail; https://")
    assert lines[2].startswith("   -> it was switched off in this account")
    assert lines[3].startswith("cannot tell: service-linked role: the AWS credentials have expired")
    assert re.fullmatch(r"\d\d other causes were checked and ruled out", lines[4])


def test_what_cannot_be_looked_at_is_three(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is ruled out because nobody looked."""
    asked.aws.fault("*", "expired", count=999)
    assert why(json=True) == 3
    shown = json.loads(capsys.readouterr().out)
    assert {reason["outcome"] for reason in shown["reasons"]} == {"cannot tell"}
    assert shown["ruled_out"] == []


def test_what_is_no_address_is_usage() -> None:
    """2, before anything is asked."""
    ended = CliRunner().invoke(app, ["why", "local", "--to", "nobody"])
    assert isinstance(ended.exception, UsageError)
    assert str(ended.exception).startswith("--to: ")
