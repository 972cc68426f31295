"""The gate's copy of what a stack writes about events, held against the real synthesis."""

from poolpost.gate.written_events import alarms, events
from tests.conftest import MakeSettings
from tests.scenes.synthesized import FULL, configuration_of

KINDS = (
    "aws_cloudwatch_metric_alarm",
    "aws_iam_role",
    "aws_kms_",
    "aws_sesv2_configuration_set_event_destination",
    "aws_sns_topic",
)


def test_every_resource_about_events_is_known_to_the_gate(settings: MakeSettings) -> None:
    """An address that it lacked would be one that nobody compares."""
    made = settings(*FULL, ("events.eventbridge", {"event_types": ["BOUNCE"]}), ("alarms.daily_sends", 8000))
    addresses = [each["address"] for each in configuration_of(made)["root_module"]["resources"]]
    known = [address for address, _ in (*events(made), *alarms(made))]
    assert sorted(known) == sorted(address for address in addresses if address.startswith(KINDS))


def test_without_the_tables_nothing_is_written(settings: MakeSettings) -> None:
    """The counter-check."""
    made = settings(("events", None), ("alarms", None))
    assert [*events(made), *alarms(made)] == []
