"""The checks of DKIM: what passes, what fails, what cannot be told, and what does not apply."""

import pytest

from poolpost.doctor.checks.dkim import CHECKS
from tests.scenes.place import REGION, Place, know
from tests.scenes.place_changes import (
    DOMAIN,
    FAIL,
    GONE,
    OWN_KEY,
    PASS,
    SKIPPED,
    UNKNOWN,
    Row,
    both,
    compare,
    file,
    healthy,
    identity,
    ids,
    refused,
    without_outcome,
)

ROWS: list[Row] = [
    ("dkim-is-success", PASS, healthy, "SUCCESS, and signing is on"),
    ("dkim-is-success", FAIL, both(GONE, lambda p: p.server.verify(REGION, DOMAIN, verified=False)), "PENDING"),
    ("dkim-is-success", FAIL, identity("put_email_identity_dkim_attributes", SigningEnabled=False), "turned off"),
    ("dkim-is-success", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("dkim-is-success", SKIPPED, GONE, "no identity yet"),
    ("dkim-key-is-long-enough", PASS, healthy, "RSA_2048_BIT"),
    (
        "dkim-key-is-long-enough",
        FAIL,
        file(("domain.dkim", {"key_length": "RSA_1024_BIT"})),
        "the file says RSA_1024_BIT",
    ),
    ("dkim-key-is-long-enough", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("dkim-key-is-long-enough", SKIPPED, OWN_KEY, "BYODKIM"),
    ("dkim-key-is-long-enough", SKIPPED, GONE, "no identity yet"),
    ("dkim-host-is-ours", PASS, healthy, "dkim.amazonses.com"),
    ("dkim-host-is-ours", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("dkim-host-is-ours", SKIPPED, OWN_KEY, "BYODKIM"),
    ("dkim-host-is-ours", SKIPPED, GONE, "no identity yet"),
]
BUILT = {("dkim-host-is-ours", FAIL), ("dkim-key-is-long-enough", UNKNOWN)}
"""Outcomes that no environment file or embedded AWS can show; their tests below set the value themselves."""


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    assert without_outcome(CHECKS, ROWS, BUILT) == []


@pytest.mark.parametrize(
    ("check", "dkim", "outcome"),
    [
        ("dkim-host-is-ours", {"SigningHostedZone": "dkim.eu-west-1.amazonses.com"}, FAIL),
        ("dkim-host-is-ours", {}, UNKNOWN),
        ("dkim-key-is-long-enough", {}, UNKNOWN),
        ("dkim-key-is-long-enough", {"CurrentSigningKeyLength": "RSA_1024_BIT"}, FAIL),
    ],
)
def test_what_ses_says_about_dkim_is_compared(check: str, dkim: dict[str, str], outcome: str, place: Place) -> None:
    """Zones may vary by cell, and an older SES says nothing of them: the table never wins over the live answer."""
    facts = place.facts()
    know(facts, "identity", {"DkimAttributes": dkim})
    (line,) = next(one for one in CHECKS if one.id == check).lines(facts)
    assert line.outcome == outcome


def test_where_people_publish_what_ses_needs_no_table_matters(place: Place) -> None:
    """With external DNS the records are listed as SES names their zone; the table is only what the stack writes by."""
    file(("dns.provider", "external"))(place)
    facts = place.facts()
    know(facts, "identity", {"DkimAttributes": {"SigningHostedZone": "dkim.cell.amazonses.com"}})
    (line,) = next(one for one in CHECKS if one.id == "dkim-host-is-ours").lines(facts)
    assert (line.outcome, "dkim.cell.amazonses.com" in line.evidence) == (PASS, True)
