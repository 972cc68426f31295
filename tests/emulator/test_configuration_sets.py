"""SES configuration sets and what SES checks about their event destinations."""

import json
from collections.abc import Callable
from typing import Any

import pytest

ACCOUNT = "000000000000"
Client = Callable[..., Any]


def sns_destination(topic: str, *kinds: str) -> dict[str, Any]:
    """Return an event destination that publishes to a topic."""
    return {
        "Enabled": True,
        "MatchingEventTypes": list(kinds or ["BOUNCE"]),
        "SnsDestination": {"TopicArn": topic},
    }


def allow_ses(action: str | list[str], resource: str, **condition: str) -> str:
    """Return a policy that lets SES in."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": "ses.amazonaws.com"},
        "Action": action,
        "Resource": resource,
        "Condition": {"StringEquals": {f"AWS:{key}": value for key, value in condition.items()}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def configuration_set(ses: Any, name: str) -> str:
    """Return the name of a new configuration set."""
    ses.create_configuration_set(ConfigurationSetName=name)
    return name


@pytest.fixture
def topic(client: Client, name: str) -> str:
    """Return the ARN of a new SNS topic with the default policy."""
    arn: str = client("sns").create_topic(Name=name)["TopicArn"]
    return arn


def test_a_bare_set_sends_without_metrics(ses: Any, configuration_set: str) -> None:
    """The answer for a set that was told nothing makes Terraform's plan empty."""
    shown = ses.get_configuration_set(ConfigurationSetName=configuration_set)
    del shown["ResponseMetadata"]

    assert {
        "ConfigurationSetName": configuration_set,
        "Tags": [],
        "ReputationOptions": {"ReputationMetricsEnabled": False},
        "SendingOptions": {"SendingEnabled": True},
    } == shown


