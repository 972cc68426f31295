"""The rules about the one update: what each says, of what, and with which way out, in both modes."""

import re
from typing import Any

import pytest

from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.findings import Finding
from poolpost.gate.rules.rule import GateRule, Situation
from poolpost.gate.rules.update import (
    body_loses_nothing,
    no_default_sneaks_in,
    no_trigger_takes_the_mail,
    one_text_is_sent,
    text,
    tier_has_what_the_pool_uses,
    unknown_factors,
    unknown_members,
    what_the_pool_uses_works,
)
from poolpost.standards.pool_dependencies import Looked, Need
from tests.scenes.gate_situations import (
    EMAIL,
    MANAGE,
    PATCH,
    STATE,
    change,
    live_pool,
    managed,
    patched,
)

FACTORS = production_mfa()
KEY = Need(kind="key", arn="arn:aws:kms:eu-west-1:000000000000:key/1", members=("LambdaConfig.KMSKeyID", "x"))
OLD, NEW = "old {####}", "new {####}"
TWO_TEXTS = {"VerificationMessageTemplate": {"EmailMessage": NEW}, "EmailVerificationMessage": OLD}
SENT_TWICE = STATE | {
    "email_verification_message": OLD,
    "verification_message_template": [{"default_email_option": "CONFIRM_WITH_CODE", "email_message": NEW}],
}
SENDER = {"CustomEmailSender": {"LambdaArn": "arn:aws:lambda:eu-west-1:000000000000:function:mail"}}
WITH_SENDER = production_pool() | {"LambdaConfig": SENDER}
SWITCHED = production_pool() | {"EmailConfiguration": PATCH.email_configuration}


@pytest.mark.parametrize(
    ("rule", "situation", "expected"),
    [
        (
            unknown_members,
            managed(live=live_pool(UserAttributeUpdateSettings={"Later": [1]})),
            (
                "block",
                "UserAttributeUpdateSettings.Later",
                r"this setting is unknown to this poolpost \(\[1\]\), so it could be lost",
                "--accept-unknown 'UserAttributeUpdateSettings.Later'",
            ),
        ),
        (
            unknown_members,
            managed(live=live_pool(AccountRecoverySetting={"RecoveryMechanisms": [{"Name": "a", "Later": "é"}]})),
            (
                "block",
                "AccountRecoverySetting.RecoveryMechanisms[0].Later",
                r'\("é"\)',
                "use a newer poolpost",
            ),
        ),
        (
            unknown_factors,
            managed(mfa=FACTORS | {"Later": {"A": 1}}),
            (
                "info",
                "MfaConfig.Later",
                r'\({"A": 1}\); it is never written, only compared',
                "^$",
            ),
        ),
        (
            body_loses_nothing,
            managed(live=live_pool(UserPoolTags={"team": "identity"})),
            (
                "block",
                "UserPoolTags.team",
                '^"identity" would be lost by the update$',
                "user_pool.mode = 'patch'",
            ),
        ),
        (
            body_loses_nothing,
            managed(live=live_pool(UserPoolTier="LITE")),
            (
                "block",
                "UserPoolTier",
                '^"LITE" would become "PLUS" by the update$',
                "user_pool.mode = 'patch'",
            ),
        ),
        (
            body_loses_nothing,
            managed(live=live_pool(EmailVerificationMessage="Gru\u0308ße {####}")),
            (
                "block",
                "EmailVerificationMessage",
                r"would be rewritten in another Unicode form \(NFC\) by the update$",
                "user_pool.mode = 'patch'",
            ),
        ),
        (
            no_default_sneaks_in,
            managed(live=live_pool(UserPoolTier=None)),
            (
                "block",
                "UserPoolTier",
                '^is not set, and with the update it would become "PLUS"$',
                "user_pool.mode = 'patch'",
            ),
        ),
        (
            no_trigger_takes_the_mail,
            patched(live=WITH_SENDER),
            (
                "warn",
                "LambdaConfig.CustomEmailSender",
                "function:mail",
                "ask its owner to remove it",
            ),
        ),
        (
            one_text_is_sent,
            managed(
                change(before=SENT_TWICE, after=SENT_TWICE | {"email_configuration": [EMAIL]}),
                live=live_pool(**TWO_TEXTS),
            ),
            (
                "block",
                "VerificationMessageTemplate.EmailMessage",
                r"^two different texts would be sent for one message: .*new.*old",
                "^ask the pool's owner to make both the same; or use user_pool.mode = 'patch' and ",
            ),
        ),
        (
            one_text_is_sent,
            patched(live=production_pool() | TWO_TEXTS),
            (
                "block",
                "VerificationMessageTemplate.EmailMessage",
                r"^two different texts would be sent for one message: .*new.*old",
                "^(?!have the pool's owner)",
            ),
        ),
        (
            tier_has_what_the_pool_uses,
            managed(live=live_pool(UserPoolTier="LITE", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})),
            (
                "warn",
                "UserPoolTier",
                "AdvancedSecurityMode",
                "turn the feature off or raise the tier",
            ),
        ),
        (
            what_the_pool_uses_works,
            patched(dependencies=(Looked(need=KEY, unknown="refused"),)),
            (
                "warn",
                "LambdaConfig.KMSKeyID",
                "refused",
                "kms:DescribeKey",
            ),
        ),
        (
            what_the_pool_uses_works,
            patched(dependencies=(Looked(need=KEY),)),
            (
                "block",
                "LambdaConfig.KMSKeyID",
                "key/1",
                ".+",
            ),
        ),
    ],
)
def test_a_finding_names_the_setting_its_value_and_the_way_out(
    rule: GateRule, situation: Situation, expected: tuple[str, str, str, str]
) -> None:
    """One finding, of this level, and nobody has to look up what the setting holds today."""
    level, subject, problem, remedy = expected
    [finding] = rule.findings(situation)
    assert (finding.level, finding.subject) == (level, subject)
    assert re.search(problem, finding.problem, re.DOTALL)
    assert re.search(remedy, finding.remedy)


