"""The checks of DNS: what passes, what fails, what cannot be told, and what does not apply."""

import pytest

from poolpost.doctor.checks.dns import CHECKS
from tests.scenes.place import Place
from tests.scenes.place_changes import (
    CONSENT,
    DOMAIN,
    FAIL,
    GONE,
    PASS,
    SKIPPED,
    STRANGER,
    STRANGERS,
    UNKNOWN,
    Row,
    both,
    compare,
    crowded,
    file,
    ids,
    pool,
    refused,
    silent,
    without_outcome,
    zone,
)

ROWS: list[Row] = [
    ("records-are-published", PASS, zone(), f"MX bounce.{DOMAIN}: present"),
    ("records-are-published", FAIL, zone(("feedback-smtp.eu-west-1", "feedback-smtp.us-east-1")), "wrong"),
    ("records-are-published", FAIL, GONE, "pending"),
    ("records-are-published", UNKNOWN, silent, "lookup failed"),
    ("records-are-published", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("spf-can-be-evaluated", PASS, zone(), "1 of 10 lookups"),
    ("spf-can-be-evaluated", PASS, both(file(("dns.apex_spf", {})), zone()), "v=spf1 include:amazonses.com ~all"),
    ("spf-can-be-evaluated", FAIL, crowded, "11 DNS lookups"),
    ("spf-can-be-evaluated", FAIL, zone(more='\nbounce.mail 300 IN TXT "v=spf1 -all"'), "2 SPF records"),
    ("spf-can-be-evaluated", FAIL, zone(("v=spf1 include:amazonses.com ~all", "nothing")), "no SPF record"),
    ("spf-can-be-evaluated", UNKNOWN, silent, "could not be looked up"),
    ("dmarc-is-published", PASS, zone(), f"none for mail from {DOMAIN}"),
    ("dmarc-is-published", FAIL, zone(("v=DMARC1", "nothing")), "no DMARC record"),
    ("dmarc-is-published", FAIL, zone(more='\n_dmarc.mail 300 IN TXT "v=DMARC1; p=reject"'), "2 DMARC records"),
    ("dmarc-is-published", UNKNOWN, silent, "could not be looked up"),
    ("mail-is-aligned", PASS, zone(), "DKIM aligned, SPF aligned"),
    ("mail-is-aligned", FAIL, zone(("v=DMARC1;", "v=DMARC1; aspf=s;")), "SPF not aligned"),
    ("mail-is-aligned", FAIL, both(zone(), lambda p: p.server.external_dns({})), "MAIL FROM amazonses.com"),
    (
        "mail-is-aligned",
        FAIL,
        both(zone(more=STRANGERS), pool(EmailConfiguration={"From": "x@strangers.com"})),
        "DKIM not aligned, SPF not aligned: From strangers.com",
    ),
    ("mail-is-aligned", SKIPPED, zone(("v=DMARC1", "nothing")), "no DMARC record"),
    ("mail-is-aligned", UNKNOWN, silent, "could not be looked up"),
    ("mail-is-aligned", UNKNOWN, both(zone(), refused("cognito-idp:DescribeUserPool")), "have expired"),
    ("reports-reach-somebody", PASS, zone(), "your own domain"),
    ("reports-reach-somebody", PASS, both(STRANGER, zone(more=CONSENT)), "its owner agrees"),
    ("reports-reach-somebody", FAIL, both(STRANGER, zone()), "has not agreed"),
    (
        "reports-reach-somebody",
        FAIL,
        both(file(("dns.dmarc.rua", ["mailto:dmarc@example.com"])), zone()),
        "example.com is an organisation of its own",
    ),
    (
        "reports-reach-somebody",
        FAIL,
        zone((f"rua=mailto:dmarc@{DOMAIN}", "rua=mailto:dmarc@a..com")),
        "is no domain name",
    ),
    ("reports-reach-somebody", UNKNOWN, silent, "could not be looked up"),
    ("reports-reach-somebody", SKIPPED, zone(("v=DMARC1", "nothing")), "no DMARC record"),
    ("reports-reach-somebody", SKIPPED, zone((f"; rua=mailto:dmarc@{DOMAIN}", "")), "asks for none"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    assert without_outcome(CHECKS, ROWS, set()) == []
