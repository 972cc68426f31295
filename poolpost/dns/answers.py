"""Values: one server's answer, and a zone as its servers describe it. Nothing here asks a server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from poolpost.standards.name_servers import NameServer

Outcome = Literal["answer", "nothing", "refused", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """
    How one server answered one question.

    Attributes:
        outcome: there are values; there are none (NXDOMAIN or no data); the server answered with an error (SERVFAIL,
            REFUSED, or a referral although it should know); or it did not answer.
        values: as `DnsRecord.values`; TXT strings joined as receivers do, without a space.
        alias: target of a CNAME at the name, if another type was asked for.
        exists: the name exists, with this type or another.
        reason: why there is no answer; '' otherwise.
    """

    server: NameServer
    authoritative: bool = False
    outcome: Outcome
    values: tuple[str, ...] = ()
    alias: str = ""
    exists: bool = False
    reason: str = ""

    @property
    def answered(self) -> bool:
        """Return whether the server answered the question, also with 'nothing'."""
        return self.outcome in {"answer", "nothing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """
    A zone as its parent and its own servers describe it.

    Attributes:
        name: where the zone starts; '' if the walk found none.
        delegated: name servers that the parent names; empty if the parent did not answer.
        listed: name servers that the zone names itself; empty if none of its servers answered.
        servers: those that answer with authority.
        lame: servers that answered and do not know the zone, with what they answered.
        silent: servers that did not answer or have no address, with the reason.
        reason: why the walk found no zone; '' otherwise.
    """

    name: str
    delegated: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    servers: tuple[NameServer, ...] = ()
    lame: Mapping[str, str] = field(default_factory=dict[str, str])
    silent: Mapping[str, str] = field(default_factory=dict[str, str])
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """
    What a record means for mail from SES.

    Attributes:
        passes: every address of SES passes, within the limits of RFC 7208 section 4.6.4; None if it could not be looked up.
        notes: what else it allows and what it costs; or why SES does not pass.
    """

    passes: bool | None
    notes: tuple[str, ...]
