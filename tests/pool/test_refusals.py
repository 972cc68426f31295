"""What stops a write before it is made, from the pool alone; each with a pool beside it that is not stopped."""

from typing import Any

import pytest

from poolpost.emulator.demo_pool import production_pool
from poolpost.errors import Stopped
from poolpost.pool.refusals import (
    beyond_tier,
    mail_by_trigger,
    refuse,
    refuse_another,
    refuse_dead_link,
    refuse_default_sender,
)
from poolpost.settings import Settings
from tests.conftest import MakeSettings

Json = dict[str, Any]
DEFAULT = (("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None))
OTP: Json = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
PASSWORD: Json = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}


@pytest.fixture
def default_sender(settings: MakeSettings) -> Settings:
    """Return an environment that goes back to Cognito's own sender."""
    made = settings()
    return made.model_copy(update={"user_pool": made.user_pool.model_copy(update={"sending": "COGNITO_DEFAULT"})})


@pytest.mark.parametrize(
    ("policies", "mfa", "needs"),
    [
        ({"Policies": OTP}, {}, "uses e-mail one-time passwords, which need"),
        ({"Policies": PASSWORD}, {"EmailMfaConfiguration": {}}, "uses e-mail MFA, which need"),
        ({"Policies": OTP}, {"EmailMfaConfiguration": {}}, "uses e-mail MFA and e-mail one-time passwords, which need"),
    ],
)
def test_a_pool_whose_sign_in_needs_ses_does_not_go_back_to_the_default_sender(
    default_sender: Settings, settings: MakeSettings, policies: Json, mfa: Json, needs: str
) -> None:
    """Users who sign in by mail would be locked out; with SES the same pool is written to."""
    with pytest.raises(Stopped, match=needs):
        refuse_default_sender(default_sender, policies, mfa)
    refuse_default_sender(settings(), policies, mfa)


@pytest.mark.parametrize("pool", [{}, {"Policies": {}}, {"Policies": {"SignInPolicy": {}}}, {"Policies": PASSWORD}])
def test_a_pool_that_needs_no_mail_to_sign_in_may_go_back(default_sender: Settings, pool: Json) -> None:
    """Counter-check, also for pools that are older than these settings."""
    refuse_default_sender(default_sender, pool, {"SoftwareTokenMfaConfiguration": {"Enabled": True}})


def test_settings_that_nobody_knows_stop_each_by_name(settings: MakeSettings) -> None:
    """A write could lose them; what somebody accepted by its path passes, and nothing else with it."""
    pool = production_pool() | {"Future": 1, "Other": 2}
    pool["EmailConfiguration"] = {"New": 3}
    with pytest.raises(Stopped) as caught:
        refuse(settings(), pool, frozenset({"Future", "EmailConfiguration.New"}))
    assert "does not know: EmailConfiguration.New, Other; " in str(caught.value)
    assert "--accept-unknown EmailConfiguration.New --accept-unknown Other'" in str(caught.value)
    del pool["EmailConfiguration"]
    refuse(settings(), pool, frozenset({"Future", "Other"}))


def test_a_disabled_pool_stops(settings: MakeSettings) -> None:
    """Whoever disabled it wants nothing to happen to it."""
    with pytest.raises(Stopped, match="is disabled; nothing was written"):
        refuse(settings(), production_pool() | {"Status": "Disabled"}, frozenset())
    refuse(settings(), production_pool() | {"Status": "Enabled"}, frozenset())


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        ("arn:aws:cognito-idp:eu-west-1:999999999999:userpool/eu-west-1_Production1", "expected arn:aws:.*; nothing was written"),
        ("arn:aws-cn:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_Production1", "expected arn:aws:"),
        ("arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_Other", "expected arn:aws:"),
        ("arn:aws:cognito-idp:eu-north-1:000000000000:userpool/eu-west-1_Production1", "the replica in eu-north-1 of"),
        ("arn:aws:cognito-idp:eu-north-1:999999999999:userpool/eu-west-1_Production1", "expected arn:aws:"),
        ("", "expected arn:aws:"),
        (None, "the live pool is None; expected arn:aws:"),
    ],
)  # fmt: skip # -- a table: one row a line
def test_another_pool_is_not_written_to(settings: MakeSettings, arn: str | None, said: str) -> None:
    """By account, partition, region or id; a replica is called that."""
    made = settings(("user_pool.id", "eu-west-1_Production1"))
    with pytest.raises(Stopped, match=f"not the pool of environment 'local': .*{said}"):
        refuse_another(made, production_pool() | {"Arn": arn})
    refuse_another(made, production_pool())


