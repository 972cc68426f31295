"""The doctor's checks of sent mail: configuration set, events, suppression, alarms, reputation."""

from collections.abc import Iterator

from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed, unknown
from poolpost.doctor.facts import Facts
from poolpost.settings import Settings
from poolpost.standards.iam_policies import allows, every, read_policy
from poolpost.standards.raw import Json

SECTION = "delivery"
BOUNCE_LIMITS = (0.05, 0.10)
COMPLAINT_LIMITS = (0.001, 0.005)
"""Where AWS reviews an account, and where it may pause it (SES developer guide, enforcement FAQ)."""
ALARMED = {"Reputation.BounceRate": BOUNCE_LIMITS, "Reputation.ComplaintRate": COMPLAINT_LIMITS}
SES, CLOUDWATCH = "ses.amazonaws.com", "cloudwatch.amazonaws.com"
_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")  # SES developer guide, configure-sns-notifications
_AWS_KEY = "alias/aws/sns"
_SETS = "https://docs.aws.amazon.com/ses/latest/dg/using-configuration-sets.html"
_EVENTS = "https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html"
_REPUTATION = "https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html"
_ENFORCEMENT = "https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html"
_SUPPRESSION = "https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html"


@check("configuration-set-sends", SECTION, "configuration set", source=_SETS)
def configuration_set_sends(facts: Facts) -> Iterator[Verdict]:
    """A pool whose configuration set is missing or paused sends nothing."""
    name, found = facts.settings.configuration_set.name, facts.configuration_set
    if found is None:
        yield failed(f"{name} does not exist in {facts.settings.aws.region}", f"'cdktf deploy {facts.settings.name}'")
    elif not found.get("SendingOptions", {}).get("SendingEnabled", True):
        yield failed(f"{name} is paused", "turn sending on for this set in the SES console, once the cause is fixed")
    else:
        yield passed(f"{name} exists and sends")


@check("tls-is-as-wanted", SECTION, "TLS", source=_SETS)
def tls_is_as_wanted(facts: Facts) -> Iterator[Verdict]:
    """Codes sent in clear text can be read in transit."""
    if facts.configuration_set is None:
        yield does_not_apply("there is no configuration set")
        return
    wanted = facts.settings.configuration_set.tls_policy
    live = facts.configuration_set.get("DeliveryOptions", {}).get("TlsPolicy", "OPTIONAL")
    if live == wanted:
        yield passed(live)
    else:
        yield failed(f"{live}; the file says {wanted}", f"'cdktf deploy {facts.settings.name}'")


@check("suppression-is-as-wanted", SECTION, "suppression", source=_SUPPRESSION)
def suppression_is_as_wanted(facts: Facts) -> Iterator[Verdict]:
    """Sending repeatedly to an address that bounced damages the account's reputation."""
    wanted = set(facts.settings.configuration_set.suppressed_reasons)
    options = (facts.configuration_set or {}).get("SuppressionOptions")
    live = set((options or facts.ses_account.get("SuppressionAttributes", {})).get("SuppressedReasons", []))
    seen = " and ".join(sorted(live)) or "nothing"
    whose = "the set's" if options else "the account's"
    if live == wanted:
        yield passed(f"{seen} ({whose})")
    else:
        expected = " and ".join(sorted(wanted)) or "nothing"
        yield failed(f"{seen} ({whose}); the file says {expected}", f"'cdktf deploy {facts.settings.name}'")


@check("events-are-published", SECTION, "event destination", source=_EVENTS)
def events_are_published(facts: Facts) -> Iterator[Verdict]:
    """The events that the file configures must be published."""
    events = facts.settings.events
    wanted = {
        "SnsDestination": events.sns,
        "CloudWatchDestination": events.cloudwatch,
        "EventBridgeDestination": events.eventbridge,
        "KinesisFirehoseDestination": events.firehose,
    }
    if not any(wanted.values()):
        yield does_not_apply("[events] has no destination")
    for kind, destination in wanted.items():
        if destination is None:
            continue
        live = [each for each in facts.event_destinations.values() if _is_ours(each, kind, facts)]
        told = {reason for each in live if each.get("Enabled") for reason in each["MatchingEventTypes"]}
        missing = sorted(set(destination.event_types) - told) if destination.enabled else []
        subject = kind.removesuffix("Destination")
        if not live or missing:
            seen = f"not published: {', '.join(missing)}" if live else "it does not exist"
            yield failed(seen, f"'cdktf deploy {facts.settings.name}'", subject=subject)
        else:
            yield passed(", ".join(sorted(told)) or "disabled, as the file says", subject=subject)


