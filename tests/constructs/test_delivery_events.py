"""Event destinations of a stack: one for each kind that the file names."""

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize

DESTINATION = "aws_sesv2_configuration_set_event_destination"
STREAM = "arn:aws:firehose:eu-west-1:000000000000:deliverystream/mail"
ROLE = "arn:aws:iam::000000000000:role/theirs"


def test_ses_finds_topic_and_policy_when_it_tries_the_topic(synthesize: Synthesize, settings: MakeSettings) -> None:
    """It tries a topic when the destination is created, so policy and key come first."""
    sns = synthesize(settings(("events.sns.kms", "create")))["resource"][DESTINATION]["sns"]
    assert "aws_sns_topic_policy.events" in sns["depends_on"]
    assert sns["event_destination"]["sns_destination"] == {"topic_arn": "${aws_sns_topic.events.arn}"}


def test_a_destination_that_is_switched_off_stays_one(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Removing it is another change; and only the default bus takes SES's events."""
    bus = settings(("events.eventbridge", {"event_types": ["BOUNCE"], "enabled": False}))
    wanted = synthesize(bus)["resource"][DESTINATION]["eventbridge"]["event_destination"]
    assert (wanted["enabled"], wanted["matching_event_types"]) == (False, ["BOUNCE"])
    assert wanted["event_bridge_destination"]["event_bus_arn"].endswith(":event-bus/default")


def test_a_role_is_created_only_where_the_file_names_none(synthesize: Synthesize, settings: MakeSettings) -> None:
    """A team's own role is used as it is."""
    ours = synthesize(settings(("events.firehose", {"delivery_stream_arn": STREAM})))["resource"]
    theirs = synthesize(settings(("events.firehose", {"delivery_stream_arn": STREAM, "role_arn": ROLE})))["resource"]
    stream = [
        each[DESTINATION]["firehose"]["event_destination"]["kinesis_firehose_destination"] for each in (ours, theirs)
    ]
    assert [each["iam_role_arn"] for each in stream] == ["${aws_iam_role.firehose.arn}", ROLE]
    assert "aws_iam_role" in ours
    assert "aws_iam_role" not in theirs
