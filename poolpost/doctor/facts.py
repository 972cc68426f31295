"""
What the doctor knows: each fact is read once, when the first check asks for it.

A fact that could not be read raises the same PoolpostError for every check that asks; the checks that do not need it go
on. `None` means that AWS was asked and has no such thing.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, TypeVar, overload

from poolpost.aws.cloudwatch import Reputation
from poolpost.aws.services import Aws
from poolpost.dns import check as look
from poolpost.dns import dmarc_discovery
from poolpost.dns.records import records as needed_records
from poolpost.dns.resolver import Lookup, lookup
from poolpost.dns.verdict import Checked
from poolpost.dns.view import View
from poolpost.errors import PoolpostError
from poolpost.pool.baseline import Baseline, find
from poolpost.settings import Settings
from poolpost.settings.signing import easy_tokens
from poolpost.standards.raw import Json

Value = TypeVar("Value")


class fact(Generic[Value]):  # noqa: N801 -- used as a decorator, like property
    """A property that is read once; also what went wrong is remembered."""

    def __init__(self, read: Callable[[Any], Value]) -> None:
        """Remember how it is read."""
        self._read = read
        self.__doc__ = read.__doc__
        self._name = f"_fact_{read.__name__}"

    @overload
    def __get__(self, holder: None, owner: type) -> "fact[Value]": ...
    @overload
    def __get__(self, holder: object, owner: type) -> Value: ...
    def __get__(self, holder: object | None, owner: type) -> "fact[Value] | Value":
        """Read it, the first time."""
        if holder is None:
            return self
        known = holder.__dict__
        with known.setdefault(f"{self._name}_lock", RLock()):  # facts are read at the same time, each by one thread
            if self._name not in known:
                try:
                    known[self._name] = (self._read(holder), None)
                except PoolpostError as error:
                    known[self._name] = (None, error)
        value, error = known[self._name]
        if error is not None:
            raise error
        return value


class Facts:
    """
    The live facts of one environment.

    Attributes:
        settings: the environment.
        asked: the DNS servers that are asked.
    """

    def __init__(self, settings: Settings, aws: Aws, asked: View) -> None:
        """Remember whom to ask; nothing is asked yet."""
        self.settings = settings
        self.asked = asked
        self._aws = aws

    @fact
    def right_account(self) -> str:
        """The environment's account, when the credentials are of it."""
        self._aws.account.check()
        return self.settings.aws.account_id

    @fact
    def ses_account(self) -> Json:
        """GetAccount of the SES region."""
        return self._in_account(self._aws.ses.account)

    @fact
    def identity(self) -> Json | None:
        """GetEmailIdentity of the domain."""
        return self._in_account(self._aws.ses.domain_identity)

    @fact
    def closer_identities(self) -> dict[str, Json]:
        """The identities that are more specific than the domain's: From's address, and domains between the two."""
        sender, domain = self.settings.user_pool.from_, self.settings.domain.name
        if sender is None:
            return {}
        labels = sender.domain.removesuffix(domain).rstrip(".").split(".")
        between = [".".join([*labels[number:], domain]) for number in range(len(labels)) if labels[number]]
        found = {name: self.identity_of(name) for name in (sender.address, *between)}
        return {name: identity for name, identity in found.items() if identity is not None}

    @fact
    def configuration_set(self) -> Json | None:
        """GetConfigurationSet of the environment's."""
        return self._in_account(self._aws.ses.configuration_set)

    @fact
    def event_destinations(self) -> dict[str, Json]:
        """The configuration set's event destinations by name."""
        return self._in_account(self._aws.ses.event_destinations) or {}

    @fact
    def topic(self) -> Json | None:
        """GetTopicAttributes of the events topic."""
        return self._in_account(self._aws.sns.topic)

    @fact
    def subscriptions(self) -> list[Json]:
        """Every subscription of the events topic."""
        return self._in_account(self._aws.sns.subscriptions)

    @fact
    def alarms(self) -> list[Json]:
        """DescribeAlarms of the SES region: all alarms on metrics of AWS/SES."""
        return self._in_account(self._aws.cloudwatch.alarms)

    @fact
    def reputation(self) -> Reputation:
        """The account's bounce and complaint rates."""
        return self._in_account(self._aws.cloudwatch.reputation)

    @fact
    def records(self) -> tuple[Checked, ...]:
        """Every DNS record of the environment, as the world sees it."""
        needed = needed_records(self.settings, easy_tokens(self.identity))
        return tuple(look.check(self.settings, needed, self.asked))

    @fact
    def lookup(self) -> Lookup:
        """The resolvers, for what receivers look up; the time starts when it is first asked for."""
        return lookup(self.asked)

    @fact
    def dmarc(self) -> dmarc_discovery.Policy | None:
        """What receivers apply to mail from From's domain."""
        sender = self.settings.user_pool.from_
        return dmarc_discovery.policy(sender.domain if sender else self.settings.domain.name, self.lookup)

    @fact
    def service_linked_role(self) -> Json | None:
        """The role by which Cognito sends."""
        return self._in_account(self._aws.iam.service_linked_role)

    @fact
    def pool(self) -> Json:
        """The raw user pool."""
        return self._in_account(self._aws.cognito.user_pool)

    @fact
    def mfa(self) -> Json:
        """The raw answer of GetUserPoolMfaConfig."""
        return self._in_account(self._aws.cognito.mfa_configuration)

    @fact
    def baseline(self) -> Baseline | None:
        """What the pool is to be beside its e-mail, as far as files say."""
        return find(self.settings)

    @classmethod
    def names(cls) -> list[str]:
        """Name every fact that is read once."""
        return [name for name, value in vars(cls).items() if isinstance(value, fact)]

    @property
    def topic_arn(self) -> str:
        """ARN of the events topic, whether it is there or not."""
        return self.settings.topic_arn

    def key_policy(self, key: str) -> Json:
        """Give the policy of a KMS key."""
        return self._in_account(lambda: self._aws.kms.key_policy(key))

    def identity_of(self, name: str) -> Json | None:
        """Give GetEmailIdentity of any domain or address."""
        return self._in_account(lambda: self._aws.ses.identity(name))

    def suppressed(self, address: str) -> Json | None:
        """Give an address's entry of the account's suppression list."""
        return self._in_account(lambda: self._aws.ses.suppressed(address))

    def _in_account(self, read: Callable[[], Value]) -> Value:
        """Read something once the account is known to be the right one."""
        _ = self.right_account
        return read()
