"""Name servers that do not behave as BIND does: old ones, ones behind a firewall, and hosts that keep a TXT beside a CNAME."""

from collections.abc import Callable
from typing import cast

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import pytest

from poolpost.dns.check import check
from poolpost.dns.records import records, records_of
from poolpost.dns.verdict import Checked
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.settings.signing import easy_host
from poolpost.standards.name_servers import NameServer
from tests.conftest import MakeSettings
from tests.fuzz.name_server import PARENT, ZONE, NameServers, Question, world

TOKENS = ("aaa", "bbb", "ccc")
DKIM = ("aaa._domainkey.mail.example.com", "CNAME")
Twist = Callable[[dns.message.Message, dns.message.Message, bool], dns.message.Message | None]
"""What a server makes of a query, its sound answer and whether it came over TCP; None: it hangs up."""


class Twisted(NameServers):
    """Servers whose sound answers a test changes."""

    twist: Twist

    def _answer(self, asked: bytes, *, parent: bool, tcp: bool) -> bytes:
        query = dns.message.from_wire(asked)
        sound = dns.message.from_wire(super()._answer(asked, parent=parent, tcp=tcp))
        twisted = self.twist(query, sound, tcp)
        return twisted.to_wire() if twisted else b""


def _without_edns(query: dns.message.Message, sound: dns.message.Message, _tcp: bool) -> dns.message.Message:
    """Refuse EDNS as an old server does (RFC 6891 section 7)."""
    if query.edns < 0:
        return sound
    refused = dns.message.make_response(query)
    refused.use_edns(edns=-1)
    refused.set_rcode(dns.rcode.FORMERR)
    return refused


def _without_tcp(_query: dns.message.Message, sound: dns.message.Message, tcp: bool) -> dns.message.Message | None:
    """Hang up on TCP, as a firewall does that knows DNS as UDP only; one answer is too long for that."""
    if str(sound.question[0].name) != f"{DKIM[0]}.":
        return sound
    sound.flags |= dns.flags.TC
    return None if tcp else sound


def _bogus(query: dns.message.Message, sound: dns.message.Message, _tcp: bool) -> dns.message.Message:
    """Refuse as a resolver does that validates, below a broken chain (RFC 8914)."""
    if str(sound.question[0].name) != f"{DKIM[0]}.":
        return sound
    failed = dns.message.make_response(query)
    failed.set_rcode(dns.rcode.SERVFAIL)
    failed.use_edns(0, options=[dns.edns.EDEOption(dns.edns.EDECode.DNSSEC_BOGUS, "no DNSKEY")])
    return failed


def looked(settings: Settings, twist: Twist, more: dict[Question, tuple[str, ...]] | None = None) -> dict[str, Checked]:
    """Check every record of an environment at such servers."""
    needed = records(settings, TOKENS)
    zone = settings.zones[0]
    servers = Twisted(zone, world(zone, needed) | (more or {}))
    servers.twist = twist
    with servers.running():
        parent, own = (NameServer(address="127.0.0.1", port=port) for port in servers.ports)
        asked = View(start=Start(resolvers=[own], route={PARENT: parent, ZONE: own}))
        return {one.record.id: one for one in check(settings, needed, asked)}


def _sound(_query: dns.message.Message, sound: dns.message.Message, _tcp: bool) -> dns.message.Message:
    return sound


@pytest.mark.parametrize("twist", [_sound, _without_edns])
def test_a_server_without_edns_is_asked_without(settings: MakeSettings, twist: Twist) -> None:
    """All records are present; without asking again all lookups would fail."""
    checked = looked(settings(), twist)
    assert {one.status for one in checked.values()} == {"present"}, [one.reason for one in checked.values()]


def test_an_answer_that_needs_tcp_names_tcp(settings: MakeSettings) -> None:
    """Whoever reads it knows which port the firewall has to open."""
    one = looked(settings(), _without_tcp)["dkim-1"]
    assert one.status == "lookup failed"
    assert "too long for UDP, and over TCP there is none" in one.reason


def test_a_broken_chain_is_told_as_that(settings: MakeSettings) -> None:
    """SERVFAIL alone says nothing."""
    one = looked(settings(), _bogus)["dkim-1"]
    assert one.status == "lookup failed"
    assert "SERVFAIL (dnssec bogus no DNSKEY)" in one.reason


def test_a_txt_beside_the_cname_is_wrong(settings: MakeSettings) -> None:
    """Some hosts keep both, and receivers get the TXT (RFC 1034 section 3.6.2)."""
    texts = {(f"{token}._domainkey.mail.example.com", "TXT"): (f'"p={token}"',) for token in TOKENS[:1]}
    one = looked(settings(), _sound, cast("dict[Question, tuple[str, ...]]", texts))["dkim-1"]
    assert (one.status, [each.rule for each in one.diagnoses]) == ("wrong", ["txt-beside-cname"])
    assert "p=aaa" in one.diagnoses[0].problem


def test_the_records_follow_the_zone_that_ses_signs_in(settings: MakeSettings) -> None:
    """`SigningHostedZone` may differ from any table of regions: what SES names is present, what the table names is wrong."""
    made = settings()
    identity = {"DkimAttributes": {"Tokens": list(TOKENS), "SigningHostedZone": "dkim.cell.amazonses.com"}}
    by_ses = [one for one in records_of(made, identity) if one.id.startswith("dkim-")]
    assert [one.values for one in by_ses] == [(f"{token}.dkim.cell.amazonses.com",) for token in TOKENS]
    published = {(one.name, one.type): (f"{one.values[0]}.",) for one in by_ses}
    table = looked(made, _sound, published)
    assert {table[one.id].status for one in by_ses} == {"wrong"}


def test_a_host_that_is_no_name_is_not_put_into_a_record() -> None:
    """It would become part of a zone file."""
    for host in ("dkim amazonses.com", "x\n", "a..com", "localhost"):
        with pytest.raises(CannotDecide, match="SigningHostedZone that is no domain name"):
            easy_host({"DkimAttributes": {"SigningHostedZone": host}})
    assert easy_host(None) == easy_host({"DkimAttributes": {}}) == ""


def _no_amazonses(query: dns.message.Message, sound: dns.message.Message, _tcp: bool) -> dns.message.Message:
    """Refuse what SES publishes, as a resolver of a closed network does."""
    if str(sound.question[0].name) != "amazonses.com.":
        return sound
    refused = dns.message.make_response(query)
    refused.set_rcode(dns.rcode.REFUSED)
    return refused


def test_an_spf_record_that_cannot_be_evaluated_is_not_called_wrong(settings: MakeSettings) -> None:
    """Whether SES may send by it is unknown then: lookup failed, exit code 3."""
    spf = {("bounce.mail.example.com", "TXT"): ('"v=spf1 include:amazonses.com ip4:192.0.2.7 ~all"',)}
    one = looked(settings(), _no_amazonses, spf)["mail-from-spf"]
    assert (one.status, one.diagnoses) == ("lookup failed", ())
    assert "TXT amazonses.com could not be looked up" in one.reason
