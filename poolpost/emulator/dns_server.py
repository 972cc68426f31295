"""DNS as a resolver would answer if the emulated world were real: UDP, on the same port number as HTTP.

The public zones of the emulated Route 53, and around them a world in which little else exists. Answers are those of
RFC 1034 4.3.2 without wildcards: the records, a CNAME and what it leads to, NODATA or NXDOMAIN with the zone's SOA.
"""

import asyncio
from operator import itemgetter

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from poolpost.emulator import ministack_state
from poolpost.emulator.state import Json

LONGEST_CHAIN = 8
WORLD: list[Json] = [
    {"Name": ".", "Type": "SOA", "ResourceRecords": ["ns.invalid. nobody.invalid. 1 7200 900 1209600 300"]},
    # What every SPF record of SES includes; Amazon's own has more networks.
    {"Name": "amazonses.com.", "Type": "TXT", "ResourceRecords": ['"v=spf1 ip4:199.255.192.0/22 -all"']},
]
"""The root zone: what exists outside of Route 53."""


Zone = tuple[dns.name.Name, dict[tuple[dns.name.Name, dns.rdatatype.RdataType], dns.rrset.RRset]]


async def serve(host: str, port: int) -> None:
    """Answer until the loop ends.

    Raises:
        OSError: the port is in use.
    """
    await asyncio.get_running_loop().create_datagram_endpoint(_Server, local_addr=(host, port))


class _Server(asyncio.DatagramProtocol):
    _transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            query = dns.message.from_wire(data)
        except dns.exception.DNSException:
            return
        if query.question and not query.flags & dns.flags.QR:
            self._transport.sendto(answer(query).to_wire(), addr)


def answer(query: dns.message.Message) -> dns.message.Message:
    """Answer the first question of a query."""
    response = dns.message.make_response(query)
    response.flags |= dns.flags.AA | dns.flags.RA
    asked = query.question[0]
    name = asked.name
    for _ in range(LONGEST_CHAIN):
        origin, sets = _zone_of(name)
        if found := sets.get((name, asked.rdtype)):
            response.answer.append(found)
            return response
        alias = sets.get((name, dns.rdatatype.CNAME))
        if alias is None:
            response.authority.append(sets[origin, dns.rdatatype.SOA])
            if not any(known.is_subdomain(name) for known, _ in sets):
                response.set_rcode(dns.rcode.NXDOMAIN)
            return response
        response.answer.append(alias)
        name = dns.name.from_text(str(alias[0]))
    response.set_rcode(dns.rcode.SERVFAIL)
    return response


def _zone_of(name: dns.name.Name) -> Zone:
    """Return the nearest zone above a name, the root if there is no other."""
    zones = [(dns.name.from_text(zone), records) for zone, records in ministack_state.public_zones()]
    above = [(len(origin.labels), origin, records) for origin, records in zones if name.is_subdomain(origin)]
    _, origin, records = max([(1, dns.name.root, WORLD), *above], key=itemgetter(0))
    sets = [_record_set(record) for record in records if record.get("ResourceRecords")]
    return origin, {(each.name, each.rdtype): each for each in sets}


def _record_set(record: Json) -> dns.rrset.RRset:
    name = dns.name.from_text(record["Name"].replace("\\052", "*"))
    values, ttl = record["ResourceRecords"], int(record.get("TTL", 300))
    return dns.rrset.from_text_list(name, ttl, "IN", record["Type"], values, origin=dns.name.root, relativize=False)