@check("ses-may-publish", SECTION, "SNS topic", source=_EVENTS)
def ses_may_publish(facts: Facts) -> Iterator[Verdict]:
    """SES silently drops an event that it may not publish."""
    settings, sns = facts.settings, facts.settings.events.sns
    if sns is None:
        yield does_not_apply("[events.sns] is not set")
        return
    if facts.topic is None:
        yield failed(f"{sns.topic_name} does not exist", f"'cdktf deploy {settings.name}'")
        return
    context = _from_ses(settings)
    policy = read_policy(facts.topic["Policy"], f"topic {facts.settings.topic_arn}")
    may = allows(policy, service=SES, action="sns:Publish", context=context, resource=facts.topic["TopicArn"])
    yield _may(may, f"SES may publish to {sns.topic_name}", "its policy does not let SES publish", settings)
    key = facts.topic.get("KmsMasterKeyId", "")
    if key.endswith(_AWS_KEY):
        remedy = "set events.sns.kms = 'create', or the ARN of your own key"
        yield failed(
            f"{_AWS_KEY} is managed by AWS: its policy does not allow SES, and cannot be changed", remedy, subject="key"
        )
    elif key:
        policy = facts.key_policy(key)
        may = every(allows(policy, service=SES, action=each, context=context) for each in _KEY_ACTIONS)
        yield _may(may, "SES may use its key", f"the policy of {key} does not let SES use it", settings, subject="key")


@check(
    "subscriptions-are-confirmed",
    SECTION,
    "subscription",
    source="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html",
)
def subscriptions_are_confirmed(facts: Facts) -> Iterator[Verdict]:
    """An unconfirmed subscriber receives nothing."""
    sns = facts.settings.events.sns
    if sns is None or not sns.subscribers:
        yield does_not_apply("[events.sns] names no subscribers")
        return
    if facts.topic is None:
        yield does_not_apply("there is no topic")
        return
    live = {(each["Protocol"], each["Endpoint"]): each["SubscriptionArn"] for each in facts.subscriptions}
    for subscriber in sns.subscribers:
        arn = live.get((subscriber.protocol, subscriber.endpoint))
        if arn is None:
            yield failed("not subscribed", f"'cdktf deploy {facts.settings.name}'", subject=subscriber.endpoint)
        elif not arn.startswith("arn:"):
            yield failed(
                "not confirmed yet", "open the link in the mail that AWS sent to it", subject=subscriber.endpoint
            )
        else:
            yield passed("confirmed", subject=subscriber.endpoint)


@check("alarms-watch-the-reputation", SECTION, "alarms", source=_REPUTATION)
def alarms_watch_the_reputation(facts: Facts) -> Iterator[Verdict]:
    """Between the first complaints and a paused account there is time to react, if an alarm reports them."""
    if facts.settings.aws.sandbox:
        yield does_not_apply("in the sandbox (aws.sandbox) mail reaches verified recipients only")
        return
    for metric, (_, pause) in ALARMED.items():
        alarms = [each for each in facts.alarms if each.get("MetricName") == metric]
        told = [each for each in alarms if each.get("ActionsEnabled") and each.get("AlarmActions")]
        in_time = [each for each in told if each.get("Threshold", 1) < pause]
        if told and not in_time:
            said = ", ".join(f"{each['AlarmName']} at {each.get('Threshold', 'no threshold')}" for each in told)
            remedy = "lower it: [alarms] of the environment file has AWS's limits"
            yield failed(f"{said}: AWS may pause the account at {pause:g}", remedy, subject=metric)
        elif told:
            said = ", ".join(f"{each['AlarmName']} at {each['Threshold']:g}" for each in in_time)
            ringing = [each["AlarmName"] for each in told if each.get("StateValue") == "ALARM"]
            if ringing:
                yield failed(
                    f"{', '.join(ringing)}: ALARM", "check the bounce and complaint rates below", subject=metric
                )
            else:
                yield passed(said, subject=metric)
        else:
            seen = "an alarm without actions" if alarms else "no alarm"
            first = "" if facts.settings.alarms else "add [alarms] to the environment file, then "
            yield failed(seen, f"{first}'cdktf deploy {facts.settings.name}'", subject=metric)
    yield from _alarms_arrive(facts)


