"""What a receiver gets to know, by a real resolver: SPF evaluation, DMARC discovery, alignment, report consent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from poolpost.dns.check import View
from poolpost.dns.dmarc_discovery import (
    Published,
    alignment,
    organisational_domain,
    policy,
    record_at,
    report_destinations,
)
from poolpost.dns.resolver import Lookup, lookup
from poolpost.dns.spf_evaluation import evaluate, evaluate_record
from poolpost.dns.zone_walk import Start
from poolpost.errors import CannotDecide
from poolpost.standards.name_servers import NameServer
from tests.scenes.dns_world import EMPTY_ROOT, Named, free_port

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
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookup]:
    """Give a resolver that knows a world of records."""
    server = Named(tmp_path_factory.mktemp("dns"), 'zone "com" { type primary; file "com"; check-integrity no; };')
    server.write("com", ZONE)
    server.start()
    try:
        server.settle("com")
        yield lookup(View(start=Start(resolvers=[NameServer(address="127.0.0.1", port=server.port)]), seconds=120))
    finally:
        server.stop()


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Lookup:
    """Give a resolver that does not answer."""
    monkeypatch.setattr("poolpost.dns.query.PATIENCE", 0.05)
    return lookup(View(start=Start(resolvers=[NameServer(address="127.0.0.1", port=free_port())])))


@pytest.mark.parametrize(
    ("name", "lookups", "void", "problem"),
    [
        ("example.com", 3, 0, ""),
        ("plain.example.com", 0, 0, ""),
        ("many.example.com", 11, 1, "11 DNS lookups; at most 10"),
        ("loop.example.com", 30, 0, "30 or more DNS lookups"),
        ("void.example.com", 3, 3, "3 of its DNS lookups find nothing; at most 2"),
        ("macro.example.com", 2, 0, ""),
        ("gone.example.com", 2, 1, "include of nothing.example.com: it has no SPF record"),
        ("both.example.com", 0, 0, "2 SPF records; allowed is one"),
        ("odd.example.com", 0, 0, ""),
        ("crowd.example.com", 1, 0, "11 names; at most 10"),
    ],
)
def test_an_spf_record_is_evaluated_as_a_receiver_does(
    name: str, lookups: int, void: int, problem: str, world: Lookup
) -> None:
    """Ten lookups and two that find nothing are allowed, over all includes."""
    found = evaluate(name, world)
    assert (found.lookups, found.void) == (lookups, void)
    assert problem in "; ".join(found.problems)
    assert bool(found.problems) == bool(problem)
    assert bool(found.record) == (name not in {"plain.example.com", "both.example.com"})


def test_a_record_is_evaluated_before_it_is_published(world: Lookup) -> None:
    """A merged record is counted with what it includes; a term that is none is a problem."""
    assert evaluate_record("new.example.com", f"v=spf1 {MANY} include:amazonses.com ~all", world).lookups == 11
    assert "'what' is not an SPF term" in evaluate_record("x.example.com", "v=spf1 what", world).problems[0]
    assert evaluate_record("x.example.com", "v=spf1 redirect=amazonses.com ~all", world).lookups == 0


@pytest.mark.parametrize(
    ("domain", "where", "value", "organisational"),
    [
        ("example.com", "example.com", "reject", "example.com"),
        ("mail.example.com", "example.com", "quarantine", "example.com"),
        ("a.b.c.d.e.f.g.h.example.com", "example.com", "quarantine", "example.com"),
        ("strict.example.com", "strict.example.com", "none", "example.com"),
        ("reports.example.com", "reports.example.com", "none", "example.com"),
        ("twice.example.com", "example.com", "quarantine", "example.com"),
        ("own.example.com", "own.example.com", "none", "own.example.com"),
        ("mail.shop.suffix.com", "suffix.com", "none", "shop.suffix.com"),
    ],
)
def test_the_policy_is_found_by_walking_up(
    domain: str, where: str, value: str, organisational: str, world: Lookup
) -> None:
    """A record of its own counts first, then the organisation's with `sp`, then the public suffix's."""
    found = policy(domain, world)
    assert found is not None
    assert (found.published.domain, found.value, found.organisational) == (where, value, organisational)


def test_no_policy_is_none(world: Lookup) -> None:
    """Nothing published, a record that asks for nothing, and several at one name."""
    assert policy("nothing.com", world) is None
    assert policy("useless.example.com", world) is None
    assert record_at("twice.example.com", world) is None
    assert organisational_domain("nothing.com", world) == "nothing.com"


@pytest.mark.parametrize(
    ("from_domain", "dkim_domain", "mail_from", "aligned"),
    [
        ("mail.example.com", "mail.example.com", "bounce.mail.example.com", (True, True)),
        ("mail.example.com", "example.com", "amazonses.com", (True, False)),
        ("strict.example.com", "strict.example.com", "bounce.strict.example.com", (True, False)),
        ("strict.example.com", "example.com", "strict.example.com", (False, True)),
        ("nothing.com", "amazonses.com", "amazonses.com", (False, False)),
    ],
)
def test_alignment_follows_the_published_policy(
    from_domain: str, dkim_domain: str, mail_from: str, aligned: tuple[bool, bool], world: Lookup
) -> None:
    """Relaxed: the same organisation; strict: the same name."""
    found = alignment(from_domain, dkim_domain=dkim_domain, mail_from=mail_from, lookup=world)
    assert (found.dkim, found.spf) == aligned
    assert (found.policy is None) == (from_domain == "nothing.com")


def test_report_destinations_need_consent_outside_of_the_organisation(world: Lookup) -> None:
    """Receivers ignore an address whose domain does not agree."""
    published = record_at("example.com", world)
    assert published is not None
    found = {one.host: one.consent for one in report_destinations(published, world)}
    assert found == {"example.com": "own", "reports.com": "authorised", "no.com": "not authorised"}


@pytest.mark.parametrize("host", ["e|ample.com", "a..com", "x" * 64 + ".com", "\ufffd.com", ""])
def test_a_report_address_without_a_domain_gets_nothing(world: Lookup, host: str) -> None:
    """It is said, and the others are looked at: one bit that is wrong in a packet makes such a name."""
    published = Published(domain="example.com", text="", tags={"rua": f"mailto:a@{host}, mailto:a@example.com"})
    found = [(one.host, one.consent) for one in report_destinations(published, world)]
    assert found == [(host, "no domain"), ("example.com", "own")]


def test_nobody_answering_is_cannot_decide(nobody: Lookup) -> None:
    """Never "no record"."""
    with pytest.raises(CannotDecide, match=r"TXT example\.com could not be looked up"):
        evaluate("example.com", nobody)
    with pytest.raises(CannotDecide, match=r"_dmarc\.example\.com"):
        policy("example.com", nobody)


def test_a_network_that_hides_the_world_is_cannot_decide(tmp_path: Path) -> None:
    """'Nothing' from a resolver without the top-level domain proves nothing; asked by name, it is what it says."""
    server = Named(tmp_path / "dns", 'zone "." { type primary; file "root"; check-integrity no; };')
    server.directory.mkdir()
    server.write("", EMPTY_ROOT)
    server.start()
    try:
        server.settle("")
        hiding = Start(resolvers=[NameServer(address="127.0.0.1", port=server.port)])
        with pytest.raises(CannotDecide, match="knows no name servers of the top-level domain"):
            policy("example.com", lookup(View(start=hiding)))
        assert policy("example.com", lookup(View(start=hiding, authoritative=False))) is None
    finally:
        server.stop()


@pytest.mark.parametrize("name", ["\ufffd..x", "a" * 64 + ".com", "a..com", ("a" * 60 + ".") * 5 + "com", "\u0378.com"])
def test_an_include_of_a_name_that_dns_cannot_have_is_cannot_decide(world: Lookup, name: str) -> None:
    """Somebody else's record may name anything: a sentence and exit code 3, never a traceback."""
    with pytest.raises(CannotDecide, match="is not a name that DNS can have") as caught:
        evaluate_record("example.com", f"v=spf1 include:{name} -all", world)
    assert caught.value.exit_code == 3
