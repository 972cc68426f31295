"""`check` looks every record up at once, against real DNS servers."""

import time

import pytest

from poolpost.dns.check import check
from poolpost.dns.records import records
from poolpost.dns.view import View, view
from poolpost.dns.zone_walk import Start
from poolpost.errors import UsageError
from poolpost.findings import worst
from poolpost.settings import Settings
from poolpost.standards.name_servers import NameServer
from tests.conftest import MakeSettings
from tests.scenes.dns_world import AMAZONSES, World, free_port
from tests.scenes.published_zone import TOKENS, broken, export, looked, rules


def test_our_own_export_is_present_everywhere(internet: World, environment: Settings) -> None:
    """What we print is what we look for, at the zone's two servers and at a resolver."""
    internet.publish(export(environment))
    checked = looked(internet, environment)
    assert {one.status for one in checked.values()} == {"present"}
    assert {len(one.replies) for one in checked.values()} == {3}
    assert (any(one.diagnoses for one in checked.values()), worst(checked.values())) == (False, 0)


def test_another_providers_spelling_is_present(internet: World, environment: Settings) -> None:
    """Case of host names, strings of a TXT record, spaces and case in SPF and DMARC, and other TXT do not matter."""
    zone = export(environment).replace("feedback-smtp", "Feedback-SMTP").replace("aaa.dkim", "AAA.DKIM")
    zone = broken(zone, '"v=DMARC1; p=none; rua', '"v=DMARC1;p=" "none;rua')
    zone = broken(zone, '"v=spf1 include:amazonses.com ~all"', '"V=SPF1  include:AMAZONSES.com ~ALL"')
    internet.publish(zone + '\nbounce.mail 300 IN TXT "site-verification=1"\n')
    assert {one.status for one in looked(internet, environment).values()} == {"present"}


def test_a_key_that_cannot_be_read_behind_its_cname_is_lookup_failed(internet: World, environment: Settings) -> None:
    """CNAME answers, TXT at the same name is SERVFAIL: SES fails to verify, and the record is not absent."""
    broken_zone = AMAZONSES + "bbb.dkim.amazonses.com. IN NS nowhere.amazonses.com.\n"
    internet.publish(export(environment), amazonses=broken_zone)
    checked = looked(internet, environment)
    assert (checked["dkim-2"].status, rules(checked["dkim-2"])) == ("lookup failed", ["one-type-fails"])
    assert "SERVFAIL" in checked["dkim-2"].reason
    assert checked["dkim-1"].status == "present"
    assert worst(checked.values()) == 3


def test_one_server_only(internet: World, environment: Settings, settings: MakeSettings) -> None:
    """--nameserver asks that server and nobody else."""
    internet.publish(export(environment))
    asked = view(environment, f"127.0.0.1:{internet.first.port}")
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


def test_a_network_that_hides_the_world_is_lookup_failed(internet: World, environment: Settings) -> None:
    """A resolver without even the top-level domain says 'nothing' of everything; that is not 'absent'."""
    internet.publish(export(environment))
    hiding = NameServer(address="127.0.0.1", port=internet.hiding.port)
    checked = check(environment, records(environment, TOKENS), View(start=Start(resolvers=[hiding])))
    assert {one.status for one in checked} == {"lookup failed"}
    assert "no resolver knows name servers of 'com'" in checked[0].reason
    assert worst(checked) == 3
