"""`poolpost retire` as a command: it shows, asks, writes once, and says what is left to do."""

import json
from typing import Any

import pytest

from poolpost.cli import retire as retire_commands
from poolpost.errors import Stopped
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.in_memory import InMemory

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def retiring(in_memory: InMemory, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> InMemory:
    """Have a pool that sends with its environment's identity and needs no mail to sign in, and a second environment."""
    second = settings(("domain.name", "second.example.com"), ("user_pool.from", "a@second.example.com"), name="second")
    known = {"local": in_memory.settings, "second": second}
    monkeypatch.setattr(retire_commands, "load", known.__getitem__)
    monkeypatch.setattr(retire_commands, "Aws", lambda target: _of(in_memory, target))
    policies = {"PasswordPolicy": in_memory.aws.pool["Policies"]["PasswordPolicy"]}
    in_memory.aws.set(EmailConfiguration=in_memory.settings.email_configuration, Policies=policies)
    in_memory.aws.mfa.pop("EmailMfaConfiguration", None)
    return in_memory


def _of(given: InMemory, target: Settings) -> Any:
    assert target.name == "local", "snapshots and marks are the environment's that goes"
    return given.aws


def retire(*, to: str | None = None, yes: bool = True, as_json: bool = False, accepted: str = "") -> int:
    """Run `poolpost retire local`."""
    taken = frozenset({accepted} if accepted else ())
    return retire_commands.retire_pool("local", to=to, accepted=taken, yes=yes, json=as_json)


@pytest.mark.parametrize(
    ("to", "sender"),
    [
        (None, "by COGNITO_DEFAULT, from Cognito's own sender, 50 mails a day; nothing else changed"),
        ("second", "by DEVELOPER, from a@second.example.com; nothing else changed"),
    ],
)
def test_what_is_left_to_do_is_said(to: str | None, sender: str, retiring: InMemory, capsys: Capture) -> None:
    """The sender, the destroy, what becomes of DNS, and the file, in the order in which they come."""
    assert retire(to=to) == 0
    assert retiring.aws.calls[0] == "check", "the account comes before everything"
    assert len(retiring.aws.written) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"user pool {retiring.settings.user_pool.id} sends {sender}"
    assert lines[1].startswith("now 'cdktf destroy local' may run")
    assert lines[2].startswith("'cdktf destroy local' removes the records in Route 53")
    assert lines[-1] == "last, delete environments/local.toml"


def test_as_json_the_write_and_the_records_are_told(retiring: InMemory, capsys: Capture) -> None:
    """A second run has nothing to write, and asks nobody."""
    assert retire(as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == {"user_pool_id", "deployed", "write", "dns"}
    assert told["user_pool_id"] == retiring.settings.user_pool.id
    assert told["write"]["changed"] is True
    assert len(told["dns"]) == 2
    assert retire(yes=False, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["write"]["changed"] is False
    assert len(retiring.aws.written) == 1


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_it_asks_with_both_senders_shown(
    answer: str, retiring: InMemory, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Nothing is written before a yes."""
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    if answer == "yes":
        assert retire(yes=False) == 0
    else:
        with pytest.raises(Stopped, match="nothing was written"):
            retire(yes=False)
    assert asked == [f"Write this to user pool {retiring.settings.user_pool.id}? Type 'yes' to continue: "]
    shown = capsys.readouterr().out.split()
    assert shown[:3] == ["EmailConfiguration", "now", "then"]
    assert len(retiring.aws.written) == (answer == "yes")


def test_with_yes_nothing_is_shown_twice(retiring: InMemory, capsys: Capture) -> None:
    """Who does not want to be asked gets the result alone; an accepted member is sent back as it is."""
    retiring.aws.set(Future=1)
    with pytest.raises(Stopped, match="does not know: Future"):
        retire()
    assert retire(accepted="Future") == 0
    assert capsys.readouterr().out.startswith("user pool ")
    assert retiring.aws.written[0]["Future"] == 1
