"""
What the doctor knows of one SES region and its account: each fact is read once, by whichever check asks for it first.

A fact that could not be read raises the same PoolpostError for every check that asks; checks that do not need it go on.
`None` means that AWS was asked and has no such thing.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

from poolpost.aws.cloudwatch import Reputation
from poolpost.aws.services import Aws
from poolpost.dns import address_dmarc
from poolpost.dns.view import View
from poolpost.settings import Settings
from poolpost.standards.raw import Json

Value = TypeVar("Value")
PER_REGION = (
    *("ses_account", "identity", "domain_identity", "closer_identities", "configuration_set", "event_destinations"),
    *("topic", "subscriptions", "alarms", "reputation"),
)
"""Those that each SES region has."""


class SesFacts:
    """
    The live facts of an environment's SES region.

    Attributes:
        settings: the environment.
        asked: the DNS servers that are asked.
    """

    def __init__(self, settings: Settings, aws: Aws, asked: View) -> None:
        """Store whom to ask; makes no request."""
        self.settings = settings
        self.asked = asked
        self._aws = aws
        self._futures: dict[str, Future[Any]] = {}
        self._lock = Lock()

    @property
    def right_account(self) -> str:
        """The environment's account, when the credentials are of it."""
        return self._once("right_account", self._checked_account)

    @property
    def ses_account(self) -> Json:
        """GetAccount of the SES region."""
        return self._of_account("ses_account", self._aws.ses.account)

    @property
    def identity(self) -> Json | None:
        """GetEmailIdentity of what the pool sends with: the domain, or From's address."""
        return self._of_account("identity", self._aws.ses.sender_identity)

    @property
    def domain_identity(self) -> Json | None:
        """GetEmailIdentity of the domain, also while the pool sends by an address; None where there is no domain."""
        by_address = self.settings.user_pool.sends_by_address
        return self._of_account("domain_identity", self._aws.ses.domain_identity) if by_address else self.identity

    @property
    def closer_identities(self) -> dict[str, Json]:
        """The identities that are more specific than the domain's: From's address, and domains between the two."""
        return self._once("closer_identities", self._closer_identities)

    @property
    def configuration_set(self) -> Json | None:
        """GetConfigurationSet of the environment's."""
        return self._of_account("configuration_set", self._aws.ses.configuration_set)

    @property
    def event_destinations(self) -> dict[str, Json]:
        """The configuration set's event destinations by name."""
        return self._of_account("event_destinations", lambda: self._aws.ses.event_destinations() or {})

    @property
    def topic(self) -> Json | None:
        """GetTopicAttributes of the events topic."""
        return self._of_account("topic", self._aws.sns.topic)

    @property
    def subscriptions(self) -> list[Json]:
        """Every subscription of the events topic."""
        return self._of_account("subscriptions", self._aws.sns.subscriptions)

    @property
    def alarms(self) -> list[Json]:
        """DescribeAlarms of the SES region: all alarms on metrics of AWS/SES."""
        return self._of_account("alarms", self._aws.cloudwatch.alarms)

    @property
    def reputation(self) -> Reputation:
        """The account's bounce and complaint rates."""
        return self._of_account("reputation", self._aws.cloudwatch.reputation)

    def signing_domain(self) -> str | None:
        """Return the closest domain above From's address whose identity signs its mail."""
        domains = address_dmarc.domains_above(self.settings.identity)
        return next((name for name in domains if address_dmarc.signs(self.identity_of(name))), None)

    def key(self, key: str) -> Json:
        """Return the metadata of a KMS key."""
        return self._of_account(f"key {key}", lambda: self._aws.kms.key(key))

    def key_policy(self, key: str) -> Json:
        """Return the policy of a KMS key."""
        return self._of_account(f"policy of key {key}", lambda: self._aws.kms.key_policy(key))

    def identity_of(self, name: str) -> Json | None:
        """Return GetEmailIdentity of any domain or address."""
        return self._of_account(f"identity {name}", lambda: self._aws.ses.identity(name))

    def configuration_set_of(self, name: str) -> Json | None:
        """Return GetConfigurationSet of any set of the SES region."""
        return self._of_account(f"configuration set {name}", lambda: self._aws.ses.configuration_set(name))

    def suppressed(self, address: str) -> Json | None:
        """Return an address's entry of the account's suppression list."""
        return self._of_account(f"suppressed {address}", lambda: self._aws.ses.suppressed(address))

    def _checked_account(self) -> str:
        self._aws.account.check()
        return self.settings.aws.account_id

    def _closer_identities(self) -> dict[str, Json]:
        sender = self.settings.user_pool.from_
        if sender is None or self.settings.user_pool.sends_by_address:
            return {}
        domain = self.settings.domain.name
        labels = sender.domain.removesuffix(domain).rstrip(".").split(".")
        between = [".".join([*labels[number:], domain]) for number in range(len(labels)) if labels[number]]
        found = {name: self.identity_of(name) for name in (sender.address, *between)}
        return {name: identity for name, identity in found.items() if identity is not None}

    def _of_account(self, name: str, read: Callable[[], Value]) -> Value:
        """Read a fact of the account, once it is known to be the right one."""

        def read_there() -> Value:
            _ = self.right_account
            return read()

        return self._once(name, read_there)

    def _once(self, name: str, read: Callable[[], Value]) -> Value:
        """Read a fact in the thread that asks first; the others wait for it. An error is kept like a value."""
        with self._lock:
            first = name not in self._futures
            future: Future[Value] = self._futures.setdefault(name, Future())
        if first:
            try:
                future.set_result(read())
            except BaseException as error:  # noqa: BLE001 -- raised below, and to all who wait
                future.set_exception(error)
        return future.result()
