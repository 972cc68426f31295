"""The checks of configuration set, events and alarms: what passes, what fails, what cannot be told, and what does not apply."""

import pytest

from poolpost.doctor.checks import topic
from poolpost.doctor.checks.delivery import CHECKS
from tests.scenes.place import Place, alarm, destination
from tests.scenes.place_changes import (
    FAIL,
    FIREHOSE,
    NO_SET,
    PASS,
    SKIPPED,
    STREAM,
    UNKNOWN,
    Row,
    both,
    compare,
    file,
    healthy,
    ids,
    options,
    rate,
    refused,
    without_outcome,
)

ROWS: list[Row] = [
    ("configuration-set-sends", PASS, healthy, "sign-in exists and sends"),
    ("configuration-set-sends", FAIL, NO_SET, "does not exist"),
    ("configuration-set-sends", FAIL, options("put_configuration_set_sending_options", SendingEnabled=False), "paused"),
    ("configuration-set-sends", UNKNOWN, refused("sesv2:GetConfigurationSet"), "have expired"),
    ("tls-is-as-wanted", PASS, healthy, "REQUIRE"),
    (
        "tls-is-as-wanted",
        FAIL,
        options("put_configuration_set_delivery_options", TlsPolicy="OPTIONAL"),
        "OPTIONAL; the file says REQUIRE",
    ),
    ("tls-is-as-wanted", UNKNOWN, refused("sesv2:GetConfigurationSet"), "have expired"),
    ("tls-is-as-wanted", SKIPPED, NO_SET, "no configuration set"),
    ("suppression-is-as-wanted", PASS, healthy, "BOUNCE and COMPLAINT (the set's)"),
    ("suppression-is-as-wanted", PASS, NO_SET, "BOUNCE and COMPLAINT (the account's)"),
    (
        "suppression-is-as-wanted",
        FAIL,
        options("put_configuration_set_suppression_options", SuppressedReasons=[]),
        "nothing (the set's)",
    ),
    (
        "suppression-is-as-wanted",
        FAIL,
        file(("account.suppressed_reasons", ["BOUNCE"])),
        "BOUNCE and COMPLAINT (the account's); the file says BOUNCE",
    ),
    (
        "suppression-is-as-wanted",
        PASS,
        file(("account.suppressed_reasons", ["BOUNCE", "COMPLAINT"])),
        "(the account's)",
    ),
    ("suppression-is-as-wanted", UNKNOWN, refused("sesv2:GetConfigurationSet"), "have expired"),
    ("events-are-published", PASS, healthy, "BOUNCE, COMPLAINT, DELIVERY_DELAY, REJECT"),
    ("events-are-published", FAIL, NO_SET, "does not exist"),
    (
        "events-are-published",
        FAIL,
        file(("events.sns.event_types", ["BOUNCE", "DELIVERY"])),
        "not published: DELIVERY",
    ),
    ("events-are-published", FAIL, file(("events.eventbridge", {})), "does not exist"),
    ("events-are-published", FAIL, FIREHOSE, "does not exist"),
    (
        "events-are-published",
        PASS,
        both(
            FIREHOSE,
            lambda p: destination(
                p,
                "firehose",
                {"KinesisFirehoseDestination": {"IamRoleArn": "r", "DeliveryStreamArn": STREAM}},
                ["BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY"],
            ),
        ),
        "BOUNCE, COMPLAINT, DELIVERY_DELAY, REJECT",
    ),
    ("events-are-published", FAIL, file(("events.sns.topic_name", "another")), "does not exist"),
    (
        "events-are-published",
        FAIL,
        lambda p: destination(
            p, "sns", {"SnsDestination": {"TopicArn": p.topic}}, ["BOUNCE", "COMPLAINT"], enabled=False
        ),
        "it is disabled: nothing is published",
    ),
    ("events-are-published", UNKNOWN, refused("sesv2:GetConfigurationSetEventDestinations"), "have expired"),
    ("events-are-published", SKIPPED, file(("events", None), ("alarms", None)), "no destination"),
    ("alarms-watch-the-reputation", PASS, healthy, "Reputation.BounceRate at 0.05"),
    (
        "alarms-watch-the-reputation",
        FAIL,
        lambda p: alarm(p, "Reputation.BounceRate", AlarmActions=[]),
        "without actions",
    ),
    ("alarms-watch-the-reputation", FAIL, lambda p: alarm(p, "Reputation.BounceRate", Threshold=0.5), "at 0.1"),
    (
        "alarms-watch-the-reputation",
        FAIL,
        lambda p: p.client("cloudwatch").delete_alarms(AlarmNames=["poolpost-Reputation.ComplaintRate"]),
        "no alarm",
    ),
    (
        "alarms-watch-the-reputation",
        FAIL,
        lambda p: p.client("cloudwatch").set_alarm_state(
            AlarmName="poolpost-Reputation.BounceRate", StateValue="ALARM", StateReason="test"
        ),
        "poolpost-Reputation.BounceRate: ALARM",
    ),
    ("alarms-watch-the-reputation", UNKNOWN, refused("monitoring:DescribeAlarms"), "have expired"),
    ("alarms-watch-the-reputation", SKIPPED, file(("aws.sandbox", True)), "in the sandbox"),
    ("bounce-rate-is-low", PASS, rate("BounceRate", 0.0499), "4.99%; review at 5.0%, pause at 10.0%"),
    ("bounce-rate-is-low", FAIL, rate("BounceRate", 0.05), "5.00%"),
    ("bounce-rate-is-low", UNKNOWN, refused("monitoring:GetMetricStatistics"), "have expired"),
    ("bounce-rate-is-low", SKIPPED, healthy, "nothing was sent"),
    ("complaint-rate-is-low", PASS, rate("ComplaintRate", 0.0009), "0.09%; review at 0.1%, pause at 0.5%"),
    ("complaint-rate-is-low", FAIL, rate("ComplaintRate", 0.001), "0.10%"),
    ("complaint-rate-is-low", UNKNOWN, refused("monitoring:GetMetricStatistics"), "have expired"),
    ("complaint-rate-is-low", SKIPPED, healthy, "nothing was sent"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    of_the_topic = {check.id for check in topic.CHECKS}
    assert without_outcome([check for check in CHECKS if check.id not in of_the_topic], ROWS, set()) == []
