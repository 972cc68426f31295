"""CloudWatch: alarms on SES, and the account's reputation as SES publishes it. Reads only."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from poolpost.aws.account import Account
from poolpost.aws.errors import explained
from poolpost.standards.raw import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reputation:
    """The account's rates as SES publishes them, fractions of 1; None where CloudWatch has no data point of a day."""

    bounce: float | None
    complaint: float | None


class CloudWatch:
    """The environment's account and SES region; every method raises CannotDecide when AWS could not be asked."""

    def __init__(self, account: Account) -> None:
        """Store the account; makes no request."""
        self._account = account

    def alarms(self) -> list[Json]:
        """List all metric alarms on metrics of AWS/SES."""
        with explained("cloudwatch:DescribeAlarms"):
            pages = self._client.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"])
            return [alarm for page in pages for alarm in page["MetricAlarms"] if alarm.get("Namespace") == "AWS/SES"]

    def reputation(self) -> Reputation:
        """Get the account's latest bounce and complaint rate."""
        return Reputation(
            bounce=self._latest("Reputation.BounceRate"), complaint=self._latest("Reputation.ComplaintRate")
        )

    def _latest(self, metric: str) -> float | None:
        """Return a metric's newest data point of the last day; SES writes one at least every hour while it sends."""
        now = datetime.now(UTC)
        with explained("cloudwatch:GetMetricStatistics"):
            answer = self._client.get_metric_statistics(
                Namespace="AWS/SES",
                MetricName=metric,
                StartTime=now - timedelta(days=1),
                EndTime=now,
                Period=3600,
                Statistics=["Average"],
            )
        points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
        return float(points[-1]["Average"]) if points else None

    @cached_property
    def _client(self) -> Any:
        with explained("cloudwatch"):
            return self._account.client("cloudwatch", self._account.settings.aws.region)
