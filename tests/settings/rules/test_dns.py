"""The rules about zones and records: what violates each, and at which key."""

import pytest

from poolpost.settings.rules.dns import RULES
from tests.scenes.violations import Violation, found, ids

VIOLATIONS: list[Violation] = [
    ("zone-is-named-once", "dns.zone_id", "name and id", [("dns.zone_id", "Z123")]),
    (
        "zone-is-named-once",
        "dns.zone_id",
        "an id with external DNS",
        [("dns.zone_id", "Z123"), ("dns.zones", None), ("dns.provider", "external")],
    ),
    (
        "zone-role-is-used",
        "dns.role_arn",
        "a role with external DNS",
        [("dns.role_arn", "arn:aws:iam::111111111111:role/zones"), ("dns.provider", "external")],
    ),
    (
        "zone-role-is-used",
        "dns.role_arn",
        "a role of another partition",
        [("dns.role_arn", "arn:aws-us-gov:iam::111111111111:role/zones")],
    ),
    ("names-lie-in-a-zone", "domain.name", "another zone", [("dns.zones", ["example.org"])]),
    (
        "names-lie-in-a-zone",
        "configuration_set.tracking.domain",
        "a tracking domain elsewhere",
        [("configuration_set.tracking", {"domain": "click.example.org"})],
    ),
    (
        "tracking-has-a-name-of-its-own",
        "configuration_set.tracking.domain",
        "the domain itself",
        [("configuration_set.tracking", {"domain": "mail.example.com"})],
    ),
    ("obsolete-dmarc-tags", "dns.dmarc.pct", "pct", [("dns.dmarc.pct", 10)]),
    ("dmarc-does-something", "dns.dmarc", "no record", [("dns.dmarc", None)]),
    ("dmarc-does-something", "dns.dmarc.rua", "no reports", [("dns.dmarc.rua", [])]),
    ("dmarc-does-something", "dns.dmarc.fo", "fo without ruf", [("dns.dmarc.fo", "1")]),
    ("dmarc-does-something", "dns.dmarc.t", "t with p=none", [("dns.dmarc.t", "y")]),
    (
        "reports-are-authorised",
        "dns.dmarc.rua",
        "another organisation",
        [("dns.dmarc.rua", ["mailto:x@reports.example.net"])],
    ),
    ("existing-spf-is-valid", "dns.apex_spf.existing", "not SPF", [("dns.apex_spf", {"existing": "spf -all"})]),
    ("existing-spf-is-valid", "dns.apex_spf.other_txt", "two SPF", [("dns.apex_spf", {"other_txt": ["v=spf1 -all"]})]),
    ("adopted-records-are-made-here", "dns.adopt", "no tracking here", [("dns.adopt", ["tracking"])]),
    ("adopted-identities-are-made-here", "aws.adopt", "a stranger", [("aws.adopt", ["jane@example.org"])]),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}