@pytest.mark.parametrize(
    ("rule", "situation"),
    [
        (unknown_members, managed()),
        (unknown_factors, managed()),
        (body_loses_nothing, managed()),
        (body_loses_nothing, patched()),
        (no_default_sneaks_in, managed()),
        (no_default_sneaks_in, managed(change(actions=("forget",), after=None), live=live_pool(UserPoolTier=None))),
        (no_trigger_takes_the_mail, patched()),
        (one_text_is_sent, patched(live=SWITCHED | TWO_TEXTS)),
        (
            tier_has_what_the_pool_uses,
            patched(live=SWITCHED | {"UserPoolTier": "LITE", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}),
        ),
        (what_the_pool_uses_works, patched(dependencies=(Looked(need=KEY, found={"KeyState": "Enabled"}),))),
    ],
)
def test_what_is_well_or_not_written_is_no_finding(rule: GateRule, situation: Situation) -> None:
    """The counter-check: the same rule, where nothing would be lost or nothing would be sent."""
    found: list[Finding] = rule.findings(situation)
    assert found == []


def test_the_chosen_text_is_no_loss_in_patch_mode_only() -> None:
    """In manage mode the provider sends both as they are, whatever the file chooses."""
    choosing: Any = {"user_pool": PATCH.user_pool.model_copy(update={"verification_text": "template"})}
    live = production_pool() | TWO_TEXTS
    assert body_loses_nothing.findings(patched(live=live, settings=PATCH.model_copy(update=choosing))) == []
    chosen = MANAGE.user_pool.model_copy(update={"verification_text": "template"})
    settings = MANAGE.model_copy(update={"user_pool": chosen})
    live = live_pool(**TWO_TEXTS | {"VerificationMessageTemplate": {"EmailMessage": NEW, "SmsMessage": "x {####}"}})
    update = change(before=SENT_TWICE, after=SENT_TWICE | {"email_configuration": [EMAIL]})
    found = body_loses_nothing.findings(managed(update, live=live, settings=settings))
    assert "EmailVerificationMessage" not in {finding.subject for finding in found}


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (("UserAttributeUpdateSettings.Later",), [("info", "UserAttributeUpdateSettings.Later")]),
        (("UserAttributeUpdateSettings",), [("block", "UserAttributeUpdateSettings.Later")]),
    ],
)
def test_an_unknown_setting_is_accepted_by_its_whole_path(accepted: tuple[str, ...], expected: list[Any]) -> None:
    """And is still told, with its value."""
    now = managed(live=live_pool(UserAttributeUpdateSettings={"Later": [1]}), accepted=accepted)
    found = unknown_members.findings(now)
    assert [(finding.level, finding.subject) for finding in found] == expected
    assert all("[1]" in finding.problem for finding in found)


def test_a_value_is_told_as_json() -> None:
    """And what is absent in words."""
    assert [text(value) for value in (None, "é", [1], False)] == ["not set", '"é"', "[1]", "false"]


def test_where_nothing_would_be_written_an_unknown_setting_is_a_note() -> None:
    """A plan that lets go of the pool loses nothing of it, whatever is in it."""
    now = managed(change(actions=("forget",), after=None), live=live_pool(UserAttributeUpdateSettings={"Later": [1]}))
    assert now.body is None
    [finding] = unknown_members.findings(now)
    assert (finding.level, finding.subject) == ("info", "UserAttributeUpdateSettings.Later")
    assert finding.problem == "unknown to this poolpost ([1]); nothing would be written"
    assert body_loses_nothing.findings(now) == []
