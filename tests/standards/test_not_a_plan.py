"""What is called by its name when it is no plan; files as people pass them are in tests/wild/test_plans.py."""

import pytest

from poolpost.standards.not_a_plan import not_a_plan, not_json

WRONG = ValueError("Expecting value")


@pytest.mark.parametrize("found", [None, 1, "x", [], {}, {"format_version": "1.2"}, {"value": 1}])
def test_other_json_is_only_no_plan(found: object) -> None:
    """It is not called a state or a log that it is not."""
    assert not_a_plan(found).startswith("this JSON is not a plan; pass the output of")


@pytest.mark.parametrize(
    "text", ["{", "[" * 100_000, "x", "planned_values", "{'planned_values'", "{}{}", "a state", "null null"]
)
def test_other_text_is_only_no_json(text: str) -> None:
    """With the reader's reason, however deep it nests."""
    said = not_json(text, WRONG)
    assert "(Expecting value)" in said
    assert ("cut off" in said) == text.startswith("{'")


@pytest.mark.parametrize("found", [{"values": {}}, {"version": 4, "serial": 1}])
def test_a_state_is_called_a_state(found: object) -> None:
    """As `terraform show -json` without a plan, or the file itself."""
    assert "a state and not a plan" in not_a_plan(found)
