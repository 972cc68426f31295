"""
A temporary SQS queue that receives what an SNS topic publishes, and is removed afterwards whatever happens.

The subscription has no filter policy: SNS needs up to 15 minutes to put one into effect (SNS developer guide,
subscription filter policies). So events of other mail arrive as well; they are read, not kept, and gone with the queue.
The topic may be encrypted: SNS decrypts before it delivers, and the queue's own encryption (SSE-SQS) needs no key.
"""

import json
import math
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from botocore.exceptions import ClientError

from poolpost.aws.account import Account
from poolpost.aws.errors import explained
from poolpost.errors import CannotDecide, PoolpostError
from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json

Say = Callable[[str], None]
PREFIX = "poolpost-doctor-"
KEPT_SECONDS = "900"  # longer than any run listens
LONGEST_POLL = 20  # seconds; SQS API reference, ReceiveMessage


class TemporaryQueue:
    """A queue, subscribed to a topic for the time of a `with` block. Only that topic may send to it."""

    def __init__(self, account: Account, say: Say, *, name: str, topic_arn: str) -> None:
        """Store what to create; makes no request before the block."""
        place = account.settings.aws
        self.name = name
        self._arn = f"arn:{place.partition}:sqs:{place.region}:{place.account_id}:{name}"
        self._topic_arn = topic_arn
        self._say = say
        with explained("sns and sqs"):
            self._sns, self._sqs = account.client("sns", place.region), account.client("sqs", place.region)
        self._url: str | None = None
        self._subscription: str | None = None
        self._made: set[str] = set()

    def __enter__(self) -> Self:
        """Create the queue and subscribe it; both are removed again if a step fails."""
        try:
            attributes = {
                "MessageRetentionPeriod": KEPT_SECONDS,
                "VisibilityTimeout": KEPT_SECONDS,  # nothing comes twice, and nothing needs deleting
                "SqsManagedSseEnabled": "true",
                "Policy": self._policy(),
            }
            made = self._make("sqs:CreateQueue", self._sqs.create_queue, QueueName=self.name, Attributes=attributes)
            self._url = made["QueueUrl"]
            made = self._make(
                "sns:Subscribe",
                self._sns.subscribe,
                TopicArn=self._topic_arn,
                Protocol="sqs",
                Endpoint=self._arn,
                Attributes={"RawMessageDelivery": "true"},
                ReturnSubscriptionArn=True,
            )
            self._subscription = made["SubscriptionArn"]
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove subscription and queue."""
        self.remove()

    def events(self, seconds: float) -> list[Json]:
        """Wait up to `seconds` (at most 20) and return the events received; anything that is not a JSON object is skipped."""
        wait = min(LONGEST_POLL, max(0, math.ceil(seconds)))
        with explained("sqs:ReceiveMessage"):
            got = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=wait)
        read = [_json(message["Body"]) for message in got.get("Messages", [])]
        return [event for event in read if isinstance(event, dict)]

    def remove(self) -> None:
        """Unsubscribe and delete the queue; report what cannot be removed, with the command that removes it."""
        steps = (
            ("sns:Subscribe", "sns:Unsubscribe", self._unsubscribe, f"aws sns unsubscribe (endpoint {self._arn})"),
            ("sqs:CreateQueue", "sqs:DeleteQueue", self._delete, f"aws sqs delete-queue (queue {self.name})"),
        )
        for making, action, step, command in steps:
            if making not in self._made:
                continue
            try:
                with explained(action):
                    step()
            except PoolpostError as error:
                self._say(f"{self.name} may still exist ({error}); remove it with: {command}")

    def adopt(self, url: str) -> None:
        """Take over a queue that an earlier run left, so that `remove` removes it and its subscription."""
        self._url = url
        self._made = {"sqs:CreateQueue", "sns:Subscribe"}

    def _make(self, action: str, call: Callable[..., Json], **arguments: Any) -> Json:
        """Call, and note that there may be something to remove, unless AWS refused."""
        self._made.add(action)
        with explained(action):
            try:
                return call(**arguments)
            except ClientError:
                self._made.discard(action)
                raise

    def _unsubscribe(self) -> None:
        for arn in [self._subscription] if self._subscription else self._found_subscriptions():
            self._sns.unsubscribe(SubscriptionArn=arn)

    def _found_subscriptions(self) -> list[str]:
        pages = self._sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=self._topic_arn)
        try:
            listed = [subscription for page in pages for subscription in page["Subscriptions"]]
        except self._sns.exceptions.NotFoundException:  # the topic is gone, and its subscriptions with it
            return []
        return [found["SubscriptionArn"] for found in listed if found["Endpoint"] == self._arn]

    def _delete(self) -> None:
        try:
            url = self._url or self._sqs.get_queue_url(QueueName=self.name)["QueueUrl"]
            self._sqs.delete_queue(QueueUrl=url)
        except self._sqs.exceptions.QueueDoesNotExist:
            return

    def _policy(self) -> str:
        """Return the SNS developer guide's policy for a queue (subscribe-sqs-queue-to-sns-topic)."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self._arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": self._topic_arn}},
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def remove_leftovers(account: Account, say: Say, *, older_than: float) -> None:
    """
    Remove queues of runs that were killed, and their subscriptions.

    A queue younger than `older_than` seconds may be in use and is left alone.
    """
    with explained("sqs:ListQueues"):
        sqs = account.client("sqs", account.settings.aws.region)
        pages = sqs.get_paginator("list_queues").paginate(QueueNamePrefix=PREFIX)
        urls: list[str] = [url for page in pages for url in page.get("QueueUrls", [])]
    for url in urls:
        name = url.rpartition("/")[2]
        with explained("sqs:GetQueueAttributes"):
            try:
                wanted = ["CreatedTimestamp", "Policy"]
                shown = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
            except sqs.exceptions.QueueDoesNotExist:  # its own run has just removed it
                continue
        topic_arn = _topic_of(shown.get("Policy", ""))
        if time.time() - _seconds(shown["CreatedTimestamp"], name) < older_than:
            continue
        if topic_arn is None:
            say(f"queue {name} has our name but not our policy; it was not removed; check who owns it")
            continue
        queue = TemporaryQueue(account, say, name=name, topic_arn=topic_arn)
        queue.adopt(url)
        say(f"removing queue {name} and its subscription, left by a run that was killed")
        queue.remove()


def _topic_of(policy: str) -> str | None:
    """Return the topic that one of our queues is subscribed to: the only one that its policy allows."""
    try:
        return loads(policy)["Statement"][0]["Condition"]["ArnEquals"]["aws:SourceArn"]
    except (ValueError, LookupError, TypeError):
        return None


def _seconds(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        msg = f"SQS says that queue {name} was created at {text!r}, which is not a time; run it again"
        raise CannotDecide(msg) from None


def _json(text: str) -> object:
    try:
        return loads(text)
    except ValueError:
        return None
