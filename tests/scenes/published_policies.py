"""A resolver that knows the policies of many domains."""

from collections.abc import Iterator

import pytest

from poolpost.dns.resolver import Lookup, lookup
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.standards.name_servers import NameServer
from tests.scenes.dns_world import Named

MANY = " ".join(f"include:o{number}.example.com" for number in range(10))
ZONE = (
    """$TTL 300
$ORIGIN com.
@ IN SOA ns1.example.com. h 1 7200 900 1209600 300
@ IN NS ns1.example.com.
$ORIGIN example.com.
ns1 IN A 192.0.2.1
@ IN TXT "v=spf1 include:amazonses.com mx a:ns1.example.com -all"
@ IN TXT "unrelated"
@ IN MX 10 ns1
amazonses.com. IN TXT "v=spf1 ip4:199.255.192.0/22 -all"
plain IN TXT "no policy"
many IN TXT "v=spf1 """
    + MANY
    + """ mx ~all"
loop IN TXT "v=spf1 include:loop.example.com ~all"
void IN TXT "v=spf1 a:no1.example.com mx:no2.example.com exists:no3.example.com ~all"
macro IN TXT "v=spf1 exists:%{i}.example.com ptr ~all"
gone IN TXT "v=spf1 include:nothing.example.com redirect=plain.example.com"
both IN TXT "v=spf1 -all"
both IN TXT "v=spf1 ~all"
odd IN TXT "v=spf1 include=amazonses.com ~all"
crowd IN TXT "v=spf1 mx ~all"
"""
    + "".join(f'o{number} IN TXT "v=spf1 ip4:192.0.2.{number} ~all"\n' for number in range(10))
    + "".join(f"crowd IN MX {number} mx{number}.example.com.\n" for number in range(11))
    + """
_dmarc IN TXT "v=DMARC1; p=reject; sp=quarantine; rua=mailto:a@example.com,mailto:b@reports.com!10m; ruf=mailto:c@no.com"
_dmarc IN TXT "unrelated"
_dmarc.strict IN TXT "v=DMARC1; p=none; adkim=s; aspf=s"
_dmarc.reports IN TXT "v=DMARC1; rua=mailto:a@example.com"
_dmarc.useless IN TXT "v=DMARC1; adkim=s"
_dmarc.twice IN TXT "v=DMARC1; p=none"
_dmarc.twice IN TXT "v=DMARC1; p=reject"
_dmarc.own IN TXT "v=DMARC1; p=none; psd=n"
example.com._report._dmarc.reports.com. IN TXT "v=DMARC1"
_dmarc.suffix.com. IN TXT "v=DMARC1; p=none; psd=y"
"""
)


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookup]:
    """Return a resolver that knows a world of records."""
    server = Named(tmp_path_factory.mktemp("dns"), 'zone "com" { type primary; file "com"; check-integrity no; };')
    server.write("com", ZONE)
    server.start()
    try:
        server.settle("com")
        yield lookup(View(start=Start(resolvers=[NameServer(address="127.0.0.1", port=server.port)]), seconds=120))
    finally:
        server.stop()