def test_a_link_needs_a_domain_of_the_pool(settings: MakeSettings) -> None:
    """Nobody could confirm an address otherwise."""
    made = settings(("messages.verification.default_email_option", "CONFIRM_WITH_LINK"))
    without = {member: value for member, value in production_pool().items() if member != "Domain"}
    with pytest.raises(Stopped, match="has no domain, which a link in a verification mail leads to"):
        refuse_dead_link(made, without)
    refuse_dead_link(made, production_pool())
    refuse_dead_link(settings(), without)


@pytest.mark.parametrize(
    "pool", [{}, {"LambdaConfig": {}}, {"LambdaConfig": {"CustomEmailSender": None}}, production_pool()]
)
def test_only_a_custom_sender_takes_the_mail(pool: Json) -> None:
    """Other triggers leave it to Cognito."""
    assert mail_by_trigger(pool) == ""
    sender = {"LambdaVersion": "V1_0", "LambdaArn": "arn:sender"}
    said = mail_by_trigger(pool | {"LambdaConfig": {"CustomEmailSender": sender}})
    assert "LambdaConfig.CustomEmailSender is set (arn:sender)" in said


AWS_NAMES: Json = {"Level1": {"AcrValue": "urn:cognito:loa:1"}}
SIGN_IN, THREATS = "Policies.SignInPolicy", "UserPoolAddOns.AdvancedSecurityMode"


@pytest.mark.parametrize(
    ("tier", "members", "lacks"),
    [
        (None, {"Policies": OTP, "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}, ""),
        ("LITE", {}, ""),
        ("LITE", {"Policies": {}, "UserPoolAddOns": {}, "DcrConfiguration": {}, "AcrConfiguration": {}}, ""),
        ("LITE", {"Policies": {"SignInPolicy": {}}}, ""),
        ("LITE", {"Policies": PASSWORD}, ""),
        ("LITE", {"Policies": OTP}, SIGN_IN),
        ("ESSENTIALS", {"Policies": OTP}, ""),
        ("LITE", {"DcrConfiguration": {"EnableStatus": "Disabled"}}, ""),
        ("LITE", {"DcrConfiguration": {"EnableStatus": "Enabled"}}, "DcrConfiguration"),
        ("LITE", {"AcrConfiguration": AWS_NAMES}, ""),
        ("LITE", {"AcrConfiguration": {"Level1": {"AcrValue": "urn:example"}}}, "AcrConfiguration"),
        ("LITE", {"UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}}, ""),
        ("LITE", {"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}, THREATS),
        ("ESSENTIALS", {"UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}, THREATS),
        ("PLUS", {"Policies": OTP, "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}, ""),
        ("LITE", {"Policies": OTP, "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}, f"{SIGN_IN}, {THREATS}"),
    ],
)
def test_only_a_feature_that_is_on_and_above_the_tier_is_named(tier: str | None, members: Json, lacks: str) -> None:
    """Pools that lack a setting, or have it off, use nothing; a tier that is not described is not judged."""
    said = beyond_tier(members if tier is None else members | {"UserPoolTier": tier})
    expected = f"the pool has the tier {tier}, which lacks {lacks}: AWS may refuse every update of it"
    assert said == (expected if lacks else "")
