"""Pools for the prediction's test: a production pool that the provider can send, and small variations of it."""

import unicodedata
from collections.abc import Callable
from typing import Any

from poolpost.emulator.demo_pool import ACCOUNT, REGION, production_mfa, production_pool

Json = dict[str, Any]
Vary = Callable[[Json, Json], None]

NEWER = ("KeyConfiguration", "IssuerConfiguration")
SMS = {"SnsCallerArn": f"arn:aws:iam::{ACCOUNT}:role/sns", "ExternalId": "external", "SnsRegion": REGION}
TRIGGERS = (
    "CreateAuthChallenge",
    "CustomMessage",
    "DefineAuthChallenge",
    "PostAuthentication",
    "PostConfirmation",
    "PreAuthentication",
    "PreSignUp",
    "PreTokenGeneration",
    "UserMigration",
    "VerifyAuthChallengeResponse",
)
OPTIONAL = (
    "AccountRecoverySetting",
    "AutoVerifiedAttributes",
    "DeviceConfiguration",
    "EmailConfiguration",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "LambdaConfig",
    "UserAttributeUpdateSettings",
    "UserPoolAddOns",
    "UserPoolTags",
    "VerificationMessageTemplate",
    "DeletionProtection",
    "UsernameAttributes",
    "UsernameConfiguration",
)


def _function(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def _tame(_pool: Json, _mfa: Json) -> None:
    """Leave the pool as it is: all of it can be sent."""


def _as_in_production(pool: Json, _mfa: Json) -> None:
    whole = production_pool(pool["Id"])
    pool |= {member: whole[member] for member in ("UserPoolTags", "LambdaConfig", *NEWER)}


def _tags(pool: Json, _mfa: Json) -> None:
    pool["UserPoolTags"] = {"team": "identity"}


def _federation(pool: Json, _mfa: Json) -> None:
    pool["LambdaConfig"]["InboundFederation"] = {"LambdaVersion": "V1_0", "LambdaArn": _function("map")}


def _newer_default(pool: Json, _mfa: Json) -> None:
    pool["KeyConfiguration"] = {"KeyType": "AWS_OWNED_KEY"}


def _full(pool: Json, mfa: Json) -> None:
    pool |= {
        "SmsConfiguration": SMS,
        "SmsAuthenticationMessage": "Auth {####}",
        "SmsVerificationMessage": "Code {####}",
    }
    pool["VerificationMessageTemplate"]["SmsMessage"] = "Code {####}"
    pool["AdminCreateUserConfig"]["InviteMessageTemplate"]["SMSMessage"] = "Hi {username} {####}"
    mfa["SmsMfaConfiguration"] = {"SmsAuthenticationMessage": "Auth {####}", "SmsConfiguration": SMS}


def _minimal(pool: Json, mfa: Json) -> None:
    for member in OPTIONAL:
        pool.pop(member, None)
    pool |= {"MfaConfiguration": "OFF", "UserPoolTier": "LITE", "AdminCreateUserConfig": {}}
    pool["Policies"] = {"PasswordPolicy": {"MinimumLength": 6, "TemporaryPasswordValidityDays": 7}}
    mfa.clear()
    mfa["MfaConfiguration"] = "OFF"


def _without_policies(pool: Json, _mfa: Json) -> None:
    pool["Policies"] = {}


def _without_tier(pool: Json, _mfa: Json) -> None:
    del pool["UserPoolTier"]


def _mfa_on(pool: Json, mfa: Json) -> None:
    _full(pool, mfa)
    pool["MfaConfiguration"] = mfa["MfaConfiguration"] = "ON"
    mfa["EmailMfaConfiguration"] = {"Message": "Mail code {####}", "Subject": "Code"}
    mfa["WebAuthnConfiguration"]["FactorConfiguration"] = "SINGLE_FACTOR"


def _mfa_off(pool: Json, mfa: Json) -> None:
    pool["MfaConfiguration"] = "OFF"
    mfa.clear()
    mfa["MfaConfiguration"] = "OFF"


def _code_template(pool: Json, _mfa: Json) -> None:
    pool["VerificationMessageTemplate"] = {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailSubject": pool["EmailVerificationSubject"],
        "EmailMessage": pool["EmailVerificationMessage"],
    }


def _old_texts_only(pool: Json, _mfa: Json) -> None:
    del pool["VerificationMessageTemplate"]


def _link_only(pool: Json, _mfa: Json) -> None:
    del pool["EmailVerificationMessage"], pool["EmailVerificationSubject"]
    pool["VerificationMessageTemplate"] = {
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
        "EmailMessageByLink": "Please {##confirm##}",
        "EmailSubjectByLink": "Confirm",
    }


def _empties(pool: Json, _mfa: Json) -> None:
    pool |= {"LambdaConfig": {}, "SmsConfiguration": {}, "AutoVerifiedAttributes": [], "UserPoolTags": {}}
    pool |= {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []}}
    pool |= {"AccountRecoverySetting": {"RecoveryMechanisms": []}, "VerificationMessageTemplate": {}}
    pool["AdminCreateUserConfig"]["InviteMessageTemplate"] = {}
    pool["Policies"]["SignInPolicy"] = {"AllowedFirstAuthFactors": []}


