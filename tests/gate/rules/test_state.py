"""The rules about what the state holds: of this stack, and created once."""

from poolpost.gate.rules.all_rules import judge
from tests.scenes.gate_situations import (
    RECORD,
    STEP,
    TAINTED,
    change_of,
    patched,
    plan,
)


def test_what_an_apply_that_ended_early_created_is_not_created_twice() -> None:
    """The problem says what Terraform would do to it."""
    (finding,) = [each for each in judge(patched(RECORD)) if each.rule == "makes-nothing-twice"]
    assert finding.problem == "an interrupted apply created it, and the plan would create it again and delete the first"


def test_a_step_that_is_made_again_is_not_made_twice() -> None:
    """Counter-check of `makes-nothing-twice`: only what is half-made stops."""
    assert judge(patched(plan=plan(change_of(STEP, actions=("delete", "create"), action_reason=TAINTED)))) == []