def _alarms_arrive(facts: Facts) -> Iterator[Verdict]:
    """Check that CloudWatch, which is not SES, may publish to the topic of the alarms and use its key."""
    topic, settings = facts.topic, facts.settings
    if topic is None or not any(topic["TopicArn"] in each.get("AlarmActions", []) for each in facts.alarms):
        return
    context = {"aws:SourceAccount": settings.aws.account_id}
    policy = read_policy(topic["Policy"], f"topic {settings.topic_arn}")
    verdicts = [allows(policy, service=CLOUDWATCH, action="sns:Publish", context=context, resource=topic["TopicArn"])]
    what, key = "its policy", topic.get("KmsMasterKeyId", "")
    if key and not key.endswith(_AWS_KEY):
        policy = facts.key_policy(key)
        verdicts += [allows(policy, service=CLOUDWATCH, action=each, context=context) for each in _KEY_ACTIONS]
        what = f"its policy or that of its key {key}"
    problem = f"{what} does not let CloudWatch publish to {topic['TopicArn']}: no alarm arrives"
    yield _may(every(verdicts), "CloudWatch may publish alarms to it", problem, settings, subject="topic of the alarms")


@check("bounce-rate-is-low", SECTION, "bounce rate", source=_ENFORCEMENT)
def bounce_rate_is_low(facts: Facts) -> Iterator[Verdict]:
    """AWS reviews an account at a bounce rate of 5 %, and may pause it at 10 %."""
    yield _rate(facts.reputation.bounce, BOUNCE_LIMITS)


@check("complaint-rate-is-low", SECTION, "complaint rate", source=_ENFORCEMENT)
def complaint_rate_is_low(facts: Facts) -> Iterator[Verdict]:
    """AWS reviews an account at a complaint rate of 0.1 %, and may pause it at 0.5 %."""
    yield _rate(facts.reputation.complaint, COMPLAINT_LIMITS)


def _is_ours(destination: Json, kind: str, facts: Facts) -> bool:
    """Return whether an event destination is of a kind, and to what the file names."""
    events = facts.settings.events
    if kind == "SnsDestination":
        return destination.get(kind, {}).get("TopicArn") == facts.settings.topic_arn
    if kind == "KinesisFirehoseDestination" and events.firehose is not None:
        return destination.get(kind, {}).get("DeliveryStreamArn") == events.firehose.delivery_stream_arn
    return kind in destination


def _rate(rate: float | None, limits: tuple[float, float]) -> Verdict:
    review, pause = limits
    if rate is None:
        return does_not_apply("CloudWatch has no rate for the last day: nothing was sent")
    said = f"{rate:.2%}; review at {review:.1%}, pause at {pause:.1%}"
    if rate < review:
        return passed(said)
    return failed(said, "find the addresses in the bounce and complaint events, and stop sending to them")


def _from_ses(settings: Settings) -> Json:
    """Return the condition keys of a request that SES makes for this configuration set."""
    return {"aws:SourceAccount": settings.aws.account_id, "aws:SourceArn": settings.configuration_set_arn}


def _may(may: bool | None, evidence: str, problem: str, settings: Settings, subject: str = "") -> Verdict:  # noqa: FBT001 -- three-valued, not a flag
    if may is None:
        said = "its policy has conditions that poolpost does not evaluate"
        return unknown(said, f"'poolpost doctor {settings.name} --send' proves it", subject=subject)
    if may:
        return passed(evidence, subject=subject)
    return failed(problem, f"'cdktf deploy {settings.name}', or fix the policy of your own key", subject=subject)


CHECKS = (
    configuration_set_sends,
    tls_is_as_wanted,
    suppression_is_as_wanted,
    events_are_published,
    ses_may_publish,
    subscriptions_are_confirmed,
    alarms_watch_the_reputation,
    bounce_rate_is_low,
    complaint_rate_is_low,
)
