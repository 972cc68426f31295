"""The prediction's quirks one by one; tests/e2e/test_provider_body.py holds the whole against the real provider."""

from typing import Any

import pytest

from poolpost.gate import provider_body
from tests.scenes.provider_states import NEW, OLD, Json


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ({"a": None, "b": [], "c": {}, "d": 0, "e": False, "f": ""}, None, True),
        ([{"a": ""}], [{}], True),
        ([{"a": {"b": ""}, "c": 1}], [{"c": 1}], True),
        ([{"a": 1}], [{"a": 2}], False),
        (["a", "b"], ["b", "a"], False),
        ([{}], [], False),
    ],
)
def test_absent_empty_false_and_0_are_one_value_at_every_depth(one: Any, other: Any, *, equal: bool) -> None:
    """That is what d.HasChange compares; the number of blocks counts."""
    assert provider_body.same(one, other) is equal
    assert provider_body.same(other, one) is equal


def test_tags_that_go_and_tags_that_come_are_two_calls() -> None:
    """Neither is an UpdateUserPool."""
    ab, a, none = ({"tags_all": tags} for tags in ({"a": "1", "b": "2"}, {"a": "1"}, None))
    assert provider_body.calls(OLD | ab, OLD | a) == ("UntagResource",)
    assert provider_body.calls(OLD | a, OLD | ab) == ("TagResource",)
    assert provider_body.calls(OLD | ab, OLD | ab) == ()
    assert provider_body.calls(OLD | ab, OLD | none) == ("UntagResource",)


def test_nothing_is_sent_without_a_change() -> None:
    """Absent, empty, false and 0 are one value to the provider; tags alone are another call."""
    zeros = {"deletion_protection": "", "lambda_config": [], "password_policy": None, "tags_all": {"a": "b"}}
    assert provider_body.update_body(OLD, OLD | zeros) is None
    assert provider_body.mfa_body(OLD, OLD | {"mfa_configuration": ""}) is None
    assert provider_body.calls(OLD, OLD) == ()


def test_calls_are_named_in_the_order_of_the_provider() -> None:
    """Tags first, the destructive MFA call before the update, the schema last."""
    before = OLD | {"tags_all": {"a": "b"}, "mfa_configuration": "ON", "schema": [{"name": "x"}]}
    after = NEW | {"tags_all": {"c": "d"}, "mfa_configuration": "OFF", "schema": [{"name": "x"}, {"name": "y"}]}
    assert provider_body.calls(before, after) == (
        "UntagResource",
        "TagResource",
        "SetUserPoolMfaConfig",
        "UpdateUserPool",
        "AddCustomAttributes",
    )


def test_mfa_alone_calls_no_update() -> None:
    """mfa_configuration is not among the attributes that call UpdateUserPool."""
    assert provider_body.calls(OLD, OLD | {"mfa_configuration": "ON"}) == ("SetUserPoolMfaConfig",)


def test_mfa_request_drops_what_is_gone() -> None:
    """Captured from the wire: without the MFA attributes all factors are dropped."""
    before = OLD | {"mfa_configuration": "OPTIONAL", "email_mfa_configuration": [{"message": "m {####}"}]}
    assert provider_body.mfa_body(before, OLD | {"mfa_configuration": "OFF"}) == {
        "UserPoolId": "eu-west-1_x",
        "MfaConfiguration": "OFF",
        "EmailMfaConfiguration": {},
    }


