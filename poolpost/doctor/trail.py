"""Who changed a pool, its children, and the identity and configuration set it sends with: from CloudTrail's event history."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from poolpost.aws.cloudtrail import CloudTrail
from poolpost.aws.user_pool_members import RENAMED, SETTABLE
from poolpost.errors import PoolpostError
from poolpost.settings import Settings
from poolpost.standards.raw import Json
from poolpost.standards.trail_events import Event, leaves
from poolpost.standards.user_agents import is_poolpost

DAYS = 90
"""How long the event history reaches back (CloudTrail user guide)."""
LATE = "events arrive up to 15 minutes late, and the history keeps 90 days"
_CHILDREN = ("IdentityProvider", "UserPoolClient", "UserPoolDomain", "ResourceServer", "Group", "ManagedLoginBranding")
_SET_PARTS = ("Delivery", "Reputation", "Sending", "Suppression", "Tracking", "Vdm", "Archiving")
NAMES: dict[str, tuple[str, ...]] = {
    "pool": (
        *("UpdateUserPool", "SetUserPoolMfaConfig", "AddCustomAttributes", "CreateUserPool", "DeleteUserPool"),
        *("TagResource", "UntagResource"),
    ),
    "children": (
        *(f"{verb}{child}" for child in _CHILDREN for verb in ("Create", "Update", "Delete")),
        *("SetRiskConfiguration", "SetLogDeliveryConfiguration", "SetUICustomization"),
    ),
    "mail": (
        *("CreateEmailIdentity", "DeleteEmailIdentity", "PutEmailIdentityDkimAttributes"),
        *("PutEmailIdentityDkimSigningAttributes", "PutEmailIdentityFeedbackAttributes"),
        *("PutEmailIdentityMailFromAttributes", "PutEmailIdentityConfigurationSetAttributes"),
        *("CreateEmailIdentityPolicy", "UpdateEmailIdentityPolicy", "DeleteEmailIdentityPolicy"),
        *("CreateConfigurationSet", "DeleteConfigurationSet"),
        *(f"PutConfigurationSet{part}Options" for part in _SET_PARTS),
        *(f"{verb}ConfigurationSetEventDestination" for verb in ("Create", "Update", "Delete")),
        *("PutAccountSendingAttributes", "PutAccountSuppressionAttributes"),
        # SES v1, which is the same service under the same event source
        *(
            "VerifyDomainIdentity",
            "VerifyDomainDkim",
            "VerifyEmailIdentity",
            "DeleteIdentity",
            "SetIdentityDkimEnabled",
        ),
        *("SetIdentityFeedbackForwardingEnabled", "SetIdentityMailFromDomain", "SetIdentityNotificationTopic"),
        *("PutIdentityPolicy", "DeleteIdentityPolicy", "UpdateConfigurationSetReputationMetricsEnabled"),
        *(
            "UpdateConfigurationSetSendingEnabled",
            "UpdateConfigurationSetTrackingOptions",
            "UpdateAccountSendingEnabled",
        ),
    ),
}
"""What was changed -> names of the events. Source: the write operations of botocore's cognito-idp, sesv2 and ses models."""
OTHER_WRITES = {"MfaConfig": ("SetUserPoolMfaConfig",), "UserPoolTags": ("TagResource", "UntagResource")}
"""Member -> names of the events, besides UpdateUserPool, that change it."""
_WRITES = {
    "Clients": "UserPoolClient",
    "Domains": "UserPoolDomain",
    "Groups": "Group",
    "IdentityProviders": "IdentityProvider",
    "ResourceServers": "ResourceServer",
}
CHILD_WRITES = {
    kind: tuple(f"{verb}{noun}" for verb in ("Create", "Update", "Delete")) for kind, noun in _WRITES.items()
}
"""Kind of a child -> names of the events that change one by its name."""
_OF_ACCOUNT = {"PutAccountSendingAttributes", "PutAccountSuppressionAttributes", "UpdateAccountSendingEnabled"}
_WHICH = {
    *("userpoolid", "clientid", "providername", "groupname", "identifier", "domain", "resourcearn"),
    *("emailidentity", "identity", "configurationsetname", "eventdestinationname", "managedloginbrandingid"),
}
"""Members of requests that name what is changed, in lower case."""
_KEPT = {"UserPoolTier", "Name"}
"""Members that an update without them leaves alone: AWS documents the tier, and a name has no default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    A request that changed something of the environment, or tried to.

    Attributes:
        event: the request.
        subject: what it names: pool, child, identity or configuration set.
        set: the settings in it; None where CloudTrail has no request.
        omitted: for UpdateUserPool, the members that are not in it and that AWS resets; () for all other requests.
        reset: those of `omitted` that the baseline has; None where there is no baseline.
    """

    event: Event
    subject: str
    set: tuple[str, ...] | None
    omitted: tuple[str, ...] = ()
    reset: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """
    What the event history holds about an environment.

    Attributes:
        changes: newest first.
        unread: name of an event -> why it could not be read, or not all of it.
    """

    changes: tuple[Change, ...]
    unread: dict[str, str]


