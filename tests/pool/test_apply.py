"""The one write, against the embedded AWS that resets what a request omits: only e-mail changes, or nothing does."""

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.cognito import Cognito
from poolpost.aws.services import Aws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.errors import CannotDecide, Stopped
from poolpost.pool.apply import apply
from poolpost.pool.baseline import required
from poolpost.pool.refusals import beyond_tier
from poolpost.pool.restore import restore
from tests.conftest import MakeSettings
from tests.scenes.scene import REGION, Scene, settings_of


def _stays(scene: Scene, error: type[Exception], match: str) -> None:
    """Apply stops with these words, and the pool is the same to the last byte."""
    before = scene.live()
    with pytest.raises(error, match=match):
        scene.apply()
    assert json.dumps(scene.live(), sort_keys=True) == json.dumps(before, sort_keys=True)


def test_only_email_changes(scene: Scene) -> None:
    """Triggers, MFA, tags, texts and settings newer than the SDK are as before."""
    before = scene.live()
    done = scene.apply()
    after = scene.live()
    assert done.changed
    assert after["UserPool"]["EmailConfiguration"] == scene.settings.email_configuration
    assert settings_of(after) == settings_of(before)
    assert len(scene.writes()) == 1


def test_a_partial_update_would_have_lost_settings(scene: Scene) -> None:
    """Counter-check: the same server, asked as blog posts do, wipes the pool."""
    before = scene.live()
    cognito: Any = botocore.session.Session().create_client("cognito-idp", REGION)
    email = scene.settings.email_configuration
    cognito.update_user_pool(UserPoolId=scene.settings.user_pool.id, EmailConfiguration=email)
    after = scene.live()
    assert settings_of(after) != settings_of(before)
    assert "LambdaConfig" not in after["UserPool"]


def test_a_second_apply_writes_nothing(scene: Scene) -> None:
    """The same command again is harmless."""
    scene.apply()
    done = scene.apply()
    assert not done.changed
    assert done.snapshot is None
    assert len(scene.writes()) == 1


def test_as_wanted_is_not_said_of_a_pool_whose_mail_is_dead(scene: Scene) -> None:
    """What the pool sends by can go after the switch: the second apply says so, and writes nothing."""
    scene.apply()
    ses: Any = botocore.session.Session().create_client("sesv2", REGION)
    ses.delete_configuration_set(ConfigurationSetName=scene.settings.configuration_set.name)
    _stays(scene, Stopped, f"(?s)mail does not arrive.*no configuration set {scene.settings.configuration_set.name}")
    ses.delete_email_identity(EmailIdentity=scene.settings.domain.name)
    _stays(scene, Stopped, "no identity")


def test_the_pool_is_saved_before_the_write(scene: Scene) -> None:
    """The file holds the raw pool and its MFA configuration, from before."""
    before = scene.live()
    done = scene.apply()
    assert done.snapshot is not None
    saved = json.loads(done.snapshot.read_text())
    assert saved["UserPool"] == before["UserPool"]
    assert saved["MfaConfig"] == before["Mfa"]
    assert {*done.snapshot.parent.iterdir()} == {done.snapshot, required(scene.settings, scene.directory).path}


def test_a_setting_that_nobody_knows_stops_the_write(scene: Scene) -> None:
    """A write could lose it: it is named, and nothing is sent."""
    pool = production_pool(scene.settings.user_pool.id)
    pool["LambdaConfig"]["FutureTrigger"] = {"LambdaArn": "x"}
    scene.server.put_pool(REGION, pool, production_mfa())
    _stays(scene, Stopped, "LambdaConfig.FutureTrigger")
    assert scene.writes() == []


def test_a_disabled_pool_is_left_alone(scene: Scene) -> None:
    """Nobody asked for it yet."""
    scene.server.put_pool(REGION, production_pool(scene.settings.user_pool.id) | {"Status": "Disabled"})
    _stays(scene, Stopped, "is disabled; nothing was written")


def test_another_account_is_refused_first(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the pool is even described."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "999999999999")
    scene.server.clear_calls()
    _stays(scene, Stopped, "credentials belong to account 999999999999")
    assert {call["operation"] for call in scene.server.calls()} == {"GetCallerIdentity"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (":000000000000:", ":999999999999:", "expected arn:aws:cognito-idp:eu-west-1:000000000000:userpool"),
        ("arn:aws:", "arn:aws-cn:", "expected arn:aws:"),
        (":eu-west-1:", ":us-east-1:", "the replica in us-east-1 of the pool whose primary is in eu-west-1"),
    ],
)
def test_a_pool_of_another_place_is_refused(old: str, new: str, words: str, scene: Scene, tmp_path: Path) -> None:
    """The Arn says account, region and partition: apply and restore compare it before anything is written."""
    pool = production_pool(scene.settings.user_pool.id)
    scene.server.put_pool(REGION, pool | {"Arn": pool["Arn"].replace(old, new, 1)}, production_mfa())
    _stays(scene, Stopped, words)
    live = scene.live()["UserPool"]
    with pytest.raises(Stopped, match=words):
        restore(scene.settings, Aws(scene.settings), live, live | {"DeletionProtection": "INACTIVE"}, tmp_path)
    assert scene.writes() == []