def _device_empty(pool: Json, _mfa: Json) -> None:
    pool["DeviceConfiguration"] = {}


def _device_never_asks(pool: Json, _mfa: Json) -> None:
    pool["DeviceConfiguration"] = dict.fromkeys(pool["DeviceConfiguration"], False)


def _eums(pool: Json, _mfa: Json) -> None:
    pool["SmsConfiguration"] = {"EumsSms": {"CallerArn": SMS["SnsCallerArn"], "OriginationIdentity": "pool"}}


def _eums_beside_sns(pool: Json, _mfa: Json) -> None:
    pool["SmsConfiguration"] = {**SMS, "EumsSms": {"CallerArn": SMS["SnsCallerArn"], "OriginationIdentity": "pool"}}


def _newer(pool: Json, _mfa: Json) -> None:
    pool |= {"DcrConfiguration": {"EnableStatus": "Enabled", "AllowedScopes": []}}
    pool["AcrConfiguration"] = {"Level1": {"AcrValue": "urn:example:one"}}


def _tags_of_aws_only(pool: Json, _mfa: Json) -> None:
    pool["UserPoolTags"] = {"aws:cloudformation:stack-name": "auth"}


def _invite_subject_only(pool: Json, _mfa: Json) -> None:
    pool["AdminCreateUserConfig"]["InviteMessageTemplate"] = {"EmailSubject": "Welcome"}


def _all_triggers(pool: Json, _mfa: Json) -> None:
    plain = {name: _function(name) for name in TRIGGERS}
    senders = {
        m: {"LambdaVersion": "V1_0", "LambdaArn": _function(m)} for m in ("CustomEmailSender", "CustomSMSSender")
    }
    versioned = {"LambdaVersion": "V3_0", "LambdaArn": plain["PreTokenGeneration"]}
    key = pool["LambdaConfig"]["KMSKeyID"]
    pool["LambdaConfig"] = {**plain, **senders, "PreTokenGenerationConfig": versioned, "KMSKeyID": key}


def _old_token_trigger(pool: Json, _mfa: Json) -> None:
    pool["LambdaConfig"] = {"PreTokenGeneration": _function("claims")}


def _zero_days(pool: Json, _mfa: Json) -> None:
    pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] = 0


def _old_days(pool: Json, _mfa: Json) -> None:
    del pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    pool["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = 30


def _no_history(pool: Json, _mfa: Json) -> None:
    del pool["Policies"]["PasswordPolicy"]["PasswordHistorySize"]


def _decomposed_text(pool: Json, _mfa: Json) -> None:
    text = unicodedata.normalize("NFD", "Grüße {####}, Ångström")
    pool["EmailVerificationMessage"] = pool["VerificationMessageTemplate"]["EmailMessage"] = text


def _recovery_by_phone(pool: Json, _mfa: Json) -> None:
    names = ("verified_phone_number", "verified_email")
    pool["AccountRecoverySetting"]["RecoveryMechanisms"] = [
        {"Priority": priority, "Name": name} for priority, name in enumerate(names, 1)
    ]


def _only_threat_protection(pool: Json, _mfa: Json) -> None:
    pool["UserPoolAddOns"] = {"AdvancedSecurityMode": "AUDIT"}


VARIATIONS: tuple[Vary, ...] = (
    _tame,
    _as_in_production,
    _full,
    _minimal,
    _without_policies,
    _without_tier,
    _mfa_on,
    _mfa_off,
    _code_template,
    _old_texts_only,
    _link_only,
    _empties,
    _device_empty,
    _device_never_asks,
    _eums,
    _eums_beside_sns,
    _newer,
    _newer_default,
    _tags,
    _federation,
    _tags_of_aws_only,
    _invite_subject_only,
    _all_triggers,
    _old_token_trigger,
    _zero_days,
    _old_days,
    _no_history,
    _decomposed_text,
    _recovery_by_phone,
    _only_threat_protection,
)


def varied_pools() -> dict[str, tuple[Json, Json]]:
    """Return each variation's raw UserPool and MFA configuration by its name; the ids are numbered."""
    made: dict[str, tuple[Json, Json]] = {}
    for number, vary in enumerate(VARIATIONS):
        pool, mfa = sendable_pool(f"{REGION}_Body{number}"), production_mfa()
        vary(pool, mfa)
        made[vary.__name__.removeprefix("_")] = pool, mfa
    return made


def sendable_pool(pool_id: str) -> Json:
    """Return the production pool without what provider 5.100.0 cannot send: newer members, and tags."""
    pool = production_pool(pool_id)
    for member in (*NEWER, "UserPoolTags"):
        del pool[member]
    del pool["LambdaConfig"]["InboundFederation"]
    return pool
