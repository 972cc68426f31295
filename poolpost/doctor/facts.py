"""
What the doctor knows: of the SES region (`ses_facts`), the pool, DNS and the rest of the account.

Each fact is read once; one that could not be read raises the same PoolpostError for every check that asks.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar

from poolpost.aws.cloudtrail import Trail
from poolpost.dns import address_dmarc, dmarc_discovery
from poolpost.dns import check as look
from poolpost.dns.records import records_of
from poolpost.dns.resolver import Lookup, lookup
from poolpost.dns.verdict import Checked
from poolpost.doctor.mail_store import MailStore, mail_store, newest_mail
from poolpost.doctor.ses_facts import PER_REGION, SesFacts
from poolpost.doctor.trail import DAYS, History, history
from poolpost.errors import PoolpostError
from poolpost.pool.baseline import Baseline, find
from poolpost.pool.children import CHILDREN
from poolpost.settings.replicas import ReplicaSettings
from poolpost.standards.pool_replicas import LiveReplica
from poolpost.standards.raw import Json
from poolpost.standards.record_sets import HostedZone

Value = TypeVar("Value")
AHEAD = (
    *PER_REGION,
    *("records", "lookup", "dmarc", "service_linked_role", "pool", "mfa", "baseline", "children", "replicas", "trails"),
)
"""The facts that `read_ahead` reads, once the account is known."""
_MOST_CLIENTS = 40
"""App clients that the doctor describes at most, which takes ten seconds; `pool verify` describes all."""
AT_ONCE = 8  # facts read at the same time


class Facts(SesFacts):
    """The live facts of one environment."""

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

    def outlook(self) -> address_dmarc.Outlook:
        """Return what DMARC makes of mail by From's address."""
        made = address_dmarc.outlook
        return self._once("outlook", lambda: made(self.settings.identity, self.signing_domain(), self.lookup))

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

    def hosted_zones(self) -> list[HostedZone]:
        """Return the hosted zones of the account that has them (`dns.role_arn`)."""
        return self._of_account("hosted_zones", self._hosted_zones)

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
