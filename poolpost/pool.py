"""
The safety core: what a user pool consists of, and what a write would do to it. Pure; raw JSON in, values out.

UpdateUserPool sets what a request omits to its default (botocore model text; measured by others, in part). So the
body that we send is the whole live pool with a new EmailConfiguration, a member that we do not know stops the write,
and everything omitted is assumed to be reset.

The tables follow botocore 1.44.5 (cognito-idp 2016-04-18): DescribeUserPool's UserPoolType against UpdateUserPool's
request. A test holds them against the installed botocore.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Shape = Mapping[str, "Shape"]
LEAF: Shape = {}
"""A scalar, a list of scalars, or a map whose keys are the user's own (tags)."""

READ_ONLY = frozenset(
    {
        "Id",
        "Arn",
        "Status",
        "CreationDate",
        "LastModifiedDate",
        "EstimatedNumberOfUsers",
        "Domain",
        "CustomDomain",
        "EmailConfigurationFailure",
        "SmsConfigurationFailure",
    }
)
"""Members of DescribeUserPool that UpdateUserPool has no counterpart for."""

CREATE_ONLY = frozenset({"AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "SchemaAttributes"})
"""Members that only CreateUserPool takes; UpdateUserPool refuses or ignores them, and they survive it."""

VOLATILE = frozenset(
    {"LastModifiedDate", "EstimatedNumberOfUsers", "EmailConfigurationFailure", "SmsConfigurationFailure"}
)
"""Members that change by themselves: never part of a comparison."""

RENAMED = {"Name": "PoolName"}
"""DescribeUserPool's name of a member -> UpdateUserPool's."""


def _leaves(names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), LEAF)


_TRIGGER = _leaves("LambdaVersion LambdaArn")
SETTABLE: Shape = {
    "Name": LEAF,
    **_leaves("AutoVerifiedAttributes DeletionProtection EmailVerificationMessage EmailVerificationSubject"),
    **_leaves("MfaConfiguration SmsAuthenticationMessage SmsVerificationMessage UserPoolTags UserPoolTier"),
    "AccountRecoverySetting": {"RecoveryMechanisms": _leaves("Priority Name")},
    "AcrConfiguration": LEAF,
    "AdminCreateUserConfig": {
        **_leaves("AllowAdminCreateUserOnly UnusedAccountValidityDays"),
        "InviteMessageTemplate": _leaves("SMSMessage EmailMessage EmailSubject"),
    },
    "DcrConfiguration": _leaves("EnableStatus OpenDcrEnabled AuthenticatedGrantTypes OpenDcrGrantTypes AllowedScopes"),
    "DeviceConfiguration": _leaves("ChallengeRequiredOnNewDevice DeviceOnlyRememberedOnUserPrompt"),
    "EmailConfiguration": _leaves("SourceArn ReplyToEmailAddress EmailSendingAccount From ConfigurationSet"),
    "IssuerConfiguration": _leaves("Type"),
    "KeyConfiguration": _leaves("KeyType KmsKeyArn"),
    "LambdaConfig": {
        **_leaves("PreSignUp CustomMessage PostConfirmation PreAuthentication PostAuthentication DefineAuthChallenge"),
        **_leaves("CreateAuthChallenge VerifyAuthChallengeResponse PreTokenGeneration UserMigration KMSKeyID"),
        "PreTokenGenerationConfig": _TRIGGER,
        "CustomSMSSender": _TRIGGER,
        "CustomEmailSender": _TRIGGER,
        "InboundFederation": _TRIGGER,
    },
    "Policies": {
        "PasswordPolicy": _leaves(
            "MinimumLength RequireUppercase RequireLowercase RequireNumbers RequireSymbols PasswordHistorySize "
            "TemporaryPasswordValidityDays"
        ),
        "SignInPolicy": _leaves("AllowedFirstAuthFactors"),
    },
    "SmsConfiguration": {
        **_leaves("SnsCallerArn ExternalId SnsRegion"),
        "EumsSms": _leaves(
            "CallerArn ExternalId OriginationIdentity ConfigurationSetName InEntityId InTemplateId Region"
        ),
    },
    "UserAttributeUpdateSettings": _leaves("AttributesRequireVerificationBeforeUpdate"),
    "UserPoolAddOns": {
        "AdvancedSecurityMode": LEAF,
        "AdvancedSecurityAdditionalFlows": _leaves("CustomAuthMode"),
    },
    "VerificationMessageTemplate": _leaves(
        "SmsMessage EmailMessage EmailSubject EmailMessageByLink EmailSubjectByLink DefaultEmailOption"
    ),
}
"""Members that UpdateUserPool takes, at every depth, under DescribeUserPool's names."""

_EMPTY_MEANS_SOMETHING = ("DeviceConfiguration", "DcrConfiguration")
"""Absent and empty differ: {} remembers devices, an empty list in DCR has a meaning of its own (AWS docs)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that is not the same in two snapshots; None stands for absent."""

    path: str
    before: Any
    after: Any


def unknown_members(pool: Json) -> list[str]:
    """List the paths of members, at any depth, that are in no table above."""
    top = [member for member in pool if member not in READ_ONLY | CREATE_ONLY and member not in SETTABLE]
    nested = [
        path
        for member, shape in SETTABLE.items()
        if member in pool and shape
        for path in _unknown_below(pool[member], shape, member)
    ]
    return sorted(top + nested)


def update_body(pool: Json, email_configuration: Json) -> Json:
    """
    Make the full UpdateUserPool request: everything that is live, and the new EmailConfiguration.

    What was read is sent as it is, with three exceptions that AWS's own rules force: read-only and create-only
    members, AWS's own `aws:` tags, and the deprecated UnusedAccountValidityDays beside its successor.
    """
    kept = {m: value for m, value in pool.items() if m not in READ_ONLY | CREATE_ONLY and m != "EmailConfiguration"}
    body: Json = {RENAMED.get(member, member): value for member, value in kept.items()}
    if "UserPoolTags" in body:
        body["UserPoolTags"] = own_tags(body["UserPoolTags"])
    if _has_successor(pool):
        admin = body["AdminCreateUserConfig"]
        body["AdminCreateUserConfig"] = {k: v for k, v in admin.items() if k != "UnusedAccountValidityDays"}
    return {"UserPoolId": pool["Id"], **body, "EmailConfiguration": email_configuration}


def differences(before: Json, after: Json) -> list[Difference]:
    """Compare two snapshots outside EmailConfiguration and what changes by itself, setting by setting."""
    left, right = dict(_settings(before)), dict(_settings(after))
    return [
        Difference(path, left.get(path), right.get(path))
        for path in sorted(left.keys() | right.keys())
        if _comparable(left.get(path)) != _comparable(right.get(path))
    ]


def email_configuration(pool: Json) -> Json:
    """Give the live EmailConfiguration without empty members; a pool without one sends by COGNITO_DEFAULT."""
    live = {member: value for member, value in pool.get("EmailConfiguration", {}).items() if value not in ("", None)}
    return {"EmailSendingAccount": "COGNITO_DEFAULT"} | live


def own_tags(tags: Json) -> Json:
    """Give the tags without those of AWS itself (`aws:cloudformation:...`), which nobody else may write."""
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}


