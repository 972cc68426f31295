"""
Amazon SES in one region: the account, identities, configuration sets, suppressed addresses, and production access.

The request for production access is sent once and never repeated by botocore: AWS opens a support case for each.
"""

from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.account import Account
from poolpost.aws.errors import Accepted, Lost, Refused, code_of, explained, found, sent_once, text_of
from poolpost.errors import CannotDecide, Stopped
from poolpost.standards.raw import Json

ONCE = 1


class Ses:
    """
    SES of the environment's account in one region; the environment's own where none is named.

    Every method raises CannotDecide when AWS could not be asked, and Stopped when its answer is a no.
    """

    def __init__(self, account: Account, region: str = "") -> None:
        """Store the account and the region; makes no request."""
        self._account = account
        self._settings = account.settings
        self.region = region or account.settings.aws.region

    def account(self) -> Json:
        """Get sandbox, quota, sending, enforcement and review status."""
        with explained(f"ses:GetAccount in {self.region}"):
            return self._ses.get_account()

    def identity(self, name: str) -> Json | None:
        """Get an identity, a domain or an address (case-sensitive); None when SES has none of this name."""
        return found("ses:GetEmailIdentity", self._ses.get_email_identity, EmailIdentity=name)

    def domain_identity(self) -> Json | None:
        """Get the identity of the environment's domain; None when it does not exist yet, or there is no domain."""
        return self.identity(self._settings.domain.name) if self._settings.has_domain else None

    def sender_identity(self) -> Json | None:
        """Get the identity that the pool sends with, the domain's or From's address; None when it does not exist yet."""
        by_address = self._settings.user_pool.sends_by_address
        return self.identity(self._settings.identity) if by_address else self.domain_identity()

    def resend_link(self, address: str) -> None:
        """Let AWS mail a new verification link to an address; SES's second interface has no such call."""
        with explained("ses:VerifyEmailIdentity"):
            self._account.client("ses", self.region).verify_email_identity(EmailAddress=address)

    def configuration_set(self, name: str = "") -> Json | None:
        """Get a configuration set, the environment's where none is named; None when it does not exist."""
        name = name or self._settings.configuration_set.name
        return found("ses:GetConfigurationSet", self._ses.get_configuration_set, ConfigurationSetName=name)

    def has_configuration_set(self) -> bool:
        """Return whether SES has the configuration set that the pool sends through; true where it uses none."""
        return "ConfigurationSet" not in self._settings.email_configuration or self.configuration_set() is not None

    def event_destinations(self) -> dict[str, Json] | None:
        """Get the configuration set's event destinations by name; None when there is no such set."""
        action, call = "GetConfigurationSetEventDestinations", self._ses.get_configuration_set_event_destinations
        answer = found(f"ses:{action}", call, ConfigurationSetName=self._settings.configuration_set.name)
        return None if answer is None else {each["Name"]: each for each in answer.get("EventDestinations", [])}

    def suppressed(self, address: str) -> Json | None:
        """Get an address's entry of the account's suppression list, Reason and LastUpdateTime; None when it has none."""
        answer = found("ses:GetSuppressedDestination", self._ses.get_suppressed_destination, EmailAddress=address)
        return answer["SuppressedDestination"] if answer else None

    def put_account_details(self, body: Json) -> Accepted[Json] | Refused | Lost:
        """
        Ask for production access, once.

        Returns:
            Refused only for ConflictException (a review is running, or was denied); other refusals are raised.
        """
        with explained("ses:PutAccountDetails"):
            client = self._account.client("sesv2", self.region, attempts=ONCE)
            sent = sent_once(lambda: client.put_account_details(**body))
            if isinstance(sent, Refused) and code_of(sent.error) != "ConflictException":
                raise _refusal(sent.error) or sent.error
        return sent

    @cached_property
    def _ses(self) -> Any:
        with explained("ses"):
            return self._account.client("sesv2", self.region)


def _refusal(error: ClientError) -> Stopped | CannotDecide | None:
    """Return what a refusal of PutAccountDetails means; None for the errors that every API has."""
    if code_of(error) == "BadRequestException":
        msg = f"AWS refused PutAccountDetails (BadRequestException): {text_of(error)}; nothing was sent on for review"
        return Stopped(msg)
    if code_of(error) == "TooManyRequestsException":
        msg = "AWS got too many requests and did not take this one; nothing was sent; run it again in a minute"
        return CannotDecide(msg)
    return None
