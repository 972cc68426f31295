"""The gate warns of identity providers that were never reviewed, and stops for none."""

from typing import Any

import pytest

from poolpost.findings import worst
from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.children import identity_providers_are_reviewed
from poolpost.gate.rules.rule import Situation
from tests.scenes.gate_situations import LIVE, managed

REVIEWED: dict[str, Any] = {"UserPool": LIVE, "Children": {"IdentityProviders": {"Okta": {}}, "Unread": {}}}


def now(providers: tuple[str, ...] | NotSeen | None, reviewed: Any = None) -> Situation:
    """Return a situation with the pool's identity providers, and what was reviewed."""
    return managed(reviewed=reviewed or REVIEWED, providers=providers)


def test_a_new_identity_provider_is_a_warning() -> None:
    """Who deploys learns of it; the plan does not change it, so it is no reason to stop."""
    [finding] = identity_providers_are_reviewed.findings(now(("Okta", "Evil")))
    assert (finding.level, finding.subject) == ("warn", "IdentityProviders.Evil")
    assert "poolpost who" in finding.remedy
    assert worst(judge(now(("Okta", "Evil")))) == 0


def test_what_could_not_be_read_is_a_warning_too() -> None:
    """Silence would look like "none is new"; a role without the permission still deploys."""
    [finding] = identity_providers_are_reviewed.findings(now(NotSeen("x", "may not call")))
    assert finding.level == "warn"
    assert "may not call" in finding.problem
    assert worst(judge(now(NotSeen("x", "may not call")))) == 0


@pytest.mark.parametrize(
    ("providers", "reviewed"),
    [(("Okta",), None), (None, None), (("Evil",), {"UserPool": LIVE}), (None, {"UserPool": LIVE})],
)
def test_nothing_new_is_no_finding(providers: tuple[str, ...] | None, reviewed: Any) -> None:
    """Counter-check: reviewed ones, and snapshots that hold no children."""
    assert identity_providers_are_reviewed.findings(now(providers, reviewed)) == []
