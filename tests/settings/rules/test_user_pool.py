"""The rules about [user_pool.create]: what violates each, and at which key."""

from datetime import date

import pytest

from poolpost.settings.rules.user_pool import RULES
from tests.scenes.violations import NEW_POOL, Violation, found, ids

OKTA = {"child": "IdentityProviders.Okta", "reason": "the pilot of the sales team", "until": date(2026, 12, 31)}
VIOLATIONS: list[Violation] = [
    ("pool-is-named-or-created", "user_pool.id", "neither id nor [user_pool.create]", [("user_pool.id", None)]),
    (
        "pool-is-named-or-created",
        "user_pool.create",
        "id and [user_pool.create]",
        [("user_pool.mode", "manage"), ("user_pool.create.name", "users")],
    ),
    ("create-is-managed", "user_pool.mode", "[user_pool.create] in patch mode", NEW_POOL),
    (
        "created-pool-needs-no-policy",
        "user_pool.create",
        "a new pool in a region whose pools need a policy",
        [
            *NEW_POOL,
            ("user_pool.mode", "manage"),
            (
                "region_override",
                {
                    "reason": "AWS support case 1",
                    "developer_ses_regions": ["eu-west-1"],
                    "policy_principal": "cognito-idp.amazonaws.com",
                },
            ),
        ],
    ),
    (
        "created-pool-needs-no-policy",
        "user_pool.create",
        "REG8: COGNITO_DEFAULT with a From",
        [*NEW_POOL, ("user_pool.mode", "manage"), ("user_pool.sending", "COGNITO_DEFAULT")],
    ),
    (
        "child-is-accepted-once",
        "user_pool.accepted_children",
        "two days for one child",
        [("user_pool.accepted_children", [OKTA, OKTA | {"until": date(2027, 1, 1)}])],
    ),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}
