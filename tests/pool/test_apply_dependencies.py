"""`pool apply` and the gate look at what the pool uses, with the real reads; without the look AWS refuses the update."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from poolpost.aws import dependencies as live_dependencies
from poolpost.aws.services import Aws
from poolpost.emulator.demo_pool import ACCOUNT, production_mfa, production_pool
from poolpost.errors import Stopped
from poolpost.gate.judgement import judge_plan
from poolpost.gate.rules.update import what_the_pool_uses_works
from poolpost.pool.apply import Applied, apply
from poolpost.pool.dependencies import RULE
from poolpost.settings.passes import PASS
from poolpost.standards.pool_dependencies import ACTIONS
from tests.conftest import ROOT
from tests.scenes.scene import REGION, Scene

PLAN = (ROOT / "tests/plans/first_deploy.json").read_text(encoding="utf-8")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/apply-sms"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:apply-sign-up"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/99999999-2222-3333-4444-555555555555"
BROKEN = [
    (ROLE, "missing", "does not exist", "SmsConfiguration.SnsCallerArn"),
    (ROLE, "distrusts", "does not trust cognito-idp", "SmsConfiguration.SnsCallerArn"),
    (ROLE, "other_external_id", "with external id 'external'", "SmsConfiguration.SnsCallerArn"),
    (FUNCTION, "missing", "does not exist", "LambdaConfig.PreSignUp"),
    (KEY, "missing", "does not exist", "LambdaConfig.KMSKeyID"),
    (KEY, "disabled", "is in state Disabled", "LambdaConfig.KMSKeyID"),
    (KEY, "pending_deletion", "is in state PendingDeletion", "LambdaConfig.KMSKeyID"),
]


@pytest.fixture
def using(scene: Scene) -> Iterator[Scene]:
    """Make a pool that uses a role, a function and a key of another region."""
    pool: dict[str, Any] = production_pool(scene.settings.user_pool.id)
    pool["SmsConfiguration"] = {"SnsCallerArn": ROLE, "ExternalId": "external", "SnsRegion": REGION}
    pool["LambdaConfig"] |= {"PreSignUp": FUNCTION, "KMSKeyID": KEY}
    del pool["KeyConfiguration"]
    scene.server.put_pool(REGION, pool, production_mfa())
    yield scene
    for arn in (ROLE, FUNCTION, KEY):
        scene.server.dependency(arn, "fine")


def _apply(scene: Scene) -> tuple[Applied, str]:
    said: list[str] = []
    done = apply(scene.settings, Aws(scene.settings), said.append, scene.directory)
    return done, "\n".join(said)


def test_a_pool_whose_parts_work_is_written(using: Scene) -> None:
    """Each is asked for once, the key in its own region, and nothing is said."""
    using.server.clear_calls()
    done, said = _apply(using)
    assert done.changed
    assert "cannot read" not in said
    asked = [(call["service"], call["region"], call["body"]) for call in using.server.calls()]
    assert [region for service, region, body in asked if service == "kms" and KEY in str(body)] == ["eu-central-1"]
    operations = [call["operation"] for call in using.server.calls()]
    assert operations.count("GetRole") == 1
    assert operations.count("GetFunctionConfiguration") >= 1


@pytest.mark.parametrize("broken", BROKEN)
def test_what_does_not_work_stops_before_the_write(
    using: Scene, monkeypatch: pytest.MonkeyPatch, broken: tuple[str, str, str, str]
) -> None:
    """By kind and outcome; counter-checks: passed by name, the write goes out, and AWS refuses it."""
    arn, state, said, member = broken
    using.server.dependency(arn, state)
    before = using.live()
    with pytest.raises(Stopped) as stopped:
        using.apply()
    assert f"{arn} ({member}" in str(stopped.value)
    assert said in str(stopped.value)
    assert using.writes() == []
    monkeypatch.setenv(PASS, f"{using.settings.name} {RULE} {member}: the owner says that it works")
    with pytest.raises(Stopped, match="AWS refused UpdateUserPool"):
        using.apply()
    assert len(using.writes()) == 1
    assert json.dumps(using.live(), sort_keys=True) == json.dumps(before, sort_keys=True)


def test_without_the_look_the_write_goes_out(using: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counter-check: only the look is taken away."""
    using.server.dependency(ROLE, "missing")
    monkeypatch.setattr(live_dependencies, "look", lambda *_: ())
    with pytest.raises(Stopped, match=r"InvalidSmsRoleTrustRelationshipException.*restore its SMS role"):
        using.apply()
    assert len(using.writes()) == 1


@pytest.mark.parametrize(("arn", "kind"), [(ROLE, "role"), (FUNCTION, "function"), (KEY, "key")])
def test_what_may_not_be_looked_at_is_said_and_stops_nothing(using: Scene, arn: str, kind: Any) -> None:
    """The permission is named; the update goes through, since AWS decides again."""
    service, _, operation = ACTIONS[kind].partition(":")
    using.server.fault(f"{service}:{operation}", "denied", count=20)
    done, said = _apply(using)
    assert done.changed
    assert f"cannot check the {kind} {arn}" in said
    assert f"allow {ACTIONS[kind]} for it" in said


def test_another_accounts_function_is_said_and_stops_nothing(using: Scene) -> None:
    """It is not asked for: its account is another one's."""
    pool = using.live()["UserPool"]
    pool["LambdaConfig"]["PreSignUp"] = FUNCTION.replace(ACCOUNT, "111111111111")
    using.server.put_pool(REGION, pool, production_mfa())
    done, said = _apply(using)
    assert done.changed
    assert "it belongs to account 111111111111" in said


def test_the_gate_says_the_same_and_only_where_something_is_written(
    using: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finding of the rule, passable by the name that `pool apply` takes; nothing is looked at for no write."""
    assert what_the_pool_uses_works.id == RULE
    using.server.dependency(ROLE, "distrusts")
    using.server.fault("kms:DescribeKey", "denied", count=20)

    def levels() -> set[tuple[str, str]]:
        judged = judge_plan(using.settings, Aws(using.settings), PLAN, frozenset())
        return {(each.level, each.subject) for each in judged.findings if each.rule == RULE}

    sms, key = "SmsConfiguration.SnsCallerArn", "LambdaConfig.KMSKeyID"
    assert levels() == {("block", sms), ("warn", key)}
    monkeypatch.setenv(PASS, f"{using.settings.name} {RULE} {sms}: the owner says that it works")
    assert levels() == {("warn", sms), ("warn", key)}
    pool = using.live()["UserPool"] | {"EmailConfiguration": using.settings.email_configuration}
    using.server.put_pool(REGION, pool, production_mfa())
    using.server.clear_calls()
    assert levels() == set()
    assert not {"GetRole", "DescribeKey"} & {call["operation"] for call in using.server.calls()}
