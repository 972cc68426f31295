"""`poolpost smtp`: the secret comes by standard input or a prompt, and is in no output."""

import getpass
import io
import json

import pytest
from typer.testing import CliRunner

from poolpost.cli.app import app
from poolpost.cli.smtp import smtp
from poolpost.errors import Stopped
from poolpost.ses.smtp_password import smtp_password
from poolpost.standards.redaction import redacted
from tests.conftest import ROOT
from tests.ses.test_smtp_password import KEY, SECRET

PASSWORD = smtp_password("eu-west-1", SECRET)


@pytest.fixture(autouse=True)
def _project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_the_secret_is_read_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a pipeline sends it, with a line end; what is printed is what a mail program asks for."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    smtp("local", access_key=KEY)
    shown = capsys.readouterr().out
    assert shown.splitlines() == [
        "host      email-smtp.eu-west-1.amazonaws.com",
        "port      587, STARTTLS",
        f"user      {KEY}",
        f"password  {PASSWORD}",
    ]
    assert SECRET not in shown
    assert SECRET not in redacted(f"an error that quotes {SECRET}")


def test_at_a_terminal_it_is_asked_for_without_echo(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`getpass` turns the echo off; nothing else reads the terminal."""
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: SECRET)
    smtp("local", access_key=KEY, json=True)
    assert json.loads(capsys.readouterr().out)["password"] == PASSWORD


def test_nothing_on_standard_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty secret would give a password that fails somewhere else."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(Stopped, match="no secret access key was given"):
        smtp("local", access_key=KEY)


def test_the_secret_is_no_argument() -> None:
    """Arguments are in the process list and the shell's history."""
    shown = CliRunner().invoke(app, ["smtp", "--help"]).output
    assert "--access-key" in shown
    assert "--secret" not in shown
