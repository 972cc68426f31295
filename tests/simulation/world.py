"""
The world of a schedule: the embedded AWS's own user pool and SES in process, the processes that use it, and what is true.

What a process was *served* and what is *true* are kept apart: a late read serves an older version, and nobody can
hold poolpost to what no answer said.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from poolpost.emulator import ses_identities, ses_status
from poolpost.emulator.state import ConfigurationSet, Identity, Region
from poolpost.emulator.state import World as Embedded
from poolpost.settings import Settings
from tests.simulation.clock import CLOCK, START
from tests.simulation.process import Json, Killed, Process, Version
from tests.simulation.schedule import AT_THE_WRITE

Answer = TypeVar("Answer")


class World:
    """Everything that a schedule changes."""

    def __init__(self, settings: Settings, first: Version) -> None:
        """Take a pool; make a verified domain and an account with production access."""
        CLOCK.now = START
        self.settings = settings
        self.story: list[str] | None = None
        self.tick = 0
        self.running: list[Process] = []
        self.ended: list[Process] = []
        embedded = Embedded()
        self.here: Region = embedded.region(settings.aws.account_id, settings.aws.region)
        self.dns = embedded.external_dns
        self.account = settings.aws.account_id
        self._shown: Json | None = None
        self.make_configuration_set()
        self.make_identity()
        self.publish(dkim=True, mail_from=True)
        self.neighbour: Json = {"Id": f"{self.here.name}_Neighbour", "Name": "neighbour", "EmailConfiguration": {}}
        """Another pool of the account and region."""
        self.state: dict[str, Json] = {}
        """Terraform's: address -> attributes."""
        self.history: list[Version] = []
        self.put(first)
        self.chosen: dict[str, set[str]] = {path: {value} for path, value in self.now.settings.items()}
        """Path -> every value that the pool's owner ever wanted there."""
        self.wanted: dict[str, str] = dict(self.now.settings)
        """Path -> the value that the owner wants."""
        self.known = False
        """Whether poolpost has saved a state of the pool."""
        self.unreported: dict[str, str] = {}
        """Path -> the value that a write of poolpost lost, until somebody is told or it is back."""
        self.mail_broken_since: int | None = None
        """When SES stopped to deliver mail of the wanted sender; None: it delivers."""
        self.nested = False
        """Whether a second poolpost runs within a request of the first."""

    @property
    def now(self) -> Version:
        """The pool as it is."""
        return self.history[-1]

    @property
    def pool_id(self) -> str:
        """The id in the environment file."""
        return self.settings.user_pool.id

    def put(self, version: Version) -> None:
        """Make this the pool from now on."""
        pool, mfa = version.pool, version.mfa
        for each in [self.here.pools, self.here.mfa]:
            each.pop(self.pool_id, None)
        if pool is not None:
            self.here.pools[self.pool_id] = pool
            self.here.mfa[self.pool_id] = mfa
        self.history.append(version)

    def changed(self, by: str) -> None:
        """Store the pool after an operation of the embedded Cognito."""
        pool = self.here.pools.get(self.pool_id)
        self.history.append(Version(pool, self.here.mfa.get(self.pool_id, {}), by))
        self.tick += 1

    def make_identity(self) -> None:
        """Make the domain's identity, as a deploy does."""
        name, mail_from = self.settings.domain.name, self.settings.mail_from_domain
        self.here.identities[name] = Identity(name=name, created=START, mail_from=mail_from)

    def publish(self, *, dkim: bool | None = None, mail_from: bool | None = None) -> None:
        """Publish records, or take them away; None leaves them as they are."""
        name = self.settings.domain.name
        if dkim is not None:
            for token in ses_status.dkim_tokens(self.here, Identity(name=name)):
                self.dns[(f"{token}._domainkey.{name}", "CNAME")] = [f"{token}.dkim.amazonses.com"] if dkim else []
        if mail_from is not None:
            mx = f"10 feedback-smtp.{self.here.name}.amazonses.com"
            self.dns[(self.settings.mail_from_domain, "MX")] = [mx] if mail_from else []
            spf = "v=spf1 include:amazonses.com ~all"
            self.dns[(self.settings.mail_from_domain, "TXT")] = [spf] if mail_from else []

    def make_configuration_set(self) -> None:
        """Make the configuration set."""
        self.here.configuration_sets[self.settings.configuration_set.name] = ConfigurationSet(options={})

    def identity(self) -> Json:
        """
        Show the identity as SES does, with its statuses of now.

        Raises:
            AwsError: there is none.
        """
        if self._shown is None:
            self._shown = ses_identities.get(self.here, {"EmailIdentity": self.settings.domain.name})
        return self._shown

    def mail_would_flow(self) -> bool:
        """Return whether SES would deliver mail of the wanted sender now."""
        account = self.here.ses_account
        if self.settings.domain.name not in self.here.identities:
            return False
        return bool(
            self.identity()["VerifiedForSendingStatus"]
            and self.identity()["MailFromAttributes"].get("MailFromDomainStatus") == "SUCCESS"
            and account["SendingEnabled"]
            and account["ProductionAccessEnabled"]
            and self.settings.configuration_set.name in self.here.configuration_sets
        )

    def ses_changed(self) -> None:
        """Store since when no mail would arrive, after something in SES or DNS was changed."""
        self._shown = None
        if self.mail_would_flow():
            self.mail_broken_since = None
        elif self.mail_broken_since is None:
            self.mail_broken_since = self.tick

    def marks(self) -> list[Path]:
        """List the marks of writes that were cut off, to the pool of the environment."""
        return list(Path(".poolpost/snapshots").glob(f"*{self.pool_id}*.uncompared"))

    def saved(self, path: Path) -> Version:
        """Read a snapshot."""
        return Version(json.loads(path.read_text(encoding="utf-8"))["UserPool"], {}, "a snapshot")

    def all_saved(self) -> Iterator[Version]:
        """Read every snapshot of the pool that there is."""
        return (self.saved(path) for path in Path(".poolpost/snapshots").glob(f"*{self.pool_id}*.json"))

    def tell(self, line: str) -> None:
        """Add a line to the story, where somebody wants one."""
        if self.story is not None:
            self.story.append("  " * len(self.running) + line)

    def request(self, operation: str, answer: Callable[["World", Process, bool], Answer]) -> Answer:
        """
        Answer a request of the process that runs; what disturbs it happens now.

        Args:
            operation: as IAM names it.
            answer: gives the answer; the flag says whether it is a late one.
        """
        from tests.simulation.disturbances import afterwards, before  # noqa: PLC0415 -- they know the world

        process = self.running[-1]
        if process.dead:
            raise Killed
        number = process.requests
        process.requests += 1
        CLOCK.now += 0.05
        writes = operation == "cognito-idp:UpdateUserPool"
        here = [each for each in process.disturbed if each.at == number or (writes and each.at == AT_THE_WRITE)]
        self.tell(f"{number}: {operation}")
        for each in here:
            before(self, process, operation, each)
        given = answer(self, process, any(each.kind == "late" for each in here))
        for each in here:
            afterwards(self, process, operation, each)
        return given
