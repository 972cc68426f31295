"""The account of one environment: its credentials and role, botocore clients and their retries, and whose account it is."""

from copy import copy
from functools import cached_property, partial
from importlib.metadata import version
from threading import Lock
from typing import Any, Self

import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import NoCredentialsError

from poolpost.aws.answers import guard
from poolpost.aws.credential_faults import of_credentials
from poolpost.aws.errors import explained
from poolpost.errors import CannotDecide, Stopped
from poolpost.settings import Settings
from poolpost.standards.regions import is_awss

USER_AGENT = f"poolpost/{version('poolpost')}"
"""By this CloudTrail tells poolpost's requests from others; `standards.user_agents` knows it."""
_READS = Config(
    retries={"mode": "standard", "total_max_attempts": 5},
    connect_timeout=10,
    read_timeout=30,
    user_agent_extra=USER_AGENT,
)


class Account:
    """
    One environment's account, or the one of its hosted zones.

    Attributes:
        settings: the environment.
    """

    def __init__(self, settings: Settings, *, of_zones: bool = False) -> None:
        """Store the environment; makes no request. `of_zones`: the account and role of `dns.role_arn`."""
        self.settings = settings
        self._of_zones = of_zones
        self._clients: dict[tuple[str, str, int | None], Any] = {}
        self._making = Lock()
        self._origin: Account | None = None

    def check(self) -> None:
        """
        Check that the credentials belong to this account; call this before anything else.

        Raises:
            Stopped: they belong to another account.
            CannotDecide: AWS could not be asked.
        """
        wanted = self.settings.zone_account_id if self._of_zones else self.settings.aws.account_id
        if self._role_arn is not None:
            with explained(
                f"sts:AssumeRole of {self._role_arn}"
            ):  # botocore would report it as the next call's failure
                assumed = self.session.get_credentials()
                _ = assumed.get_frozen_credentials() if assumed is not None else None
        with explained("sts:GetCallerIdentity"):
            sts = self.client("sts", self.settings.sender.aws.region)
            identity = sts.get_caller_identity()
        if identity["Account"] != wanted:
            way = _way_to_the_account(sts.meta.endpoint_url)
            whose = "has its hosted zones in" if self._of_zones else "is"
            msg = (
                f"the credentials belong to account {identity['Account']} ({identity['Arn']}), but environment "
                f"{self.settings.name!r} {whose} account {wanted}; {way}"
            )
            raise Stopped(msg)

    @cached_property
    def zones(self) -> "Account":
        """The account of the hosted zones: with `dns.role_arn` that of this role, else this one."""
        return self if self.settings.dns.role_arn is None else Account(self.settings, of_zones=True)

    def about(self, settings: Settings) -> Self:
        """Return the account with other settings of the same credentials; session and clients are shared."""
        other = copy(self)
        other.settings, other._origin = settings, self  # noqa: SLF001 -- its own class
        return other

    def client(self, service: str, region: str, *, attempts: int | None = None) -> Any:
        """Return the botocore client of a service, for poolpost/aws only; `attempts=1` for a write that must not be repeated."""
        config = _READS if attempts is None else _READS.merge(Config(retries={"total_max_attempts": attempts}))
        with self._making:  # creating a client is not thread-safe, using one is
            key = (service, region, attempts)
            if key not in self._clients:
                try:
                    self._clients[key] = self.session.create_client(service, region_name=region, config=config)
                except ValueError as error:  # botocore's word for an AWS_ENDPOINT_URL that is no URL
                    if of_credentials(error):
                        raise
                    msg = f"{service} cannot be called: {error}; AWS_ENDPOINT_URL must be a URL such as http://127.0.0.1:4566"
                    raise CannotDecide(msg) from error
            return self._clients[key]

    @property
    def _role_arn(self) -> str | None:
        return self.settings.dns.role_arn if self._of_zones else self.settings.aws.role_arn

    @cached_property
    def session(self) -> botocore.session.Session:
        """The botocore session; with `aws.role_arn`, or `dns.role_arn` for the hosted zones, of that role."""
        if self._origin is not None:
            return self._origin.session
        base = guard(botocore.session.Session())
        if self._role_arn is None:
            return base
        if base.get_credentials() is None:  # botocore would crash later, where it signs AssumeRole
            raise NoCredentialsError
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=partial(base.create_client, region_name=self.settings.sender.aws.region),
            source_credentials=base.get_credentials(),
            role_arn=self._role_arn,
            extra_args={"RoleSessionName": "poolpost"},
        )
        assumed = guard(botocore.session.Session())
        credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetcher.fetch_credentials)
        assumed._credentials = credentials  # noqa: SLF001 -- botocore offers no public way  # pyright: ignore[reportAttributeAccessIssue] -- the same
        return assumed


def _way_to_the_account(endpoint: str) -> str:
    """Return how to reach the right account; an endpoint left over in the shell or a profile answers for every account."""
    if is_awss(endpoint):
        return "choose the right AWS_PROFILE or role"
    return f"{endpoint} answered, not AWS: unset AWS_ENDPOINT_URL, or remove endpoint_url from the AWS profile in use"
