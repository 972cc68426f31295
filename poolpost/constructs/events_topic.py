"""The SNS topic for events: who may publish, the key that encrypts it, the subscribers."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from poolpost.constructs.naming import FIRST, Place, named
from poolpost.dns.terraform_text import literal
from poolpost.settings import Settings
from poolpost.settings.stack_policies import key_policy, topic_policy
from poolpost.settings.tables.events import Sns, Subscriber
from poolpost.settings.terraform_names import subscriber_name


class EventsTopic(Construct):
    """
    A topic that SES (this configuration set only) and CloudWatch alarms of this account may publish to.

    Attributes:
        topic: the topic.
        resources: what SES needs before it can publish: the topic's policy and, with our own key, the key.
    """

    def __init__(self, scope: Construct, *, settings: Settings, sns: Sns, place: Place = FIRST) -> None:
        """Define topic, policy, key and subscriptions."""
        super().__init__(scope, "topic")
        self._settings = settings
        self._place = place
        self.resources: list[ITerraformDependable] = []
        self.topic = place.named(
            SnsTopic(self, "topic", name=sns.topic_name, kms_master_key_id=self._key(sns), provider=place.provider),
            "events",
        )
        policy = SnsTopicPolicy(
            self,
            "policy",
            arn=self.topic.arn,
            policy=topic_policy(settings, self.topic.arn),
            provider=place.provider,
        )
        self.resources.append(place.named(policy, "events"))
        for subscriber in sns.subscribers:
            self._subscribe(subscriber)

    def _key(self, sns: Sns) -> str | None:
        if sns.kms != "create":
            return None if sns.kms == "none" else sns.kms
        key = KmsKey(
            self,
            "key",
            description=f"SES events of poolpost environment {self._settings.name}",
            enable_key_rotation=True,
            policy=key_policy(self._settings),
            provider=self._place.provider,
        )
        self._place.named(key, "events")
        alias = KmsAlias(
            self,
            "alias",
            name=f"alias/poolpost-{self._settings.name}-events",
            target_key_id=key.key_id,
            provider=self._place.provider,
        )
        self.resources.append(self._place.named(alias, "events"))
        return key.arn

    def _subscribe(self, subscriber: Subscriber) -> None:
        name = subscriber_name(subscriber.protocol, subscriber.endpoint)
        subscription = SnsTopicSubscription(
            self,
            name,
            topic_arn=self.topic.arn,
            protocol=subscriber.protocol,
            endpoint=literal(subscriber.endpoint),
            provider=self._place.provider,
        )
        self._place.named(subscription, name)
        if subscriber.protocol == "lambda":
            permission = LambdaPermission(
                self,
                f"{name}-permission",
                action="lambda:InvokeFunction",
                function_name=literal(subscriber.endpoint),
                principal="sns.amazonaws.com",
                source_arn=self.topic.arn,
            )
            named(permission, self._place.name(name))  # of the function, which is in the first region
