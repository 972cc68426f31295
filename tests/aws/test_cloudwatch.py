"""Alarms on SES, and the latest rates of an account."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.scenes.place import Place, alarm


def test_alarms_of_others_are_left_out(place: Place) -> None:
    """An account has alarms on many things."""
    alarm(place, "CPUUtilization", Namespace="AWS/EC2")
    found = place.reader(place.settings).cloudwatch.alarms()
    assert {each["MetricName"] for each in found} == {"Reputation.BounceRate", "Reputation.ComplaintRate"}


def test_the_newest_data_point_of_a_day_counts(place: Place) -> None:
    """None where SES has published nothing: an account that sends nothing has no rate."""
    reads, now = place.reader(place.settings).cloudwatch, datetime.now(UTC)
    assert (reads.reputation().bounce, reads.reputation().complaint) == (None, None)
    rates = {timedelta(hours=30): 0.3, timedelta(hours=5): 0.2, timedelta(hours=2): 0.1}
    for age, value in rates.items():
        datum = {"MetricName": "Reputation.BounceRate", "Timestamp": now - age, "Value": value}
        place.client("cloudwatch").put_metric_data(Namespace="AWS/SES", MetricData=[datum])
    assert reads.reputation().bounce == pytest.approx(0.1)