def test_mfa_request_carries_every_factor() -> None:
    """SMS goes with it only while MFA is on: AWS refuses the two together otherwise."""
    after = OLD | {
        "mfa_configuration": "ON",
        "sms_authentication_message": "Code {####}",
        "sms_configuration": [{"external_id": "e", "sns_caller_arn": "a", "sns_region": ""}],
        "software_token_mfa_configuration": [{"enabled": True}],
        "email_mfa_configuration": [{"message": "m", "subject": "s"}],
        "web_authn_configuration": [{"relying_party_id": "example.com", "user_verification": "required"}],
    }
    sms = {"SmsConfiguration": {"ExternalId": "e", "SnsCallerArn": "a"}, "SmsAuthenticationMessage": "Code {####}"}
    body: Json = {
        "UserPoolId": "eu-west-1_x",
        "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"},
        "EmailMfaConfiguration": {"Message": "m", "Subject": "s"},
        "SmsMfaConfiguration": sms,
    }
    assert provider_body.mfa_body(OLD, after) == body
    without = provider_body.mfa_body(OLD, {"sms_authentication_message": "x"}) or {}
    assert without == {"UserPoolId": "eu-west-1_x", "MfaConfiguration": ""}
    mail = OLD | {"email_mfa_configuration": [{"message": "m"}]}
    assert (provider_body.mfa_body(mail, OLD) or {})["EmailMfaConfiguration"] == {}
    off = provider_body.mfa_body(OLD, after | {"mfa_configuration": "OFF"}) or {}
    assert "SmsMfaConfiguration" not in off


def test_a_changed_text_is_written_to_its_twin() -> None:
    """The provider copies the old attribute into the template, not the other way round."""
    before = OLD | {"email_verification_message": "old", "verification_message_template": [{"email_message": "old"}]}
    after = before | {"email_verification_message": "new"}
    body = provider_body.update_body(before, after) or {}
    assert body["VerificationMessageTemplate"] == {"EmailMessage": "new"}
    assert body["EmailVerificationMessage"] == "new"
    removed = provider_body.update_body(before, before | {"email_verification_message": ""}) or {}
    assert removed["VerificationMessageTemplate"] == {"EmailMessage": "old"}
    other = OLD | {"email_verification_message": "x", "verification_message_template": [{"email_message": "y"}]}
    unchanged = provider_body.update_body(other, other | {"user_pool_tier": "LITE"}) or {}
    assert unchanged["VerificationMessageTemplate"] == {"EmailMessage": "y"}
    alone = provider_body.update_body(
        OLD | {"email_verification_message": "a"}, OLD | {"email_verification_message": "b"}
    )
    assert "VerificationMessageTemplate" not in (alone or {})


def test_removed_attribute_updates_are_sent_as_an_empty_list() -> None:
    """AWS keeps the setting when it is absent, so the provider says it explicitly."""
    before = OLD | {"user_attribute_update_settings": [{"attributes_require_verification_before_update": ["email"]}]}
    body = provider_body.update_body(before, OLD) or {}
    assert body["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": []}


def _triggers(plain: str, versioned: str = "") -> Json:
    config = [{"lambda_arn": versioned, "lambda_version": "V2_0"}] if versioned else []
    return OLD | {"lambda_config": [{"pre_token_generation": plain, "pre_token_generation_config": config}]}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (_triggers("a", "a"), _triggers("b", "a"), ("b", {"LambdaArn": "b", "LambdaVersion": "V2_0"})),
        (_triggers("a"), _triggers("b"), ("b", {"LambdaArn": "b", "LambdaVersion": "V1_0"})),
        (_triggers("a", "a"), _triggers("a", "b"), ("b", {"LambdaArn": "b", "LambdaVersion": "V2_0"})),
        (_triggers("a", "a"), _triggers("a"), (None, None)),
        (_triggers("", "a"), _triggers(""), (None, None)),
        (_triggers("a"), _triggers(""), (None, {"LambdaArn": "", "LambdaVersion": "V1_0"})),
        (_triggers("a", "a"), _triggers("", "a"), (None, {"LambdaArn": "", "LambdaVersion": "V2_0"})),
        (OLD, _triggers("a"), ("a", {"LambdaArn": "a", "LambdaVersion": "V1_0"})),
    ],
)
def test_the_two_token_triggers_follow_each_other(before: Json, after: Json, expected: tuple[Any, Any]) -> None:
    """AWS wants one function in both; whichever changed decides."""
    triggers = (provider_body.update_body(before, after) or {})["LambdaConfig"]
    assert (triggers.get("PreTokenGeneration"), triggers.get("PreTokenGenerationConfig")) == expected
