"""The SNS topic of an environment's events. Reads only."""

from functools import cached_property
from typing import Any

from poolpost.aws.account import Account
from poolpost.aws.errors import explained, found
from poolpost.standards.raw import Json


class Sns:
    """The environment's events topic; every method raises CannotDecide when AWS could not be asked."""

    def __init__(self, account: Account) -> None:
        """Store the account; makes no request."""
        self._account = account

    def topic(self) -> Json | None:
        """Get the attributes of the events topic; None when it does not exist."""
        arn = self._account.settings.topic_arn
        answer = found("sns:GetTopicAttributes", self._client.get_topic_attributes, TopicArn=arn)
        return answer["Attributes"] if answer else None

    def subscriptions(self) -> list[Json]:
        """List the subscriptions of the events topic."""
        arn = self._account.settings.topic_arn
        with explained("sns:ListSubscriptionsByTopic"):
            pages = self._client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
            return [each for page in pages for each in page["Subscriptions"]]

    @cached_property
    def _client(self) -> Any:
        with explained("sns"):
            return self._account.client("sns", self._account.settings.aws.region)
