"""The rules about the steps of DMARC: what violates each, and at which key."""

import pytest

from poolpost.settings.rules.dmarc_ramp import RULES
from tests.scenes.ramp_violations import RAMP_VIOLATIONS
from tests.scenes.violations import Violation, found, ids


@pytest.mark.parametrize("violation", RAMP_VIOLATIONS, ids=ids(RAMP_VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in RAMP_VIOLATIONS} == {rule.id for rule in RULES}
