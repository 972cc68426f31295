"""The role by which Cognito sends. Reads only."""

from functools import cached_property
from typing import Any

from poolpost.aws.account import Account
from poolpost.aws.errors import explained, found
from poolpost.standards.raw import Json

SERVICE_LINKED_ROLE = "AWSServiceRoleForAmazonCognitoIdpEmailService"
"""Name of the role that Cognito creates for `email.cognito-idp.amazonaws.com` (Cognito guide, service-linked roles)."""


class Iam:
    """Roles of the environment's account; every method raises CannotDecide when AWS could not be asked."""

    def __init__(self, account: Account) -> None:
        """Store the account; makes no request."""
        self._account = account

    def service_linked_role(self) -> Json | None:
        """Get the role by which Cognito sends with the identity; None when it does not exist."""
        answer = found("iam:GetRole", self._client.get_role, RoleName=SERVICE_LINKED_ROLE)
        return answer["Role"] if answer else None

    @cached_property
    def _client(self) -> Any:
        with explained("iam"):
            return self._account.client("iam", self._account.settings.aws.region)
