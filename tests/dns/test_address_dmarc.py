"""What DMARC makes of mail that SES sends by a single address: who signs it, what aligns, and the numbers of a policy."""

from types import SimpleNamespace
from typing import Any

import pytest

from poolpost.dns.address_dmarc import domains_above, outlook, signs
from poolpost.standards.raw import Json

VERIFIED: Json = {"VerifiedForSendingStatus": True, "DkimAttributes": {"Status": "SUCCESS", "SigningEnabled": True}}


def published(name: str, text: str) -> Any:
    """Return a lookup in a DNS in which one DMARC record is all there is."""
    records = {(f"_dmarc.{name}", "TXT"): (text,)}
    return SimpleNamespace(values=lambda name, type_: records.get((name, type_), ()))


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ("v=DMARC1; p=reject", "asks for reject, and mail from a@acme.example passes neither"),
        ("v=DMARC1; p=quarantine", "receivers put it into the spam folder"),
        ("v=DMARC1; p=reject; pct=25", "reject (pct=25)"),
        ("v=DMARC1; p=reject; pct=25", "receivers that still read pct do so to 25 % of it"),
        ("v=DMARC1; p=reject; t=y", "reject (t=y), and mail from a@acme.example passes neither"),
        ("v=DMARC1; p=reject; t=y", "receivers put it into the spam folder"),
        ("v=DMARC1; p=none", ""),
        ("v=DMARC1; p=quarantine; t=y", ""),
    ],
)
def test_a_policy_is_told_with_its_numbers(record: str, says: str) -> None:
    """Only a policy that keeps mail out of the inbox is a problem; t=y asks for one step less."""
    found = outlook("a@acme.example", None, published("acme.example", record))
    assert says in found.problem
    assert bool(found.problem) is bool(says)
    assert (
        found.seen
        == "DKIM not aligned, SPF not aligned: From acme.example, DKIM amazonses.com, MAIL FROM amazonses.com"
    )


def test_the_parents_policy_counts_for_a_subdomain() -> None:
    """Receivers apply sp of the organisation's record."""
    found = outlook("a@mail.acme.example", None, published("acme.example", "v=DMARC1; p=none; sp=reject"))
    assert found.problem.startswith(
        "_dmarc.acme.example asks for reject (sp=reject), and mail from a@mail.acme.example"
    )


@pytest.mark.parametrize("domain", ["acme.example", "mail.acme.example"])
def test_a_domain_that_signs_saves_the_mail(domain: str) -> None:
    """The counter-check: with a verified identity of the domain DKIM aligns, and no policy keeps the mail out."""
    found = outlook("a@mail.acme.example", domain, published("acme.example", "v=DMARC1; p=reject"))
    assert found.problem == ""
    assert found.seen.startswith("DKIM aligned, SPF not aligned")


def test_a_domain_without_a_record_is_no_problem() -> None:
    """Without DMARC there is nothing to fail."""
    found = outlook("a@acme.example", None, published("other.example", "v=DMARC1; p=reject"))
    assert (found.policy, found.problem) == (None, "")


@pytest.mark.parametrize(
    ("identity", "signed"),
    [
        (VERIFIED, True),
        (None, False),
        (VERIFIED | {"VerifiedForSendingStatus": False}, False),
        (VERIFIED | {"DkimAttributes": {"Status": "PENDING"}}, False),
        (VERIFIED | {"DkimAttributes": {"Status": "SUCCESS", "SigningEnabled": False}}, False),
    ],
)
def test_only_a_verified_identity_with_dkim_signs(identity: Json | None, *, signed: bool) -> None:
    """A domain that waits for its records, or whose signing is off, helps its addresses nothing."""
    assert signs(identity) is signed


def test_the_closest_domain_comes_first() -> None:
    """A domain between the address and its organisation wins; nobody verifies a top-level domain."""
    assert domains_above("a@mail.acme.example") == ("mail.acme.example", "acme.example")
