"""What ministack answers, with the corrections that deploys depend on."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws, EmbeddedAwsError

Client = Callable[..., Any]


def test_service_linked_roles_have_their_real_names(client: Client) -> None:
    """Cognito's role is called as in AWS, without a description, and exists once."""
    iam = client("iam", account="333333333333")
    role = iam.create_service_linked_role(AWSServiceName="email.cognito-idp.amazonaws.com")["Role"]
    stored = iam.get_role(RoleName="AWSServiceRoleForAmazonCognitoIdpEmailService")["Role"]

    assert ("/aws-service-role/email.cognito-idp.amazonaws.com/", role["Arn"]) == (
        role["Path"],
        stored["Arn"],
    )
    assert not stored.get("Description")
    with pytest.raises(iam.exceptions.InvalidInputException, match="has been taken"):
        iam.create_service_linked_role(AWSServiceName="email.cognito-idp.amazonaws.com")


def test_other_service_linked_roles_are_ministacks(client: Client) -> None:
    """Services that we know nothing about are left alone."""
    iam = client("iam", account="444444444444")
    role = iam.create_service_linked_role(AWSServiceName="elasticbeanstalk.amazonaws.com")["Role"]

    assert role["Path"] == "/aws-service-role/elasticbeanstalk.amazonaws.com/"


@pytest.mark.parametrize(
    ("protocol", "endpoint"), [("email", "ops@example.org"), ("https", "https://hooks.example.org/sns")]
)
def test_subscriptions_wait_for_confirmation(
    aws: EmbeddedAws, client: Client, name: str, protocol: str, endpoint: str
) -> None:
    """Nobody gets anything before the owner of the endpoint agreed; the ARN is told when it is asked for."""
    sns = client("sns")
    topic = sns.create_topic(Name=name)["TopicArn"]
    wanted = {"TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint}
    arn = sns.subscribe(**wanted, ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert sns.subscribe(**wanted)["SubscriptionArn"] == "pending confirmation"
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "true"
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [each["SubscriptionArn"] for each in listed] == ["PendingConfirmation"]

    aws.confirm_subscription("eu-west-1", topic, protocol, endpoint)

    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "false"
    assert arn == sns.subscribe(**wanted)["SubscriptionArn"]


def test_queues_need_no_confirmation_but_a_policy(client: Client, name: str) -> None:
    """A queue of the same account is subscribed at once, and receives as soon as its policy lets the topic in."""
    sns, sqs = client("sns"), client("sqs")
    topic = sns.create_topic(Name=name)["TopicArn"]
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:eu-west-1:000000000000:{name}")
    sns.publish(TopicArn=topic, Message="lost")
    letting = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": f"arn:aws:sqs:eu-west-1:000000000000:{name}",
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [letting]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sns.publish(TopicArn=topic, Message="hello")

    assert arn["SubscriptionArn"].startswith(topic)
    assert "hello" in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=2)["Messages"][0]["Body"]


def test_only_existing_subscriptions_can_be_confirmed(aws: EmbeddedAws) -> None:
    """A misspelt endpoint must not make a test pass."""
    with pytest.raises(EmbeddedAwsError, match="no email subscription"):
        aws.confirm_subscription("eu-west-1", "arn:aws:sns:eu-west-1:000000000000:absent", "email", "x@example.org")
