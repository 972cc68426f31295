"""CloudWatch alarms on the account's bounce and complaint rates, and on its volume."""

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from constructs import Construct

from poolpost.constructs.naming import FIRST, Place
from poolpost.settings import Settings

HOUR, DAY = 3600, 86400  # seconds


class ReputationAlarms(Construct):
    """
    Alarms by the SES developer guide, reputationdashboard-cloudwatch-alarm.

    The rates are the account's, not the configuration set's: AWS reviews the account.
    """

    def __init__(self, scope: Construct, *, settings: Settings, topic: SnsTopic | None, place: Place = FIRST) -> None:
        """Define the alarms that the environment asks for; `topic` is notified. Those of a shared set are its owner's."""
        super().__init__(scope, "alarms")
        self._place = place
        self._prefix = f"poolpost-{settings.name}"
        self._actions = [topic.arn] if topic is not None else []
        wanted = settings.alarms
        if wanted is None or not settings.owns_set:
            return
        self._alarm("bounce_rate", "Reputation.BounceRate", wanted.bounce_rate, "Average", HOUR)
        self._alarm("complaint_rate", "Reputation.ComplaintRate", wanted.complaint_rate, "Average", HOUR)
        if wanted.daily_sends is not None:
            self._alarm("daily_sends", "Send", wanted.daily_sends, "Sum", DAY)

    def _alarm(self, name: str, metric: str, threshold: float, statistic: str, period: int) -> None:
        alarm = CloudwatchMetricAlarm(
            self,
            name,
            provider=self._place.provider,
            alarm_name=f"{self._prefix}-{name.replace('_', '-')}",
            alarm_description=f"{metric} of SES reached {threshold:g}; 'poolpost doctor' says what to do.",
            namespace="AWS/SES",
            metric_name=metric,
            statistic=statistic,
            period=period,
            evaluation_periods=1,
            threshold=threshold,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="ignore",  # nothing was sent: the rate is unchanged
            alarm_actions=self._actions,
            ok_actions=self._actions,
        )
        self._place.named(alarm, name)
