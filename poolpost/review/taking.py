"""
What a plan takes away from pools that send with it. Pure.

Taken away is what the plan destroys, replaces or lets go of. What counts is what a pool sends with once the plan was
applied: the stack makes the new before it removes the old, and switches its own pool in between (NEW_BEFORE_OLD in
poolpost/constructs/naming.py). Two things leave a gap, where the pool as it is now counts as well: a replacement in Terraform's
other order, old before new; and an identity or a configuration set that leaves the file, when the state no longer says that
each switch, the pool's and its replicas', depends on it, as after a switch that failed (docs/decisions.md, 50).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from poolpost.findings import Finding
from poolpost.review.needed_records import needs_record
from poolpost.review.senders import IDENTITY, Sender, managed, senders_after, senders_now
from poolpost.settings import Settings
from poolpost.settings.replicas import replicas_of
from poolpost.settings.second_region import is_second, provider_region
from poolpost.settings.terraform_names import OWN, PATCH_ADDRESS, POOL_ADDRESS
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Change, Plan

CONFIGURATION_SET = "aws_sesv2_configuration_set"
POLICY, DESTINATION, RECORD = f"{IDENTITY}_policy", f"{CONFIGURATION_SET}_event_destination", "aws_route53_record"
SENDING_POLICIES = (POLICY, "aws_ses_identity_policy")
ZONE = "aws_route53_zone"
_REFUSED = "SES would refuse its mail"
_UNSIGNED = "mail of its address would no longer be signed with the domain's DKIM, and would fail a DMARC policy"
SENDS: dict[str, str] = {
    IDENTITY: _REFUSED,
    CONFIGURATION_SET: _REFUSED,
    POLICY: _REFUSED,
    f"{IDENTITY}_mail_from_attributes": "SPF would no longer pass for its domain",
    f"{IDENTITY}_feedback_attributes": "its bounces would go where nobody expects them",
    RECORD: "its mail would fail DKIM, SPF or DMARC, and SES stops when it no longer finds DKIM",
    ZONE: "the records that its mail needs would go with the zone",
    # The same things by the resources of SES's first interface: a team that moves to the second takes these out.
    "aws_ses_domain_identity": _REFUSED,
    "aws_ses_email_identity": _REFUSED,
    "aws_ses_configuration_set": _REFUSED,
    "aws_ses_domain_mail_from": "SPF would no longer pass for its domain",
    "aws_ses_identity_policy": _REFUSED,
}
"""Terraform type of what a pool sends with -> what happens to its mail when that goes."""
EVENTS = ("aws_sns_topic", "aws_sns_topic_policy", "aws_kms_key", "aws_iam_role")
"""What an event destination publishes through: in use while a destination of a pool's configuration set stays."""
BESIDE = (
    "terraform_data",
    "aws_cognito_user_pool",  # the rule keeps-user-pool
    "aws_sesv2_account_suppression_attributes",
    "aws_iam_role_policy",
    "aws_iam_service_linked_role",
    "aws_kms_alias",
    "aws_sns_topic_subscription",
    "aws_lambda_permission",
    "aws_cloudwatch_metric_alarm",
)
"""What the stack makes beside that: no pool sends with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """
    What pools send with and a plan takes away.

    Attributes:
        change: the plan's change.
        verb: 'destroy', 'replace', 'let go of', 'switch off' or 'change'.
        users: ids of the pools that send with it after the plan, the environment's own first.
        loses: what becomes of their mail.
        along: addresses of what goes with it.
    """

    change: Change
    verb: str
    users: tuple[str, ...]
    loses: str
    along: tuple[str, ...] = ()


def takes(plan: Plan) -> bool:
    """Return whether a plan removes anything that a pool could send with, used or not."""
    return any(verb(change) and change.type in {*SENDS, *EVENTS} for change in managed(plan))


def taken(settings: Settings, plan: Plan, live: Json | None, others: tuple[Json, ...]) -> list[Taken]:
    """List what pools send with and the plan takes away; arguments as of `senders_after`."""
    after, now = senders_after(settings, plan, live, others), senders_now(settings, plan, live, others)
    found: list[Taken] = []
    for change in managed(plan):
        how = verb(change)
        counted = [*after, *now] if _leaves_a_gap(settings, plan, change, how) else after
        users = dict.fromkeys(each.pool for each in counted if how and _uses(settings, plan, each, change))
        if users:
            loses = SENDS.get(change.type, "its bounces and complaints would be told to nobody")
            if change.type == IDENTITY and not any(
                each.identity == _identity(change.before or {}).lower() for each in counted
            ):
                loses = _UNSIGNED
            found.append(Taken(change=change, verb=how, users=tuple(users), loses=loses))
    return _grouped(found)


def silenced(settings: Settings, plan: Plan, live: Json | None, others: tuple[Json, ...]) -> list[Change]:
    """List the event destinations that leave a configuration set which a pool goes on sending through."""
    going = {c.before["configuration_set_name"] for c in plan.changes(CONFIGURATION_SET) if c.before and verb(c)}
    sets = {each.configuration_set for each in senders_after(settings, plan, live, others)} - going
    leaving = (change for change in plan.changes(DESTINATION) if verb(change) in {"destroy", "let go of"})
    return [change for change in leaving if (change.before or {}).get("configuration_set_name") in sets]


def verb(change: Change) -> str:
    """Return how a change takes something away, '' when it does not."""
    if change.deletes:
        return "replace" if len(change.actions) > 1 else "destroy"
    if "forget" in change.actions:
        return "let go of"
    if change.type == CONFIGURATION_SET and change.actions == ("update",) and _stops_sending(change):
        return "switch off"
    # A policy that names another pool from now on is taken from the one that it named.
    return "change" if change.type in SENDING_POLICIES and change.actions == ("update",) else ""


def outgoing(settings: Settings, plan: Plan, live: Json | None) -> list[Change]:
    """List the identities that the pool sends with now and a plan destroys once it has switched the pool."""
    now, after = (senders_now(settings, plan, live), senders_after(settings, plan, live, ()))
    return [
        change
        for change in plan.changes(IDENTITY)
        if verb(change) == "destroy"
        and any(_uses(settings, plan, each, change) for each in now)
        and not any(_uses(settings, plan, each, change) for each in after)
    ]


def _leaves_a_gap(settings: Settings, plan: Plan, change: Change, how: str) -> bool:
    """Return whether something may go before the pool, and each of its replicas, is switched."""
    if change.type in {IDENTITY, CONFIGURATION_SET} and how == "destroy":
        switches = [(PATCH_ADDRESS, POOL_ADDRESS), *((each.switch_address,) for each in replicas_of(settings))]
        stored = plan.stored_dependencies
        return not all(any(change.address in stored.get(step, ()) for step in steps) for steps in switches)
    return how == "replace" and change.actions[0] == "delete"


def _uses(settings: Settings, plan: Plan, sender: Sender, change: Change) -> bool:
    """Return whether a pool sends with what a change removes."""
    before = change.before or {}
    if change.type not in {RECORD, ZONE} and _region(settings, change) not in sender.regions:
        return False
    if change.type in {CONFIGURATION_SET, "aws_ses_configuration_set"}:
        named = before.get("configuration_set_name") or before.get("name")
        return bool(named) and named == sender.configuration_set
    if change.type == RECORD:
        return needs_record(settings, plan, sender, before)
    if change.type in EVENTS:
        return before.get("arn") in _published_through(plan, sender)
    if change.type == ZONE:
        uses = not before.get("vpc") and sender.has_records_in(str(before.get("name", "")))
    else:
        uses = change.type in SENDS and sender.sends_by(_identity(before))
    if change.type in SENDING_POLICIES:
        stays = "delete" not in change.actions and _serves(change.after, sender)
        return uses and sender.needs_policy and _serves(change.before, sender) and not stays
    return uses


def _region(settings: Settings, change: Change) -> str | None:
    """Return the SES region that a resource is in; the team's own count as of the first."""
    ours = OWN.fullmatch(change.address) is not None
    return provider_region(settings) if ours and is_second(change.address) else settings.aws.region


