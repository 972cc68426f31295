"""`poolpost dns --check` on real name servers: each case of the wild has its status, and what is recognised has its name."""

import re
from collections.abc import Iterator

import pytest

from poolpost.dns.check import check
from poolpost.dns.formats import to_bind
from poolpost.dns.records import records
from poolpost.dns.verdict import Checked
from poolpost.settings import Settings, validated
from tests.conftest import MakeSettings, changed
from tests.scenes.dns_world import World
from tests.wild import dkim_record_cases, dmarc_record_cases, spf_record_cases
from tests.wild.dns_case import DMARC

TOKENS = ("aaa", "bbb", "ccc")
KEY = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ" * 5
KINDS = {"dmarc": dmarc_record_cases, "spf": spf_record_cases, "dkim": dkim_record_cases}
CASES = {f"{kind}: {name}": case for kind, module in KINDS.items() for name, case in module.CASES.items()}
NUMBERS = {name: f"c{number}" for number, name in enumerate(CASES)}
"""Each case has a domain of its own, so that one zone has them all."""


@pytest.fixture(scope="module")
def internet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Run a small Internet."""
    running = World(tmp_path_factory.mktemp("wild"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def world(internet: World) -> World:
    """Publish every case."""
    zone = [line for name in CASES for line in _zone_of(name).splitlines() if not line.startswith(("$", ";"))]
    shared = {line for case in CASES.values() for line in case.more.splitlines()}
    internet.publish("\n".join([*zone, *sorted(shared)]) + "\n")
    return internet


def _environment(name: str) -> Settings:
    domain = f"{NUMBERS[name]}.example.com"
    changes = (("domain.name", domain), ("user_pool.from", f"Example <no-reply@{domain}>"))
    return validated(*changed(*changes))


def _zone_of(name: str) -> str:
    case, made = CASES[name], _environment(name)
    ours = to_bind(made, records(made, TOKENS)).replace(NUMBERS[name], "mail")
    assert case.old in ours, case.old
    return re.sub(r"\bmail\b(?!to)", NUMBERS[name], ours.replace(case.old, case.new))


def looked(world: World, settings: Settings) -> dict[str, Checked]:
    """Check every record of an environment, by record id."""
    return {one.record.id: one for one in check(settings, records(settings, TOKENS), world.view())}


@pytest.mark.parametrize("name", CASES)
def test_a_record_of_the_wild_is_called_what_it_is(name: str, world: World) -> None:
    """By what it does for receivers and SES, not by its spelling; what is wrong has a remedy, and no other record suffers."""
    case = CASES[name]
    checked = looked(world, _environment(name))
    one = checked[case.record]
    told = " ".join(f"{each.problem} {each.remedy}" for each in one.diagnoses)
    assert (one.status, tuple(each.rule for each in one.diagnoses)) == (case.status, case.rules), told or one.reason
    assert case.says.replace("mail.", f"{NUMBERS[name]}.") in told
    assert all(each.remedy or each.level == "info" for each in one.diagnoses)
    assert {each.status for key, each in checked.items() if key != case.record} == {"present"}


def test_a_record_of_the_zone_itself_is_told(internet: World, settings: MakeSettings) -> None:
    """A DKIM record at the zone in place of the domain below; a DMARC policy there is in force (RFC 9989 section 4.10)."""
    made = settings()
    zone = to_bind(made, records(made, TOKENS)).replace("aaa._domainkey.mail", "aaa._domainkey")
    internet.publish(zone.replace(f"_dmarc.mail 300 IN TXT {DMARC}", '_dmarc 300 IN TXT "v=DMARC1; p=reject"'))
    checked = looked(internet, made)
    for record, rule, problem in (
        ("dmarc", "policy-inherited", "_dmarc.example.com has v=DMARC1; p=reject"),
        ("dkim-1", "at-another-name", "it is at aaa._domainkey.example.com"),
    ):
        one = checked[record]
        assert (one.status, [each.rule for each in one.diagnoses]) == ("absent", [rule])
        assert problem in one.diagnoses[0].problem


BYODKIM = {
    "as published": (f"v=DKIM1; k=rsa; p={KEY}", "present"),
    "without v": (f"k=rsa; p={KEY}", "present"),
    "without k": (f"v=DKIM1; p={KEY}", "present"),
    "only the key": (f"p={KEY}", "present"),
    "blanks inside the key": (f"v=DKIM1; k=rsa; p={KEY[:40]} {KEY[40:]}", "present"),
    "more tags": (f"v=DKIM1; h=sha256; k=rsa; s=email; t=s; n=note; p={KEY}", "present"),
    "for tests": (f"v=DKIM1; k=rsa; t=y; p={KEY}", "present"),
    "v at the end": (f"k=rsa; p={KEY}; v=DKIM1", "wrong"),
    "another key": (f"v=DKIM1; k=rsa; p={KEY[::-1]}", "wrong"),
    "revoked": ("v=DKIM1; k=rsa; p=", "wrong"),
    "of another algorithm": (f"v=DKIM1; k=ed25519; p={KEY}", "wrong"),
    "not for mail": (f"v=DKIM1; s=other; p={KEY}", "wrong"),
    "sha1 only": (f"v=DKIM1; h=sha1; p={KEY}", "wrong"),
}
"""Text of a DKIM key -> status; RFC 6376 section 3.6.1."""


def test_a_key_of_ones_own_is_read_as_receivers_read_it(internet: World, settings: MakeSettings) -> None:
    """Tags with a default may be absent, blanks may be anywhere in base64."""
    key = (
        ("domain.dkim.selector", "mine"),
        ("domain.dkim.public_key", KEY),
        ("domain.dkim.private_key_variable", "key"),
    )
    zone, environments = "", {}
    for number, (name, (text, _)) in enumerate(BYODKIM.items()):
        domain = f"k{number}.example.com"
        sender = ("user_pool.from", f"Example <no-reply@{domain}>")
        environments[name] = settings(("domain.name", domain), sender, *key)
        parts = " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
        zone += f"mine._domainkey.k{number} 300 IN TXT {parts}\n"
    internet.publish(zone)
    statuses = {name: looked(internet, made)["dkim-1"].status for name, made in environments.items()}
    assert statuses == {name: status for name, (_, status) in BYODKIM.items()}
