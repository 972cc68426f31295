"""What a plan changes about mail; who would lose mail is what the gate finds (`gate/rules/sending.py`)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace

from poolpost.pool import messages as pool_messages
from poolpost.pool.differences import email_configuration
from poolpost.review.dns_changes import DnsChange
from poolpost.review.senders import writes_pool
from poolpost.settings import Settings
from poolpost.standards.dmarc import parse_dmarc
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Plan

SHOWN = {
    "EmailSendingAccount": "sending account",
    "From": "From",
    "ReplyToEmailAddress": "Reply-To",
    "SourceArn": "identity",
    "ConfigurationSet": "configuration set",
}
"""EmailConfiguration's members as people call them."""
SHOWN_TEXT = 60  # characters of a message: the file is in the same pull request


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChange:
    """Something about mail that changes; '' stands for "not set"."""

    what: str
    old: str
    new: str


def mail_changes(settings: Settings, plan: Plan, live: Json, dns: tuple[DnsChange, ...]) -> tuple[MailChange, ...]:
    """Compare the pool's live e-mail configuration with the wanted one, and the DMARC step."""
    pool = (*_pool(settings, live), *_texts(settings, live)) if writes_pool(plan) else ()
    return (*pool, *_dmarc(settings, dns), *_delivery(plan), *_consent(plan), *_received(plan))


def replica_changes(replica: Settings, plan: Plan, live: Json) -> tuple[MailChange, ...]:
    """Compare a replica's live e-mail configuration with the wanted one, where the plan writes it; each says which it is of."""
    steps = (change for change in plan.resource_changes if change.address == replica.switch_address)
    if not any("create" in change.actions for change in steps):
        return ()
    return tuple(dataclass_replace(each, what=f"{each.what}{of_replica(replica)}") for each in _pool(replica, live))


def of_replica(replica: Settings) -> str:
    """Return what is added to the name of a change that is the replica's."""
    return f" of the replica in {replica.replica}"


def drifted(settings: Settings, plan: Plan, live: Json) -> bool:
    """Return whether the pool's e-mail or texts are not the file's, and the plan leaves them so."""
    return not writes_pool(plan) and differs(settings, live)


def differs(settings: Settings, live: Json) -> bool:
    """Return whether the pool's e-mail or texts are not the file's."""
    return any((*_pool(settings, live), *_texts(settings, live)))


def _pool(settings: Settings, live: Json) -> Iterator[MailChange]:
    old, new = email_configuration(live), settings.email_configuration
    for member, what in SHOWN.items():
        if old.get(member) != new.get(member):
            yield MailChange(what=what, old=old.get(member, ""), new=new.get(member, ""))


def _texts(settings: Settings, live: Json) -> Iterator[MailChange]:
    """Yield the messages that change, by the beginning of their texts."""
    wanted = settings.pool_messages
    for path, state, beginning in pool_messages.text_states(live, wanted):
        if state != "as wanted" and path in wanted:
            new = " ".join(wanted[path].split())
            yield MailChange(
                what=path,
                old="" if state == "not set" else beginning,
                new=new if len(new) <= SHOWN_TEXT else f"{new[:SHOWN_TEXT]}…",
            )


def _dmarc(settings: Settings, dns: tuple[DnsChange, ...]) -> Iterator[MailChange]:
    name = f"_dmarc.{settings.sender_domain}"
    for change in dns:
        if change.name == name:
            yield MailChange(what="DMARC", old=_policy(change.old), new=_policy(change.new))


def _policy(values: tuple[str, ...]) -> str:
    """Return the policy of a DMARC record as shown to people: 'quarantine'."""
    for value in values:
        with suppress(ValueError):
            return parse_dmarc(value).p
    return ""


def _delivery(plan: Plan) -> Iterator[MailChange]:
    """Yield what changes in how the configuration set delivers."""
    for change in plan.changes("aws_sesv2_configuration_set"):
        if change.before is None or change.after is None:
            continue
        old, new = (_delivery_options(each) for each in (change.before, change.after))
        for option in sorted(old.keys() | new.keys()):
            if old.get(option) != new.get(option):
                yield MailChange(what=option, old=str(old.get(option, "")), new=str(new.get(option, "")))


def _consent(plan: Plan) -> Iterator[MailChange]:
    """Yield the e-mail subscribers that a replacement unsubscribes: SNS asks them again (SNS developer guide, e-mail)."""
    for change in plan.changes("aws_sns_topic_subscription"):
        before = change.before or {}
        if {"create", "delete"} <= set(change.actions) and str(before.get("protocol", "")).startswith("email"):
            new = "must confirm again by the link in AWS's mail, and gets no event or alarm until then"
            yield MailChange(what=f"subscriber {before.get('endpoint', '')}", old="subscribed", new=new)


def _received(plan: Plan) -> Iterator[MailChange]:
    """Yield what changes about received mail: who is taken by which rule, and how long mail is kept."""
    for change in plan.changes("aws_ses_receipt_rule"):
        old, new = (_rule_in_words(state) for state in (change.before, change.after))
        if change.actions != ("no-op",) and old != new:
            name = (change.after or change.before or {}).get("name", "")
            yield MailChange(what=f"receipt rule {name}", old=old, new=new)
    for change in plan.changes("aws_s3_bucket_lifecycle_configuration"):
        old, new = (_retention(state) for state in (change.before, change.after))
        if change.address.endswith(".inbound") and old != new:
            yield MailChange(what="received mail is kept", old=old, new=new)


def _rule_in_words(state: Json | None) -> str:
    """Return what a receipt rule does: 'dmarc@in.example.com: s3'."""
    if state is None:
        return ""
    kinds = [kind for kind in ("s3", "sns", "lambda", "bounce") if state.get(f"{kind}_action")]
    disabled = "" if state.get("enabled") else " (disabled)"
    return f"{', '.join(sorted(state.get('recipients') or []))}: {', '.join(kinds)}{disabled}"


def _retention(state: Json | None) -> str:
    rules = (state or {}).get("rule") or [{}]
    expiration = rules[0].get("expiration") or [{}]
    days = expiration[0].get("days")
    return f"{days} days" if days else ""


def _delivery_options(attributes: Json) -> Json:
    options: Json = {}
    for block in ("delivery_options", "suppression_options", "tracking_options"):
        for held in attributes.get(block) or []:
            options |= {name: value for name, value in held.items() if value}
    return options
