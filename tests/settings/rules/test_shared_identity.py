"""The rules about a shared identity: what violates each, and at which key."""

from typing import Any

import pytest

from poolpost.settings import EnvironmentFileError
from poolpost.settings.rules.shared_identity import RULES
from tests.conftest import MakeProblems
from tests.scenes.inbound import with_inbound
from tests.scenes.sharing import OWN_SET, shared

VIOLATIONS: list[tuple[str, str, tuple[tuple[str, Any], ...]]] = [
    ("shared-is-not-adopted", "aws.adopt", (("aws.adopt", ["identity"]),)),
    ("shared-is-not-adopted", "aws.adopt", (("aws.adopt", ["configuration-set"]),)),
    ("sharing-is-of-one-kind", "aws.standby_region", (("aws.standby_region", {"name": "us-east-1"}),)),
    ("sharing-is-of-one-kind", "user_pool.identity", (("user_pool.identity", "address"),)),
    ("sharing-is-of-one-kind", "inbound", tuple(with_inbound())),
    ("sharing-is-of-one-kind", "user_pool.replicas", (("user_pool.replicas", {"eu-central-1": {}}),)),
]


@pytest.mark.parametrize(("rule", "key", "changes"), VIOLATIONS)
def test_a_violation_is_found_at_its_key(rule: str, key: str, changes: tuple[tuple[str, Any], ...]) -> None:
    """Each rule names the key that somebody has to change."""
    with pytest.raises(EnvironmentFileError) as caught:
        shared(*changes)
    assert (rule, key) in [(finding.rule, finding.subject) for finding in caught.value.findings]


def test_a_set_is_not_shared_alone(problems: MakeProblems) -> None:
    """Without domain.owner no file says what the other environment's set is."""
    found = problems(("configuration_set.owner", "staging"))
    assert ("set-is-shared-with-its-identity", "configuration_set.owner") in found


def test_a_set_of_its_own_may_be_adopted() -> None:
    """The counter-check: what the stack makes can be imported."""
    assert shared(("aws.adopt", ["configuration-set"]), *OWN_SET).aws.adopt == ("configuration-set",)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {rule.id for rule in RULES} == {each[0] for each in VIOLATIONS} | {"set-is-shared-with-its-identity"}
