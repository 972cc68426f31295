"""What the answers of several servers say of one record."""

import pytest

from poolpost.findings import worst
from poolpost.settings import Settings
from tests.scenes.dns_world import World
from tests.scenes.published_zone import export, looked


@pytest.mark.parametrize("old", ["", 'TXT "v=DMARC1; p=reject"'])
def test_a_resolver_with_an_old_answer_makes_it_not_visible_everywhere_yet(
    old: str, internet: World, environment: Settings
) -> None:
    """Neither present nor wrong: the zone is right, and the reason names who lags behind."""
    zone = export(environment)
    line = next(line for line in zone.splitlines() if line.startswith("_dmarc"))
    internet.publish(zone, lagging=zone.replace(line, f"_dmarc.mail 300 IN {old}" if old else ""))
    checked = looked(internet, environment, lagging=True)
    assert checked["dmarc"].status == "not visible everywhere yet"
    assert checked["dmarc"].reason == f"127.0.0.1:{internet.lagging.port}: {old[5:-1] if old else 'nothing'}"
    assert {one.status for key, one in checked.items() if key != "dmarc"} == {"present"}
    assert worst(checked.values()) == 1


def test_a_second_server_without_the_record_is_not_visible_everywhere_yet(
    internet: World, environment: Settings
) -> None:
    """A zone transfer that has not happened, or never will."""
    zone = export(environment)
    internet.publish(zone, second="mail 300 IN A 192.0.2.9\n")
    checked = looked(internet, environment)
    assert {one.status for one in checked.values()} == {"not visible everywhere yet"}
    assert "ns2.example.com" in checked["dmarc"].reason


def test_a_record_that_only_a_cache_still_has_is_absent(internet: World, environment: Settings) -> None:
    """The zone's servers decide: what they no longer have goes away everywhere."""
    zone = export(environment)
    line = next(line for line in zone.splitlines() if line.startswith("_dmarc"))
    internet.publish(zone.replace(line, ""), lagging=zone)
    assert looked(internet, environment, lagging=True)["dmarc"].status == "absent"
