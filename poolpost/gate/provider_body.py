"""
What AWS provider 5.100.0 sends for an update of `aws_cognito_user_pool`: the calls, and their exact bodies.

The provider builds each request from the planned state alone; nothing is read before the write. Source, unless a line
names another: hashicorp/terraform-provider-aws internal/service/cognitoidp/user_pool.go (resourceUserPoolUpdate and
its expand functions), held by a test against what the real provider sends.
"""

from collections.abc import Iterable
from typing import Any

from poolpost.gate.provider_blocks import BLOCKS, SMS, STRINGS, block, renamed
from poolpost.standards.raw import Json

_MFA_TRIGGERS = [
    "email_mfa_configuration",
    "mfa_configuration",
    "sms_authentication_message",
    "sms_configuration",
    "software_token_mfa_configuration",
    "web_authn_configuration",
]
"""Attributes of which a change calls SetUserPoolMfaConfig."""

_UPDATE_TRIGGERS = (*BLOCKS, *(name for name in STRINGS if name != "mfa_configuration"), "auto_verified_attributes")
"""Attributes of which a change calls UpdateUserPool."""

_TEXTS = {
    "email_verification_message": "EmailMessage",
    "email_verification_subject": "EmailSubject",
    "sms_verification_message": "SmsMessage",
}
"""Old attributes whose change is written into VerificationMessageTemplate as well."""


def calls(before: Json, after: Json) -> tuple[str, ...]:
    """Name the writing API calls of an update, in the provider's order; () when it would send none."""
    old_tags, new_tags = before.get("tags_all") or {}, after.get("tags_all") or {}
    made = {
        "UntagResource": bool(old_tags.keys() - new_tags.keys()),
        "TagResource": any(old_tags.get(key) != value for key, value in new_tags.items()),
        "SetUserPoolMfaConfig": _any_changed(before, after, _MFA_TRIGGERS),
        "UpdateUserPool": update_body(before, after) is not None,
        "AddCustomAttributes": not same(before.get("schema"), after.get("schema")),
    }
    return tuple(call for call, is_made in made.items() if is_made)


def update_body(before: Json, after: Json) -> Json | None:
    """
    Return the UpdateUserPool request for an update, None if the provider would send none.

    Each member that the planned state holds is sent, changed or not. `PoolName`, `UserPoolTags` and everything newer
    than the provider are never sent.
    """
    if not _any_changed(before, after, _UPDATE_TRIGGERS):
        return None
    body: Json = {"UserPoolId": before["id"], **renamed(after, STRINGS)}
    if verified := after.get("auto_verified_attributes"):
        body["AutoVerifiedAttributes"] = verified
    for attribute, (path, expand) in BLOCKS.items():
        if (found := block(after, attribute)) is not None and (value := expand(found)) is not None:
            _put(body, path, value)
    _follow_changed_siblings(before, after, body)
    return body


def mfa_body(before: Json, after: Json) -> Json | None:
    """Return the SetUserPoolMfaConfig request, None if the provider would send none; it replaces all factors."""
    if not _any_changed(before, after, _MFA_TRIGGERS):
        return None
    mode = after.get("mfa_configuration") or ""
    body: Json = {"UserPoolId": before["id"], "MfaConfiguration": mode}
    if (token := block(after, "software_token_mfa_configuration")) is not None:
        body["SoftwareTokenMfaConfiguration"] = renamed(token, {"enabled": "Enabled"})
    if (web := block(after, "web_authn_configuration")) is not None:
        names = {"relying_party_id": "RelyingPartyId", "user_verification": "UserVerification"}
        body["WebAuthnConfiguration"] = renamed(web, names)
    if (email := block(after, "email_mfa_configuration")) is not None:
        body["EmailMfaConfiguration"] = renamed(email, {"message": "Message", "subject": "Subject"})
    elif block(before, "email_mfa_configuration") is not None:
        body["EmailMfaConfiguration"] = {}
    if (sms := renamed(block(after, "sms_configuration") or {}, SMS)) and mode != "OFF":
        text = renamed(after, {"sms_authentication_message": "SmsAuthenticationMessage"})
        body["SmsMfaConfiguration"] = {"SmsConfiguration": sms, **text}
    return body


def same(one: Any, other: Any) -> bool:
    """Compare two attributes as the provider does (d.HasChange): absent, empty, false and 0 are one value."""
    return _zeroless(one) == _zeroless(other)


def _zeroless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: kept for key, inner in value.items() if (kept := _zeroless(inner)) is not None} or None
    if isinstance(value, list):
        return [_zeroless(item) for item in value] or None
    return value or None


def _any_changed(before: Json, after: Json, attributes: Iterable[str]) -> bool:
    return any(not same(before.get(attribute), after.get(attribute)) for attribute in attributes)


def _put(body: Json, path: tuple[str, ...], value: Json) -> None:
    *parents, member = path
    for parent in parents:
        body = body.setdefault(parent, {})
    body[member] = value


def _follow_changed_siblings(before: Json, after: Json, body: Json) -> None:
    """Write a change of one side to the other where AWS keeps a setting twice."""
    _follow_pre_token_generation(before, after, body)
    for attribute, member in _TEXTS.items():
        if "VerificationMessageTemplate" in body and not same(before.get(attribute), after.get(attribute)):
            body["VerificationMessageTemplate"] |= {member: after[attribute]} if after.get(attribute) else {}
    if "UserAttributeUpdateSettings" not in body and block(before, "user_attribute_update_settings") is not None:
        body["UserAttributeUpdateSettings"] = {"AttributesRequireVerificationBeforeUpdate": []}


def _follow_pre_token_generation(before: Json, after: Json, body: Json) -> None:
    triggers: Json | None = body.get("LambdaConfig")
    if triggers is None:
        return
    old, new = block(before, "lambda_config") or {}, block(after, "lambda_config") or {}
    plain = new.get("pre_token_generation")
    if not same(old.get("pre_token_generation"), plain):
        versioned: Json = triggers.setdefault("PreTokenGenerationConfig", {"LambdaVersion": "V1_0"})
        versioned["LambdaArn"] = plain or ""
    old_arn, new_arn = ((block(each, "pre_token_generation_config") or {}).get("lambda_arn") for each in (old, new))
    if not same(old_arn, new_arn) and new_arn:
        triggers["PreTokenGeneration"] = new_arn
    elif not same(old_arn, new_arn):
        triggers.pop("PreTokenGeneration", None)
