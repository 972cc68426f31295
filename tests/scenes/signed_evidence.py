"""Evidence in a repository of its own."""

from datetime import UTC, datetime, timedelta

from poolpost.gate.rules.promotion import promoted_settings_are_proved
from poolpost.review.promotion_proof import Proof, proof
from poolpost.settings import load
from tests.scenes.gate_situations import STEP, change_of, patched, plan

RULE = promoted_settings_are_proved


def proof_of() -> Proof:
    """Return what proves the settings of production."""
    found = proof(load("production"))
    assert found is not None
    return found


def time_at(**ago: float) -> str:
    """Return the time that was so long ago, as evidence has it."""
    return (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def findings_of(*, nothing_to_do: bool = False) -> list[tuple[str, str, str, str]]:
    """Return what the gate finds about the proof of a plan that does something, or nothing."""
    step = change_of(STEP, actions=("no-op",) if nothing_to_do else ("create",))
    found = RULE.check(patched(proof=proof_of(), settings=load("production"), plan=plan(step)))
    return [(each.level, each.subject, each.problem, each.remedy) for each in found]
