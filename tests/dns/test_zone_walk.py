"""The servers of a zone: found from the root, and what is wrong with them."""

import re

import pytest

from poolpost.dns.check import check
from poolpost.dns.records import records
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.findings import worst
from poolpost.settings import Settings
from poolpost.standards.name_servers import NameServer
from tests.conftest import MakeSettings
from tests.scenes.dns_world import COM, HEAD, STRANGER, World, free_port
from tests.scenes.published_zone import TOKENS, broken, export, looked, rules


def test_a_listed_server_that_does_not_serve_the_zone_is_lame(internet: World, environment: Settings) -> None:
    """REFUSED from a server that the parent names is a fault of the zone, not of the record."""
    com = COM.replace(
        "example.com. IN NS ns2.example.com.", f"example.com. IN NS ns.lame.com.\nns.lame.com. IN A {STRANGER}"
    )
    head = HEAD.replace("@ IN NS ns2", "@ IN NS ns.lame.com.")
    internet.publish(export(environment), com=com, head=head)
    checked = looked(internet, environment)
    assert {one.status for one in checked.values()} == {"present"}
    assert {tuple(rules(one)) for one in checked.values()} == {("lame-delegation",)}
    assert "REFUSED" in checked["dmarc"].diagnoses[0].problem


def test_a_zone_that_nobody_serves_is_lookup_failed(internet: World, environment: Settings) -> None:
    """Every server of the delegation refuses: nothing is known about any record."""
    com = re.sub(r"ns([12])\.example\.com\. IN A .*", rf"ns\1.example.com. IN A {STRANGER}", COM)
    internet.publish(export(environment), com=com)
    asked = internet.view()
    blind = NameServer(address="127.0.0.1", port=internet.stranger.port)
    only = Start(resolvers=[*asked.start.resolvers], route=asked.start.route)
    zone_only = check(environment, records(environment, TOKENS), View(start=only))
    assert "lame-delegation" in rules(zone_only[0])
    refused = check(
        environment, records(environment, TOKENS), View(start=Start(resolvers=[blind]), authoritative=False)
    )
    assert {one.status for one in refused} == {"lookup failed"}
    assert "REFUSED" in refused[0].reason
    assert worst(refused) == 3


def test_a_delegation_to_other_servers_than_the_zone_says_is_a_mismatch(internet: World, environment: Settings) -> None:
    """Half of the world asks one set of servers, half the other."""
    internet.publish(export(environment), com=COM.replace("example.com. IN NS ns2.example.com.\n", ""))
    checked = looked(internet, environment)
    assert {tuple(rules(one)) for one in checked.values()} == {("ns-mismatch",)}
    assert {one.status for one in checked.values()} == {"present"}
    assert "ns2.example.com" in checked["dmarc"].diagnoses[0].problem


def test_records_in_a_zone_that_is_not_delegated_are_not_seen(internet: World, environment: Settings) -> None:
    """The zone exists at the provider, but the registrar points nowhere."""
    internet.publish(
        export(environment), com="\n".join(line for line in COM.splitlines() if "example" not in line) + "\n"
    )
    checked = looked(internet, environment)["mail-from-mx"]
    assert "not-delegated" in rules(checked)
    assert checked.status == "absent"


def test_a_zone_that_the_file_does_not_name_is_found(internet: World, settings: MakeSettings) -> None:
    """Left out, `dns.zones` is the domain; the zone above it is no mistake, and is what a provider appends."""
    made = settings(("dns.zones", None))
    internet.publish(broken(export(settings()), "_dmarc.mail 300", "_dmarc.mail.example.com 300"))
    checked = looked(internet, made)
    assert rules(checked["dmarc"]) == ["zone-appended-to-name"]
    assert rules(checked["dkim-1"]) == []


def test_a_subdomain_with_a_zone_of_its_own_is_named(internet: World, environment: Settings) -> None:
    """A record in the zone above is never asked for."""
    zone = re.sub(r"bounce\.mail 300 IN (MX|TXT).*\n", "", export(environment))
    internet.publish(zone + f"bounce.mail 300 IN NS ns.bounce.mail\nns.bounce.mail IN A {STRANGER}\n")
    checked = looked(internet, environment)["mail-from-mx"]
    assert rules(checked)[0] == "other-zone"
    assert "bounce.mail.example.com" in checked.diagnoses[0].problem


@pytest.mark.slow
def test_a_silent_server_beside_one_that_answers_is_named(internet: World, environment: Settings) -> None:
    """The record is there; who could not be asked is said."""
    internet.publish(export(environment))
    asked = internet.view()
    route = dict(asked.start.route) | {"192.0.2.3": NameServer(address="127.0.0.1", port=free_port())}
    asked = View(start=Start(resolvers=asked.start.resolvers, route=route))
    checked = check(environment, records(environment, TOKENS)[:1], asked)[0]
    assert (checked.status, rules(checked)) == ("present", ["silent-name-server"])
