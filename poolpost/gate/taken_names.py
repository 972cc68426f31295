"""
What SES and SNS have already under the names that a deploy would make.

SES refuses to make an identity, a configuration set or an event destination a second time, after half of the deploy is
done; SNS hands out the topic that is there, and its policy would be replaced (CreateTopic is idempotent, SNS API reference).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from poolpost.aws.services import Aws
from poolpost.findings import Finding
from poolpost.settings import Settings
from poolpost.settings.second_region import is_second, second_id
from poolpost.settings.tables.inbound import Inbound
from poolpost.standards.terraform_plan import Plan

IDENTITY = "aws_sesv2_email_identity"
SET = "aws_sesv2_configuration_set"
DESTINATION = "aws_sesv2_configuration_set_event_destination"
TOPIC = "aws_sns_topic"
BUCKET = "aws_s3_bucket"
RULE_SET = "aws_ses_receipt_rule_set"
RULE = "aws_ses_receipt_rule"
_NAMED_BY = {
    IDENTITY: "email_identity",
    SET: "configuration_set_name",
    DESTINATION: "event_destination_name",
    TOPIC: "name",
    BUCKET: "bucket",
    RULE_SET: "rule_set_name",
    RULE: "name",
}
"""The attribute of each resource type of provider 5.100.0 that holds its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that the environment needs, and what to do where it is taken."""

    type: str
    name: str
    what: str
    remedy: str


def taken_names(settings: Settings, aws: Aws, plan: Plan | None = None) -> Iterator[Finding]:
    """
    Report which names are taken: with a plan those that it creates, which blocks; without one this stack may have created them.

    Raises:
        CannotDecide: AWS could not be asked.
    """
    made = _made(plan, second=False) if plan is not None else None
    yield from _taken(_names(settings, str), aws, made, where="")
    if (second := settings.second) is not None:
        made = _made(plan, second=True) if plan is not None else None
        yield from _taken(_names(second, second_id), aws.about(second), made, where=f" in {second.aws.region}")


def _taken(
    names: Iterable[Name], aws: Aws, made: frozenset[tuple[str, str]] | None, *, where: str
) -> Iterator[Finding]:
    """Report which names of one region are taken; `made`: type and name of what the plan creates there, None without a plan."""
    destinations = cache(lambda: aws.ses.event_destinations() or {})
    for one in names:
        if (made is None or (one.type, one.name) in made) and _is_taken(one, aws, destinations):
            yield Finding(
                rule="name-is-taken",
                level="info" if made is None else "block",
                subject=f"{one.what} {one.name}{where}",
                problem="it is there already",
                remedy=one.remedy if made is not None else f"unless this stack created it: {one.remedy}",
            )


def _made(plan: Plan, *, second: bool) -> frozenset[tuple[str, str]]:
    """Return type and name of what a plan creates in a region, except what it imports or an earlier apply partly created."""
    return frozenset(
        (type_, (change.after or {}).get(attribute, ""))
        for type_, attribute in _NAMED_BY.items()
        for change in plan.changes(type_)
        if is_second(change.address) == second
        if "create" in change.actions and not (change.importing or change.tainted)
    )


def _names(settings: Settings, key: Callable[[str], str]) -> Iterator[Name]:
    """Return every name of a region that is not adopted; `key` makes its key in aws.adopt."""
    adopted, events, set_name = settings.aws.adopt, settings.events, settings.configuration_set.name
    if settings.owns_domain and "identity" not in adopted:
        yield Name(type=IDENTITY, name=settings.domain.name, what="identity", remedy=_adopt(key("identity")))
    for address in settings.verified_addresses:
        if address not in adopted:
            yield Name(type=IDENTITY, name=address, what="identity", remedy=_adopt(key(address)))
    if not settings.owns_set:
        return
    if "configuration-set" not in adopted:
        remedy = f"{_adopt(key('configuration-set'))}, or choose another configuration_set.name"
        yield Name(type=SET, name=set_name, what="configuration set", remedy=remedy)
    for kind in events.kinds:
        remedy = "remove it there, or choose another configuration_set.name"
        yield Name(type=DESTINATION, name=kind, what=f"event destination of {set_name}:", remedy=remedy)
    if events.sns is not None:
        remedy = "choose another events.sns.topic_name, since the topic's policy would be replaced"
        yield Name(type=TOPIC, name=events.sns.topic_name, what="SNS topic", remedy=remedy)
    if settings.inbound is not None:
        yield from _received(settings.inbound, settings)


def _received(inbound: Inbound, settings: Settings) -> Iterator[Name]:
    """Return the names of received mail."""
    if inbound.bucket is not None:
        remedy = "choose another inbound.bucket.name, since bucket names are unique in all of AWS"
        yield Name(type=BUCKET, name=inbound.bucket.name, what="bucket", remedy=remedy)
    if inbound.create_rule_set:
        remedy = "choose another inbound.rule_set, or, where it is the active one, set inbound.create_rule_set = false"
        yield Name(type=RULE_SET, name=inbound.rule_set, what="receipt rule set", remedy=remedy)
        return
    for name in inbound.rules:
        remedy = f"remove it there, or give [inbound.rules.{name}] another name"
        yield Name(type=RULE, name=settings.receipt_rule_name(name), what="receipt rule", remedy=remedy)


def _is_taken(one: Name, aws: Aws, destinations: Callable[[], Collection[str]]) -> bool:
    if one.type == IDENTITY:
        return aws.ses.identity(one.name) is not None
    if one.type == SET:
        return aws.ses.configuration_set() is not None
    if one.type == DESTINATION:
        return one.name in destinations()
    if one.type == BUCKET:
        return aws.mail_bucket(one.name).is_taken()
    if one.type == RULE_SET:
        return aws.receiving.rule_set(one.name) is not None
    return one.name in _rules_there(aws) if one.type == RULE else aws.sns.topic() is not None


def _rules_there(aws: Aws) -> Collection[str]:
    """Return the names of the rules in the environment's rule set."""
    inbound = aws.account.settings.inbound
    held = aws.receiving.rule_set(inbound.rule_set) if inbound is not None else None
    return [each["Name"] for each in (held or {}).get("Rules", [])]


def _adopt(key: str) -> str:
    return f'import it, name "{key}" in aws.adopt'
