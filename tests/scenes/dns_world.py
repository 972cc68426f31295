"""
A small Internet on loopback for tests: a root, a top-level domain, two servers of one zone, and two resolvers.

Each is BIND's `named`. Addresses in zone data are of 192.0.2.0/24 (RFC 5737); `route` says which port on 127.0.0.1
each is really at, since loopback has one address only.
"""

import random
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rdatatype

from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.standards.name_servers import NameServer

PARENT, FIRST, SECOND, STRANGER = "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"
ROOT = f"""$TTL 300
. IN SOA a.root. h.root. {{serial}} 7200 900 1209600 300
. IN NS a.root.
a.root. IN A {PARENT}
com. IN NS a.root.
"""
EMPTY_ROOT = """$TTL 300
. IN SOA a.root. h.root. {serial} 7200 900 1209600 300
. IN NS a.root.
a.root. IN A 192.0.2.9
"""
COM = f"""$TTL 300
com. IN SOA a.root. h.root. {{serial}} 7200 900 1209600 300
com. IN NS a.root.
example.com. IN NS ns1.example.com.
example.com. IN NS ns2.example.com.
ns1.example.com. IN A {FIRST}
ns2.example.com. IN A {SECOND}
amazonses.com. IN NS a.root.
"""
AMAZONSES = """$TTL 300
amazonses.com. IN SOA a.root. h.root. {serial} 7200 900 1209600 300
amazonses.com. IN NS a.root.
*.dkim.amazonses.com. IN TXT "p=key"
amazonses.com. IN TXT "v=spf1 ip4:199.255.192.0/22 -all"
"""
HEAD = f"""$TTL 300
$ORIGIN example.com.
@ IN SOA ns1 h {{serial}} 7200 900 1209600 300
@ IN NS ns1
@ IN NS ns2
ns1 IN A {FIRST}
ns2 IN A {SECOND}
"""
SETTLE_SECONDS = 60  # it takes a tenth of one where nothing else runs
_FORWARDED = ("com", "example.com", "amazonses.com", "net")


def free_port() -> int:
    """Return a port on which nothing listens, from below those that the system hands out to every connection meanwhile."""
    while True:
        port = random.randrange(12000, 32000)  # noqa: S311 -- workers must not choose the same
        try:
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                with socket.socket(socket.AF_INET, kind) as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return port


