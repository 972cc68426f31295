"""
The members of a user pool: which are read-only, create-only, settable at which depth, or unknown.

The tables follow botocore 1.44.5 (cognito-idp 2016-04-18): DescribeUserPool's UserPoolType against UpdateUserPool's
request. A test holds them against the installed botocore.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from poolpost.standards.raw import Json

Shape = Mapping[str, "Shape"]
LEAF: Shape = {}
"""A scalar or a list of scalars: no member inside it is known."""
ANY = "*"
"""Stands for every key of a map whose keys are the user's own."""

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

REGIONAL = frozenset({"EmailConfiguration", "LambdaConfig", "SmsConfiguration", "UserPoolTags"})
"""
Members that a replica has of its own; all others are set in the primary and copied (Cognito developer guide,
user-pool-multi-region; botocore's text of UpdateUserPool says the same).
"""

RENAMED = {"Name": "PoolName"}
"""DescribeUserPool's name of a member -> UpdateUserPool's."""


def _leaves(names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), LEAF)


_TRIGGER = _leaves("LambdaVersion LambdaArn")
_SMS: Shape = {
    **_leaves("SnsCallerArn ExternalId SnsRegion"),
    "EumsSms": _leaves("CallerArn ExternalId OriginationIdentity ConfigurationSetName InEntityId InTemplateId Region"),
}
SETTABLE: Shape = {
    "Name": LEAF,
    **_leaves("AutoVerifiedAttributes DeletionProtection EmailVerificationMessage EmailVerificationSubject"),
    **_leaves("MfaConfiguration SmsAuthenticationMessage SmsVerificationMessage UserPoolTier"),
    "AccountRecoverySetting": {"RecoveryMechanisms": _leaves("Priority Name")},
    "AcrConfiguration": {f"Level{level}": _leaves("AcrValue") for level in range(1, 5)},
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
    "SmsConfiguration": _SMS,
    "UserAttributeUpdateSettings": _leaves("AttributesRequireVerificationBeforeUpdate"),
    "UserPoolAddOns": {
        "AdvancedSecurityMode": LEAF,
        "AdvancedSecurityAdditionalFlows": _leaves("CustomAuthMode"),
    },
    "UserPoolTags": {ANY: LEAF},
    "VerificationMessageTemplate": _leaves(
        "SmsMessage EmailMessage EmailSubject EmailMessageByLink EmailSubjectByLink DefaultEmailOption"
    ),
}
"""Members that UpdateUserPool takes, at every depth, under DescribeUserPool's names."""


MFA: Shape = {
    "MfaConfiguration": LEAF,
    "EmailMfaConfiguration": _leaves("Message Subject"),
    "SmsMfaConfiguration": {"SmsAuthenticationMessage": LEAF, "SmsConfiguration": _SMS},
    "SoftwareTokenMfaConfiguration": _leaves("Enabled"),
    "WebAuthnConfiguration": _leaves("RelyingPartyId UserVerification FactorConfiguration"),
}
"""Members of GetUserPoolMfaConfig's answer, at every depth; poolpost writes none of them."""


def unknown_members(pool: Json) -> list[str]:
    """
    List the paths of members, at any depth, that are in no table above.

    Create-only members are not looked into: they are never sent, and an update leaves them as they are.
    """
    top = [member for member in pool if member not in READ_ONLY | CREATE_ONLY and member not in SETTABLE]
    nested = [
        path
        for member, shape in SETTABLE.items()
        if member in pool
        for path in _unknown_inside(pool[member], shape, member)
    ]
    return sorted(top + nested)


def unknown_factors(mfa: Json) -> list[str]:
    """List the paths below `MfaConfig` of members of an MFA configuration that are not in `MFA`."""
    return sorted(_unknown_inside(mfa, MFA, "MfaConfig"))


def without_nulls(value: Any) -> Any:
    """Return JSON as AWS means it: a member that is null is absent, at any depth."""
    if isinstance(value, dict):
        return {member: without_nulls(inner) for member, inner in value.items() if inner is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def misshapen(pool: Json) -> list[str]:
    """List the paths of known members that are null, or no object where AWS has one: sent on, they would reset."""
    return sorted(path for m, shape in SETTABLE.items() if m in pool for path in _misshapen_below(pool[m], shape, m))


def _misshapen_below(value: Any, shape: Shape, path: str) -> Iterator[str]:
    if path == "AccountRecoverySetting.RecoveryMechanisms" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _misshapen_below(item, shape, f"{path}[{index}]")
    elif value is None or (shape and not isinstance(value, dict)):
        yield path
    elif isinstance(value, dict):
        for member, inner in value.items():
            yield from _misshapen_below(inner, shape.get(member, shape.get(ANY, LEAF)), f"{path}.{member}")


def _unknown_inside(value: Any, shape: Shape, path: str) -> Iterator[str]:
    """Look inside a value of a known member; an object where the shape has none (a scalar became one) is unknown."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown_inside(item, shape, f"{path}[{index}]")
    elif isinstance(value, dict):
        for member, inner in value.items():
            known = shape.get(member, shape.get(ANY))
            if known is None:
                yield f"{path}.{member}"
            else:
                yield from _unknown_inside(inner, known, f"{path}.{member}")
