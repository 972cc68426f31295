"""A record that is published wrongly: its status, and the name of the mistake."""

import re

import pytest

from poolpost.findings import worst
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.dns_world import World
from tests.scenes.published_zone import broken, export, looked, rules

KEY = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ" * 9


CASES = [
    ("a missing record", "aaa._domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.", "", "dkim-1", "absent", []),
    (
        "another region's DKIM zone",
        "aaa.dkim.amazonses.com.",
        "aaa.dkim.eu-south-1.amazonses.com.",
        "dkim-1",
        "wrong",
        ["another-region"],
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
    ("another policy", "p=none", "p=reject", "dmarc", "wrong", ["value-differs"]),
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
        ["bad-syntax", "spf-does-not-pass"],
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
def test_a_mistake_has_its_status_and_its_name(case: tuple[str, ...], internet: World, environment: Settings) -> None:
    """Wrong and absent are different answers; a known mistake is named, with what to do, and nothing else is touched."""
    _, old, new, record, status, names = case
    internet.publish(broken(export(environment), old, new))
    checked = looked(internet, environment)
    assert (checked[record].status, rules(checked[record])) == (status, names)
    assert all(diagnosis.remedy for diagnosis in checked[record].diagnoses)
    assert {one.status for key, one in checked.items() if key != record} == {"present"}
    assert worst(checked.values()) == 1


def test_a_cname_at_the_mail_from_domain_hides_both_of_its_records(internet: World, environment: Settings) -> None:
    """The MX and the SPF of the target are not ours."""
    zone = re.sub(r"bounce\.mail 300 IN (MX|TXT).*\n", "", export(environment))
    internet.publish(zone + "bounce.mail 300 IN CNAME mail.example.com.\n")
    checked = looked(internet, environment)
    for record in ("mail-from-mx", "mail-from-spf"):
        assert (checked[record].status, rules(checked[record])) == ("wrong", ["cname-in-the-way"])
        assert checked[record].found[0] == "CNAME mail.example.com"


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("lower case", "case-changed"),
        ("several records", "split-into-records"),
    ],
)
def test_a_long_txt_value_is_damaged_in_known_ways(
    what: str, name: str, internet: World, settings: MakeSettings
) -> None:
    """A DKIM key is base64: its case matters, and its strings are joined without a space."""
    made = settings(
        ("domain.dkim.selector", "mine"),
        ("domain.dkim.public_key", KEY),
        ("domain.dkim.private_key_variable", "dkim_key"),
    )
    zone = export(made)
    damaged = {
        "lower case": broken(zone, KEY[:20], KEY[:20].lower()),
        "several records": broken(zone, '" "', '"\nmine._domainkey.mail 300 IN TXT "'),
    }
    internet.publish(zone)
    assert looked(internet, made)["dkim-1"].status == "present"
    internet.publish(damaged[what])
    checked = looked(internet, made)["dkim-1"]
    assert (checked.status, rules(checked)) == ("wrong", [name])
