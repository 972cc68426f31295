"""The checks of the topic of the events: what passes, what fails, what cannot be told, and what does not apply."""

import json

import pytest

from poolpost.doctor.checks.topic import CHECKS
from tests.scenes.place import ACCOUNT, REGION, Place
from tests.scenes.place_changes import (
    FAIL,
    PASS,
    SKIPPED,
    UNKNOWN,
    Row,
    both,
    compare,
    file,
    healthy,
    ids,
    key,
    refused,
    topic,
    without_outcome,
)

SNS_OWN = json.dumps(
    {
        "Version": "2008-10-17",
        "Statement": [
            {
                "Sid": "__default_statement_ID",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": ["SNS:Publish", "SNS:Subscribe"],
                "Resource": f"arn:aws:sns:{REGION}:{ACCOUNT}:sign-in-mail",
                "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
            }
        ],
    }
)
"""The policy that SNS gives a topic (SNS developer guide, access policy use cases)."""

ROWS: list[Row] = [
    ("ses-may-publish", PASS, healthy, "SES may publish to sign-in-mail"),
    ("ses-may-publish", PASS, key(lambda text: text), "SES may use its key"),
    ("ses-may-publish", PASS, key(lambda text: text, alias=True), "SES may use its key"),
    ("ses-may-publish", FAIL, file(("events.sns.topic_name", "another")), "another does not exist"),
    (
        "ses-may-publish",
        FAIL,
        topic("Policy", lambda old: old.replace("ses.amazonaws.com", "x.amazonaws.com")),
        "SES drops every event without a word: no statement of it names ses.amazonaws.com",
    ),
    (
        "ses-may-publish",
        FAIL,
        topic("Policy", lambda old: old.replace("set/sign-in", "set/other")),
        f"wants AWS:SourceArn arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/other, and it is ",
    ),
    (
        "ses-may-publish",
        FAIL,
        topic("Policy", SNS_OWN),
        "StringEquals wants AWS:SourceOwner 000000000000, and the request",
    ),
    (
        "ses-may-publish",
        FAIL,
        key(lambda text: text.replace("ses.amazonaws.com", "x.amazonaws.com")),
        "does not let SES use it (kms:GenerateDataKey and kms:Decrypt)",
    ),
    ("ses-may-publish", FAIL, key(str, state="Disabled"), "is Disabled: nothing can be published"),
    ("ses-may-publish", FAIL, key(str, state="PendingDeletion"), "is PendingDeletion: nothing can be published"),
    ("ses-may-publish", FAIL, topic("KmsMasterKeyId", "alias/aws/sns"), "is managed by AWS"),
    (
        "ses-may-publish",
        UNKNOWN,
        topic("Policy", lambda old: old.replace("StringEquals", "NumericEquals")),
        "poolpost does not evaluate",
    ),
    ("ses-may-publish", UNKNOWN, refused("sns:GetTopicAttributes"), "have expired"),
    ("ses-may-publish", UNKNOWN, both(key(lambda text: text), refused("kms:GetKeyPolicy")), "have expired"),
    ("ses-may-publish", SKIPPED, file(("events.sns", None), ("alarms", None)), "is not set"),
    ("subscriptions-are-confirmed", PASS, healthy, "confirmed"),
    (
        "subscriptions-are-confirmed",
        FAIL,
        file(("events.sns.subscribers", [{"protocol": "email", "endpoint": "new@example.com"}])),
        "not subscribed",
    ),
    (
        "subscriptions-are-confirmed",
        FAIL,
        both(
            file(("events.sns.subscribers", [{"protocol": "email", "endpoint": "new@example.com"}])),
            lambda p: p.client("sns").subscribe(TopicArn=p.topic, Protocol="email", Endpoint="new@example.com"),
        ),
        "not confirmed yet",
    ),
    ("subscriptions-are-confirmed", UNKNOWN, refused("sns:ListSubscriptionsByTopic"), "have expired"),
    ("subscriptions-are-confirmed", SKIPPED, file(("events.sns.subscribers", [])), "no subscribers"),
    ("subscriptions-are-confirmed", SKIPPED, file(("events.sns.topic_name", "another")), "no topic"),
    ("alarms-watch-the-reputation", PASS, key(str), "CloudWatch may use its key"),
    ("alarms-watch-the-reputation", PASS, topic("Policy", SNS_OWN), "CloudWatch may publish to sign-in-mail"),
    (
        "alarms-watch-the-reputation",
        FAIL,
        key(lambda text: text.replace("cloudwatch.amazonaws.com", "events.amazonaws.com")),
        "does not let CloudWatch use it",
    ),
    ("alarms-watch-the-reputation", FAIL, key(str, state="Disabled"), "is Disabled"),
    (
        "alarms-watch-the-reputation",
        FAIL,
        topic("Policy", lambda text: text.replace("cloudwatch.amazonaws.com", "events.amazonaws.com")),
        "no alarm arrives: no statement of it names cloudwatch.amazonaws.com",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    assert without_outcome(CHECKS, ROWS, set()) == []
