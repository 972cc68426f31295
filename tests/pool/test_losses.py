"""What the provider's request would take from a live pool, and what it would add, setting by setting."""

import unicodedata
from typing import Any

import pytest

from poolpost.aws import user_pool_members as pool_members
from poolpost.findings import worst
from poolpost.gate.rules.all_rules import RULES, judge
from poolpost.pool import differences as core
from poolpost.pool.differences import Difference
from poolpost.pool.losses import additions, changes, losses, same_but_for_unicode
from poolpost.pool.snapshots import factor_changes
from tests.scenes.gate_situations import LIVE, found, live_pool, managed

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
    kept = {
        member: value
        for member, value in pool.items()
        if member in pool_members.READ_ONLY | pool_members.CREATE_ONLY | {"Name"}
    }
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
    assert worst(judge(situation, WITHOUT_THE_RULE)) == 0
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


# The rules themselves, without a gate

SYMBOLS = {"Policies": {"PasswordPolicy": {"RequireSymbols": True}}}
NO_SYMBOLS = {"Policies": {"PasswordPolicy": {"RequireSymbols": False}}}
VALIDITY = "AdminCreateUserConfig.UnusedAccountValidityDays"
DEVICES = "DeviceConfiguration"
UNCHALLENGED_ONCE = {DEVICES: UNCHALLENGED | {"DeviceOnlyRememberedOnUserPrompt": True}}


def _old_validity(days: int) -> Json:
    return {"AdminCreateUserConfig": {"UnusedAccountValidityDays": days}}


@pytest.mark.parametrize(
    ("live", "body", "lost"),
    [
        pytest.param({"Name": "a"}, {}, [], id="a name that is not sent stays"),
        pytest.param({"Name": "a"}, {"PoolName": "b"}, ["Name"], id="another name"),
        pytest.param({"MfaConfiguration": "OFF"}, {}, [], id="a default that is not sent"),
        pytest.param(
            {"MfaConfiguration": "OFF"}, {"MfaConfiguration": "ON"}, ["MfaConfiguration"], id="a changed default"
        ),
        pytest.param(_old_validity(7), {}, [], id="the default validity, in no form"),
        pytest.param(_old_validity(7), _old_validity(20), [VALIDITY], id="another validity in the old form"),
        pytest.param(SYMBOLS, {}, [], id="a default true without its structure"),
        pytest.param(NO_SYMBOLS, {}, ["Policies.PasswordPolicy.RequireSymbols"], id="a false whose default is true"),
        pytest.param(
            NO_SYMBOLS,
            {"Policies": 5},
            ["Policies.PasswordPolicy.RequireSymbols"],
            id="a structure that is sent as a number",
        ),
        pytest.param(
            {"Policies": {"PasswordPolicy": {"MinimumLength": 8}}},
            SYMBOLS,
            [],
            id="a default number in a structure that is sent",
        ),
        pytest.param(
            {DEVICES: UNCHALLENGED},
            {DEVICES: {}},
            [f"{DEVICES}.ChallengeRequiredOnNewDevice"],
            id="devices that are sent as an empty structure",
        ),
        pytest.param(
            UNCHALLENGED_ONCE,
            {DEVICES: {"DeviceOnlyRememberedOnUserPrompt": True}},
            [],
            id="a false of a structure that is sent",
        ),
        pytest.param(
            {"LambdaConfig": {"PreSignUp": "a", "Future": "b", "Later": {"x": 1}, "Next": [{"x": 1}]}},
            {},
            ["LambdaConfig.PreSignUp"],
            id="what nobody knows is judged by another rule",
        ),
        pytest.param(
            {"LambdaConfig": {"PreSignUp": "a", "PreSignUpTo": {"x": 1}}, "Future": 1},
            {"LambdaConfig": {"PreSignUp": "b"}},
            ["LambdaConfig.PreSignUp"],
            id="a known member whose name an unknown one begins with",
        ),
    ],
)
def test_a_loss_is_what_aws_would_not_come_to_by_itself(live: Json, body: Json, lost: list[str]) -> None:
    """What the request lacks falls back to AWS's default, and what it has replaces what was there."""
    assert [each.path for each in losses(live, body)] == lost


@pytest.mark.parametrize(
    ("body", "added"),
    [
        ({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 0}}}, False),
        ({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 1}}}, True),
        ({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}}}, False),
        ({"DcrConfiguration": {"OpenDcrEnabled": False}}, False),
        ({"DcrConfiguration": {"AllowedScopes": []}}, True),
        ({"DeviceConfiguration": {}}, True),
        ({"UserPoolTags": {"team": ""}}, True),
        (SYMBOLS, False),
    ],
)
def test_an_addition_is_what_an_absent_setting_does_not_mean(body: Json, added: bool) -> None:
    """0, false and AWS's default are what a pool without the setting has; {} remembers devices, and an empty tag is a tag."""
    assert bool(additions({}, body)) is added


def test_recovery_mechanisms_are_put_in_order_by_priority_and_nothing_beside_them_is_dropped() -> None:
    """A mechanism without a priority is first, wherever it stands; other members of the setting are compared too."""
    mechanisms = [{"Name": "admin_only"}, {"Name": "verified_email", "Priority": 1}]
    first, second = (
        {"AccountRecoverySetting": {"RecoveryMechanisms": each, "Future": 1}} for each in (mechanisms, mechanisms[::-1])
    )
    assert changes(first, second) == []
    gone = {"AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}}
    assert [each.path for each in changes(first, gone)] == ["AccountRecoverySetting.Future"]
    assert [each.path for each in losses(gone, {})] == [
        "AccountRecoverySetting.RecoveryMechanisms[0].Name",
        "AccountRecoverySetting.RecoveryMechanisms[1].Name",
        "AccountRecoverySetting.RecoveryMechanisms[1].Priority",
    ]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (DECOMPOSED, LIVE["EmailVerificationMessage"], True),
        ("a", "b", False),
        ("a", None, False),
        (None, "a", False),
        (1, 1, False),
    ],
)
def test_only_two_forms_of_one_text_are_the_same_but_for_unicode(before: Any, after: Any, same: bool) -> None:
    """Another text, none, or a number is another value."""
    assert same_but_for_unicode(Difference("EmailVerificationMessage", before, after)) is same
