"""SES's receipt rule sets, which only the first version of its API has. Reads only."""

from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.account import Account
from poolpost.aws.errors import code_of, explained
from poolpost.standards.raw import Json


class SesReceiving:
    """Receipt rule sets of the environment's account and SES region; raises CannotDecide when AWS could not be asked."""

    def __init__(self, account: Account) -> None:
        """Store the account; makes no request."""
        self._account = account

    def active(self) -> Json | None:
        """Get the active rule set with its rules, `Metadata` and `Rules`; None when none is active: SES refuses all mail."""
        with explained("ses:DescribeActiveReceiptRuleSet"):
            answer = self._client.describe_active_receipt_rule_set()
        return answer if "Metadata" in answer else None

    def rule_set(self, name: str) -> Json | None:
        """Get a rule set with its rules; None when it does not exist."""
        with explained("ses:DescribeReceiptRuleSet"):
            try:
                return self._client.describe_receipt_rule_set(RuleSetName=name)
            except ClientError as error:
                if code_of(error) == "RuleSetDoesNotExist":
                    return None
                raise

    @cached_property
    def _client(self) -> Any:
        with explained("ses"):
            return self._account.client("ses", self._account.settings.aws.region)
