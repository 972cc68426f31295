"""What the provider's request would take from a live pool, and what it would add, setting by setting."""

import unicodedata
from typing import Any

import pytest

from poolpost import pool as core
from poolpost.findings import exit_code
from poolpost.gate import RULES, judge
from poolpost.pool import Difference
from poolpost.pool.losses import additions, changes, losses
from poolpost.pool.snapshots import factor_changes
from tests.gate_situations import LIVE, found, live_pool, managed

Json = dict[str, Any]
FUNCTION = {"LambdaArn": "arn", "LambdaVersion": "V1_0"}
DECOMPOSED = unicodedata.normalize("NFD", LIVE["EmailVerificationMessage"])
UNCHALLENGED = {"ChallengeRequiredOnNewDevice": False}
OLD_VALIDITY: Json = {
    "Policies": {"PasswordPolicy": {"MinimumLength": 14}},
    "AdminCreateUserConfig": {"UnusedAccountValidityDays": 30},
}


@pytest.mark.parametrize(
    ("path", "members"),
    [
        ("UserPoolTags.team", {"UserPoolTags": {"team": "identity"}}),
        ("LambdaConfig.InboundFederation.LambdaArn", {"LambdaConfig": {"InboundFederation": FUNCTION}}),
        ("LambdaConfig.PostConfirmation", {"LambdaConfig": {"PostConfirmation": "added since"}}),
        ("SmsConfiguration.EumsSms.CallerArn", {"SmsConfiguration": {"EumsSms": {"CallerArn": "arn"}}}),
        ("KeyConfiguration.KmsKeyArn", {"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn"}}),
        ("IssuerConfiguration.Type", {"IssuerConfiguration": {"Type": "ORIGINAL"}}),
        ("DcrConfiguration.AllowedScopes", {"DcrConfiguration": {"AllowedScopes": []}}),
        ("AcrConfiguration.Level1.AcrValue", {"AcrConfiguration": {"Level1": {"AcrValue": "urn:example:1"}}}),
        ("AutoVerifiedAttributes", {"AutoVerifiedAttributes": ["email", "phone_number"]}),
        ("EmailVerificationMessage", {"EmailVerificationMessage": DECOMPOSED}),
        ("DeviceConfiguration.ChallengeRequiredOnNewDevice", {"DeviceConfiguration": UNCHALLENGED}),
        ("DeviceConfiguration", {"DeviceConfiguration": {}}),
        ("AdminCreateUserConfig.UnusedAccountValidityDays", OLD_VALIDITY),
        ("MfaConfiguration", {"MfaConfiguration": "ON"}),
        ("UserPoolTier", {"UserPoolTier": "LITE"}),
    ],
)
def test_what_the_request_lacks_or_changes_blocks(path: str, members: Json) -> None:
    """Every setting is named by its path, those newer than the provider too."""
    assert ("body-loses-nothing", path) in found(managed(live=live_pool(**members)), "block")


@pytest.mark.parametrize(
    ("path", "members"),
    [
        ("UserPoolTier", {"UserPoolTier": None}),
        ("LambdaConfig.PreSignUp", {"LambdaConfig": None}),
        ("Policies.PasswordPolicy.TemporaryPasswordValidityDays", {"Policies": {"PasswordPolicy": {}}}),
    ],
)
def test_what_the_request_would_add_blocks(path: str, members: Json) -> None:
    """A setting that the pool does not have comes from the provider or from an old state."""
    assert ("no-default-sneaks-in", path) in found(managed(live=live_pool(**members)), "block")


def test_an_added_default_or_nothing_is_no_addition() -> None:
    """AWS would give the same to a pool that was told nothing."""
    body: Json = {"UserPoolTier": "ESSENTIALS", "AdminCreateUserConfig": {"InviteMessageTemplate": {"SMSMessage": ""}}}
    assert additions({}, body) == []


@pytest.mark.parametrize(
    "live",
    [
        live_pool(UserPoolTags={"aws:cloudformation:stack-id": "x"}),
        live_pool(KeyConfiguration={"KeyType": "AWS_OWNED_KEY"}),
        live_pool(UserPoolAddOns={"AdvancedSecurityMode": "OFF"}),
        live_pool(SmsConfiguration={}, VerificationMessageTemplate={"DefaultEmailOption": "CONFIRM_WITH_CODE"}),
        live_pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": False}),
        live_pool(AcrConfiguration={f"Level{n}": {"AcrValue": f"urn:cognito:loa:{n}"} for n in range(1, 5)}),
        live_pool(LastModifiedDate=1762345678.0, EstimatedNumberOfUsers=1),
    ],
)
def test_a_documented_default_is_no_loss(live: Json) -> None:
    """A pool that is reset to what it already is loses nothing."""
    assert judge(managed(live=live)) == []


