"""
What the doctor knows: each fact is read once, by whichever check asks for it first.

A fact that could not be read raises the same PoolpostError for every check that asks; checks that do not need it go on.
`None` means that AWS was asked and has no such thing.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Self, TypeVar

from poolpost.aws.cloudtrail import Trail
from poolpost.aws.cloudwatch import Reputation
from poolpost.aws.services import Aws
from poolpost.dns import address_dmarc, dmarc_discovery
from poolpost.dns import check as look
from poolpost.dns.records import records_of
from poolpost.dns.resolver import Lookup, lookup
from poolpost.dns.verdict import Checked
from poolpost.dns.view import View
from poolpost.doctor.mail_store import MailStore, mail_store, newest_mail
from poolpost.doctor.trail import DAYS, History, history
from poolpost.errors import PoolpostError
from poolpost.pool.baseline import Baseline, find
from poolpost.pool.children import CHILDREN
from poolpost.settings import Settings
from poolpost.settings.replicas import ReplicaSettings
from poolpost.standards.pool_replicas import LiveReplica
from poolpost.standards.raw import Json
from poolpost.standards.record_sets import HostedZone

Value = TypeVar("Value")
AHEAD = (
    *(
        "ses_account",
        "identity",
        "domain_identity",
        "closer_identities",
        "configuration_set",
        "event_destinations",
        "topic",
    ),
    *("subscriptions", "alarms", "reputation", "records", "lookup", "dmarc", "service_linked_role", "pool", "mfa"),
    *("baseline", "children", "replicas", "trails"),
)
"""The facts that `read_ahead` reads, once the account is known."""
_MOST_CLIENTS = 40
"""App clients that the doctor describes at most, which takes ten seconds; `pool verify` describes all."""
PER_REGION = (
    *("ses_account", "identity", "domain_identity", "closer_identities", "configuration_set", "event_destinations"),
    *("topic", "subscriptions", "alarms", "reputation"),
)
"""Those that each SES region has."""
AT_ONCE = 8  # facts read at the same time


class Facts:
    """
    The live facts of one environment.

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

    def in_second_region(self) -> "Facts | None":
        """Return the facts of the environment in its second SES region; None where it has one region."""
        there = self.settings.second
        return Facts(there, self._aws.about(there), self.asked) if there is not None else None

    def read_ahead(self, names: Sequence[str] = AHEAD) -> None:
        """Read facts at the same time, all by default: they wait for the network, not for each other."""

        def read(name: str) -> None:
            with suppress(PoolpostError):  # kept, and reported by every check that needs the fact
                getattr(self, name)

        read("right_account")
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(read, names))

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

    def signing_domain(self) -> str | None:
        """Return the closest domain above From's address whose identity signs its mail."""
        domains = address_dmarc.domains_above(self.settings.identity)
        return next((name for name in domains if address_dmarc.signs(self.identity_of(name))), None)

    def outlook(self) -> address_dmarc.Outlook:
        """Return what DMARC makes of mail by From's address."""
        made = address_dmarc.outlook
        return self._once("outlook", lambda: made(self.settings.identity, self.signing_domain(), self.lookup))

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

    @property
    def records(self) -> tuple[Checked, ...]:
        """Every DNS record of the environment, as the world sees it."""
        return self._once("records", self._records)

    @property
    def lookup(self) -> Lookup:
        """The resolvers, for what receivers look up; the time starts when it is first asked for."""
        return self._once("lookup", lambda: lookup(self.asked))

    @property
    def dmarc(self) -> dmarc_discovery.Policy | None:
        """What receivers apply to mail from From's domain."""
        return self._once("dmarc", self._dmarc)

    @property
    def service_linked_role(self) -> Json | None:
        """The role by which Cognito sends."""
        return self._of_account("service_linked_role", self._aws.iam.service_linked_role)

    @property
    def pool(self) -> Json:
        """The raw user pool."""
        return self._of_account("pool", self._aws.cognito.user_pool)

    @property
    def mfa(self) -> Json:
        """The raw answer of GetUserPoolMfaConfig."""
        return self._of_account("mfa", self._aws.cognito.mfa_configuration)

    @property
    def baseline(self) -> Baseline | None:
        """What the pool is to be apart from its e-mail, as far as files say."""
        return self._once("baseline", lambda: find(self.settings))

    @property
    def children(self) -> Json | None:
        """The pool's children, as far as they could be read; None where no snapshot says what they are to be."""
        return self._once("children", self._children)

    def key(self, key: str) -> Json:
        """Return the metadata of a KMS key."""
        return self._of_account(f"key {key}", lambda: self._aws.kms.key(key))

    def active_rule_set(self) -> Json | None:
        """Return the active receipt rule set of the SES region."""
        return self._of_account("active_rule_set", self._aws.receiving.active)

    def mail_bucket(self) -> MailStore:
        """Return the bucket of received mail; the environment must have one."""
        return self._of_account("mail_bucket", lambda: mail_store(self._aws))

    def newest_mail(self, rule: str) -> datetime | None:
        """Return when the newest mail of a rule that stores it arrived; None when there is none."""
        return self._of_account(f"newest mail {rule}", lambda: newest_mail(self._aws, rule))

    @property
    def replicas(self) -> tuple[LiveReplica, ...]:
        """The pool's replicas in other Regions."""
        return self._of_account("replicas", self._aws.cognito.replicas)

    def of_replica(self, replica: ReplicaSettings) -> Self:
        """Return the facts of a replica that the file names: of its pool, and of its SES region."""
        return self._once(
            f"replica {replica.replica}", lambda: type(self)(replica, self._aws.about(replica), self.asked)
        )

    @property
    def trails(self) -> dict[str, list[Trail]]:
        """The CloudTrail trails that record the region of SES, and that of the pool; {} where the file asks for none."""
        wanted = self.settings.aws.trail is not None
        regions = dict.fromkeys((self.settings.aws.region, self.settings.pool_region)) if wanted else {}
        return self._of_account("trails", lambda: {each: self._aws.trail_of(each).trails() for each in regions})

    def history(self, names: tuple[str, ...]) -> History:
        """Return what CloudTrail's event history holds of some names of events."""
        known = self.baseline.snapshot["UserPool"] if self.baseline else None
        since = datetime.now(UTC) - timedelta(days=DAYS)
        return self._once(
            f"history {names}", lambda: history(self.settings, self._aws.trail_of, names, since, known=known)
        )

    def key_policy(self, key: str) -> Json:
        """Return the policy of a KMS key."""
        return self._of_account(f"policy of key {key}", lambda: self._aws.kms.key_policy(key))

    def identity_of(self, name: str) -> Json | None:
        """Return GetEmailIdentity of any domain or address."""
        return self._of_account(f"identity {name}", lambda: self._aws.ses.identity(name))

    def hosted_zones(self) -> list[HostedZone]:
        """Return the hosted zones of the account that has them (`dns.role_arn`)."""
        return self._of_account("hosted_zones", self._hosted_zones)

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

    def _children(self) -> Json | None:
        known = self.baseline
        if known is None or CHILDREN not in known.snapshot:
            return None
        return self._aws.children.read(self.pool, most_clients=_MOST_CLIENTS)

    def _records(self) -> tuple[Checked, ...]:
        there = self.in_second_region()
        needed = records_of(self.settings, self.domain_identity, there.domain_identity if there is not None else None)
        return tuple(look.check(self.settings, needed, self.asked))

    def _hosted_zones(self) -> list[HostedZone]:
        self._aws.route53.check_account()
        return self._aws.route53.hosted_zones()

    def _dmarc(self) -> dmarc_discovery.Policy | None:
        sender = self.settings.user_pool.from_
        return dmarc_discovery.policy(sender.domain if sender else self.settings.sender_domain, self.lookup)

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