def _unknown_below(value: Any, shape: Shape, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown_below(item, shape, f"{path}[{index}]")
    elif isinstance(value, dict):
        for member, inner in value.items():
            if member not in shape:
                yield f"{path}.{member}"
            elif shape[member]:
                yield from _unknown_below(inner, shape[member], f"{path}.{member}")


def _has_successor(pool: Json) -> bool:
    """Tell whether UpdateUserPool would refuse UnusedAccountValidityDays: its successor is set as well."""
    password = pool.get("Policies", {}).get("PasswordPolicy", {})
    return "TemporaryPasswordValidityDays" in password and "UnusedAccountValidityDays" in pool.get(
        "AdminCreateUserConfig", {}
    )


def _settings(pool: Json) -> Iterator[tuple[str, Any]]:
    for member, value in pool.items():
        if member in VOLATILE or member == "EmailConfiguration":
            continue
        yield from _flat(own_tags(value) if member == "UserPoolTags" else value, member, pool)


def _flat(value: Any, path: str, pool: Json) -> Iterator[tuple[str, Any]]:
    if path == "AdminCreateUserConfig.UnusedAccountValidityDays" and _has_successor(pool):
        return
    if isinstance(value, dict) and value:
        for member, inner in value.items():
            yield from _flat(inner, f"{path}.{member}", pool)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for index, item in enumerate(value):
            yield from _flat(item, f"{path}[{index}]", pool)
    elif value not in ({}, [], "", None) or path.startswith(_EMPTY_MEANS_SOMETHING):
        yield path, value


def _comparable(value: Any) -> Any:
    """Compare lists of names as sets: AWS and the provider give them back in any order."""
    return sorted(value, key=str) if isinstance(value, list) else value