def test_an_old_validity_that_the_request_says_in_its_new_form_is_no_loss() -> None:
    """UnusedAccountValidityDays and TemporaryPasswordValidityDays are one setting."""
    pool = {"AdminCreateUserConfig": {"UnusedAccountValidityDays": 30}}
    body: Json = {"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 30}}}
    assert losses(pool, body) == []
    assert [lost.path for lost in losses(pool, {})] == ["AdminCreateUserConfig.UnusedAccountValidityDays"]


def test_changes_are_told_from_the_ways_of_the_provider() -> None:
    """After an apply the gate compares again: a false left out or a 0 sent is no change, everything else is."""
    before = live_pool(FutureThing=1)
    after = live_pool(FutureThing=None, UserPoolTags=None, UserPoolTier="LITE")
    after["Policies"]["PasswordPolicy"] |= {"PasswordHistorySize": 0}
    del after["Policies"]["PasswordPolicy"]["RequireSymbols"]
    assert [change.path for change in changes(before, after)] == ["FutureThing", "UserPoolTier"]


def test_recovery_mechanisms_have_no_order() -> None:
    """Their priority is in them; the provider keeps a set."""
    mechanisms = [{"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 2}]
    live, body = ({"AccountRecoverySetting": {"RecoveryMechanisms": each}} for each in (mechanisms, mechanisms[::-1]))
    assert losses(live, body) == []


def test_true_in_a_structure_that_is_sent_without_it_is_lost() -> None:
    """Left out of a structure, a boolean is false, whatever the default of an absent structure is."""
    live: Json = {"Policies": {"PasswordPolicy": {"RequireSymbols": True, "MinimumLength": 9}}}
    body: Json = {"Policies": {"PasswordPolicy": {"MinimumLength": 9}}}
    assert [lost.path for lost in losses(live, body)] == ["Policies.PasswordPolicy.RequireSymbols"]


def test_a_text_in_another_unicode_form_is_said_so() -> None:
    """Both sides look the same on a screen."""
    live = live_pool(EmailVerificationMessage=unicodedata.normalize("NFD", "Grüße {####}"))
    (finding,) = judge(managed(live=live))
    assert "another Unicode form (NFC)" in finding.problem


def test_a_loss_is_said_with_its_live_value() -> None:
    """What would be gone is named with its value, and the way out is named."""
    (finding,) = judge(managed(live=live_pool(UserPoolTags={"team": "identity"})))
    assert finding.problem == '"identity" would be lost by the update'
    assert "user_pool.mode = 'patch'" in finding.remedy


def _worst_case(pool: Json, body: Json) -> Json:
    """Do what AWS could do at worst: forget every settable member that the request lacks."""
    kept = {member: value for member, value in pool.items() if member in core.READ_ONLY | core.CREATE_ONLY | {"Name"}}
    return kept | {member: value for member, value in body.items() if member != "UserPoolId"}


WITHOUT_THE_RULE = tuple(rule for rule in RULES if rule.id != "body-loses-nothing")


@pytest.mark.parametrize(
    "extra",
    [
        {"UserPoolTags": {"team": "identity"}},
        {"LambdaConfig": LIVE["LambdaConfig"] | {"InboundFederation": {"LambdaArn": "a", "LambdaVersion": "V1_0"}}},
    ],
)
def test_without_body_loses_nothing_a_pool_would_lose_settings(extra: Json) -> None:
    """Counter-check: the other rules let this plan through, and the update does lose what the rule names."""
    situation = managed(live=live_pool(**extra))
    assert exit_code(judge(situation, WITHOUT_THE_RULE)) == 0
    named = {f.subject for f in judge(situation) if f.level == "block"}
    assert named
    assert situation.live is not None
    assert situation.body is not None
    gone = {d.path for d in core.differences(situation.live, _worst_case(situation.live, situation.body))}
    assert named <= gone


@pytest.mark.parametrize(("after", "changed"), [(True, True), (False, False)])
def test_a_boolean_that_a_structure_lacks_is_false(after: bool, changed: bool) -> None:
    """The provider leaves false out, so a true that comes is a change, though it is AWS's default where all is absent."""
    before = {"Policies": {"PasswordPolicy": {"MinimumLength": 12}}}
    now = {"Policies": {"PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": after}}}
    assert bool(changes(before, now)) is changed
    assert changes({}, {"Policies": {"PasswordPolicy": {"RequireSymbols": True}}}) == []


def test_an_empty_factor_is_a_factor() -> None:
    """It is on by being there."""
    on: Json = {"MfaConfiguration": "OFF", "EmailMfaConfiguration": {}}
    assert factor_changes(on, {"MfaConfiguration": "OFF"}) == [Difference("MfaConfig.EmailMfaConfiguration", {}, None)]
    assert factor_changes(on, on) == []
