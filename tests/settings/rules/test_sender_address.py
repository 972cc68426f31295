"""The rules about an address as the sender: what violates each, and what may be absent then."""

import pytest

from poolpost.settings.rules.all_rules import findings
from poolpost.settings.rules.domain import MAILBOX_PROVIDERS
from poolpost.settings.rules.sender_address import RULES
from tests.conftest import MakeProblems, MakeSettings
from tests.scenes.by_address import ALONE
from tests.scenes.by_address import BESIDE as BY_ADDRESS
from tests.scenes.violations import Violation, found, ids

RESOLVERS = {"provider": "external", "resolvers": ["192.0.2.53"]}
VIOLATIONS: list[Violation] = [
    ("domain-is-given", "domain", "no domain", [("domain", None), ("dns", None)]),
    ("domain-is-given", "dns", "a domain without DNS", [*BY_ADDRESS, ("dns", None)]),
    ("address-sender-is-given", "user_pool.from", "no From", [*ALONE, ("user_pool.from", None)]),
    ("address-is-not-free-mail", "user_pool.from", "free mail", [*ALONE, ("user_pool.from", "a@gmail.com")]),
    (
        "address-moves-on-to-the-domain",
        "user_pool.from",
        "another domain beside it",
        [*BY_ADDRESS, ("user_pool.from", "a@example.org")],
    ),
    (
        "records-need-a-domain",
        "dns.zones",
        "zones without a domain",
        [*ALONE, ("dns", {**RESOLVERS, "zones": ["example.com"]})],
    ),
    (
        "address-is-of-one-region",
        "user_pool.identity",
        "a standby region",
        [*BY_ADDRESS, ("aws.standby_region", {"name": "eu-central-1"})],
    ),
    (
        "tables-need-a-domain",
        "configuration_set.tracking",
        "tracking without a domain",
        [*ALONE, ("configuration_set.tracking", {"domain": "click.example.com"})],
    ),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}


def test_an_address_needs_neither_domain_nor_dns(settings: MakeSettings) -> None:
    """A file without both is sound, and so is one that only says whom to ask about DMARC."""
    assert list(findings(settings(*ALONE))) == []
    assert list(findings(settings(*ALONE, ("dns", RESOLVERS)))) == []


def test_a_domain_may_be_there_meanwhile(settings: MakeSettings) -> None:
    """With [domain] beside the address nothing is wrong either."""
    assert list(findings(settings(*BY_ADDRESS))) == []


def test_an_invalid_domain_is_not_a_missing_one(problems: MakeProblems) -> None:
    """Whoever mistypes a key of [domain] is told that, and not that the table is missing."""
    assert problems(("domain.name", 5), ("user_pool.identity", "address")) == [("value", "domain.name")]
    assert problems(("domain.name", 5)) == [("value", "domain.name")]


def test_an_address_can_be_adopted(settings: MakeSettings, problems: MakeProblems) -> None:
    """From's address may be imported by name; "identity" is the domain's, so it needs one."""
    assert settings(*ALONE, ("aws.adopt", ["no-reply@mail.example.com"])).aws.adopt
    assert problems(*ALONE, ("aws.adopt", ["identity"])) == [("adopted-identities-are-made-here", "aws.adopt")]


@pytest.mark.parametrize("provider", sorted(MAILBOX_PROVIDERS))
def test_free_mail_is_refused_below_the_provider_too(provider: str, problems: MakeProblems) -> None:
    """A subdomain of a provider is the provider's as well."""
    refused = ("address-is-not-free-mail", "user_pool.from")
    assert refused in problems(*ALONE, ("user_pool.from", f"a@{provider}"))
    assert refused in problems(*ALONE, ("user_pool.from", f"a@mail.{provider}"))
