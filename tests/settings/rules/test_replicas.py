"""The rules about [user_pool.replicas]: what violates each, and at which key."""

from typing import Any

import pytest

from poolpost.settings.rules.replicas import RULES
from tests.conftest import MakeProblems, MakeSettings
from tests.scenes.violations import Violation, found, ids


def _replica(region: str = "eu-central-1", **keys: Any) -> tuple[str, Any]:
    return "user_pool.replicas", {region: keys}


TABLE = "user_pool.replicas.eu-central-1"
VIOLATIONS: list[Violation] = [
    ("replica-is-patched", "user_pool.mode", "manage mode", [("user_pool.mode", "manage"), _replica()]),
    ("replica-is-elsewhere", "user_pool.replicas.eu-west-1", "the primary's own Region", [_replica("eu-west-1")]),
    (
        "replica-shares-the-second-region",
        f"{TABLE}.ses_region",
        "a third SES region",
        [("aws.standby_region", {"name": "us-west-2"}), _replica()],
    ),
    (
        "replica-shares-the-second-region",
        f"{TABLE}.ses_region",
        "a region that is being left",
        [("aws.standby_region", {"name": "us-west-2", "use": "leaving"}), _replica(ses_region="us-west-2")],
    ),
    ("replica-needs-no-policy", "user_pool.replicas.eu-central-2", "an alternate region", [_replica("eu-central-2")]),
    ("replica-can-send", "user_pool.replicas.ap-east-2", "a Region that no table lists", [_replica("ap-east-2")]),
    ("replica-can-send", f"{TABLE}.ses_region", "an SES region that cannot", [_replica(ses_region="eu-north-1")]),
    ("replica-can-send", f"{TABLE}.from", "a From of another domain", [_replica(**{"from": "a@example.org"})]),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}


def test_a_pool_has_one_replica(problems: MakeProblems) -> None:
    """AWS allows one secondary; a second table is a mistake of the file."""
    two = ("user_pool.replicas", {"eu-central-1": {}, "us-east-1": {}})
    assert ("value", "user_pool.replicas") in problems(two)


@pytest.mark.parametrize("key", ["sending", "mode", "id"])
def test_a_replica_has_no_other_keys(key: str, problems: MakeProblems) -> None:
    """What cannot differ per Region has no key."""
    assert ("unknown-key", f"{TABLE}.{key}") in problems(_replica(**{key: "x"}))


def test_an_empty_table_is_enough(settings: MakeSettings) -> None:
    """Everything has a default: the replica sends as its pool, by SES of its own Region."""
    assert settings(_replica()).user_pool.replicas["eu-central-1"].from_ is None
