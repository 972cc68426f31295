"""What a plan has left to do."""

import pytest

from poolpost.errors import CannotDecide
from poolpost.review.drift import drift
from tests.scenes.gate_situations import change, plan


def test_an_empty_plan_has_no_drift() -> None:
    """Reading data and leaving resources as they are is nothing to do."""
    still = change(actions=("no-op",))
    data = change(address="data.x.y", mode="data", actions=("read",))
    passed = {"address": {"to_display": "check.user_pool_email"}, "status": "pass"}
    outputs = {"a": {"actions": ["no-op"]}}
    assert drift(plan(still, data, checks=(passed,), output_changes=outputs)) == ()


def test_what_is_left_to_do_is_drift() -> None:
    """Changes, imports, outputs, and a check that fails although the plan is empty."""
    failed = {"address": {"to_display": "check.user_pool_email"}, "status": "fail"}
    imported = change(address="x.imported", actions=("no-op",), import_id="id")
    replaced = change(address="x.replaced", actions=("delete", "create"))
    made = plan(imported, replaced, checks=(failed,), output_changes={"arn": {"actions": ["update"]}})
    assert drift(made) == (
        "x.imported: no-op, import",
        "x.replaced: delete and create",
        "output arn: update",
        "check.user_pool_email: fails",
    )


def test_a_check_that_nobody_evaluated_is_not_passed() -> None:
    """Exit code 3, by name."""
    unknown = {"address": {"to_display": "check.user_pool_email"}, "status": "unknown"}
    with pytest.raises(CannotDecide, match=r"could not evaluate check.user_pool_email"):
        drift(plan(checks=(unknown,)))
