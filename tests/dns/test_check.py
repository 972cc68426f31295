"""`poolpost dns --check` against real DNS servers: our own export, then broken in every way that we know a name for."""

import re
import time
from collections.abc import Iterator

import pytest

from poolpost.dns.check import View, check, view
from poolpost.dns.formats import to_bind
from poolpost.dns.records import records
from poolpost.dns.verdict import Checked
from poolpost.dns.zone_walk import Start
from poolpost.errors import UsageError
from poolpost.findings import worst
from poolpost.settings import Settings
from poolpost.standards.name_servers import NameServer
from tests.conftest import MakeSettings
from tests.scenes.dns_world import AMAZONSES, COM, HEAD, STRANGER, World, free_port

TOKENS = ("aaa", "bbb", "ccc")
KEY = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ" * 9


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a small Internet."""
    made = World(tmp_path_factory.mktemp("dns"))
    yield made
    made.stop()


@pytest.fixture
def environment(settings: MakeSettings) -> Settings:
    """Give an environment."""
    return settings()


def export(settings: Settings) -> str:
    """Give our own export, as a provider imports it."""
    return to_bind(settings, records(settings, TOKENS))


def broken(zone: str, old: str, new: str) -> str:
    """Put a mistake into an export."""
    assert old in zone
    return zone.replace(old, new)


def looked(world: World, settings: Settings, *, lagging: bool = False) -> dict[str, Checked]:
    """Look every record up, by record id."""
    asked = check(settings, records(settings, TOKENS), world.view(lagging=lagging))
    return {one.record.id: one for one in asked}


def rules(checked: Checked) -> list[str]:
    """Give the names of what was recognised."""
    return [diagnosis.rule for diagnosis in checked.diagnoses]


def test_our_own_export_is_present_everywhere(world: World, environment: Settings) -> None:
    """What we print is what we look for, at the zone's two servers and at a resolver."""
    world.publish(export(environment))
    checked = looked(world, environment)
    assert {one.status for one in checked.values()} == {"present"}
    assert {len(one.replies) for one in checked.values()} == {3}
    assert not any(one.diagnoses for one in checked.values())
    assert worst(checked.values()) == 0


def test_another_providers_spelling_is_present(world: World, environment: Settings) -> None:
    """Case of host names, strings of a TXT record, spaces and case in SPF and DMARC, and other TXT do not matter."""
    zone = export(environment).replace("feedback-smtp", "Feedback-SMTP").replace("aaa.dkim", "AAA.DKIM")
    zone = broken(zone, '"v=DMARC1; p=none; rua', '"v=DMARC1;p=" "none;rua')
    zone = broken(zone, '"v=spf1 include:amazonses.com ~all"', '"V=SPF1  include:AMAZONSES.com ~ALL"')
    world.publish(zone + '\nbounce.mail 300 IN TXT "site-verification=1"\n')
    assert {one.status for one in looked(world, environment).values()} == {"present"}


