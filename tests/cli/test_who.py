"""`poolpost who`: real requests on the embedded AWS, told as sentences and as JSON."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
import typer

from poolpost.aws.pace import Pace
from poolpost.aws.services import Aws
from poolpost.cli import who as commands
from poolpost.cli.who import Group, beginning
from poolpost.pool import snapshots
from tests.scenes.children import add_provider
from tests.scenes.scene import REGION, Scene

Capture = pytest.CaptureFixture[str]
ALICE = {
    "type": "AssumedRole",
    "arn": "arn:aws:sts::000000000000:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com",
}


@pytest.fixture
def changed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Let alice reset the pool, add an identity provider and touch the identity, and poolpost repair the e-mail."""
    monkeypatch.setattr(Pace, "wait", lambda _self: None)
    monkeypatch.setattr(commands, "account_of", lambda _name: (scene.settings, Aws(scene.settings)))
    monkeypatch.chdir(scene.directory)
    pool_id = scene.settings.user_pool.id
    cognito: Any = boto3.client("cognito-idp", region_name=REGION)
    scene.server.principal(ALICE)
    cognito.update_user_pool(UserPoolId=pool_id, AutoVerifiedAttributes=["email"], UserPoolTags={"team": "x"})
    add_provider(cognito, pool_id, "Okta")
    ses: Any = boto3.client("sesv2", region_name=REGION)
    ses.put_email_identity_feedback_attributes(EmailIdentity=scene.settings.domain.name, EmailForwardingEnabled=False)
    scene.server.principal({})
    scene.apply()
    yield scene
    scene.server.principal({})


def say(*, since: str = "7d", limit: int = 20, groups: tuple[Group, ...] = tuple(Group), as_json: bool = False) -> int:
    """Run `poolpost who local`."""
    return commands.say_who("local", since=beginning(since), limit=limit, groups=groups, json=as_json)


def test_each_request_is_a_sentence(changed: Scene, capsys: Capture) -> None:
    """Who, by what, what it set and what it omitted; our own repair is among them, and says that it is ours."""
    assert say() == 0
    said = capsys.readouterr()
    pool_id = changed.settings.user_pool.id
    by_alice = f"alice@example.com (permission set Admin), by boto3 {boto3.__version__}, called "
    assert (
        f"{by_alice}UpdateUserPool {pool_id}; it set AutoVerifiedAttributes, UserPoolTags; it omitted, and so reset"
        in said.out
    )
    assert f"{by_alice}CreateIdentityProvider {pool_id}, Okta; it set AttributeMapping, ProviderDetails, " in said.out
    assert f"{by_alice}PutEmailIdentityFeedbackAttributes {changed.settings.domain.name}; it set " in said.out
    assert f"user developer, by poolpost 0.1.0, called UpdateUserPool {pool_id}; " in said.out
    assert "events arrive up to 15 minutes late" in said.err
    assert "hush" not in said.out


def test_the_baseline_says_which_omitted_settings_the_pool_had(changed: Scene, capsys: Capture) -> None:
    """Where a snapshot is reviewed, only what it has counts as reset."""
    known = changed.live()["UserPool"] | {"LambdaConfig": {"PreSignUp": "arn:x"}}
    known = {
        name: value for name, value in known.items() if name in {"Id", "Name", "LambdaConfig", "AutoVerifiedAttributes"}
    }
    (changed.directory / "environments").mkdir()
    snapshots.write_reviewed(changed.settings, known, {})
    assert say(groups=(Group.pool,)) == 0
    assert "UserPoolTags; it omitted, and so reset: LambdaConfig\n" in capsys.readouterr().out


def test_json_has_the_same_for_machines(changed: Scene, capsys: Capture) -> None:
    """With the whole list of omitted members, and how many there are beside those that were asked for."""
    assert say(groups=(Group.pool,), limit=1, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    (newest,) = found["changes"]
    assert (newest["event"], newest["tool"], newest["subject"]) == (
        "UpdateUserPool",
        "poolpost 0.1.0",
        changed.settings.user_pool.id,
    )
    assert found["found"] == 2
    assert found["unread"] == {}
    assert say(groups=(Group.pool,), limit=1) == 0
    assert "1 more: --limit 2" in capsys.readouterr().err


def test_what_could_not_be_read_is_exit_code_3(changed: Scene, capsys: Capture) -> None:
    """Once, with the permission, and the names that nothing is known about; never as "nothing changed"."""
    changed.server.fault("cloudtrail:LookupEvents", "denied", count=1)
    assert say(groups=(Group.pool,)) == 3
    said = capsys.readouterr()
    assert "changed it, as far as CloudTrail could be read" in said.out
    assert said.err.count("may not call cloudtrail:LookupEvents") == 1
    assert "so it is not known who called UpdateUserPool, SetUserPoolMfaConfig, " in said.err


def test_an_account_that_throttles_is_told(changed: Scene, capsys: Capture) -> None:
    """Others look up events too; it is repeated first, and then said."""
    changed.server.fault("cloudtrail:LookupEvents", "throttle", count=99)
    assert say(groups=(Group.pool,)) == 3
    assert "ThrottlingException" in capsys.readouterr().err
    changed.server.clear_faults()


def test_the_history_reaches_back_90_days(changed: Scene, capsys: Capture) -> None:
    """Whoever asks for more learns where older events are."""
    assert changed
    assert say(since="2026-01-01", groups=(Group.pool,)) == 0
    assert "the event history keeps 90 days; older events are in a trail's bucket" in capsys.readouterr().err


def test_a_time_is_a_span_or_a_day() -> None:
    """Back from now, or from the beginning of a day in UTC."""
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert beginning("30m", now) == datetime(2026, 11, 28, 11, 30, tzinfo=UTC)
    assert beginning("12h", now) == datetime(2026, 11, 28, tzinfo=UTC)
    assert beginning("7d", now) == datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert beginning("2026-11-01", now) == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("wrong", ["", "yesterday", "7", "7w", "2026-13-01", "2026-12-01"])
def test_anything_else_is_a_usage_error(wrong: str) -> None:
    """With what is allowed; a day to come is no beginning."""
    with pytest.raises(typer.BadParameter, match=r"allowed|future"):
        beginning(wrong, datetime(2026, 11, 28, tzinfo=UTC))