@pytest.mark.parametrize(
    ("operation", "member", "options"),
    [
        ("tracking", "TrackingOptions", {"CustomRedirectDomain": "t.example.org", "HttpsPolicy": "REQUIRE"}),
        ("delivery", "DeliveryOptions", {"TlsPolicy": "REQUIRE", "MaxDeliverySeconds": 300}),
        ("reputation", "ReputationOptions", {"ReputationMetricsEnabled": True}),
        ("sending", "SendingOptions", {"SendingEnabled": False}),
        ("suppression", "SuppressionOptions", {"SuppressedReasons": ["BOUNCE"]}),
        (
            "archiving",
            "ArchivingOptions",
            {"ArchiveArn": "arn:aws:ses:eu-west-1:000000000000:mailmanager-archive/a-1"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_options_are_replaced(
    ses: Any, configuration_set: str, operation: str, member: str, options: dict[str, Any]
) -> None:
    """Each put replaces its member."""
    getattr(ses, f"put_configuration_set_{operation}_options")(ConfigurationSetName=configuration_set, **options)

    assert options == ses.get_configuration_set(ConfigurationSetName=configuration_set)[member]


def test_vdm_options_come_wrapped(ses: Any, configuration_set: str) -> None:
    """VdmOptions are wrapped in their name in the request; an empty put removes them."""
    options = {"DashboardOptions": {"EngagementMetrics": "DISABLED"}}
    ses.put_configuration_set_vdm_options(ConfigurationSetName=configuration_set, VdmOptions=options)
    assert options == ses.get_configuration_set(ConfigurationSetName=configuration_set)["VdmOptions"]

    ses.put_configuration_set_vdm_options(ConfigurationSetName=configuration_set)

    assert "VdmOptions" not in ses.get_configuration_set(ConfigurationSetName=configuration_set)


def test_an_empty_put_means_false(ses: Any, configuration_set: str) -> None:
    """SDKs omit false: an empty put switches sending off, it does not remove the setting."""
    ses.put_configuration_set_sending_options(ConfigurationSetName=configuration_set)

    shown = ses.get_configuration_set(ConfigurationSetName=configuration_set)

    assert shown["SendingOptions"] == {"SendingEnabled": False}


def test_sets_exist_once(ses: Any, configuration_set: str) -> None:
    """Create twice, list, tag, delete twice."""
    with pytest.raises(ses.exceptions.AlreadyExistsException):
        ses.create_configuration_set(ConfigurationSetName=configuration_set)
    assert configuration_set in ses.list_configuration_sets()["ConfigurationSets"]
    arn = f"arn:aws:ses:eu-west-1:{ACCOUNT}:configuration-set/{configuration_set}"
    ses.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    assert ses.get_configuration_set(ConfigurationSetName=configuration_set)["Tags"] == [{"Key": "a", "Value": "b"}]

    ses.delete_configuration_set(ConfigurationSetName=configuration_set)

    with pytest.raises(ses.exceptions.NotFoundException):
        ses.delete_configuration_set(ConfigurationSetName=configuration_set)


class TestEventDestinations:
    """Where SES may publish, and where not."""

    def test_cloudwatch_destination_comes_back(self, ses: Any, configuration_set: str) -> None:
        """Create, read, replace, delete."""
        dimension = {
            "DimensionName": "ses:configuration-set",
            "DimensionValueSource": "MESSAGE_TAG",
            "DefaultDimensionValue": "none",
        }
        wanted = {
            "MatchingEventTypes": ["SEND"],
            "CloudWatchDestination": {"DimensionConfigurations": [dimension]},
        }
        key = {"ConfigurationSetName": configuration_set, "EventDestinationName": "d"}
        ses.create_configuration_set_event_destination(**key, EventDestination=wanted)
        with pytest.raises(ses.exceptions.AlreadyExistsException):
            ses.create_configuration_set_event_destination(**key, EventDestination=wanted)
        ses.update_configuration_set_event_destination(**key, EventDestination=wanted | {"Enabled": True})
        listed = ses.get_configuration_set_event_destinations(ConfigurationSetName=configuration_set)
        assert [{"Name": "d", "Enabled": True} | wanted] == listed["EventDestinations"]

        ses.delete_configuration_set_event_destination(**key)

        with pytest.raises(ses.exceptions.NotFoundException):
            ses.update_configuration_set_event_destination(**key, EventDestination=wanted)

    def test_exactly_one_kind(self, ses: Any, configuration_set: str, topic: str) -> None:
        """None and two are refused."""
        bus = {"EventBusArn": f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default"}
        both = sns_destination(topic) | {"EventBridgeDestination": bus}
        for wanted in ({"MatchingEventTypes": ["SEND"]}, both):
            with pytest.raises(ses.exceptions.BadRequestException, match="Exactly one"):
                ses.create_configuration_set_event_destination(
                    ConfigurationSetName=configuration_set, EventDestinationName="d", EventDestination=wanted
                )

    @pytest.mark.parametrize(("bus", "accepted"), [("default", True), ("mail", False)])
    def test_only_the_default_bus(self, ses: Any, configuration_set: str, bus: str, *, accepted: bool) -> None:
        """SES sends to no custom event bus."""
        arn = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/{bus}"
        wanted = {"MatchingEventTypes": ["SEND"], "EventBridgeDestination": {"EventBusArn": arn}}
        arguments = {
            "ConfigurationSetName": configuration_set,
            "EventDestinationName": "d",
            "EventDestination": wanted,
        }
        if accepted:
            ses.create_configuration_set_event_destination(**arguments)
        else:
            with pytest.raises(ses.exceptions.BadRequestException, match="default event bus"):
                ses.create_configuration_set_event_destination(**arguments)

    def test_the_topic_must_exist(self, ses: Any, configuration_set: str, topic: str) -> None:
        """A topic of another region counts as absent."""
        for arn in (topic + "x", topic.replace("eu-west-1", "eu-central-1")):
            with pytest.raises(ses.exceptions.BadRequestException, match="not found"):
                ses.create_configuration_set_event_destination(
                    ConfigurationSetName=configuration_set,
                    EventDestinationName="d",
                    EventDestination=sns_destination(arn),
                )

    def test_the_topic_must_let_ses_publish(self, client: Client, ses: Any, configuration_set: str, topic: str) -> None:
        """The default topic policy, and one for another configuration set, do not; the right one does."""
        arguments = {
            "ConfigurationSetName": configuration_set,
            "EventDestinationName": "d",
            "EventDestination": sns_destination(topic),
        }
        source = f"arn:aws:ses:eu-west-1:{ACCOUNT}:configuration-set/{configuration_set}"
        for policy in (None, allow_ses("sns:Publish", topic, SourceAccount=ACCOUNT, SourceArn=source + "x")):
            if policy:
                client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
            with pytest.raises(ses.exceptions.BadRequestException, match="does not allow ses"):
                ses.create_configuration_set_event_destination(**arguments)
        right = allow_ses("sns:Publish", topic, SourceAccount=ACCOUNT, SourceArn=source)
        client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=right)
        ses.create_configuration_set_event_destination(**arguments)

    @pytest.mark.parametrize(
        ("action", "accepted"),
        [
            (["kms:GenerateDataKey*", "kms:Decrypt"], True),
            ("kms:Decrypt", False),
            ("kms:GenerateDataKey", False),
        ],
        ids=["both", "decrypt only", "generate only"],
    )
    def test_the_key_of_an_encrypted_topic_must_let_ses_in(  # noqa: PLR0913 -- fixtures
        self,
        client: Client,
        ses: Any,
        configuration_set: str,
        topic: str,
        action: str | list[str],
        *,
        accepted: bool,
    ) -> None:
        """Both kms:GenerateDataKey and kms:Decrypt are needed; the key may be named by alias."""
        key = client("kms").create_key(Policy=allow_ses(action, "*"))["KeyMetadata"]["KeyId"]
        alias = f"alias/{configuration_set}"
        client("kms").create_alias(AliasName=alias, TargetKeyId=key)
        sns = client("sns")
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=allow_ses("sns:Publish", topic))
        sns.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=alias)
        arguments = {
            "ConfigurationSetName": configuration_set,
            "EventDestinationName": "d",
            "EventDestination": sns_destination(topic),
        }
        if accepted:
            ses.create_configuration_set_event_destination(**arguments)
        else:
            with pytest.raises(ses.exceptions.BadRequestException, match=f"{alias} does not allow ses"):
                ses.create_configuration_set_event_destination(**arguments)

    def test_aws_managed_keys_cannot_let_ses_in(
        self, client: Client, ses: Any, configuration_set: str, topic: str
    ) -> None:
        """The policy of alias/aws/sns cannot be changed, so such a topic is refused."""
        sns = client("sns")
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=allow_ses("sns:Publish", topic))
        sns.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue="alias/aws/sns")

        with pytest.raises(ses.exceptions.BadRequestException, match="alias/aws/sns"):
            ses.create_configuration_set_event_destination(
                ConfigurationSetName=configuration_set,
                EventDestinationName="d",
                EventDestination=sns_destination(topic),
            )
