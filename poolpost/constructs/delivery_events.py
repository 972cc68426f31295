"""Where bounces, complaints and other events of the configuration set go."""

from typing import Any

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.sesv2_configuration_set import Sesv2ConfigurationSet
from cdktf_cdktf_provider_aws.sesv2_configuration_set_event_destination import (
    Sesv2ConfigurationSetEventDestination,
    Sesv2ConfigurationSetEventDestinationEventDestination,
    Sesv2ConfigurationSetEventDestinationEventDestinationCloudWatchDestination,
    Sesv2ConfigurationSetEventDestinationEventDestinationCloudWatchDestinationDimensionConfiguration,
    Sesv2ConfigurationSetEventDestinationEventDestinationEventBridgeDestination,
    Sesv2ConfigurationSetEventDestinationEventDestinationKinesisFirehoseDestination,
    Sesv2ConfigurationSetEventDestinationEventDestinationSnsDestination,
)
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from constructs import Construct

from poolpost.constructs.events_topic import EventsTopic
from poolpost.constructs.naming import FIRST, NEW_BEFORE_OLD, Place, named
from poolpost.settings import Settings
from poolpost.settings.stack_policies import firehose_policy, firehose_trust
from poolpost.settings.tables.events import CloudWatch, Destination, Events, Firehose


class DeliveryEvents(Construct):
    """
    One event destination for each kind that the environment sets.

    Attributes:
        topic: the SNS topic, or None.
        resources: the event destinations.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        settings: Settings,
        configuration_set: Sesv2ConfigurationSet | None,
        place: Place = FIRST,
    ) -> None:
        """Define the destinations of [events]; none without it, and none of a set that another environment owns."""
        super().__init__(scope, "delivery-events")
        self._settings = settings
        self._place = place
        self.topic: SnsTopic | None = None
        self.resources: list[ITerraformDependable] = []
        if configuration_set is not None:
            self._set = configuration_set
            self._destinations(settings.events)

    def _destinations(self, events: Events) -> None:
        if events.sns is not None:
            sns = EventsTopic(self, settings=self._settings, sns=events.sns, place=self._place)
            self.topic = sns.topic
            # SES tests the topic when the destination is created: policy and key must exist.
            topic = Sesv2ConfigurationSetEventDestinationEventDestinationSnsDestination(topic_arn=sns.topic.arn)
            self._add("sns", events.sns, after=sns.resources, sns_destination=topic)
        if events.cloudwatch is not None:
            self._add("cloudwatch", events.cloudwatch, cloud_watch_destination=_cloudwatch(events.cloudwatch))
        if events.eventbridge is not None:
            self._add("eventbridge", events.eventbridge, event_bridge_destination=self._bus())
        if events.firehose is not None:
            self._add("firehose", events.firehose, kinesis_firehose_destination=self._firehose(events.firehose))

    def _add(
        self,
        kind: str,
        destination: Destination,
        *,
        after: list[ITerraformDependable] | None = None,
        **target: Any,  # one of four struct classes, each with its own keyword
    ) -> None:
        resource = Sesv2ConfigurationSetEventDestination(
            self,
            kind,
            configuration_set_name=self._set.configuration_set_name,
            event_destination_name=kind,
            provider=self._place.provider,
            lifecycle=NEW_BEFORE_OLD,
            event_destination=Sesv2ConfigurationSetEventDestinationEventDestination(
                enabled=destination.enabled, matching_event_types=list(destination.event_types), **target
            ),
            depends_on=after,
        )
        self.resources.append(self._place.named(resource, kind))

    def _bus(self) -> Sesv2ConfigurationSetEventDestinationEventDestinationEventBridgeDestination:
        """Return the default bus: SES accepts no other."""
        aws = self._settings.aws
        return Sesv2ConfigurationSetEventDestinationEventDestinationEventBridgeDestination(
            event_bus_arn=f"arn:{aws.partition}:events:{aws.region}:{aws.account_id}:event-bus/default"
        )

    def _firehose(
        self, firehose: Firehose
    ) -> Sesv2ConfigurationSetEventDestinationEventDestinationKinesisFirehoseDestination:
        return Sesv2ConfigurationSetEventDestinationEventDestinationKinesisFirehoseDestination(
            delivery_stream_arn=firehose.delivery_stream_arn,
            iam_role_arn=firehose.role_arn or self._firehose_role(firehose.delivery_stream_arn),
        )

    def _firehose_role(self, stream_arn: str) -> str:
        settings = self._settings
        role = IamRole(
            self,
            "firehose-role",
            name=f"poolpost-{settings.name}-ses-events",
            assume_role_policy=firehose_trust(settings),
        )
        policy = IamRolePolicy(
            self,
            "firehose-policy",
            name="write-events",
            role=named(role, "firehose").name,
            policy=firehose_policy(stream_arn),
        )
        named(policy, "firehose")
        return role.arn


def _cloudwatch(
    cloudwatch: CloudWatch,
) -> Sesv2ConfigurationSetEventDestinationEventDestinationCloudWatchDestination:
    return Sesv2ConfigurationSetEventDestinationEventDestinationCloudWatchDestination(
        dimension_configuration=[
            Sesv2ConfigurationSetEventDestinationEventDestinationCloudWatchDestinationDimensionConfiguration(
                dimension_name=dimension.name,
                dimension_value_source=dimension.source,
                default_dimension_value=dimension.default,
            )
            for dimension in cloudwatch.dimensions
        ]
    )
