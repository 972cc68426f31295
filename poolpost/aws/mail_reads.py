"""
Reads about the delivery of mail: SES beyond the domain identity, SNS, KMS, CloudWatch, IAM.

Part of the side that talks to AWS (`live.py`). `None` means that AWS was asked and has no such thing; what could not be
asked raises CannotDecide.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.account import Aws
from poolpost.aws.errors import code_of, explained
from poolpost.settings import Settings
from poolpost.standards.iam_policies import read_policy
from poolpost.standards.raw import Json

SERVICE_LINKED_ROLE = "AWSServiceRoleForAmazonCognitoIdpEmailService"
"""Name of the role that Cognito makes for `email.cognito-idp.amazonaws.com` (Cognito guide, service-linked roles)."""
_MISSING = {"NotFoundException", "NotFound", "NoSuchEntity", "NotFoundFault"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reputation:
    """The account's rates as SES publishes them, fractions of 1; None where CloudWatch has no data point of a day."""

    bounce: float | None
    complaint: float | None


class MailReads:
    """Reads of one environment's account and SES region; every method raises CannotDecide when AWS cannot be asked."""

    def __init__(self, settings: Settings, aws: Aws) -> None:
        """Remember the environment; nothing is asked yet."""
        self._settings = settings
        self._aws = aws

    def identity(self, name: str) -> Json | None:
        """Get an identity from SES: a domain or an address (case-sensitive)."""
        return self._found("ses:GetEmailIdentity", "sesv2", "get_email_identity", EmailIdentity=name)

    def configuration_set(self) -> Json | None:
        """Get the environment's configuration set."""
        name = self._settings.configuration_set.name
        return self._found("ses:GetConfigurationSet", "sesv2", "get_configuration_set", ConfigurationSetName=name)

    def event_destinations(self) -> dict[str, Json]:
        """Get the configuration set's event destinations by name; none when there is no such set."""
        answer = self._found(
            "ses:GetConfigurationSetEventDestinations",
            "sesv2",
            "get_configuration_set_event_destinations",
            ConfigurationSetName=self._settings.configuration_set.name,
        )
        return {each["Name"]: each for each in (answer or {}).get("EventDestinations", [])}

    def suppressed(self, address: str) -> Json | None:
        """Get an address's entry of the account's suppression list: Reason and LastUpdateTime."""
        answer = self._found(
            "ses:GetSuppressedDestination", "sesv2", "get_suppressed_destination", EmailAddress=address
        )
        return answer["SuppressedDestination"] if answer else None

    @property
    def topic_arn(self) -> str:
        """ARN of the events topic; the environment must have one."""
        aws, sns = self._settings.aws, self._settings.events.sns
        return f"arn:{aws.partition}:sns:{aws.region}:{aws.account_id}:{sns.topic_name if sns else ''}"

    def topic(self) -> Json | None:
        """Get the attributes of the events topic."""
        answer = self._found("sns:GetTopicAttributes", "sns", "get_topic_attributes", TopicArn=self.topic_arn)
        return answer["Attributes"] if answer else None

    def subscriptions(self) -> list[Json]:
        """List the subscriptions of the events topic."""
        with explained("sns:ListSubscriptionsByTopic"):
            pages = self._client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=self.topic_arn)
            return [each for page in pages for each in page["Subscriptions"]]

    def key_policy(self, key: str) -> Json:
        """Get the policy of a KMS key, by id, ARN or alias; GetKeyPolicy takes no alias (botocore, kms)."""
        if "alias/" in key:
            with explained("kms:DescribeKey"):
                key = self._client("kms").describe_key(KeyId=key)["KeyMetadata"]["Arn"]
        with explained("kms:GetKeyPolicy"):
            answer = self._client("kms").get_key_policy(KeyId=key, PolicyName="default")
        return read_policy(answer["Policy"], f"key {key}")

    def alarms(self) -> list[Json]:
        """List all metric alarms on metrics of AWS/SES."""
        with explained("cloudwatch:DescribeAlarms"):
            pages = self._client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"])
            return [alarm for page in pages for alarm in page["MetricAlarms"] if alarm.get("Namespace") == "AWS/SES"]

    def reputation(self) -> Reputation:
        """Get the account's latest bounce and complaint rate."""
        return Reputation(
            bounce=self._latest("Reputation.BounceRate"), complaint=self._latest("Reputation.ComplaintRate")
        )

    def service_linked_role(self) -> Json | None:
        """Get the role by which Cognito sends with the identity."""
        answer = self._found("iam:GetRole", "iam", "get_role", RoleName=SERVICE_LINKED_ROLE)
        return answer["Role"] if answer else None

    def _latest(self, metric: str) -> float | None:
        """Give a metric's newest data point of the last day; SES writes one at least every hour while it sends."""
        now = datetime.now(UTC)
        with explained("cloudwatch:GetMetricStatistics"):
            answer = self._client("cloudwatch").get_metric_statistics(
                Namespace="AWS/SES",
                MetricName=metric,
                StartTime=now - timedelta(days=1),
                EndTime=now,
                Period=3600,
                Statistics=["Average"],
            )
        points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
        return float(points[-1]["Average"]) if points else None

    def _found(self, action: str, service: str, method: str, **arguments: Any) -> Json | None:
        """Call a read; None when AWS says that there is no such thing."""
        with explained(action):
            try:
                return getattr(self._client(service), method)(**arguments)
            except ClientError as error:
                if code_of(error) in _MISSING:
                    return None
                raise

    def _client(self, service: str) -> Any:
        return self._aws.client(service, self._settings.aws.region)