@dataclass
class Named:
    """BIND's server on 127.0.0.1 and a port of its own."""

    directory: Path
    zones: str
    options: str = "recursion no;"
    port: int = field(default_factory=free_port)
    serials: dict[str, int] = field(default_factory=dict[str, int])
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it; `settle` waits until it answers."""
        self.directory.mkdir(exist_ok=True)
        (self.directory / "named.conf").write_text(
            f"""options {{ directory "{self.directory}"; listen-on port {self.port} {{ 127.0.0.1; }};
            listen-on-v6 {{ none; }}; pid-file none; session-keyfile "{self.directory}/session.key";
            managed-keys-directory "{self.directory}"; dnssec-validation no; check-names primary ignore;
            empty-zones-enable no; minimal-responses no; notify no; max-cache-ttl 0; max-ncache-ttl 0;
            servfail-ttl 0; {self.options} }};
            controls {{ }};
            {self.zones}
            """
        )
        command = ["named", "-g", "-n", "1", "-c", str(self.directory / "named.conf")]
        with (self.directory / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def write(self, zone: str, text: str) -> bool:
        """Write a zone with its next serial; False when it is as it was."""
        file = self.directory / (zone or "root")
        old = self.serials.get(zone, 0)
        if file.exists() and file.read_text() == text.replace("{serial}", str(old)):
            return False
        self.serials[zone] = old + 1
        file.write_text(text.replace("{serial}", str(old + 1)))
        return True

    def settle(self, zone: str, serial: int | None = None) -> None:
        """Return when the server gives the zone as it was last written, here or at the server that it asks."""
        wanted = self.serials.get(zone, 0) if serial is None else serial
        query = dns.message.make_query(f"{zone}.", "SOA")
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = dns.query.udp(query, "127.0.0.1", 0.5, self.port).answer
            except (dns.exception.DNSException, OSError):
                answer = []
            soa = [item.serial for rrset in answer for item in rrset if rrset.rdtype == dns.rdatatype.SOA]
            if soa == [wanted]:
                return
            time.sleep(0.02)
        raise AssertionError((self.directory / "log").read_text()[-3000:])

    def reload(self) -> None:
        """Let it read its zones again."""
        assert self.process is not None
        self.process.send_signal(1)

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.kill()  # it holds nothing that is worth a good end
            self.process.wait(timeout=10)


def _primary(*zones: str) -> str:
    return "".join(
        f'zone "{zone or "."}" {{ type primary; file "{zone or "root"}"; check-integrity no; }};\n' for zone in zones
    )


class World:
    """Everything that a walk from the root needs; `publish` changes what the zone's servers say."""

    def __init__(self, directory: Path) -> None:
        """Start every server."""
        self.parent = Named(directory / "parent", _primary("", "com", "amazonses.com"))
        self.first = Named(directory / "first", _primary("example.com"))
        self.second = Named(directory / "second", _primary("example.com"))
        self.stranger = Named(directory / "stranger", _primary("example.org"))
        self.hiding = Named(directory / "hiding", _primary(""))
        self.lagging = Named(directory / "lagging", _primary("example.com"))
        self.resolver = Named(directory / "resolver", self._forwards(), "recursion yes;")
        for server in self._all():
            server.directory.mkdir()
        self.publish("")
        for server in self._all():
            server.start()
        self._settle()

    def _all(self) -> list[Named]:
        return [self.parent, self.first, self.second, self.stranger, self.hiding, self.lagging, self.resolver]

    def _forwards(self) -> str:
        ports = {"com": self.parent.port, "amazonses.com": self.parent.port, "example.com": self.first.port}
        ports["."] = self.parent.port
        return "".join(
            f'zone "{zone}" {{ type forward; forward only; forwarders {{ 127.0.0.1 port {port}; }}; }};\n'
            for zone, port in ports.items()
        )

    def publish(self, records: str, **others: str) -> None:
        """
        Serve a zone; every call says what all servers have, so that no test sees the one before it.

        Args:
            records: what follows SOA and NS of example.com.
            others: `second`, the same of the second server; `lagging`, what the resolver with an old cache still says
                (both left out: the same); `head`, SOA and NS of example.com; `com` and `amazonses`, these zones.
        """
        head = others.get("head", HEAD)
        wanted = [
            (self.parent, "", ROOT),
            (self.hiding, "", EMPTY_ROOT),
            (self.parent, "com", others.get("com", COM)),
            (self.parent, "amazonses.com", others.get("amazonses", AMAZONSES)),
            (self.first, "example.com", head + records),
            (self.second, "example.com", head + others.get("second", records)),
            (self.stranger, "example.org", HEAD.replace("example.com", "example.org")),
            (self.lagging, "example.com", head + others.get("lagging", records)),
        ]
        changed = {id(server) for server, zone, text in wanted if server.write(zone, text)}
        if self.resolver.process is not None:
            for server in self._all():
                if id(server) in changed:
                    server.reload()
            self.resolver.stop()  # named keeps even a TTL of 0 until the second is over
            self.resolver.start()
            self._settle()

    def _settle(self) -> None:
        for server, zone in ((self.first, "example.com"), (self.second, "example.com"), (self.lagging, "example.com")):
            server.settle(zone)
        for zone in ("com", "amazonses.com"):
            self.parent.settle(zone)
        self.stranger.settle("example.org")
        self.hiding.settle("")
        self.resolver.settle("com", self.parent.serials["com"])

    def view(self, *, lagging: bool = False, seconds: float = 20.0) -> View:
        """Return who is asked: the resolver, and the one that lags behind where a test is about it."""
        resolvers = [NameServer(address="127.0.0.1", port=self.resolver.port)]
        if lagging:
            resolvers.append(NameServer(address="127.0.0.1", port=self.lagging.port))
        ports = {PARENT: self.parent, FIRST: self.first, SECOND: self.second, STRANGER: self.stranger}
        route = {address: NameServer(address="127.0.0.1", port=server.port) for address, server in ports.items()}
        return View(start=Start(resolvers=resolvers, route=route), seconds=seconds)

    def stop(self) -> None:
        """End every server."""
        for server in self._all():
            server.stop()
