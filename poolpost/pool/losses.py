"""
What a pool would lose, and what it would gain unasked, by an UpdateUserPool request before it is sent.

Everything omitted is assumed to be reset. No loss are a value that AWS documents as the default, tags of AWS itself,
the name, and a boolean that is false in a structure which is sent without it.
"""

from collections.abc import Iterator
from unicodedata import normalize

from poolpost.aws import user_pool_members as members
from poolpost.pool import differences as core
from poolpost.pool.differences import Difference
from poolpost.standards.raw import Json, at

DEFAULTS: Json = {
    "AdminCreateUserConfig.AllowAdminCreateUserOnly": False,
    "AdminCreateUserConfig.UnusedAccountValidityDays": 7,
    "DeletionProtection": "INACTIVE",
    "KeyConfiguration.KeyType": "AWS_OWNED_KEY",
    "MfaConfiguration": "OFF",
    "Policies.PasswordPolicy.MinimumLength": 8,
    "Policies.PasswordPolicy.PasswordHistorySize": 0,
    "Policies.PasswordPolicy.RequireLowercase": True,
    "Policies.PasswordPolicy.RequireNumbers": True,
    "Policies.PasswordPolicy.RequireSymbols": True,
    "Policies.PasswordPolicy.RequireUppercase": True,
    "Policies.PasswordPolicy.TemporaryPasswordValidityDays": 7,
    "Policies.SignInPolicy.AllowedFirstAuthFactors": ["PASSWORD"],
    "UserPoolAddOns.AdvancedSecurityMode": "OFF",
    "UserPoolTier": "ESSENTIALS",
    "VerificationMessageTemplate.DefaultEmailOption": "CONFIRM_WITH_CODE",
}
"""
AWS's default of each setting that has one; of all others it is "absent".

Source: UpdateUserPool and its types in the API reference and botocore 1.44.5; password requirements, MFA, sign-in and
deletion protection as the developer guide gives them for a pool that was created without settings.
"""

_VALIDITY = "AdminCreateUserConfig.UnusedAccountValidityDays"
_SUCCESSOR = "Policies.PasswordPolicy.TemporaryPasswordValidityDays"


def losses(live: Json, body: Json) -> list[Difference]:
    """List every live setting outside EmailConfiguration that the request lacks or changes, by its path."""
    return [found for found in _compared(live, body) if found.before is not None and not _harmless(found, body)]


def additions(live: Json, body: Json) -> list[Difference]:
    """List every setting outside EmailConfiguration that the request would give to a pool that has none, by its path."""
    return [found for found in _compared(live, body) if found.before is None and not _is_nothing(found, live)]


def changes(before: Json, after: Json) -> list[Difference]:
    """
    List what differs between two descriptions around an update by the provider, EmailConfiguration aside.

    The provider leaves false out, sends 0 and '' for what is not set, and gives sets in its own order: none of these is
    a change.
    """
    found = core.differences(_ordered(before), _ordered(after))
    return [
        each for each in found if not (_is_nothing(each, before) if each.before is None else _harmless(each, after))
    ]


def same_but_for_unicode(found: Difference) -> bool:
    """Return whether two texts differ only in their Unicode normalisation, which no display shows."""
    texts = (found.before, found.after)
    return all(isinstance(text, str) for text in texts) and len({normalize("NFC", text) for text in texts}) == 1


def _compared(live: Json, body: Json) -> Iterator[Difference]:
    """Compare under DescribeUserPool's names; unknown members are covered by another rule."""
    names = {new: old for old, new in members.RENAMED.items()}
    sent = _settable({names.get(member, member): value for member, value in body.items()})
    unknown = tuple(members.unknown_members(live))
    for found in core.differences(_ordered(_settable(live)), _ordered(sent)):
        if not any(found.path == path or found.path.startswith((f"{path}.", f"{path}[")) for path in unknown):
            yield found


def _settable(live: Json) -> Json:
    return {member: value for member, value in live.items() if member in members.SETTABLE}


def _ordered(pool: Json) -> Json:
    """Put the recovery mechanisms into the order of their priority: for AWS and the provider they are a set."""
    recovery: Json = pool.get("AccountRecoverySetting") or {}
    mechanisms: list[Json] = recovery.get("RecoveryMechanisms") or []
    in_order = sorted(mechanisms, key=lambda mechanism: mechanism.get("Priority", 0))
    return pool | {"AccountRecoverySetting": recovery | {"RecoveryMechanisms": in_order}}


def _harmless(found: Difference, body: Json) -> bool:
    """Return whether AWS would set the live value although the request lacks it."""
    if found.path == "Name":  # every pool has one and there is no default to fall back to
        return found.after is None
    if found.path == _VALIDITY:
        return found.after is None and at(body, _SUCCESSOR, DEFAULTS[_SUCCESSOR]) == found.before
    remembers_nothing = found.path.startswith("DeviceConfiguration") and not body.get("DeviceConfiguration")
    if found.after is not None or remembers_nothing:  # how AWS reads {} there is not documented
        return False
    parent = found.path.rpartition(".")[0]
    if isinstance(found.before, bool) and isinstance(at(body, parent), dict):
        return found.before is False
    return found.before == DEFAULTS.get(found.path)


def _is_nothing(added: Difference, before: Json) -> bool:
    """Return whether what a request adds is what AWS would set anyway."""
    parent = added.path.rpartition(".")[0]
    if isinstance(added.after, bool) and isinstance(at(before, parent), dict):
        return added.after is False  # a structure that is there without a boolean has it false
    return added.after in (0, DEFAULTS.get(added.path))
