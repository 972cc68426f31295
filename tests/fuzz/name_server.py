"""
A name server that says one thing as a case has it: UDP and TCP on loopback, in front of the real readers of poolpost/dns.

One server is the parent of the zone, and refers to it; the other has the zone, and is the resolver as well. What is asked for,
and is not garbled, is answered as a sound server does.
"""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from poolpost.dns.records import DnsRecord, txt_strings
from tests.scenes.dns_world import free_port

Question = tuple[str, str]
PARENT, ZONE = "192.0.2.1", "192.0.2.2"
"""Addresses in what the servers say of each other; whoever asks is told where on loopback they really are."""
LOST = ("silent", "other id", "cut")
"""Ways of an answer that leave a question without one, whatever it says."""
WAYS = ("udp", "udp", "udp", "udp", "tcp", *LOST)


def world(zone: str, records: Iterable[DnsRecord]) -> dict[Question, tuple[str, ...]]:
    """Return what the servers say: the records, and all that leads to them."""
    top = zone.rpartition(".")[2]
    found = {(record.name, record.type): tuple(_as_data(record)) for record in records}
    return found | {
        (top, "NS"): ("ns.parent.test.",),
        ("ns.parent.test", "A"): (PARENT,),
        (zone, "NS"): (f"ns.{zone}.",),
        (f"ns.{zone}", "A"): (ZONE,),
        (zone, "SOA"): (f"ns.{zone}. h.{zone}. 1 7200 900 1209600 300",),
        ("amazonses.com", "TXT"): ('"v=spf1 ip4:199.255.192.0/22 -all"',),
        ("amazonses.com", "NS"): ("ns.parent.test.",),
    }


def _as_data(record: DnsRecord) -> Iterator[str]:
    for value in record.values:
        texts = [part.replace("\\", "\\\\").replace('"', '\\"') for part in txt_strings(value)]
        yield " ".join(f'"{text}"' for text in texts) if record.type == "TXT" else f"{value}."


@dataclass
class NameServers:
    """
    Two servers in one thread.

    Attributes:
        zone: what the second one serves, and the first one refers to.
        said: what they say, by question.
        garbled: the question that is answered otherwise; None for none.
        body: what answers it, without the id.
        way: how it comes back, one of WAYS.
        ports: of the parent and of the zone's server.
    """

    zone: str
    said: dict[Question, tuple[str, ...]]
    garbled: Question | None = None
    body: bytes = b""
    way: str = "udp"
    ports: list[int] = field(default_factory=list[int])
    asked: set[Question] = field(default_factory=set[Question])

    @contextlib.contextmanager
    def running(self) -> Iterator["NameServers"]:
        """Serve until the end of the block."""
        end = threading.Event()
        with selectors.DefaultSelector() as ready, contextlib.ExitStack() as sockets:
            for parent in (True, False):
                self.ports.append(free_port())
                for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                    listening = sockets.enter_context(socket.socket(socket.AF_INET, kind))
                    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    listening.bind(("127.0.0.1", self.ports[-1]))
                    if kind == socket.SOCK_STREAM:
                        listening.listen(64)
                    ready.register(listening, selectors.EVENT_READ, parent)
            thread = threading.Thread(target=self._serve, args=(ready, end), daemon=True)
            thread.start()
            try:
                yield self
            finally:
                end.set()
                thread.join()

    def _serve(self, ready: selectors.BaseSelector, end: threading.Event) -> None:
        while not end.is_set():
            for key, _ in ready.select(0.1):
                listening = key.fileobj
                assert isinstance(listening, socket.socket)
                with contextlib.suppress(OSError, dns.exception.DNSException):
                    if listening.type == socket.SOCK_DGRAM:
                        asked, sender = listening.recvfrom(4096)
                        if answer := self._answer(asked, parent=key.data, tcp=False):
                            listening.sendto(answer, sender)
                    else:
                        with listening.accept()[0] as connection:
                            self._over_tcp(connection, parent=key.data)

    def _over_tcp(self, connection: socket.socket, *, parent: bool) -> None:
        connection.settimeout(1)
        answer = self._answer(connection.recv(4096)[2:], parent=parent, tcp=True)
        length = len(answer) + (50 if self.way == "cut" else 0)
        connection.sendall(min(length, 0xFFFF).to_bytes(2) + answer)

    def _answer(self, asked: bytes, *, parent: bool, tcp: bool) -> bytes:
        """Return the bytes that answer a question; b'' for none."""
        query = dns.message.from_wire(asked)
        question = (str(query.question[0].name).rstrip(".").lower(), dns.rdatatype.to_text(query.question[0].rdtype))
        self.asked.add(question)
        if question != self.garbled:
            return self._sound(query, question, parent=parent).to_wire()
        if self.way in {"tcp", "cut"} and not tcp:
            truncated = dns.message.make_response(query)
            truncated.flags |= dns.flags.TC
            return truncated.to_wire()
        identity = bytes([asked[0] ^ 1, asked[1]]) if self.way == "other id" else asked[:2]
        return b"" if self.way == "silent" else identity + self.body

    def _sound(self, query: dns.message.Message, question: Question, *, parent: bool) -> dns.message.Message:
        name, type_ = question
        made = dns.message.make_response(query, recursion_available=True)
        made.flags |= dns.flags.AA
        if parent and (name == self.zone or name.endswith(f".{self.zone}")):
            made.flags &= ~dns.flags.AA
            made.authority.append(dns.rrset.from_text(f"{self.zone}.", 300, "IN", "NS", f"ns.{self.zone}."))
            made.additional.append(dns.rrset.from_text(f"ns.{self.zone}.", 300, "IN", "A", ZONE))
        elif question in self.said:
            made.answer.append(dns.rrset.from_text(f"{name}.", 300, "IN", type_, *self.said[question]))
        elif not any(known == name or known.endswith(f".{name}") for known, _ in self.said):
            made.set_rcode(dns.rcode.NXDOMAIN)
        return made

    def packet(self, question: Question) -> bytes:
        """Return what the zone's server says to a question, without the id."""
        query = dns.message.make_query(f"{question[0]}.", question[1], use_edns=0)
        return self._sound(query, question, parent=False).to_wire()[2:]
