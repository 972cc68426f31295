"""
Who is authoritative for a name: from the top-level domain down the delegations, as a resolver does (RFC 1034 5.3.3).

A resolver is asked only for the servers of the top-level domain and for addresses of name servers; everything else about
the zone comes from the zone's parent and from the zone's own servers.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import dns.message
import dns.rdatatype

from poolpost.dns.answers import Zone
from poolpost.dns.query import Unanswered, Wire, knows, plain, rdatas
from poolpost.standards.domain_names import is_strictly_within, is_within
from poolpost.standards.name_servers import NameServer

MOST_SERVERS = 8  # of one zone that are asked; real zones have 2 to 6
MOST_CUTS = 6  # delegations below the top-level domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """
    Where the walk starts.

    Attributes:
        resolvers: public resolvers, in order of preference.
        route: where to reach an address of a name server; for servers on loopback, which share an address.
    """

    resolvers: Sequence[NameServer]
    route: Mapping[str, NameServer] = field(default_factory=dict[str, NameServer])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A place in the tree: a zone's name, its servers by host name and address, and whether the parent named them."""

    name: str
    names: frozenset[str]
    glue: Mapping[str, str]
    from_parent: bool = True


def cut_of(name: str, start: Start, wire: Wire) -> Cut:
    """
    Walk down to the zone that contains `name`.

    Raises:
        Unanswered: no resolver knows the top-level domain.
    """
    top = name.rpartition(".")[2]
    cut = Cut(name=top, names=frozenset(_resolved(top, "NS", start, wire)), glue={})
    if not cut.names:
        msg = f"no resolver knows name servers of '{top}'"
        raise Unanswered(msg)
    for _ in range(MOST_CUTS):
        below = _below(cut, name, start, wire)
        if below is None:
            break
        cut = below
    return cut


def describe(cut: Cut, start: Start, wire: Wire, pool: Executor) -> Zone:
    """Ask every server that the parent names, then every one that the zone adds, whether it knows the zone."""
    answers = _probe(cut.name, _servers(cut.names, cut.glue, start, wire), wire, pool)
    known = {server: message for server, message in answers.items() if isinstance(message, dns.message.QueryMessage)}
    listed = {host for message in known.values() if not knows(message) for host in rdatas(message)}
    more = _servers(frozenset(listed) - cut.names, {}, start, wire)
    answers |= _probe(cut.name, more, wire, pool)
    if not cut.from_parent:  # the servers of the zone above were asked, and only some of them need to hold this one
        answers = {server: message for server, message in answers.items() if server.name in listed}
    lame = {str(s): knows(m) for s, m in answers.items() if isinstance(m, dns.message.QueryMessage) and knows(m)}
    good = [s for s, m in answers.items() if isinstance(m, dns.message.QueryMessage) and not knows(m)]
    return Zone(
        name=cut.name,
        delegated=cut.names if cut.from_parent else frozenset(),
        listed=frozenset(listed),
        servers=tuple(sorted(good)[:MOST_SERVERS]),
        lame=lame,
        silent={str(s): m for s, m in answers.items() if isinstance(m, str)},
    )


def _probe(
    zone: str, servers: Sequence[NameServer], wire: Wire, pool: Executor
) -> dict[NameServer, dns.message.QueryMessage | str]:
    """Ask each for the zone's NS: the message, or why there is none."""

    def one(server: NameServer) -> dns.message.QueryMessage | str:
        if not server.address:
            return "has no address"
        try:
            return wire.send(server, zone, "NS", recurse=False)
        except Unanswered as error:
            return str(error)

    return dict(zip(servers, pool.map(one, servers), strict=True))


def _below(cut: Cut, name: str, start: Start, wire: Wire) -> Cut | None:
    """Ask the zone's servers about `name` until one refers further down; None if the zone contains it itself."""
    for server in _servers(cut.names, cut.glue, start, wire):
        try:
            message = wire.send(server, name, "SOA", recurse=False) if server.address else None
        except Unanswered:
            continue
        if message is None:
            continue
        if not knows(message):
            return _same_server(cut, name, message)
        referral = next((rrset for rrset in message.authority if rrset.rdtype == dns.rdatatype.NS), None)
        if referral is not None and _is_below(name, plain(referral.name), cut.name):
            addresses = [rrset for rrset in message.additional if rrset.rdtype == dns.rdatatype.A]
            glue = {plain(rrset.name): str(item) for rrset in addresses for item in rrset}
            return Cut(name=plain(referral.name), names=frozenset(plain(item) for item in referral), glue=glue)
    return None


def _same_server(cut: Cut, name: str, message: dns.message.QueryMessage) -> Cut | None:
    """Check whether an authoritative answer comes from a deeper zone: one server may serve a zone and its parent."""
    owners = [plain(rrset.name) for rrset in (*message.answer, *message.authority) if rrset.rdtype == dns.rdatatype.SOA]
    deeper = next((owner for owner in owners if _is_below(name, owner, cut.name)), None)
    return None if deeper is None else Cut(name=deeper, names=cut.names, glue=cut.glue, from_parent=False)


def _is_below(name: str, owner: str, zone: str) -> bool:
    return is_within(name, owner) and is_strictly_within(owner, zone)


def _servers(names: frozenset[str], glue: Mapping[str, str], start: Start, wire: Wire) -> list[NameServer]:
    """Return a server for each name, by glue or by a resolver; the address is empty if there is none."""
    found: list[NameServer] = []
    for host in sorted(names)[:MOST_SERVERS]:
        address = glue.get(host) or next(
            (value for kind in ("A", "AAAA") for value in _resolved(host, kind, start, wire)), ""
        )
        reached = start.route.get(address, NameServer(address=address))
        found.append(NameServer(address=reached.address, port=reached.port, name=host))
    return found


def _resolved(name: str, type_: str, start: Start, wire: Wire) -> list[str]:
    for server in start.resolvers:
        reply = wire.ask(server, name, type_, authoritative=False)
        if reply.answered:
            return list(reply.values)
    return []
