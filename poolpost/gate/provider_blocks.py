"""
The blocks of `aws_cognito_user_pool` as members of UpdateUserPool, the way provider 5.100.0 writes them.

Source, unless a line names another: hashicorp/terraform-provider-aws internal/service/cognitoidp/user_pool.go, its
expand functions. A member that is empty in the planned state is omitted, with the exceptions below.
"""

from collections.abc import Callable

from poolpost.settings.terraform_names import EMAIL
from poolpost.standards.raw import Json

STRINGS = {
    "deletion_protection": "DeletionProtection",
    "email_verification_message": "EmailVerificationMessage",
    "email_verification_subject": "EmailVerificationSubject",
    "mfa_configuration": "MfaConfiguration",
    "sms_authentication_message": "SmsAuthenticationMessage",
    "sms_verification_message": "SmsVerificationMessage",
    "user_pool_tier": "UserPoolTier",
}
"""Sent when not empty (d.GetOk)."""


_INVITE = {"email_message": "EmailMessage", "email_subject": "EmailSubject", "sms_message": "SMSMessage"}
SMS = {"external_id": "ExternalId", "sns_caller_arn": "SnsCallerArn", "sns_region": "SnsRegion"}
_TEMPLATE = {
    "default_email_option": "DefaultEmailOption",
    "email_message": "EmailMessage",
    "email_message_by_link": "EmailMessageByLink",
    "email_subject": "EmailSubject",
    "email_subject_by_link": "EmailSubjectByLink",
    "sms_message": "SmsMessage",
}
_TRIGGERS = {
    "create_auth_challenge": "CreateAuthChallenge",
    "custom_message": "CustomMessage",
    "define_auth_challenge": "DefineAuthChallenge",
    "kms_key_id": "KMSKeyID",
    "post_authentication": "PostAuthentication",
    "post_confirmation": "PostConfirmation",
    "pre_authentication": "PreAuthentication",
    "pre_sign_up": "PreSignUp",
    "pre_token_generation": "PreTokenGeneration",
    "user_migration": "UserMigration",
    "verify_auth_challenge_response": "VerifyAuthChallengeResponse",
}
_VERSIONED_TRIGGERS = {
    "custom_email_sender": "CustomEmailSender",
    "custom_sms_sender": "CustomSMSSender",
    "pre_token_generation_config": "PreTokenGenerationConfig",
}
_TRIGGER = {"lambda_arn": "LambdaArn", "lambda_version": "LambdaVersion"}
_REQUIREMENTS = {
    "require_lowercase": "RequireLowercase",
    "require_numbers": "RequireNumbers",
    "require_symbols": "RequireSymbols",
    "require_uppercase": "RequireUppercase",
}
_DEVICE = {
    "challenge_required_on_new_device": "ChallengeRequiredOnNewDevice",
    "device_only_remembered_on_user_prompt": "DeviceOnlyRememberedOnUserPrompt",
}


def block(state: Json, attribute: str) -> Json | None:
    """Return the one object of a block, None without the block."""
    blocks: list[Json] = state.get(attribute) or []
    return blocks[0] if blocks else None


def renamed(state: Json, names: dict[str, str]) -> Json:
    """Return the members that are not empty, under AWS's names."""
    return {member: state[attribute] for attribute, member in names.items() if state.get(attribute)}


def _account_recovery(found: Json) -> Json:
    mechanisms: list[Json] = found.get("recovery_mechanism") or []
    return {"RecoveryMechanisms": [{"Name": each["name"], "Priority": each["priority"]} for each in mechanisms]}


def _admin_create_user(found: Json) -> Json:
    """With an invitation, all three texts are sent, '' for an unset one; UnusedAccountValidityDays never is."""
    sent: Json = renamed(found, {"allow_admin_create_user_only": "AllowAdminCreateUserOnly"})
    if (invitation := block(found, "invite_message_template")) is not None:
        sent["InviteMessageTemplate"] = {m: invitation.get(attribute) or "" for attribute, m in _INVITE.items()}
    return sent


def _device(found: Json) -> Json:
    """Return {} for {false, false}: the SDK's serializer omits false from a structure."""
    return renamed(found, _DEVICE)


def _email(found: Json) -> Json:
    return renamed(found, EMAIL)


def _lambda(found: Json) -> Json:
    versioned = {member: block(found, attribute) for attribute, member in _VERSIONED_TRIGGERS.items()}
    return renamed(found, _TRIGGERS) | {m: renamed(sent, _TRIGGER) for m, sent in versioned.items() if sent is not None}


def _password(found: Json) -> Json:
    """MinimumLength and PasswordHistorySize are pointers in the SDK, so their 0 is sent; other zeros are not."""
    days = renamed(found, {"temporary_password_validity_days": "TemporaryPasswordValidityDays"})
    return {
        "MinimumLength": found.get("minimum_length") or 0,
        "PasswordHistorySize": found.get("password_history_size") or 0,
        **renamed(found, _REQUIREMENTS),
        **days,
    }


def _sign_in(found: Json) -> Json:
    return {"AllowedFirstAuthFactors": found.get("allowed_first_auth_factors") or []}


def _sms(found: Json) -> Json | None:
    """Return nothing for a block in which all is empty, as a pool with only EumsSms has it (seen on the wire)."""
    return renamed(found, SMS) or None


def _attribute_updates(found: Json) -> Json:
    name = "attributes_require_verification_before_update"
    return {"AttributesRequireVerificationBeforeUpdate": found.get(name) or []}


def _add_ons(found: Json) -> Json:
    sent = renamed(found, {"advanced_security_mode": "AdvancedSecurityMode"})
    if (flows := block(found, "advanced_security_additional_flows")) is not None:
        sent["AdvancedSecurityAdditionalFlows"] = renamed(flows, {"custom_auth_mode": "CustomAuthMode"})
    return sent


def _template(found: Json) -> Json:
    return renamed(found, _TEMPLATE)


BLOCKS: dict[str, tuple[tuple[str, ...], Callable[[Json], Json | None]]] = {
    "account_recovery_setting": (("AccountRecoverySetting",), _account_recovery),
    "admin_create_user_config": (("AdminCreateUserConfig",), _admin_create_user),
    "device_configuration": (("DeviceConfiguration",), _device),
    "email_configuration": (("EmailConfiguration",), _email),
    "lambda_config": (("LambdaConfig",), _lambda),
    "password_policy": (("Policies", "PasswordPolicy"), _password),
    "sign_in_policy": (("Policies", "SignInPolicy"), _sign_in),
    "sms_configuration": (("SmsConfiguration",), _sms),
    "user_attribute_update_settings": (("UserAttributeUpdateSettings",), _attribute_updates),
    "user_pool_add_ons": (("UserPoolAddOns",), _add_ons),
    "verification_message_template": (("VerificationMessageTemplate",), _template),
}
"""Block -> where its object goes in the request, and what makes it."""
