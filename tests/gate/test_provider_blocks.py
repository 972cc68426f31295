"""Each block of a pool in Terraform's state, as the provider sends it to Cognito."""

import pytest

from poolpost.gate import provider_body
from tests.scenes.provider_states import NEW, OLD, Json


def _sent(state: Json) -> Json:
    """Give what is sent beside the e-mail configuration when only that changes."""
    body = provider_body.update_body(OLD | state, NEW | state)
    assert body is not None
    assert body.pop("UserPoolId") == "eu-west-1_x"
    assert body.pop("EmailConfiguration") == {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn"}
    return body


@pytest.mark.parametrize(
    ("why", "state", "expected"),
    [
        ("what is empty is left out", {"mfa_configuration": "", "sms_configuration": [], "user_pool_tier": None}, {}),
        ("scalars are sent as they are", {"mfa_configuration": "OFF"}, {"MfaConfiguration": "OFF"}),
        ("tags and name are never sent", {"name": "x", "tags": {"a": "b"}, "tags_all": {"a": "b"}}, {}),
        (
            "false is left out of a structure, 0 of a pointer is not",
            {"password_policy": [{"minimum_length": 8, "require_symbols": False, "require_numbers": True}]},
            {"Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 0, "RequireNumbers": True}}},
        ),
        (
            "both policies share a member",
            {
                "password_policy": [{"minimum_length": 8}],
                "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD"]}],
            },
            {
                "Policies": {
                    "PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 0},
                    "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
                }
            },
        ),
        (
            "an invitation is sent with all three texts",
            {"admin_create_user_config": [{"invite_message_template": [{"email_subject": "Hi"}]}]},
            {
                "AdminCreateUserConfig": {
                    "InviteMessageTemplate": {"EmailMessage": "", "EmailSubject": "Hi", "SMSMessage": ""}
                }
            },
        ),
        (
            "devices that are always remembered become {}",
            {"device_configuration": [{"challenge_required_on_new_device": False}]},
            {"DeviceConfiguration": {}},
        ),
        ("an SMS block in which all is empty is not sent", {"sms_configuration": [{"external_id": ""}]}, {}),
        (
            "recovery mechanisms are a list of name and priority",
            {"account_recovery_setting": [{"recovery_mechanism": [{"name": "verified_email", "priority": 1}]}]},
            {"AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}},
        ),
        (
            "threat protection with its additional flows",
            {
                "user_pool_add_ons": [
                    {
                        "advanced_security_mode": "AUDIT",
                        "advanced_security_additional_flows": [{"custom_auth_mode": "AUDIT"}],
                    }
                ]
            },
            {
                "UserPoolAddOns": {
                    "AdvancedSecurityMode": "AUDIT",
                    "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
                }
            },
        ),
        (
            "a versioned trigger is an object",
            {
                "lambda_config": [
                    {"kms_key_id": "k", "custom_sms_sender": [{"lambda_arn": "a", "lambda_version": "V1_0"}]}
                ]
            },
            {"LambdaConfig": {"KMSKeyID": "k", "CustomSMSSender": {"LambdaArn": "a", "LambdaVersion": "V1_0"}}},
        ),
        (
            "of the template only what is set is sent",
            {"verification_message_template": [{"default_email_option": "CONFIRM_WITH_LINK", "email_message": ""}]},
            {"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}},
        ),
        (
            "attribute updates and an invitation-free admin configuration",
            {
                "user_attribute_update_settings": [{"attributes_require_verification_before_update": ["email"]}],
                "admin_create_user_config": [{"allow_admin_create_user_only": False}],
            },
            {
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
                "AdminCreateUserConfig": {},
            },
        ),
        (
            "threat protection without additional flows",
            {"user_pool_add_ons": [{"advanced_security_mode": "OFF"}]},
            {"UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}},
        ),
        (
            "a password policy without lengths is sent with 0 for both",
            {"password_policy": [{"require_symbols": True}]},
            {"Policies": {"PasswordPolicy": {"MinimumLength": 0, "PasswordHistorySize": 0, "RequireSymbols": True}}},
        ),
        (
            "a history of passwords is kept",
            {"password_policy": [{"minimum_length": 8, "password_history_size": 5}]},
            {"Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 5}}},
        ),
        (
            "an SMS role is sent with what is set of it",
            {"sms_configuration": [{"external_id": "e", "sns_caller_arn": "a", "sns_region": ""}]},
            {"SmsConfiguration": {"ExternalId": "e", "SnsCallerArn": "a"}},
        ),
        (
            "lists that are not set are sent empty",
            {
                "account_recovery_setting": [{"recovery_mechanism": None}],
                "sign_in_policy": [{"allowed_first_auth_factors": None}],
                "user_attribute_update_settings": [{"attributes_require_verification_before_update": None}],
            },
            {
                "AccountRecoverySetting": {"RecoveryMechanisms": []},
                "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": []}},
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
            },
        ),
        (
            "verified attributes are a list",
            {"auto_verified_attributes": ["email"]},
            {"AutoVerifiedAttributes": ["email"]},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_planned_state_becomes_the_request(why: str, state: Json, expected: Json) -> None:
    """Each quirk of the provider's serializer has a row."""
    assert _sent(state) == expected, why