def test_a_custom_sender_and_unknown_factors_are_mentioned(scene: Scene) -> None:
    """Mail that a trigger takes is not mail by SES, and what nobody knows of the factors is named; neither stops."""
    pool, told = production_pool(scene.settings.user_pool.id), list[str]()
    pool["LambdaConfig"]["CustomEmailSender"] = {"LambdaVersion": "V1_0", "LambdaArn": "arn:mail"}
    scene.server.put_pool(REGION, pool, production_mfa() | {"FutureMfaConfiguration": {"Enabled": True}})
    done = apply(scene.settings, Aws(scene.settings), told.append, scene.directory)
    assert done.unknown == ("MfaConfig.FutureMfaConfiguration",)
    assert any("CustomEmailSender is set (arn:mail): Cognito hands every mail" in line for line in told)


@pytest.mark.parametrize(
    ("members", "lacks"),
    [
        ({"UserPoolTier": "ESSENTIALS"}, "UserPoolAddOns.AdvancedSecurityMode"),
        ({"UserPoolTier": "LITE"}, "Policies.SignInPolicy, UserPoolAddOns.AdvancedSecurityMode"),
        ({"UserPoolTier": "LITE", "UserPoolAddOns": {}, "Policies": {}}, ""),
        ({"UserPoolTier": "LITE", "UserPoolAddOns": {}, "Policies": {}, "DcrConfiguration": {}}, ""),
        (
            {
                "UserPoolTier": "LITE",
                "UserPoolAddOns": {},
                "Policies": {},
                "DcrConfiguration": {"EnableStatus": "Enabled"},
            },
            "DcrConfiguration",
        ),
        ({}, ""),
    ],
)
def test_features_that_the_tier_lacks_are_named(members: dict[str, Any], lacks: str) -> None:
    """AWS may refuse every update of such a pool; a pool within its tier has nothing to say."""
    said = beyond_tier(production_pool() | members)
    assert said == (
        lacks
        and f"the pool has the tier {members['UserPoolTier']}, which lacks {lacks}: AWS may refuse every update of it"
    )


def test_a_tier_that_may_be_too_low_is_said_before_the_write(scene: Scene) -> None:
    """It is named, and does not stop: AWS let older pools keep what they had."""
    told: list[str] = []
    scene.server.put_pool(REGION, production_pool(scene.settings.user_pool.id) | {"UserPoolTier": "LITE"})
    assert apply(scene.settings, Aws(scene.settings), told.append, scene.directory).changed
    assert any("which lacks Policies.SignInPolicy" in line for line in told)


def test_one_setting_is_not_one_settings(scene: Scene) -> None:
    """What somebody changed since the last snapshot is counted as people count."""
    scene.apply()
    pool = scene.live()["UserPool"] | {"DeletionProtection": "INACTIVE"}
    told: list[str] = []
    scene.server.put_pool(REGION, pool | {"EmailConfiguration": {}}, production_mfa())
    apply(scene.settings, Aws(scene.settings), told.append, scene.directory)
    assert any("somebody changed 1 setting besides the e-mail:" in line for line in told)


