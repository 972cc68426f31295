"""The gate's rule about promotion, by its edges; what makes a proof is tested in tests/review."""

import pytest

from poolpost.gate.rules.all_rules import judge
from poolpost.review.promotion_proof import MIN_REASON, Proof
from tests.scenes.gate_situations import patched

REASON = "x" * MIN_REASON


@pytest.mark.parametrize(
    ("proof", "level", "said"),
    [
        (Proof(source="staging"), "block", "nothing was proved in staging"),
        (Proof(source="staging", unproved=REASON[1:]), "block", f"has the reason {REASON[1:]!r}"),
        (Proof(source="staging", unproved=""), "block", "has the reason ''"),
        (
            Proof(source="staging", unproved=REASON),
            "warn",
            f"without proof in staging, for this reason: {REASON}",
        ),
    ],
)
def test_what_was_not_proved_stops_unless_somebody_says_why(proof: Proof, level: str, said: str) -> None:
    """A reason lets it pass and is quoted; one that is too short says nothing to whoever reads the report."""
    (finding,) = judge(patched(proof=proof))
    assert (finding.rule, finding.level, finding.subject) == ("promoted-settings-are-proved", level, "promotes_from")
    assert said in finding.problem


def test_what_was_proved_or_promotes_from_nowhere_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counter-check."""
    assert judge(patched(proof=None)) == []
    monkeypatch.setattr(Proof, "is_proved", property(lambda _self: True))
    assert judge(patched(proof=Proof(source="staging"))) == []
