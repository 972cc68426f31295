"""
What a pool uses that is not in it: its SMS roles, the functions of its triggers, its keys. Pure.

UpdateUserPool sends the whole pool back, and AWS checks its SMS role again: one that was deleted years ago makes it refuse a
change of the e-mail. `poolpost.aws.dependencies` checks each; only what is certainly unusable stops a write.
"""

from collections.abc import Callable

from poolpost.errors import Stopped
from poolpost.pool.differences import flat_settings
from poolpost.pool.role_trust import may_trust_cognito
from poolpost.settings import Settings
from poolpost.settings.passes import passes, wording
from poolpost.standards.pool_dependencies import ACTIONS, Kind, Looked, Need
from poolpost.standards.raw import Json

RULE = "what-the-pool-uses-works"
"""Id of the gate's rule, by which `pool apply` lets a finding pass too."""


_ROLES = {
    "SmsConfiguration.SnsCallerArn": "SmsConfiguration.ExternalId",
    "SmsConfiguration.EumsSms.CallerArn": "SmsConfiguration.EumsSms.ExternalId",
}
"""Members that name a role, each with the one that names the external id by which Cognito assumes it."""
_KEYS = ("LambdaConfig.KMSKeyID", "KeyConfiguration.KmsKeyArn")
_UNUSABLE = {"Disabled", "PendingDeletion", "PendingReplicaDeletion", "PendingImport", "Unavailable"}
"""KeyState of a key with which nothing can be encrypted (KMS developer guide, key states of AWS KMS keys)."""
_CONSEQUENCES: dict[Kind, str] = {
    "role": "AWS refuses every update of the pool",
    "function": "Cognito cannot call it, and sign-up or sign-in fails",
    "key": "Cognito cannot encrypt with it, and codes or sign-in fail",
}
"""
What follows when one does not work. Source: botocore 1.44.5, InvalidSmsRoleTrustRelationshipException of UpdateUserPool;
Cognito developer guide, Lambda triggers (a deleted function must be removed from the pool), custom senders, encryption at rest.
Whether AWS refuses an update for a function or key too is documented nowhere.
"""


def needs(pool: Json) -> tuple[Need, ...]:
    """List what a raw pool uses, each thing once."""
    named: dict[tuple[Kind, str, str | None], list[str]] = {}
    values = {path: value for path, value in flat_settings(pool) if isinstance(value, str)}
    for path, value in values.items():
        if path in _ROLES:
            named.setdefault(("role", value, values.get(_ROLES[path])), []).append(path)
        elif path in _KEYS:
            named.setdefault(("key", value, None), []).append(path)
        elif path.startswith("LambdaConfig.") and not path.endswith(".LambdaVersion"):
            named.setdefault(("function", value, None), []).append(path)
    return tuple(
        Need(kind=kind, arn=arn, members=tuple(members), external_id=external_id)
        for (kind, arn, external_id), members in named.items()
    )


def problem(looked: Looked) -> tuple[str, str] | None:
    """Return why a thing certainly does not work, what follows, and what to do; None when it may work."""
    need, found = looked.need, looked.found
    if looked.unknown:
        return None
    members, so = " and ".join(need.members), f"so {_CONSEQUENCES[need.kind]}"
    if found is None or (need.kind == "role" and found.get("Arn") != need.arn):
        remedy = f"have the pool's owner create it again, or take it out of the pool ({members})"
        return f"the {need} does not exist, {so}", remedy
    if need.kind == "role" and not may_trust_cognito(found, need.external_id):
        how = f"external id {need.external_id!r}" if need.external_id else "no external id"
        remedy = "have its owner correct the trust policy of the role, or the external id in the pool"
        return f"the {need} does not trust cognito-idp.amazonaws.com with {how}, {so}", remedy
    if need.kind == "key" and found.get("KeyState") in _UNUSABLE:
        remedy = f"have its owner enable it ('aws kms enable-key'; first 'cancel-key-deletion'), or change {members}"
        return f"the {need} is in state {found['KeyState']}, {so}", remedy
    return None


def not_looked(looked: Looked) -> str:
    """Return why a dependency could not be checked; '' if AWS answered."""
    return f"cannot check the {looked.need}: {looked.unknown}" if looked.unknown else ""


def remedy_of_not_looked(need: Need) -> str:
    """Return what to do about a dependency that could not be checked."""
    consequence = _CONSEQUENCES[need.kind]
    return f"allow {ACTIONS[need.kind]} for it, or ask its owner whether it works: if it does not, {consequence}"


def subject_of(settings: Settings, need: Need) -> str:
    """Return what a finding about a need is about; the same member of a replica is another subject."""
    return f"{settings.replica}/{need.members[0]}" if settings.replica else need.members[0]


def refuse(settings: Settings, looked: tuple[Looked, ...], say: Callable[[str], None]) -> None:
    """
    Stop before a write to a pool that uses what does not work; report what could not be checked.

    Raises:
        Stopped: something is certainly unusable, and no POOLPOST_PASS allows it.
        UsageError: `POOLPOST_PASS` cannot be read.
    """
    passed = {each.subject: each.reason for each in passes(settings.name) if each.rule == RULE}
    lines: list[str] = []
    for each in looked:
        if said := not_looked(each):
            say(f"{settings.user_pool.id}: {said}; {remedy_of_not_looked(each.need)}")
        elif found := problem(each):
            subject = subject_of(settings, each.need)
            if subject in passed:
                say(f"{settings.user_pool.id}: {found[0]}; passes for this reason: {passed[subject]}")
                continue
            lines.append(f"  - {found[0]}; {found[1]}; to let it pass once: {wording(settings.name, RULE, subject)}")
    if lines:
        first = f"user pool {settings.user_pool.id} uses what does not work; nothing was written:"
        raise Stopped("\n".join([first, *lines]))
