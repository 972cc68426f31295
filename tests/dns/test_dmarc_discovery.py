"""The DMARC policy that a receiver finds, what aligns by it, and where its reports go."""

import pytest

from poolpost.dns.dmarc_discovery import (
    Published,
    alignment,
    organisational_domain,
    policy,
    record_at,
    report_destinations,
)
from poolpost.dns.resolver import Lookup


@pytest.mark.parametrize(
    ("domain", "where", "value", "organisational"),
    [
        ("example.com", "example.com", "reject", "example.com"),
        ("mail.example.com", "example.com", "quarantine", "example.com"),
        ("a.b.c.d.e.f.g.h.example.com", "example.com", "quarantine", "example.com"),
        ("strict.example.com", "strict.example.com", "none", "example.com"),
        ("reports.example.com", "reports.example.com", "none", "example.com"),
        ("twice.example.com", "example.com", "quarantine", "example.com"),
        ("own.example.com", "own.example.com", "none", "own.example.com"),
        ("mail.shop.suffix.com", "suffix.com", "none", "shop.suffix.com"),
    ],
)
def test_the_policy_is_found_by_walking_up(
    domain: str, where: str, value: str, organisational: str, receiver: Lookup
) -> None:
    """A record of its own counts first, then the organisation's with `sp`, then the public suffix's."""
    found = policy(domain, receiver)
    assert found is not None
    assert (found.published.domain, found.value, found.organisational) == (where, value, organisational)


def test_no_policy_is_none(receiver: Lookup) -> None:
    """Nothing published, a record that asks for nothing, and several at one name."""
    assert policy("nothing.com", receiver) is None
    assert policy("useless.example.com", receiver) is None
    assert record_at("twice.example.com", receiver) is None
    assert organisational_domain("nothing.com", receiver) == "nothing.com"


@pytest.mark.parametrize(
    ("from_domain", "dkim_domain", "mail_from", "aligned"),
    [
        ("mail.example.com", "mail.example.com", "bounce.mail.example.com", (True, True)),
        ("mail.example.com", "example.com", "amazonses.com", (True, False)),
        ("strict.example.com", "strict.example.com", "bounce.strict.example.com", (True, False)),
        ("strict.example.com", "example.com", "strict.example.com", (False, True)),
        ("nothing.com", "amazonses.com", "amazonses.com", (False, False)),
    ],
)
def test_alignment_follows_the_published_policy(
    from_domain: str, dkim_domain: str, mail_from: str, aligned: tuple[bool, bool], receiver: Lookup
) -> None:
    """Relaxed: the same organisation; strict: the same name."""
    found = alignment(from_domain, dkim_domain=dkim_domain, mail_from=mail_from, lookup=receiver)
    assert (found.dkim, found.spf) == aligned
    assert (found.policy is None) == (from_domain == "nothing.com")


def test_report_destinations_need_consent_outside_of_the_organisation(receiver: Lookup) -> None:
    """Receivers ignore an address whose domain does not agree."""
    published = record_at("example.com", receiver)
    assert published is not None
    found = {one.host: one.consent for one in report_destinations(published, receiver)}
    assert found == {"example.com": "own", "reports.com": "authorised", "no.com": "not authorised"}


@pytest.mark.parametrize("host", ["e|ample.com", "a..com", "x" * 64 + ".com", "\ufffd.com", ""])
def test_a_report_address_without_a_domain_gets_nothing(receiver: Lookup, host: str) -> None:
    """It is said, and the others are looked at: one bit that is wrong in a packet makes such a name."""
    published = Published(domain="example.com", text="", tags={"rua": f"mailto:a@{host}, mailto:a@example.com"})
    found = [(one.host, one.consent) for one in report_destinations(published, receiver)]
    assert found == [(host, "no domain"), ("example.com", "own")]
