"""A zone that is not the one that is meant, or that its own servers contradict; real servers do so in test_zone_walk.py."""

import pytest

from poolpost.dns.answers import Zone
from poolpost.dns.records import records
from poolpost.dns.zone_diagnoses import of_zone
from tests.conftest import MakeSettings

SERVERS = frozenset({"ns1.example.net", "ns2.example.net"})
CASES = {
    "sound": (Zone(name="example.com", delegated=SERVERS, listed=SERVERS), "example.com", ""),
    "not named in the file": (Zone(name="mail.example.com", delegated=SERVERS, listed=SERVERS), "", ""),
    "not walked": (Zone(name="", reason="no answer"), "example.com", ""),
    "another": (Zone(name="mail.example.com", listed=SERVERS), "example.com", "other-zone"),
    "only a top-level domain": (Zone(name="com"), "example.com", "not-delegated"),
    "two lists": (
        Zone(name="example.com", delegated=SERVERS, listed=frozenset({"ns1.example.net"})),
        "",
        "ns-mismatch",
    ),
    "not served": (Zone(name="example.com", lame={"ns1.example.net": "REFUSED"}), "", "lame-delegation"),
    "silent": (Zone(name="example.com", silent={"ns1.example.net": "no answer"}), "", "silent-name-server"),
}
"""What the walk found, and the zone that the file names -> what is reported."""


@pytest.mark.parametrize("name", CASES)
def test_a_zone_is_called_what_it_is(name: str, settings: MakeSettings) -> None:
    """Each with a remedy; a sound zone has nothing reported."""
    zone, wanted, rule = CASES[name]
    found = list(of_zone(records(settings(), ("aaa",))[0], wanted, zone))
    assert [each.rule for each in found] == [rule] * bool(rule)
    assert all(each.remedy and each.level == "warn" for each in found)