def _identity(attributes: Json) -> Any:
    """Return the name of the identity: of SES's first interface it is a domain, an address, or an ARN of one."""
    named = (attributes.get(name) for name in ("email_identity", "domain", "email", "identity"))
    return str(next(filter(None, named), "")).rpartition(":identity/")[2]


def _stops_sending(change: Change) -> bool:
    """Return whether an update makes SES refuse mail that names this configuration set."""
    before, after = (((each or {}).get("sending_options") or [{}])[0] for each in (change.before, change.after))
    return after.get("sending_enabled") is False and before.get("sending_enabled") is not False


def _serves(policy: Json | None, sender: Sender) -> bool:
    """Return whether an identity's policy lets Cognito send for a pool: it names that pool, or none."""
    text: str = (policy or {}).get("policy") or ""
    return bool(text) and (sender.arn in text or ":userpool/" not in text)


def _published_through(plan: Plan, sender: Sender) -> set[str]:
    """Return the ARNs that the staying event destinations of a pool's set publish through, and their topics' keys."""
    after = [change.after or {} for change in managed(plan)]
    sets = [each for each in after if each.get("configuration_set_name") == sender.configuration_set]
    through = {text for each in sets for text in texts(each.get("event_destination"))}
    return through | {str(each["kms_master_key_id"]) for each in after if _encrypted(each, through)}


def _encrypted(topic: Json, through: set[str]) -> bool:
    return topic.get("arn") in through and bool(topic.get("kms_master_key_id"))


def texts(value: Any) -> Iterator[str]:
    """Yield every text in nested objects and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def _grouped(found: list[Taken]) -> list[Taken]:
    """Put what hangs on an identity below that, where it goes too: one finding, not one for each record."""
    root = next((each for each in found if each.change.type == IDENTITY), None)
    if root is None:
        return found
    along = [each for each in found if each.change.type not in {IDENTITY, CONFIGURATION_SET, *EVENTS}]
    rest = [each for each in found if each not in along and each is not root]
    addresses = tuple(each.change.address for each in along)
    return [
        Taken(change=root.change, verb=root.verb, users=root.users, loses=root.loses, along=addresses),
        *rest,
    ]


LOST_MAIL = "keeps-what-sends"
"""Id of the gate's rule about mail that would be lost (poolpost/gate/rules/sending.py)."""


def lost_mail(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that say whose mail would be lost: the one source of verdict, headline and exit code."""
    return tuple(each for each in findings if each.rule == LOST_MAIL and each.level != "unknown")
