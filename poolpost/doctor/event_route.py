"""The way that an event takes, as it is in AWS: the configuration set's event destination and the SNS topic."""

from dataclasses import dataclass

from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide, Stopped
from poolpost.settings import Settings
from poolpost.settings.tables.events import EventType, Sns
from poolpost.standards.iam_conditions import of_service
from poolpost.standards.iam_policies import allows, read_policy
from poolpost.standards.raw import Json

SES = "ses.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    Where events of the environment's configuration set go.

    Attributes:
        wanted: event types that the environment file asks for.
        asked: event types that the live destinations ask for.
        policy: the topic's policy, JSON.
        key: the KMS key that encrypts the topic, '' for none.
    """

    topic_arn: str
    wanted: frozenset[EventType]
    asked: frozenset[str]
    policy: str
    key: str

    def why_silent(self, settings: Settings) -> str:
        """Return what may have kept an event away that SES was asked for."""
        context = of_service(
            SES, account=settings.aws.account_id, SourceArn=settings.configuration_set_arn, SourceOwner=None
        )
        may = allows(
            read_policy(self.policy, f"topic {self.topic_arn}"), service=SES, action="sns:Publish", context=context
        )
        if may is False:
            return f"the policy of topic {self.topic_arn} does not let SES publish; run 'cdktf deploy {settings.name}'"
        if self.key:
            return (
                f"topic {self.topic_arn} is encrypted: the policy of its key {self.key} must let {SES} call "
                f"kms:GenerateDataKey and kms:Decrypt; 'poolpost doctor {settings.name}' looks at it"
            )
        return f"events can be late: run it again; 'poolpost doctor {settings.name}' looks at every step of the way"


def route(settings: Settings, aws: Aws) -> Route:
    """
    Look at the live event destination and topic.

    Raises:
        CannotDecide: the environment has no SNS destination: events have nowhere to arrive.
        Stopped: configuration set, topic or destination is not there, or the destination is off.
    """
    sns = sns_of(settings)
    attributes = _topic(settings, aws)
    return Route(
        topic_arn=settings.topic_arn,
        wanted=frozenset(sns.event_types),
        asked=_asked(settings, aws),
        policy=attributes.get("Policy", "{}"),
        key=attributes.get("KmsMasterKeyId", ""),
    )


def sns_of(settings: Settings) -> Sns:
    """
    Return the section that says where events go.

    Raises:
        CannotDecide: there is none, or it is off.
    """
    sns = settings.events.sns
    if sns is None or not sns.enabled:
        problem = "has no [events.sns]" if sns is None else "has events.sns.enabled = false"
        msg = (
            f"environments/{settings.name}.toml {problem}, so there is nowhere for events to arrive and nothing to prove by "
            "sending; add [events.sns] with a topic_name, or switch it on, and deploy"
        )
        raise CannotDecide(msg)
    return sns


def _topic(settings: Settings, aws: Aws) -> Json:
    topic = aws.sns.topic()
    if topic is None:
        msg = f"there is no SNS topic {settings.topic_arn} for events; run 'cdktf deploy {settings.name}'"
        raise Stopped(msg)
    return topic


def _asked(settings: Settings, aws: Aws) -> frozenset[str]:
    name, deploy = settings.configuration_set.name, f"run 'cdktf deploy {settings.name}'"
    destinations = aws.ses.event_destinations()
    if destinations is None:
        msg = f"there is no configuration set {name} in {settings.aws.region}; {deploy}"
        raise Stopped(msg)
    topic_arn = settings.topic_arn
    to_topic = [each for each in destinations.values() if each.get("SnsDestination", {}).get("TopicArn") == topic_arn]
    if not any(destination.get("Enabled") for destination in to_topic):
        what = "the event destination to it is switched off" if to_topic else "has no event destination to it"
        msg = f"no event of configuration set {name} can reach topic {topic_arn}: {what}; {deploy}"
        raise Stopped(msg)
    return frozenset(kind for it in to_topic if it.get("Enabled") for kind in it.get("MatchingEventTypes", []))
