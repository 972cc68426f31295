"""Which identity an environment sends with, whose stack has it, and who shares it."""

from typing import Self

from pydantic import PrivateAttr

from poolpost.errors import Stopped
from poolpost.settings.shared_identity import SharedWith
from poolpost.settings.tables import dns as tables_dns
from poolpost.settings.tables import domain as sections
from poolpost.settings.tables.environment import EnvironmentFile

_NO_DNS = tables_dns.Dns(provider="external")


class WithIdentity(EnvironmentFile):
    """An environment file, and the identity that follows from it: a domain, an address, or another environment's domain."""

    _shared_with: tuple[SharedWith, ...] = PrivateAttr(default=())
    _perhaps_shared_with: tuple[str, ...] = PrivateAttr(default=())

    @property
    def shared_with(self) -> tuple[SharedWith, ...]:
        """The environments that send with this one's identity (`domain.owner`); `poolpost.settings.files.load` knows them."""
        return self._shared_with

    @property
    def perhaps_shared_with(self) -> tuple[str, ...]:
        """Names of environments whose files cannot be read, and may name this one as owner."""
        return self._perhaps_shared_with

    def sharing(self, known: tuple[SharedWith, ...], unread: tuple[str, ...] = ()) -> Self:
        """Return the same settings, whose identity these environments share."""
        made = self.model_copy()
        made._shared_with, made._perhaps_shared_with = known, unread  # noqa: SLF001 -- its own class
        return made

    @property
    def identity_owner(self) -> str:
        """The environment whose stack has the identity."""
        return self.shared_owner or self.name

    @property
    def shared_owner(self) -> str | None:
        """The other environment whose stack has the identity (`domain.owner`); None if it is in its own."""
        return self.domain_.owner if self.domain_ is not None else None

    @property
    def owns_domain(self) -> bool:
        """Whether the environment's own stack has a domain identity."""
        return self.domain_ is not None and self.domain_.owner is None

    @property
    def owns_set(self) -> bool:
        """Whether the environment's own stack has the configuration set, its events and its alarms."""
        return self.configuration_set.owner is None

    @property
    def set_owner(self) -> str:
        """The environment whose stack has the configuration set, its events and its alarms."""
        return self.configuration_set.owner or self.name

    @property
    def has_domain(self) -> bool:
        """Whether the environment has a domain identity; without one it sends by a single address and needs no DNS record."""
        return self.domain_ is not None

    @property
    def domain(self) -> sections.Domain:
        """
        The table [domain].

        Raises:
            Stopped: there is none, since the pool sends by a single address; ask `has_domain` first.
        """
        if self.domain_ is None:
            msg = (
                f"environment {self.name} sends by the address {self.identity} and has no [domain], which this needs; add "
                f"[domain] and [dns] to environments/{self.name}.toml"
            )
            raise Stopped(msg)
        return self.domain_

    @property
    def dns(self) -> tables_dns.Dns:
        """The table [dns]; without it no record is created, and the default resolvers are asked."""
        return self.dns_ or _NO_DNS

    @property
    def sender_domain(self) -> str:
        """The domain of [domain]; without it the domain of From's address."""
        if self.domain_ is not None or self.user_pool.from_ is None:
            return self.domain.name
        return self.user_pool.from_.domain

    @property
    def identity(self) -> str:
        """The SES identity that the pool sends with: the domain, or From's address."""
        sender = self.user_pool.from_
        return sender.address if self.user_pool.sends_by_address and sender is not None else self.domain.name

    @property
    def verified_addresses(self) -> tuple[str, ...]:
        """Every address whose identity the stack creates: From's where the pool sends by it, then those of [addresses]."""
        pool = self.user_pool
        sender = (pool.from_.address,) if pool.sends_by_address and pool.from_ is not None else ()
        return tuple(dict.fromkeys((*sender, *self.addresses.all)))
