"""The rules about events, alarms and tracking: what violates each, and at which key."""

import pytest

from poolpost.settings.rules.events import RULES
from tests.scenes.violations import Violation, found, ids

VIOLATIONS: list[Violation] = [
    (
        "alarms-reach-somebody",
        "alarms",
        "alarms without a topic",
        [("alarms", {}), ("events.sns", None)],
    ),
    (
        "reasons-are-given-once",
        "events.sns.event_types",
        "an event twice",
        [("events.sns.event_types", ["BOUNCE", "BOUNCE", "COMPLAINT"])],
    ),
    (
        "bounces-reach-somebody",
        "domain.feedback_forwarding",
        "nobody hears of bounces",
        [("domain.feedback_forwarding", False), ("events.sns", None)],
    ),
    ("links-stay-as-written", "events.sns.event_types", "CLICK", [("events.sns.event_types", ["BOUNCE", "CLICK"])]),
    (
        "tracking-is-wanted",
        "configuration_set.tracking",
        "tracking",
        [("configuration_set.tracking", {"domain": "click.example.com"})],
    ),
    *[
        (
            "subscriber-fits-protocol",
            "events.sns.subscribers.0.endpoint",
            f"{protocol} to {endpoint}",
            [("events.sns.subscribers", [{"protocol": protocol, "endpoint": endpoint}])],
        )
        for protocol, endpoint in [
            ("email", "nobody"),
            ("https", "http://example.com"),
            ("sqs", "https://sqs.eu-west-1.amazonaws.com/1/q"),
            ("lambda", "my-function"),
        ]
    ],
    (
        "dimension-can-be-read",
        "events.cloudwatch.dimensions.0.name",
        "a header of SES",
        [("events.cloudwatch.dimensions", [{"name": "From", "source": "EMAIL_HEADER", "default": "none"}])],
    ),
    (
        "dimension-can-be-read",
        "events.cloudwatch.dimensions.0.name",
        "a colon",
        [("events.cloudwatch.dimensions", [{"name": "my:tag", "default": "none"}])],
    ),
    (
        "reasons-are-given-once",
        "configuration_set.suppressed_reasons",
        "twice",
        [("configuration_set.suppressed_reasons", ["BOUNCE", "BOUNCE"])],
    ),
    (
        "service-linked-role-is-needed",
        "account.service_linked_role",
        "asked for",
        [("account.service_linked_role", True)],
    ),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}
