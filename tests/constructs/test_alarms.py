"""The alarms of a stack: which, at which rate, and whom they tell."""

import pytest

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize


@pytest.mark.parametrize(
    ("daily", "names"),
    [
        ((), {"bounce_rate", "complaint_rate"}),
        ((("alarms.daily_sends", 8000),), {"bounce_rate", "complaint_rate", "daily_sends"}),
    ],
)
def test_each_alarm_tells_the_topic_when_it_begins_and_when_it_ends(
    daily: tuple[tuple[str, int], ...], names: set[str], synthesize: Synthesize, settings: MakeSettings
) -> None:
    """At AWS's own thresholds; the one on volume only where the file asks for it."""
    alarms = synthesize(settings(("alarms", {}), *daily))["resource"]["aws_cloudwatch_metric_alarm"]
    assert alarms.keys() == names
    for alarm in alarms.values():
        assert alarm["alarm_actions"] == alarm["ok_actions"] == ["${aws_sns_topic.events.arn}"]
    assert (alarms["bounce_rate"]["threshold"], alarms["complaint_rate"]["threshold"]) == (0.05, 0.001)


def test_without_the_table_there_is_no_alarm(synthesize: Synthesize, settings: MakeSettings) -> None:
    """An account in the sandbox has nothing to watch."""
    assert "aws_cloudwatch_metric_alarm" not in synthesize(settings(("alarms", None)))["resource"]
