"""KMS keys: their state and policies. Reads only."""

from functools import cached_property
from typing import Any

from poolpost.aws.account import Account
from poolpost.aws.errors import explained
from poolpost.standards.iam_policies import read_policy
from poolpost.standards.raw import Json


class Kms:
    """Keys of the environment's account and SES region; every method raises CannotDecide when AWS could not be asked."""

    def __init__(self, account: Account) -> None:
        """Store the account; makes no request."""
        self._account = account

    def key(self, key: str) -> Json:
        """Get the metadata of a key, by id, ARN or alias."""
        with explained("kms:DescribeKey"):
            return self._client.describe_key(KeyId=key)["KeyMetadata"]

    def key_policy(self, key: str) -> Json:
        """Get the policy of a key, by id, ARN or alias; GetKeyPolicy takes no alias (botocore, kms)."""
        if "alias/" in key:
            key = self.key(key)["Arn"]
        with explained("kms:GetKeyPolicy"):
            answer = self._client.get_key_policy(KeyId=key, PolicyName="default")
        return read_policy(answer["Policy"], f"key {key}")

    @cached_property
    def _client(self) -> Any:
        with explained("kms"):
            return self._account.client("kms", self._account.settings.aws.region)
