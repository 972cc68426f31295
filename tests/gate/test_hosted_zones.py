"""A record goes into the one public hosted zone of its name, and what is wrong with the zones is said with the way out."""

import re

import pytest

from poolpost.gate.hosted_zones import zone_findings, zone_id_finding
from poolpost.settings import validated
from poolpost.standards.record_sets import HostedZone
from tests.conftest import changed

SETTINGS = validated(*changed())
DOMAIN = SETTINGS.domain.name
PARENT = DOMAIN.partition(".")[2]


def zone(name: str, number: int = 1, *, private: bool = False) -> HostedZone:
    """Return a hosted zone."""
    return HostedZone(id=f"Z{number}", name=name, private=private)


@pytest.mark.parametrize(
    ("hosted", "problem", "remedy"),
    [
        (
            [],
            f"no hosted zone {DOMAIN} in account {SETTINGS.aws.account_id}; there are: none$",
            "^create it, name another",
        ),
        ([zone("b.example")], r"there are: b.example \(public\)$", "^create it, .*'poolpost dns local' lists$"),
        ([zone(PARENT)], "there is no hosted zone", rf'^set dns.zones = \["{PARENT}"\]$'),
        ([zone("com"), zone(PARENT)], "there is no hosted zone", rf'^set dns.zones = \["{PARENT}"\]$'),
        ([zone(PARENT, private=True)], rf"there are: {PARENT} \(private\)$", "^create it, name another"),
        (
            [zone(DOMAIN, private=True)],
            "^the hosted zone of this name is private",
            f"^create a public hosted zone {DOMAIN}",
        ),
        (
            [zone(DOMAIN, 1), zone(DOMAIN, 2)],
            r"^there are 2 public hosted zones of this name \(Z1, Z2\)",
            "dns.zone_id$",
        ),
    ],
)
def test_a_name_without_its_one_public_zone_stops_once(hosted: list[HostedZone], problem: str, remedy: str) -> None:
    """However many records go there."""
    [finding] = zone_findings(SETTINGS, [DOMAIN, DOMAIN], hosted)
    assert (finding.rule, finding.level, finding.subject) == ("hosted-zone", "block", DOMAIN)
    assert re.search(problem, finding.problem)
    assert re.search(remedy, finding.remedy)


def test_the_one_public_zone_is_enough_beside_private_ones() -> None:
    """The counter-check; each name is judged by itself."""
    hosted = [zone(DOMAIN, 1), zone(DOMAIN, 2, private=True), zone(PARENT, 3)]
    assert list(zone_findings(SETTINGS, [DOMAIN, PARENT], hosted)) == []
    assert [each.subject for each in zone_findings(SETTINGS, [DOMAIN, "b.example", "c.example"], hosted)] == [
        "b.example",
        "c.example",
    ]


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (None, "there is no hosted zone "),
        (zone(DOMAIN, private=True), rf"Z1 \({DOMAIN}\) is private"),
        (zone("b.example"), f"Z1 is the zone b.example, and {DOMAIN} does not lie in it"),
        (zone(f"x.{DOMAIN}"), "does not lie in it"),
    ],
)
def test_a_zone_that_is_named_by_its_id_is_there_public_and_around_the_domain(
    found: HostedZone | None, problem: str
) -> None:
    """Otherwise its records would be seen by nobody, or Route 53 refuses them half-way."""
    dns = SETTINGS.dns.model_copy(update={"zone_id": "Z1"})
    settings = SETTINGS.model_copy(update={"dns_": dns})
    [finding] = zone_id_finding(settings, found)
    assert (finding.rule, finding.level, finding.subject) == ("hosted-zone", "block", "dns.zone_id")
    assert re.search(problem, finding.problem)
    assert finding.remedy
    assert list(zone_id_finding(settings, zone(DOMAIN))) == list(zone_id_finding(settings, zone(PARENT))) == []
