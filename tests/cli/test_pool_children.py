"""`poolpost pool snapshot|verify` about the pool's children: what is new is said first, what was not read is said too."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli import pool_snapshots as commands
from tests.conftest import MakeSettings
from tests.scenes.in_memory import InMemory

FILE = Path("environments/local.pool.json")
CHILDREN: dict[str, Any] = {
    "IdentityProviders": {"Okta": {"ProviderType": "OIDC"}},
    "Clients": {"1a": {"ClientName": "web", "CallbackURLs": ["https://a.example/cb"]}},
}
EVIL = {"ProviderType": "SAML", "ProviderDetails": {"MetadataURL": "https://evil.example"}}
Capture = pytest.CaptureFixture[str]


def verify(*, as_json: bool = False) -> int:
    """Run `poolpost pool verify local`."""
    return commands.verify_pool("local", snapshot=None, json=as_json)


@pytest.fixture
def reviewed(in_memory: InMemory, capsys: Capture) -> InMemory:
    """Have a reviewed snapshot with children."""
    in_memory.aws.children_now = CHILDREN
    assert commands.snapshot_pool("local", json=False) == 0
    assert capsys.readouterr().err == ""
    return in_memory


def _accept(place: InMemory, make: MakeSettings, child: str, until: date) -> None:
    entry = {"child": child, "reason": "the pilot of the sales team", "until": until}
    place.use(("user_pool.accepted_children", [entry]), make=make)


def test_a_snapshot_holds_the_children_and_a_pool_that_has_them_is_the_same(
    reviewed: InMemory, capsys: Capture
) -> None:
    """0, with a sentence about the children of its own."""
    assert reviewed
    assert json.loads(FILE.read_text())["Children"] == CHILDREN | {"Unread": {}}
    assert verify() == 0
    said = capsys.readouterr()
    assert (
        "its app clients, identity providers, domains and other children are the same as environments/local.pool.json\n"
        in said.out
    )
    assert said.err == ""


def test_a_new_identity_provider_is_said_before_anything_else(reviewed: InMemory, capsys: Capture) -> None:
    """1; with what it is, how to have it reviewed, and how to accept it for a while."""
    reviewed.aws.children_now = CHILDREN | {
        "IdentityProviders": CHILDREN["IdentityProviders"] | {"Evil": EVIL},
        "Clients": {"1a": CHILDREN["Clients"]["1a"] | {"CallbackURLs": ["https://evil.example/cb"]}},
    }
    reviewed.damage()
    assert verify() == 1
    said = capsys.readouterr()
    assert said.err.startswith("IdentityProviders.Evil was never reviewed: ")
    assert '  Clients.1a.CallbackURLs: ["https://a.example/cb"] -> ["https://evil.example/cb"]\n' in said.out
    assert said.out.index("IdentityProviders.Evil: absent -> ") < said.out.index("Clients.1a")
    assert '[[user_pool.accepted_children]] with child = "IdentityProviders.Evil"' in said.err
    assert verify(as_json=True) == 1
    found = json.loads(capsys.readouterr().out)["children"]
    assert [each["path"] for each in found["found"]] == ["IdentityProviders.Evil", "Clients.1a.CallbackURLs"]


def test_what_is_gone_differs_too(reviewed: InMemory, capsys: Capture) -> None:
    """A deleted identity provider locks its users out."""
    reviewed.aws.children_now = CHILDREN | {"IdentityProviders": {}}
    assert verify() == 1
    assert '  IdentityProviders.Okta: {"ProviderType": "OIDC"} -> absent\n' in capsys.readouterr().out


def test_what_could_not_be_read_is_never_the_same(reviewed: InMemory, capsys: Capture) -> None:
    """3, with the reason; what the snapshot itself lacks is a note, and the rest is compared."""
    reviewed.aws.children_now = {
        "IdentityProviders": CHILDREN["IdentityProviders"],
        "Unread": {"Clients": "may not call"},
    }
    assert verify() == 3
    said = capsys.readouterr()
    assert "are the same as environments/local.pool.json as far as they could be read" in said.out
    assert "cannot check Clients: may not call" in said.err
    assert commands.snapshot_pool("local", json=False) == 3
    assert "environments/local.pool.json does not hold Clients: may not call" in capsys.readouterr().err
    reviewed.aws.children_now = CHILDREN
    assert verify() == 0
    assert "does not hold Clients, so they were not compared: may not call" in capsys.readouterr().err


def test_a_difference_is_accepted_until_its_day(reviewed: InMemory, settings: MakeSettings, capsys: Capture) -> None:
    """Then it is asked about again, with the reason it was given; an acceptance of nothing is to be removed."""
    today = datetime.now(UTC).date()
    reviewed.aws.children_now = CHILDREN | {"IdentityProviders": CHILDREN["IdentityProviders"] | {"Evil": EVIL}}
    _accept(reviewed, settings, "IdentityProviders.Evil", today + timedelta(days=1))
    assert verify() == 0
    said = capsys.readouterr().err
    assert said.startswith(f"accepted until {today + timedelta(days=1)}: IdentityProviders.Evil: absent -> ")
    assert "reason: the pilot of the sales team" in said
    _accept(reviewed, settings, "IdentityProviders.Evil", today - timedelta(days=1))
    assert verify() == 1
    said = capsys.readouterr().err
    assert f"the acceptance of IdentityProviders.Evil ended on {today - timedelta(days=1)}; its reason was: " in said
    _accept(reviewed, settings, "Groups.staff", today + timedelta(days=1))
    verify()
    assert "nothing differs at Groups.staff: remove it from environments/local.toml" in capsys.readouterr().err


def test_a_reviewed_snapshot_without_children_is_valid_and_says_so(reviewed: InMemory, capsys: Capture) -> None:
    """A file of an older poolpost; nothing is asked about what it does not hold."""
    old = json.loads(FILE.read_text())
    del old["Children"]
    FILE.write_text(json.dumps(old))
    reviewed.aws.children_now = {"Unread": {"Clients": "not asked"}}
    assert verify() == 0
    said = capsys.readouterr()
    assert "children" not in said.out
    assert (
        "holds no app clients, identity providers, domains and other children; 'poolpost pool snapshot local' adds"
        in said.err
    )


def test_a_restore_leaves_children_alone_and_says_so(reviewed: InMemory, capsys: Capture) -> None:
    """Only the pool's own settings are written."""
    reviewed.damage()
    reviewed.aws.children_now = {"IdentityProviders": {"Evil": EVIL}}
    commands.restore_pool("local", snapshot=None, only=(), yes=True, json=False)
    assert "are not restored; 'poolpost pool verify local' compares them" in capsys.readouterr().err
    assert {"IdentityProviders", "Children", "Clients"} & {
        key for body in reviewed.aws.written for key in body
    } == set()
