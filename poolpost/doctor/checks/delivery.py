"""The doctor's checks of sent mail: configuration set, events, suppression, alarms, reputation."""

from collections.abc import Iterable, Iterator

from poolpost.doctor.checks import topic
from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed
from poolpost.doctor.facts import Facts
from poolpost.standards.raw import Json

SECTION = "delivery"
BOUNCE_LIMITS = (0.05, 0.10)
COMPLAINT_LIMITS = (0.001, 0.005)
"""Where AWS reviews an account, and where it may pause it (SES developer guide, enforcement FAQ)."""
ALARMED = {"Reputation.BounceRate": BOUNCE_LIMITS, "Reputation.ComplaintRate": COMPLAINT_LIMITS}
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
        yield failed(
            f"{name} does not exist in {facts.settings.aws.region}", f"'cdktf deploy {facts.settings.set_owner}'"
        )
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
        yield failed(f"{live}; the file says {wanted}", f"'cdktf deploy {facts.settings.set_owner}'")


@check("suppression-is-as-wanted", SECTION, "suppression", source=_SUPPRESSION)
def suppression_is_as_wanted(facts: Facts) -> Iterator[Verdict]:
    """Sending repeatedly to an address that bounced damages the account's reputation."""
    account = set(facts.ses_account.get("SuppressionAttributes", {}).get("SuppressedReasons", []))
    options = (facts.configuration_set or {}).get("SuppressionOptions")
    live, whose = (set(options.get("SuppressedReasons", [])), "the set's") if options else (account, "the account's")
    yield _suppresses(facts, live, facts.settings.configuration_set.suppressed_reasons, whose)
    wanted = facts.settings.account.suppressed_reasons
    if wanted is not None and options:
        yield _suppresses(facts, account, wanted, "the account's", subject="account")


def _suppresses(facts: Facts, live: set[str], wanted: Iterable[str], whose: str, subject: str = "") -> Verdict:
    seen = f"{' and '.join(sorted(live)) or 'nothing'} ({whose})"
    if live == set(wanted):
        return passed(seen, subject=subject)
    expected = " and ".join(sorted(wanted)) or "nothing"
    whose_stack = facts.settings.name if subject else facts.settings.set_owner
    return failed(f"{seen}; the file says {expected}", f"'cdktf deploy {whose_stack}'", subject=subject)


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
            off = live and not any(each.get("Enabled") for each in live)
            seen = "it is disabled: nothing is published" if off else f"not published: {', '.join(missing)}"
            seen = seen if live else "it does not exist"
            yield failed(seen, f"'cdktf deploy {facts.settings.set_owner}'", subject=subject)
        else:
            yield passed(", ".join(sorted(told)) or "disabled, as the file says", subject=subject)


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
            yield failed(seen, f"{first}'cdktf deploy {facts.settings.set_owner}'", subject=metric)
    yield from topic.alarms_arrive(facts)


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


CHECKS = (
    configuration_set_sends,
    tls_is_as_wanted,
    suppression_is_as_wanted,
    events_are_published,
    *topic.CHECKS,
    alarms_watch_the_reputation,
    bounce_rate_is_low,
    complaint_rate_is_low,
)