CASES = [
    ("a missing record", "aaa._domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.", "", "dkim-1", "absent", []),
    (
        "another region's DKIM zone",
        "aaa.dkim.amazonses.com.",
        "aaa.dkim.eu-south-1.amazonses.com.",
        "dkim-1",
        "wrong",
        [],
    ),
    (
        "only somebody else's TXT",
        'bounce.mail 300 IN TXT "v=spf1 include:amazonses.com ~all"',
        'bounce.mail 300 IN TXT "site-verification=1"',
        "mail-from-spf",
        "absent",
        [],
    ),
    ("another priority", "MX 10 feedback", "MX 20 feedback", "mail-from-mx", "wrong", []),
    ("another policy", "p=none", "p=reject", "dmarc", "wrong", []),
    (
        "the domain appended to a name",
        "_dmarc.mail 300",
        "_dmarc.mail.example.com 300",
        "dmarc",
        "absent",
        ["zone-appended-to-name"],
    ),
    (
        "the domain appended to a CNAME target",
        "aaa.dkim.amazonses.com.",
        "aaa.dkim.amazonses.com",
        "dkim-1",
        "wrong",
        ["zone-appended-to-value"],
    ),
    (
        "the domain appended to an MX target",
        "MX 10 feedback-smtp.eu-west-1.amazonses.com.",
        "MX 10 feedback-smtp.eu-west-1.amazonses.com",
        "mail-from-mx",
        "wrong",
        ["zone-appended-to-value"],
    ),
    (
        "a second MX",
        "bounce.mail 300 IN MX 10",
        "bounce.mail 300 IN MX 20 mx.example.com.\nbounce.mail 300 IN MX 10",
        "mail-from-mx",
        "wrong",
        ["several-mx"],
    ),
    (
        "a value in quotation marks",
        '"v=DMARC1; p=none; rua=mailto:dmarc@example.com"',
        r'"\"v=DMARC1; p=none; rua=mailto:dmarc@example.com\""',
        "dmarc",
        "wrong",
        ["quotes-in-value"],
    ),
    (
        "several SPF records",
        'bounce.mail 300 IN TXT "v=spf1',
        'bounce.mail 300 IN TXT "v=spf1 -all"\nbounce.mail 300 IN TXT "v=spf1',
        "mail-from-spf",
        "wrong",
        ["several-policies"],
    ),
    (
        "several DMARC records",
        '_dmarc.mail 300 IN TXT "v=DMARC1;',
        '_dmarc.mail 300 IN TXT "v=DMARC1; p=reject"\n_dmarc.mail 300 IN TXT "v=DMARC1;',
        "dmarc",
        "wrong",
        ["several-policies"],
    ),
    (
        "wrong SPF syntax",
        "v=spf1 include:amazonses.com ~all",
        "v=spf1 include=amazonses.com ip4:1.2 ~all",
        "mail-from-spf",
        "wrong",
        ["bad-syntax"],
    ),
    ("wrong DMARC syntax", "p=none", "p=maybe", "dmarc", "wrong", ["bad-syntax"]),
    (
        "a CNAME at _dmarc",
        '_dmarc.mail 300 IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"',
        "_dmarc.mail 300 IN CNAME aaa.dkim.amazonses.com.",
        "dmarc",
        "wrong",
        ["cname-in-the-way"],
    ),
    (
        "a TXT where a CNAME is wanted",
        "aaa._domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.",
        'aaa._domainkey.mail 300 IN TXT "p=key"',
        "dkim-1",
        "wrong",
        ["other-record-in-the-way"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_mistake_has_its_status_and_its_name(case: tuple[str, ...], world: World, environment: Settings) -> None:
    """Wrong and absent are different answers; a known mistake is named, with what to do, and nothing else is touched."""
    _, old, new, record, status, names = case
    world.publish(broken(export(environment), old, new))
    checked = looked(world, environment)
    assert (checked[record].status, rules(checked[record])) == (status, names)
    assert all(diagnosis.remedy for diagnosis in checked[record].diagnoses)
    assert {one.status for key, one in checked.items() if key != record} == {"present"}
    assert worst(checked.values()) == 1


def test_a_cname_at_the_mail_from_domain_hides_both_of_its_records(world: World, environment: Settings) -> None:
    """The MX and the SPF of the target are not ours."""
    zone = re.sub(r"bounce\.mail 300 IN (MX|TXT).*\n", "", export(environment))
    world.publish(zone + "bounce.mail 300 IN CNAME mail.example.com.\n")
    checked = looked(world, environment)
    for record in ("mail-from-mx", "mail-from-spf"):
        assert (checked[record].status, rules(checked[record])) == ("wrong", ["cname-in-the-way"])
        assert checked[record].found[0] == "CNAME mail.example.com"


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("lower case", "case-changed"),
        ("a space at the join", "space-in-value"),
        ("several records", "split-into-records"),
    ],
)
def test_a_long_txt_value_is_damaged_in_known_ways(what: str, name: str, world: World, settings: MakeSettings) -> None:
    """A DKIM key is base64: its case matters, and its strings are joined without a space."""
    made = settings(
        ("domain.dkim.selector", "mine"),
        ("domain.dkim.public_key", KEY),
        ("domain.dkim.private_key_variable", "dkim_key"),
    )
    zone = export(made)
    damaged = {
        "lower case": broken(zone, KEY[:20], KEY[:20].lower()),
        "a space at the join": broken(zone, '" "', '" " " "'),
        "several records": broken(zone, '" "', '"\nmine._domainkey.mail 300 IN TXT "'),
    }
    world.publish(zone)
    assert looked(world, made)["dkim-1"].status == "present"
    world.publish(damaged[what])
    checked = looked(world, made)["dkim-1"]
    assert (checked.status, rules(checked)) == ("wrong", [name])


@pytest.mark.parametrize("old", ["", 'TXT "v=DMARC1; p=reject"'])
def test_a_resolver_with_an_old_answer_makes_it_not_visible_everywhere_yet(
    old: str, world: World, environment: Settings
) -> None:
    """Neither present nor wrong: the zone is right, and the reason names who lags behind."""
    zone = export(environment)
    line = next(line for line in zone.splitlines() if line.startswith("_dmarc"))
    world.publish(zone, lagging=zone.replace(line, f"_dmarc.mail 300 IN {old}" if old else ""))
    checked = looked(world, environment, lagging=True)
    assert checked["dmarc"].status == "not visible everywhere yet"
    assert checked["dmarc"].reason == f"127.0.0.1:{world.lagging.port}: {old[5:-1] if old else 'nothing'}"
    assert {one.status for key, one in checked.items() if key != "dmarc"} == {"present"}
    assert worst(checked.values()) == 1


def test_a_second_server_without_the_record_is_not_visible_everywhere_yet(world: World, environment: Settings) -> None:
    """A zone transfer that has not happened, or never will."""
    zone = export(environment)
    world.publish(zone, second="mail 300 IN A 192.0.2.9\n")
    checked = looked(world, environment)
    assert {one.status for one in checked.values()} == {"not visible everywhere yet"}
    assert "ns2.example.com" in checked["dmarc"].reason


def test_a_record_that_only_a_cache_still_has_is_absent(world: World, environment: Settings) -> None:
    """The zone's servers decide: what they no longer have goes away everywhere."""
    zone = export(environment)
    line = next(line for line in zone.splitlines() if line.startswith("_dmarc"))
    world.publish(zone.replace(line, ""), lagging=zone)
    assert looked(world, environment, lagging=True)["dmarc"].status == "absent"


def test_a_listed_server_that_does_not_serve_the_zone_is_lame(world: World, environment: Settings) -> None:
    """REFUSED from a server that the parent names is a fault of the zone, not of the record."""
    com = COM.replace(
        "example.com. IN NS ns2.example.com.", f"example.com. IN NS ns.lame.com.\nns.lame.com. IN A {STRANGER}"
    )
    head = HEAD.replace("@ IN NS ns2", "@ IN NS ns.lame.com.")
    world.publish(export(environment), com=com, head=head)
    checked = looked(world, environment)
    assert {one.status for one in checked.values()} == {"present"}
    assert {tuple(rules(one)) for one in checked.values()} == {("lame-delegation",)}
    assert "REFUSED" in checked["dmarc"].diagnoses[0].problem


def test_a_zone_that_nobody_serves_is_lookup_failed(world: World, environment: Settings) -> None:
    """Every server of the delegation refuses: nothing is known about any record."""
    com = re.sub(r"ns([12])\.example\.com\. IN A .*", rf"ns\1.example.com. IN A {STRANGER}", COM)
    world.publish(export(environment), com=com)
    asked = world.view()
    blind = NameServer(address="127.0.0.1", port=world.stranger.port)
    only = Start(resolvers=[*asked.start.resolvers], route=asked.start.route)
    zone_only = check(environment, records(environment, TOKENS), View(start=only))
    assert "lame-delegation" in rules(zone_only[0])
    refused = check(
        environment, records(environment, TOKENS), View(start=Start(resolvers=[blind]), authoritative=False)
    )
    assert {one.status for one in refused} == {"lookup failed"}
    assert "REFUSED" in refused[0].reason
    assert worst(refused) == 3


def test_a_delegation_to_other_servers_than_the_zone_says_is_a_mismatch(world: World, environment: Settings) -> None:
    """Half of the world asks one set of servers, half the other."""
    world.publish(export(environment), com=COM.replace("example.com. IN NS ns2.example.com.\n", ""))
    checked = looked(world, environment)
    assert {tuple(rules(one)) for one in checked.values()} == {("ns-mismatch",)}
    assert {one.status for one in checked.values()} == {"present"}
    assert "ns2.example.com" in checked["dmarc"].diagnoses[0].problem


def test_records_in_a_zone_that_is_not_delegated_are_not_seen(world: World, environment: Settings) -> None:
    """The zone exists at the provider, but the registrar points nowhere."""
    world.publish(export(environment), com="\n".join(line for line in COM.splitlines() if "example" not in line) + "\n")
    checked = looked(world, environment)["mail-from-mx"]
    assert "not-delegated" in rules(checked)
    assert checked.status == "absent"


def test_a_zone_that_the_file_does_not_name_is_found(world: World, settings: MakeSettings) -> None:
    """Left out, `dns.zones` is the domain; the zone above it is no mistake, and is what a provider appends."""
    made = settings(("dns.zones", None))
    world.publish(broken(export(settings()), "_dmarc.mail 300", "_dmarc.mail.example.com 300"))
    checked = looked(world, made)
    assert rules(checked["dmarc"]) == ["zone-appended-to-name"]
    assert rules(checked["dkim-1"]) == []


def test_a_subdomain_with_a_zone_of_its_own_is_named(world: World, environment: Settings) -> None:
    """A record in the zone above is never asked for."""
    zone = re.sub(r"bounce\.mail 300 IN (MX|TXT).*\n", "", export(environment))
    world.publish(zone + f"bounce.mail 300 IN NS ns.bounce.mail\nns.bounce.mail IN A {STRANGER}\n")
    checked = looked(world, environment)["mail-from-mx"]
    assert rules(checked)[0] == "other-zone"
    assert "bounce.mail.example.com" in checked.diagnoses[0].problem


def test_a_key_that_cannot_be_read_behind_its_cname_is_lookup_failed(world: World, environment: Settings) -> None:
    """CNAME answers, TXT at the same name is SERVFAIL: SES fails to verify, and the record is not absent."""
    broken_zone = AMAZONSES + "bbb.dkim.amazonses.com. IN NS nowhere.amazonses.com.\n"
    world.publish(export(environment), amazonses=broken_zone)
    checked = looked(world, environment)
    assert (checked["dkim-2"].status, rules(checked["dkim-2"])) == ("lookup failed", ["one-type-fails"])
    assert "SERVFAIL" in checked["dkim-2"].reason
    assert checked["dkim-1"].status == "present"
    assert worst(checked.values()) == 3


def test_one_server_only(world: World, environment: Settings, settings: MakeSettings) -> None:
    """--nameserver asks that server and nobody else."""
    world.publish(export(environment))
    asked = view(environment, f"127.0.0.1:{world.first.port}")
    checked = check(environment, records(environment, TOKENS), asked)
    assert {one.status for one in checked} == {"present"}
    assert {len(one.replies) for one in checked} == {1}
    elsewhere = settings(
        ("domain.name", "example.net"), ("dns.zones", None), ("user_pool.from", "a@example.net"), ("dns.dmarc", None)
    )
    assert {one.status for one in check(elsewhere, records(elsewhere, TOKENS), asked)} == {"lookup failed"}


@pytest.mark.slow
def test_servers_that_do_not_answer_are_lookup_failed_in_time(environment: Settings) -> None:
    """Not "absent": exit code 3, with the reason, and before the time is up."""
    silent = [NameServer(address="127.0.0.1", port=free_port()) for _ in range(2)]
    began = time.monotonic()
    asked = View(start=Start(resolvers=silent), seconds=1.0)
    checked = check(environment, records(environment, TOKENS), asked)
    assert time.monotonic() - began < 5
    assert {one.status for one in checked} == {"lookup failed"}
    assert all("no answer" in one.reason or "time is up" in one.reason for one in checked)
    assert worst(checked) == 3


@pytest.mark.slow
def test_a_silent_server_beside_one_that_answers_is_named(world: World, environment: Settings) -> None:
    """The record is there; who could not be asked is said."""
    world.publish(export(environment))
    asked = world.view()
    route = dict(asked.start.route) | {"192.0.2.3": NameServer(address="127.0.0.1", port=free_port())}
    asked = View(start=Start(resolvers=asked.start.resolvers, route=route))
    checked = check(environment, records(environment, TOKENS)[:1], asked)[0]
    assert (checked.status, rules(checked)) == ("present", ["silent-name-server"])


def test_pending_records_are_not_asked_for(settings: MakeSettings) -> None:
    """Before the first deploy there is no token to look up."""
    made = settings()
    checked = check(made, records(made)[:3], view(made, "127.0.0.1:1"))
    assert {one.status for one in checked} == {"pending"}
    assert worst(checked) == 1


@pytest.mark.parametrize("nameserver", ["nobody", "127.0.0.1:dns", "300.1.1.1", "127.0.0.1:70000"])
def test_a_name_server_must_be_an_address(nameserver: str, environment: Settings) -> None:
    """A usage mistake, with the allowed form."""
    with pytest.raises(UsageError, match="allowed is an IP address"):
        view(environment, nameserver)


def test_a_network_that_hides_the_world_is_lookup_failed(world: World, environment: Settings) -> None:
    """A resolver without even the top-level domain says 'nothing' of everything; that is not 'absent'."""
    world.publish(export(environment))
    hiding = NameServer(address="127.0.0.1", port=world.hiding.port)
    checked = check(environment, records(environment, TOKENS), View(start=Start(resolvers=[hiding])))
    assert {one.status for one in checked} == {"lookup failed"}
    assert "no resolver knows name servers of 'com'" in checked[0].reason
    assert worst(checked) == 3
