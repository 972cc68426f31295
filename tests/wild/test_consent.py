"""Whether reports go to an address of another domain, which its owner has to allow; on a real name server."""

from collections.abc import Iterator

import pytest

from poolpost.dns.dmarc_discovery import Published, report_destinations
from poolpost.dns.resolver import Lookup, lookup
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.standards.name_servers import NameServer
from tests.scenes.dns_world import Named
from tests.wild.consent_cases import CASES

HOSTS = {name: f"reports{number}.com" for number, name in enumerate(CASES)}
ZONE = "$TTL 300\n$ORIGIN com.\n@ IN SOA ns1.example.com. h 1 7200 900 1209600 300\n@ IN NS ns1.example.com.\n"


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookup]:
    """Return a resolver that knows every report domain."""
    server = Named(tmp_path_factory.mktemp("dns"), 'zone "com" { type primary; file "com"; check-integrity no; };')
    published = [case.records.format(host=HOSTS[name]) for name, case in CASES.items()]
    server.write("com", "\n".join([ZONE, "ns1.example.com. IN A 192.0.2.1", *published, ""]))
    server.start()
    try:
        server.settle("com")
        yield lookup(View(start=Start(resolvers=[NameServer(address="127.0.0.1", port=server.port)]), seconds=120))
    finally:
        server.stop()


@pytest.mark.parametrize("name", CASES)
def test_consent_is_seen_as_receivers_see_it(name: str, receiver: Lookup) -> None:
    """Whoever is told that reports are refused would move them, and whoever is not would wait for them."""
    rua = f"mailto:a@{HOSTS[name]}"
    ours = Published(domain="example.com", text=f"v=DMARC1; p=none; rua={rua}", tags={"p": "none", "rua": rua})
    (one,) = report_destinations(ours, receiver)
    assert one.consent == ("authorised" if CASES[name].agrees else "not authorised")