def test_no_credentials_is_not_a_yes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """We could not look: exit code 3."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    _stays(scene, CannotDecide, "there are no AWS credentials")


@pytest.mark.slow
def test_nothing_listening_is_not_a_yes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network failure says what could not be reached."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(CannotDecide, match="could not be reached for sts:GetCallerIdentity"):
        scene.apply()


def test_a_pool_that_does_not_exist_names_the_file(scene: Scene, settings: MakeSettings) -> None:
    """The likeliest cause is a wrong id in the environment file."""
    scene.settings = settings(("user_pool.id", f"{REGION}_Missing"))
    with pytest.raises(Stopped, match=r"no user pool eu-west-1_Missing.*environments/local\.toml"):
        scene.apply()


def test_a_domain_that_is_not_verified_leaves_the_pool(scene: Scene) -> None:
    """Switching would stop all mail: the pool stays, and the message says how to go on."""
    scene.server.verify(REGION, scene.settings.domain.name, verified=False)
    _stays(scene, Stopped, r"was left as it is(.|\n)*not verified(.|\n)*poolpost dns local")


def test_the_sandbox_leaves_the_pool(scene: Scene) -> None:
    """Users with unverified addresses would get nothing."""
    scene.server.account(REGION, ProductionAccessEnabled=False)
    _stays(scene, Stopped, "in the sandbox")


def test_waiting_goes_on_when_ses_has_verified(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """With wait_minutes the deploy says what it waits for, once, and then finishes."""
    scene.server.verify(REGION, scene.settings.domain.name, verified=False)
    scene.settings = scene.settings.model_copy(
        update={"user_pool": scene.settings.user_pool.model_copy(update={"wait_minutes": 1})}
    )
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 2:
            scene.server.verify(REGION, scene.settings.domain.name)

    monkeypatch.setattr("poolpost.pool.apply.time.sleep", nap)
    told: list[str] = []
    done = apply(scene.settings, Aws(scene.settings), told.append, scene.directory)
    assert done.changed
    assert len(naps) == 2
    assert sum(line.startswith("waiting: ") for line in told) == 1


ADDED = {"UserPool": {"LambdaConfig": {"PreAuthentication": "arn:aws:lambda:eu-west-1:000000000000:function:new"}}}


def _second_writer(scene: Scene, operation: str, when: str) -> None:
    scene.server.fault(
        operation,
        "second_writer",
        region=REGION,
        pool=scene.settings.user_pool.id,
        patch=ADDED["UserPool"],
        when=when,
    )


def test_a_change_between_the_two_looks_stops_the_write(scene: Scene) -> None:
    """The pool has what the second writer set, and nothing of ours."""
    _second_writer(scene, "cognito-idp:DescribeUserPool", "after")
    with pytest.raises(Stopped, match=r"changed by somebody else just now \(LambdaConfig.PreAuthentication\)"):
        scene.apply()
    assert scene.writes() == []
    assert "PreAuthentication" in scene.live()["UserPool"]["LambdaConfig"]


def test_a_change_in_the_last_window_is_reported_and_not_written_over(scene: Scene) -> None:
    """UpdateUserPool has no condition: what came in between is gone or changed, so it is named; no second write."""
    _second_writer(scene, "cognito-idp:UpdateUserPool", "after")
    with pytest.raises(Stopped, match=r"PreAuthentication: absent -> .*somebody else wrote it") as stopped:
        scene.apply()
    assert len(scene.writes()) == 1
    assert "restore" not in str(stopped.value)  # it would take away what somebody has just added


def test_a_lost_answer_after_the_write_took_effect_is_a_success(scene: Scene) -> None:
    """The look afterwards decides; nothing is sent twice."""
    before = scene.live()
    scene.server.fault("cognito-idp:UpdateUserPool", "drop_after")
    assert scene.apply().changed
    assert settings_of(scene.live()) == settings_of(before)
    assert len(scene.writes()) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("drop_before", "got no answer .* run it again"),
        ("error500", r"Cognito's own error: InternalErrorException, HTTP 500.* run it again"),
        ("throttle", "nothing was changed; run it again in a minute"),
        ("expired", "nothing was changed; the AWS credentials have expired: renew them, and run it again"),
    ],
)
def test_a_write_that_did_not_take_effect_can_be_run_again(kind: str, words: str, scene: Scene) -> None:
    """Nothing changed, the exit code is 3, the cause has its own remedy, and the same command finishes the job."""
    scene.server.fault("cognito-idp:UpdateUserPool", kind)
    _stays(scene, CannotDecide, words)
    assert scene.apply().changed


def test_a_pool_that_cannot_be_looked_at_after_the_write_says_so(scene: Scene) -> None:
    """The message does not claim what it does not know."""
    real = Cognito.user_pool
    looks: list[int] = []

    def fails_the_third_time(self: Cognito) -> dict[str, Any]:
        looks.append(1)
        if len(looks) == 3:
            scene.server.fault("cognito-idp:DescribeUserPool", "expired", count=1)
        return real(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cognito, "user_pool", fails_the_third_time)
        with pytest.raises(CannotDecide, match=r"was sent, and user pool .* could not be read"):
            scene.apply()
    assert not scene.apply().changed


@pytest.mark.parametrize(
    "operation", ["cognito-idp:DescribeUserPool", "sesv2:GetEmailIdentity", "sts:GetCallerIdentity"]
)
def test_reads_are_repeated_when_aws_is_busy(operation: str, scene: Scene) -> None:
    """A read changes nothing, so botocore may try again."""
    scene.server.fault(operation, "error500", count=2)
    assert scene.apply().changed


def test_the_environments_role_is_assumed(scene: Scene) -> None:
    """The write is made by the same role as the provider's."""
    aws = scene.settings.aws.model_copy(update={"role_arn": "arn:aws:iam::000000000000:role/deploy"})
    scene.settings = scene.settings.model_copy(update={"aws": aws})
    scene.server.clear_calls()
    assert scene.apply().changed
    assert "AssumeRole" in {call["operation"] for call in scene.server.calls()}
