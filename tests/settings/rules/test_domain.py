"""The rules about the domain, its DKIM and the pool's sender: what violates each, and at which key."""

import pytest

from poolpost.settings.rules.domain import RULES
from tests.scenes.violations import KEY, Violation, found, ids

VIOLATIONS: list[Violation] = [
    ("domain-can-be-verified", "domain.name", "a www name", [("domain.name", "www.example.com")]),
    ("domain-can-be-verified", "domain.name", "a mailbox provider", [("domain.name", "gmail.com")]),
    (
        "dkim-is-one-kind",
        "domain.dkim.selector",
        "no private key",
        [("domain.dkim", {"selector": "s", "public_key": KEY})],
    ),
    (
        "dkim-is-one-kind",
        "domain.dkim.public_key",
        "no public key",
        [("domain.dkim", {"selector": "s", "private_key_variable": "key"})],
    ),
    (
        "dkim-is-one-kind",
        "domain.dkim.key_length",
        "an Easy DKIM length with a selector",
        [
            (
                "domain.dkim",
                {"selector": "s", "public_key": KEY, "private_key_variable": "k", "key_length": "RSA_2048_BIT"},
            )
        ],
    ),
    ("dkim-is-one-kind", "domain.dkim.public_key", "a key without a selector", [("domain.dkim.public_key", KEY)]),
    (
        "dkim-is-one-kind",
        "domain.dkim.key_length",
        "kept and changed",
        [("aws.adopt", ["identity"]), ("domain.dkim", {"keep": True, "key_length": "RSA_2048_BIT"})],
    ),
    ("kept-dkim-is-adopted", "domain.dkim.keep", "nothing to keep", [("domain.dkim", {"keep": True})]),
    (
        "mail-from-fits-a-name",
        "domain.mail_from.label",
        "a name that is too long",
        [("domain.mail_from.label", ".".join(["a" * 60] * 4)), ("domain.name", "b" * 20 + ".example.com")],
    ),
    (
        "mail-from-fits-a-name",
        "domain.mail_from.label",
        "the whole name as label",
        [("domain.mail_from.label", "bounce.mail.example.com")],
    ),
    ("from-is-given", "user_pool.from", "DEVELOPER without From", [("user_pool.from", None)]),
    ("from-is-inside-domain", "user_pool.from", "another domain", [("user_pool.from", "a@example.org")]),
    ("from-is-inside-domain", "user_pool.from", "a look-alike", [("user_pool.from", "a@evilmail.example.com")]),
    ("from-is-inside-domain", "user_pool.from", "the parent", [("user_pool.from", "a@example.com")]),
    ("from-is-not-mail-from", "user_pool.from", "MAIL FROM", [("user_pool.from", "a@bounce.mail.example.com")]),
    (
        "default-sender-has-no-extras",
        "user_pool.from",
        "a display name",
        [("user_pool.sending", "COGNITO_DEFAULT")],
    ),
    (
        "default-sender-has-no-extras",
        "user_pool.sending",
        "50 mails a day",
        [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None)],
    ),
    (
        "default-sender-is-enough",
        "user_pool.expected_daily_mail",
        "more than 50 mails a day",
        [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None), ("user_pool.expected_daily_mail", 51)],
    ),
    (
        "no-address-shadows-the-domain",
        "addresses.senders",
        "an address inside the domain",
        [("addresses.senders", ["no-reply@mail.example.com"])],
    ),
    ("sandbox-has-recipients", "addresses.sandbox_recipients", "nobody named", [("aws.sandbox", True)]),
    (
        "sandbox-has-recipients",
        "addresses.sandbox_recipients",
        "named for nothing",
        [("addresses.sandbox_recipients", ["a@example.org"])],
    ),
    ("spf-can-align", "dns.dmarc.aspf", "strict SPF alignment", [("dns.dmarc.aspf", "s")]),
    (
        "dkim-can-align",
        "dns.dmarc.adkim",
        "strict DKIM alignment with a From at a subdomain",
        [("dns.dmarc.adkim", "s"), ("user_pool.from", "a@sub.mail.example.com")],
    ),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}
