"""
A user pool that is still to be created: its attributes, as `aws_cognito_user_pool` of provider 5.100.0 calls them.

The stack plans these and the gate compares the plan with them, so that a stack of another environment file is noticed.
"""

from typing import Any

from poolpost.settings import Settings
from poolpost.settings.terraform_names import EMAIL
from poolpost.standards.raw import Json

TEMPORARY_PASSWORD_DAYS = 7  # AWS Config rule cognito-user-pool-password-policy-check, and AWS's default
_NOTHING: tuple[Any, ...] = (None, "", False, 0, [], {})


def attributes(settings: Settings) -> Json:
    """
    Return everything that is set at creation except the e-mail configuration; what is omitted gets AWS's default.

    Addresses must be verified before they count, also changed ones; passwords are recovered by mail alone; nobody can
    delete the pool before its protection is taken away.

    Raises:
        LookupError: the environment makes no pool.
    """
    create = settings.user_pool.create
    if create is None:
        raise LookupError("this environment makes no user pool")
    made: Json = {
        "name": create.name,
        "deletion_protection": "ACTIVE",
        "username_attributes": list(create.username_attributes),
        "username_configuration": {"case_sensitive": False},
        "auto_verified_attributes": ["email"],
        "user_attribute_update_settings": {"attributes_require_verification_before_update": ["email"]},
        "account_recovery_setting": {"recovery_mechanism": [{"name": "verified_email", "priority": 1}]},
        "admin_create_user_config": {"allow_admin_create_user_only": create.admin_create_user_only},
        "password_policy": {
            "minimum_length": create.password_minimum_length,
            "require_lowercase": True,
            "require_uppercase": True,
            "require_numbers": True,
            "require_symbols": True,
            "temporary_password_validity_days": TEMPORARY_PASSWORD_DAYS,
        },
        "user_pool_tier": create.user_pool_tier,
    }
    return {attribute: value for attribute, value in made.items() if value not in _NOTHING}


def not_as_wanted(settings: Settings, planned: Json) -> list[tuple[str, Any, Any]]:
    """List attribute, planned and wanted value wherever a planned creation is not the environment's."""
    email = {name: settings.email_configuration.get(member) for name, member in EMAIL.items()}
    wanted = attributes(settings) | {"email_configuration": email, "mfa_configuration": "OFF"}
    return [
        (name, planned.get(name), wanted.get(name))
        for name in sorted(planned.keys() | wanted.keys())
        if _plain(planned.get(name)) != _plain(wanted.get(name))
    ]


def _plain(value: Any) -> Any:
    """Take a block out of its list, and leave out what is nothing: that is how a plan shows the same value."""
    if isinstance(value, list):
        inner = [_plain(item) for item in value]
        return inner[0] if len(inner) == 1 else inner or None
    if isinstance(value, dict):
        return {name: plain for name, each in value.items() if (plain := _plain(each)) is not None} or None
    return None if value in _NOTHING else value
