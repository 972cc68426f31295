"""Rules about the configuration set, event destinations and the handling of bounces."""

import re
from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import rule
from poolpost.standards.mailboxes import parse_address

_EVENTS = "SES developer guide, event-publishing"
_AUTO_TAGS = frozenset(
    f"ses:{tag}" for tag in ("configuration-set", "caller-identity", "from-domain", "source-ip", "outgoing-ip")
)
_ENDPOINTS = {
    "https": (r"https://[^\s/]+\S*", "an https:// URL"),
    "sqs": (r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}", "an SQS queue ARN"),
    "lambda": (
        r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]+)?",
        "a Lambda function ARN",
    ),
}
_RESERVED_HEADERS = frozenset({"received", "to", "from", "dkim-signature", "cc", "message-id", "return-path"})


@rule(
    "bounces-reach-somebody",
    "events",
    "domain",
    source="SES developer guide, monitor-sending-activity-using-notifications",
)
def bounces_reach_somebody(settings: Settings) -> Iterator[Problem]:
    """SES needs one destination for bounces and complaints; if no one handles them, AWS pauses sending."""
    events = settings.events
    told = [d for d in (events.sns, events.eventbridge, events.firehose) if d is not None and d.enabled]
    missing = {"BOUNCE", "COMPLAINT"} - {event for destination in told for event in destination.event_types}
    if missing and not settings.domain.feedback_forwarding:
        yield blocked(
            "domain.feedback_forwarding",
            f"false, and no event destination gets {' and '.join(sorted(missing))}; "
            "allowed: true, or an SNS, EventBridge or Firehose destination with both",
        )


@rule(
    "links-stay-as-written", "events", source="SES developer guide, vdm-get-started: engagement tracking rewrites links"
)
def links_stay_as_written(settings: Settings) -> Iterator[Problem]:
    """Open and click events rewrite links and add images: unwanted in sign-in mail, where users check the link."""
    events = settings.events
    destinations = {
        "sns": events.sns,
        "cloudwatch": events.cloudwatch,
        "eventbridge": events.eventbridge,
        "firehose": events.firehose,
    }
    for key, destination in destinations.items():
        tracked = {"OPEN", "CLICK"} & set(destination.event_types if destination else ())
        if tracked:
            yield warned(
                f"events.{key}.event_types", f"{' and '.join(sorted(tracked))} rewrite the links of verification mail"
            )


@rule("tracking-is-wanted", "configuration_set", source="SES developer guide, configure-custom-open-click-domains")
def tracking_is_wanted(settings: Settings) -> Iterator[Problem]:
    """Sign-in mail gains nothing from tracking, and rewritten links cost trust."""
    if settings.configuration_set.tracking is not None:
        yield warned(
            "configuration_set.tracking", "rewrites the links of verification mail; remove it for sign-in mail"
        )


@rule("subscriber-fits-protocol", "events", source="AWS provider 5.100.0 checks only the protocol's name")
def subscriber_fits_protocol(settings: Settings) -> Iterator[Problem]:
    """SNS accepts an endpoint of the wrong form and then delivers nothing."""
    for index, subscriber in enumerate(settings.events.sns.subscribers if settings.events.sns else ()):
        key = f"events.sns.subscribers.{index}.endpoint"
        if subscriber.protocol == "email":
            try:
                parse_address(subscriber.endpoint)
            except ValueError as error:
                yield blocked(key, str(error))
        elif not re.fullmatch((form := _ENDPOINTS[subscriber.protocol])[0], subscriber.endpoint):
            wanted = form[1]
            yield blocked(
                key, f"{subscriber.endpoint!r} does not match protocol {subscriber.protocol!r}; allowed: {wanted}"
            )


@rule("dimension-can-be-read", "events", source=_EVENTS)
def dimension_can_be_read(settings: Settings) -> Iterator[Problem]:
    """CloudWatch dimensions may not be named after SES's own headers; a colon marks SES's automatic tags."""
    for index, dimension in enumerate(settings.events.cloudwatch.dimensions if settings.events.cloudwatch else ()):
        key = f"events.cloudwatch.dimensions.{index}.name"
        if dimension.name.lower() in _RESERVED_HEADERS:
            yield blocked(key, f"{dimension.name!r} is a header that SES sets; allowed: any other name")
        if ":" in dimension.name and dimension.name not in _AUTO_TAGS:
            yield blocked(
                key,
                f"{dimension.name!r}: only SES's own tags contain a colon; allowed: {', '.join(sorted(_AUTO_TAGS))}",
            )


@rule(
    "reasons-are-given-once",
    "configuration_set",
    "account",
    "events",
    source="botocore sesv2 SuppressionListReasons, EventTypes",
)
def reasons_are_given_once(settings: Settings) -> Iterator[Problem]:
    """Terraform keeps a set: a duplicate value results in a plan that is never empty."""
    lists: dict[str, tuple[str, ...]] = {
        "configuration_set.suppressed_reasons": settings.configuration_set.suppressed_reasons,
        "account.suppressed_reasons": settings.account.suppressed_reasons or (),
    }
    for kind in ("sns", "cloudwatch", "eventbridge", "firehose"):
        lists[f"events.{kind}.event_types"] = getattr(getattr(settings.events, kind), "event_types", ())
    for key, values in lists.items():
        if len(set(values)) < len(values):
            yield blocked(key, f"{list(values)} contains a duplicate; allowed: each value once")


@rule("alarms-reach-somebody", "alarms", "events", source="CloudWatch user guide, AlarmActions")
def alarms_reach_somebody(settings: Settings) -> Iterator[Problem]:
    """An alarm without a notification target goes unnoticed."""
    if settings.alarms is not None and settings.events.sns is None:
        yield blocked(
            "alarms", "notify the topic of [events.sns], which is not set; add [events.sns], or remove this table"
        )


@rule("service-linked-role-is-needed", "account", "user_pool", source="Cognito developer guide, service-linked roles")
def service_linked_role_is_needed(settings: Settings) -> Iterator[Problem]:
    """An account has one such role: creating it fails if Cognito has already created it."""
    if settings.account.service_linked_role:
        yield warned(
            "account.service_linked_role",
            "fails if the role already exists in the account (check with `aws iam get-role --role-name "
            "AWSServiceRoleForAmazonCognitoIdpEmailService`); Cognito creates it when the pool is switched",
        )


RULES = (
    bounces_reach_somebody,
    links_stay_as_written,
    tracking_is_wanted,
    subscriber_fits_protocol,
    dimension_can_be_read,
    reasons_are_given_once,
    alarms_reach_somebody,
    service_linked_role_is_needed,
)
