"""Snapshots as files: what is one, what a review compares, and what is written. No server."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolpost.emulator.demo_pool import POOL_ID, production_mfa, production_pool
from poolpost.errors import CannotDecide, PoolpostError, Stopped, UsageError
from poolpost.pool.snapshots import (
    as_bytes,
    before_writes,
    changes,
    comparison,
    how_to_fix,
    load,
    lost_in,
    reviewed,
    reviewed_path,
    save,
    stop_unless_reviewed,
    write_reviewed,
)
from poolpost.settings import Settings
from tests.conftest import MakeSettings

Json = dict[str, Any]


@pytest.fixture
def local(settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Work in a directory of our own, on the production pool."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "environments").mkdir()
    return settings(("user_pool.id", POOL_ID))


def _state(**members: Any) -> Json:
    return {"UserPool": production_pool() | members, "MfaConfig": production_mfa()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a snapshot of a user pool"),
        ("[]", "is not a snapshot of a user pool"),
        ("{}", r"is not a snapshot of a user pool \(KeyError: 'UserPool'\)"),
        ('{"UserPool": {}}', r"is not a snapshot of a user pool \(KeyError: 'Id'\)"),
        ('{"UserPool": []}', "is not a snapshot of a user pool"),
        ('{"UserPool": {"Id": "eu-west-1_Other"}}', "is of user pool eu-west-1_Other, but environment 'local' has"),
        (json.dumps({"UserPool": production_pool(), "MfaConfig": []}), "is damaged: MfaConfig is not what AWS returns"),
        (
            json.dumps({"UserPool": production_pool() | {"LambdaConfig": "x"}, "MfaConfig": []}),
            "is damaged: LambdaConfig, MfaConfig is not what AWS returns",
        ),
    ],
)
def test_what_is_no_snapshot_of_this_pool_is_not_taken_for_one(local: Settings, text: str, said: str) -> None:
    """A restore would write it."""
    path = Path("given.json")
    with pytest.raises(UsageError, match=r"there is no snapshot given\.json"):
        load(path, local)
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        load(path, local)


def test_a_directory_is_no_snapshot(local: Settings, tmp_path: Path) -> None:
    """Nor a traceback."""
    with pytest.raises(UsageError, match="is not a snapshot of a user pool"):
        load(tmp_path, local)


@pytest.mark.parametrize(("choice", "paths"), [(None, ["EmailVerificationMessage"]), ("template", []), ("old", [])])
def test_the_chosen_text_in_both_places_is_no_change(
    settings: MakeSettings, choice: str | None, paths: list[str]
) -> None:
    """A write of ours puts it there; another text than the chosen one is a change, as is any where nobody chose."""
    made = settings(("user_pool.id", POOL_ID), ("user_pool.verification_text", choice))
    pool = production_pool()
    saved = {"UserPool": pool | {"EmailVerificationMessage": "The text of 2019: {####}"}, "MfaConfig": {}}
    text = pool["VerificationMessageTemplate"]["EmailMessage"] if choice != "old" else "The text of 2019: {####}"
    template = pool["VerificationMessageTemplate"] | {"EmailMessage": text}
    now = pool | {"VerificationMessageTemplate": template, "EmailVerificationMessage": text}
    assert [each.path for each in changes(made, saved, now, {})] == paths
    same: Json = {"UserPool": now, "MfaConfig": {}}
    assert changes(made, same, now | {"EmailVerificationMessage": "Theirs"}, {}) != []


def test_a_snapshot_without_factors_is_one(local: Settings) -> None:
    """Somebody's own copy of DescribeUserPool's answer."""
    Path("given.json").write_text(json.dumps({"UserPool": production_pool()}))
    assert load(Path("given.json"), local) == {"UserPool": production_pool()}


def test_a_snapshot_is_saved_as_it_is_and_found_by_its_time(local: Settings, tmp_path: Path) -> None:
    """The latest first; one that is not from before a write is found by its path only."""
    first, second = (save(local, _state(Name=name), tmp_path) for name in ("Grüße", "x"))
    save(local, _state(), tmp_path, why="meanwhile")
    assert before_writes(local, tmp_path) == [second, first]
    assert load(first, local)["UserPool"] == production_pool() | {"Name": "Grüße"}


def test_the_clock_of_this_machine_does_not_say_which_snapshot_is_the_latest(local: Settings, tmp_path: Path) -> None:
    """AWS's does: the pool's LastModifiedDate. One whose name is of the future is an old state all the same."""
    new = save(local, _state(LastModifiedDate=1762345679.5), tmp_path)
    old = save(local, _state(LastModifiedDate=1762345678.0), tmp_path)
    old = old.rename(old.with_name(f"local-{local.user_pool.id}-29990101T000000000000Z.json"))
    assert before_writes(local, tmp_path) == [new, old]
    damaged = tmp_path / f"local-{local.user_pool.id}-20200101T000000000000Z.json"
    for text in ("{", "{}", "[]", '{"UserPool": {"LastModifiedDate": "x"}}'):
        damaged.write_text(text)
        assert before_writes(local, tmp_path) == [damaged, new, old]
    damaged.unlink()
    damaged.mkdir()
    assert before_writes(local, tmp_path) == [damaged, new, old]


@pytest.mark.parametrize(
    ("taken", "lost"),
    [({}, ()), ({"Taken": None}, ()), ({"Taken": {}}, ()), ({"Taken": {"Lost": ["a", "b"]}}, ("a", "b"))],
)
def test_what_was_lost_when_it_was_taken_is_known_where_somebody_knew(taken: Json, lost: tuple[str, ...]) -> None:
    """Older snapshots do not say."""
    assert lost_in(taken) == lost


def test_what_was_lost_is_noted_in_order(local: Settings, tmp_path: Path) -> None:
    """Two runs write the same; only texts are paths."""
    assert lost_in(load(save(local, _state(), tmp_path, lost={"c", "a", "b", "e", "d"}), local)) == tuple("abcde")
    assert lost_in({"Taken": {"Lost": ["a", 5]}}) == ("a",)
    assert lost_in({"Taken": {"Lost": "ab"}}) == ()


def test_a_snapshot_reads_well_in_a_review() -> None:
    """In lines, in order, with letters as letters, and a newline at the end; half a character does no harm."""
    assert as_bytes({"b": "Grüße", "a": [1]}) == '{\n  "a": [\n    1\n  ],\n  "b": "Grüße"\n}\n'.encode()
    assert json.loads(as_bytes({"a": "\ud800"})) == {"a": "\ud800"}


# The reviewed one


def test_an_environment_without_a_review_is_not_held_to_one(local: Settings) -> None:
    """It is a choice."""
    assert reviewed(local) is None
    stop_unless_reviewed(local, production_pool(), production_mfa())


def test_a_link_that_leads_nowhere_is_not_no_review(local: Settings) -> None:
    """Else removing the file that it leads to would switch the review off."""
    reviewed_path(local).symlink_to("nowhere")
    with pytest.raises(UsageError, match=r"there is no snapshot environments/local\.pool\.json"):
        reviewed(local)


def test_a_review_holds_what_was_reviewed(local: Settings) -> None:
    """Without what changes by itself and what the file sets."""
    path = write_reviewed(local, production_pool(), production_mfa())
    held = json.loads(path.read_text(encoding="utf-8"))
    assert held["MfaConfig"] == production_mfa()
    assert held["Taken"] == {"Why": "reviewed"}
    assert path.stat().st_mode & 0o777 == 0o644, "it is meant for git, and for whoever else builds here"
    assert not held["UserPool"].keys() & {"LastModifiedDate", "EstimatedNumberOfUsers", "EmailConfiguration"}
    assert held["UserPool"].keys() >= {"Id", "Arn", "LambdaConfig", "Policies", "SchemaAttributes"}
    stop_unless_reviewed(
        local, production_pool() | {"EstimatedNumberOfUsers": 1, "EmailConfiguration": {}}, production_mfa()
    )


def test_a_pool_that_is_not_the_reviewed_one_stops_with_both_ways_on(local: Settings) -> None:
    """Each difference, of settings and factors; and how to put it back, or have it reviewed."""
    write_reviewed(local, production_pool(), production_mfa())
    with pytest.raises(Stopped) as caught:
        stop_unless_reviewed(local, production_pool() | {"UserPoolTier": "LITE"}, {})
    lines = str(caught.value).splitlines()
    assert lines[0] == f"user pool {POOL_ID} is not the one in environments/local.pool.json any more:"
    assert lines[1] == '  - UserPoolTier: "PLUS" -> "LITE"'
    assert all(line.startswith("  - MfaConfig") for line in lines[2:-1])
    assert lines[2:-1]
    assert lines[-1] == f"nothing was written; {how_to_fix(local)}"
    assert "'poolpost pool restore local'" in how_to_fix(local)
    assert "'poolpost pool snapshot local'" in how_to_fix(local)


# Without room or permission


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (lambda made: save(made, _state(), Path("full")), "cannot be saved to full/local-.*nothing was written to it"),
        (lambda made: write_reviewed(made, production_pool(), {}), "local.pool.json cannot be written .*run it again"),
    ],
    ids=["save", "review"],
)
def test_what_cannot_be_written_is_said(
    local: Settings, what: Callable[[Settings], Path], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a snapshot nothing may be written to the pool."""

    def full(*_: Any, **_options: Any) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("poolpost.pool.snapshots.files.write", full)
    with pytest.raises(CannotDecide, match=said) as caught:
        what(local)
    assert isinstance(caught.value, PoolpostError)


def test_in_manage_mode_what_the_provider_leaves_out_is_no_change(local: Settings, settings: MakeSettings) -> None:
    """It sends no false; in patch mode everything is sent, so a false that is gone is one that somebody took."""
    manage = settings(("user_pool.id", POOL_ID), ("user_pool.mode", "manage"))
    policy = {k: v for k, v in production_pool()["Policies"]["PasswordPolicy"].items() if k != "RequireSymbols"}
    now = production_pool() | {"Policies": production_pool()["Policies"] | {"PasswordPolicy": policy}}
    for made, found in ((local, ["Policies.PasswordPolicy.RequireSymbols"]), (manage, [])):
        differ = changes(made, _state(), now, production_mfa(), comparison(made))
        assert [each.path for each in differ] == found
    assert [each.path for each in changes(manage, _state(), now, production_mfa())] != []
