"""Which member of a user pool may be written when, and the defaults of a new pool.

Source: the service model of cognito-idp (CreateUserPool, UpdateUserPool, UserPoolType).
"""

from copy import deepcopy

from poolpost.emulator.errors import invalid_parameter
from poolpost.emulator.state import Json

CREATE_ONLY = frozenset({"AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "SchemaAttributes"})
READ_ONLY = frozenset(
    [
        "Id",
        "Arn",
        "Name",
        "Status",
        "CreationDate",
        "LastModifiedDate",
        "EstimatedNumberOfUsers",
        "Domain",
        "CustomDomain",
        "EmailConfigurationFailure",
        "SmsConfigurationFailure",
    ]
)
SURVIVES_UPDATE = (CREATE_ONLY | READ_ONLY | {"UserPoolTier"}) - {
    "EmailConfigurationFailure",
    "SmsConfigurationFailure",
}
"""Kept by an UpdateUserPool that does not send it; everything else is reset or removed."""

DEFAULTS: Json = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 8,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "TemporaryPasswordValidityDays": 7,
        }
    },
    "DeletionProtection": "INACTIVE",
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
    "MfaConfiguration": "OFF",
    "UserPoolTags": {},
}

_SHORT = {"birthdate": ("10", "10")}
_SPECIAL: Json = {
    "sub": {
        "Mutable": False,
        "Required": True,
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "2048"},
    },
    "email_verified": {"AttributeDataType": "Boolean"},
    "phone_number_verified": {"AttributeDataType": "Boolean"},
    "updated_at": {"AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "0"}},
}
_STANDARD = [
    "sub",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
    "identities",
]


def defaults() -> Json:
    """Return the settings of a pool that is created without any."""
    return deepcopy(DEFAULTS)


def schema(requested: list[Json]) -> list[Json]:
    """Return the standard attributes, with the requested ones replaced (standard names) or added (custom names)."""
    attributes = {name: _standard(name) for name in _STANDARD}
    for wanted in requested:
        if wanted["Name"] in attributes:
            attributes[wanted["Name"]] |= wanted
        else:
            attributes |= {custom["Name"]: custom for custom in custom_attributes([wanted])}
    return list(attributes.values())


def custom_attributes(requested: list[Json]) -> list[Json]:
    """Attributes with Cognito's prefix."""
    return [_custom(wanted) for wanted in requested]


def _standard(name: str) -> Json:
    base = {
        "Name": name,
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
    }
    if name in _SPECIAL:
        return base | deepcopy(_SPECIAL[name])
    if name == "identities":
        return base | {"StringAttributeConstraints": {}}
    shortest, longest = _SHORT.get(name, ("0", "2048"))
    return base | {"StringAttributeConstraints": {"MinLength": shortest, "MaxLength": longest}}


def _custom(wanted: Json) -> Json:
    kind = wanted.get("AttributeDataType", "String")
    hidden = wanted.get("DeveloperOnlyAttribute", False)
    attribute: Json = {
        "AttributeDataType": kind,
        "DeveloperOnlyAttribute": hidden,
        "Mutable": True,
        "Required": False,
    }
    if kind in {"String", "Number"}:
        attribute[f"{kind}AttributeConstraints"] = {}
    return attribute | wanted | {"Name": f"{'dev' if hidden else 'custom'}:{wanted['Name']}"}


def check_settings(body: Json) -> None:
    """Refuse combinations that AWS refuses in CreateUserPool and UpdateUserPool alike."""
    if any(key.startswith("aws:") for key in body.get("UserPoolTags", {})):
        msg = "Tag keys starting with aws: are reserved for system use."
        raise invalid_parameter(msg)
    password = body.get("Policies", {}).get("PasswordPolicy", {})
    if (
        "UnusedAccountValidityDays" in body.get("AdminCreateUserConfig", {})
        and "TemporaryPasswordValidityDays" in password
    ):
        msg = "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
        raise invalid_parameter(msg)
    settings = body.get("UserAttributeUpdateSettings", {})
    required = set(settings.get("AttributesRequireVerificationBeforeUpdate", []))
    if missing := required - set(body.get("AutoVerifiedAttributes", [])):
        msg = f"Attributes {sorted(missing)} in UserAttributeUpdateSettings must be in AutoVerifiedAttributes."
        raise invalid_parameter(msg)


def mirror_validity(pool: Json) -> None:
    """Show the deprecated UnusedAccountValidityDays with its successor's value, as DescribeUserPool does."""
    days = pool.get("Policies", {}).get("PasswordPolicy", {}).get("TemporaryPasswordValidityDays")
    if days is not None and "AdminCreateUserConfig" in pool:
        pool["AdminCreateUserConfig"] = pool["AdminCreateUserConfig"] | {"UnusedAccountValidityDays": days}


def check_updatable(body: Json) -> None:
    """Refuse members that only CreateUserPool takes, or that only DescribeUserPool returns."""
    if refused := sorted((CREATE_ONLY | READ_ONLY | {"Schema"}) & set(body)):
        msg = f"{', '.join(refused)} cannot be changed by UpdateUserPool."
        raise invalid_parameter(msg)