def history(  # noqa: PLR0913 -- whom to ask for what, since when, and how it is shown
    settings: Settings,
    trail_of: Callable[[str], CloudTrail],
    names: Sequence[str],
    since: datetime,
    *,
    known: Json | None = None,
    said: Callable[[int, int], None] = lambda _done, _all: None,
) -> History:
    """
    Read what changed in an environment.

    Args:
        settings: the environment.
        trail_of: CloudTrail of a region.
        names: names of events, of `NAMES`.
        since: how far back (UTC).
        known: the baseline's UserPool, to tell which omitted settings the pool had.
        said: takes how many names are read, of how many.
    """
    found: dict[str, Change] = {}
    unread: dict[str, str] = {}
    trails = {region: trail_of(region) for region in (settings.aws.region, settings.pool_region)}
    failed: dict[
        str, str
    ] = {}  # region -> why: the next name would be refused for the same reason, and keep the user waiting
    for number, name in enumerate(names):
        said(number, len(names))
        region = settings.aws.region if name in NAMES["mail"] else settings.pool_region
        if region in failed:
            unread[name] = failed[region]
            continue
        try:
            events, whole = trails[region].events(name, since)
        except (PoolpostError, ValueError) as error:
            unread[name] = failed[region] = str(error)
            continue
        if not whole:
            unread[name] = "only the newest 1,000 events of this name in the account were read"
        found |= {each.id: change(each, known) for each in events if concerns(settings, each)}
    ordered = sorted(found.values(), key=lambda each: each.event.time, reverse=True)
    return History(changes=tuple(ordered), unread=unread)


def concerns(settings: Settings, event: Event) -> bool:
    """Return whether an event is about the environment's pool, identity or configuration set, or about the whole account."""
    pool_id, sender = settings.user_pool.id_ or "", settings.user_pool.from_
    names = {pool_id, settings.pool_arn if pool_id else "", settings.configuration_set.name, settings.identity}
    names |= {sender.address if sender else ""}
    names = {each.casefold() for each in names if each}
    if event.name in _OF_ACCOUNT:
        return True
    if any(text.casefold() in names for text in leaves(event.request)):
        return True
    return bool(pool_id) and event.request is None and f"userpool/{pool_id}" in event.said


def change(event: Event, known: Json | None) -> Change:
    """Return what a request changed, and for UpdateUserPool what it reset."""
    request = event.request
    if request is None:
        return Change(event=event, subject="", set=None)
    members = {name.casefold(): name for name in SETTABLE} | {new.casefold(): old for old, new in RENAMED.items()}
    subject = ", ".join(str(value) for name, value in request.items() if name.casefold() in _WHICH)
    sent = [name for name, value in request.items() if name.casefold() not in _WHICH and value is not None]
    settings = tuple(sorted(members.get(name.casefold(), name[:1].upper() + name[1:]) for name in sent))
    if event.name != "UpdateUserPool":
        return Change(event=event, subject=subject, set=settings)
    omitted = tuple(sorted(SETTABLE.keys() - set(settings) - _KEPT))
    had = None if known is None else tuple(name for name in omitted if known.get(name) not in (None, {}, [], ""))
    return Change(event=event, subject=subject, set=settings, omitted=omitted, reset=had)


def culprit(changes: Collection[Change], member: str) -> Change | None:
    """
    Find the request that most likely changed a member of the pool: the newest one that took effect and is not poolpost's.

    An UpdateUserPool that omitted the member comes before one that sent it: a later, complete one kept what was lost.
    """
    others = [each for each in changes if not each.event.refused and not is_poolpost(each.event.tool)]
    updates = [each for each in others if each.event.name == "UpdateUserPool"]
    resets = [each for each in others if member in each.omitted or each.event.name in OTHER_WRITES.get(member, ())]
    return max(resets or updates, key=lambda each: each.event.time, default=None)


def culprit_of_child(changes: Collection[Change], path: str) -> Change | None:
    """Find the newest request that took effect and names a child, by the path of its difference: 'IdentityProviders.Okta'."""
    kind, _, name = path.partition(".")
    about = [each for each in changes if each.event.name in CHILD_WRITES.get(kind, ()) and not each.event.refused]
    named = [each for each in about if any(f"{name}.".startswith(f"{text}.") for text in leaves(each.event.request))]
    return max(named, key=lambda each: each.event.time, default=None)
