"""The rules about names that Terraform makes of values: what violates each, and at which key."""

import pytest

from poolpost.settings.rules.names import RULES
from tests.scenes.violations import HOOK, Violation, found, ids

VIOLATIONS: list[Violation] = [
    (
        "names-are-distinct",
        "addresses",
        "senders that differ in punctuation",
        [("addresses.senders", ["a.b@example.org", "a-b@example.org"])],
    ),
    ("names-are-distinct", "dns.zones", "zones that do", [("dns.zones", ["example.com", "a-b.com", "a.b.com"])]),
    (
        "names-are-distinct",
        "events.sns.subscribers",
        "subscribers that do",
        [("events.sns.subscribers", [{"protocol": "https", "endpoint": HOOK.format(each)} for each in "-_"])],
    ),
    (
        "names-are-distinct",
        "events.sns.subscribers",
        "one subscriber twice",
        [("events.sns.subscribers", [{"protocol": "https", "endpoint": HOOK.format("-")}] * 2)],
    ),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}
