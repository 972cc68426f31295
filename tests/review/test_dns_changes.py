"""Which records a plan changes."""

from typing import Any

import pytest

from poolpost.review.dns_changes import dns_changes
from poolpost.review.resources import LATER
from tests.scenes.reviews import plan, row


@pytest.mark.parametrize(
    ("before", "after", "unknown", "expected"),
    [
        (None, [row("a", "1")], [{}], [("add", "a", (), ("1",))]),
        ([row("a", "1")], [row("a", "2")], False, [("change", "a", ("1",), ("2",))]),
        ([row("a", "1")], [], False, [("remove", "a", ("1",), ())]),
        ([row("a", "1"), row("a", "2")], [row("a", "2"), row("a", "1")], False, []),
        ([row("a", "1")], None, True, []),
        (
            None,
            [row("a", "1"), {"type": "CNAME"}],
            [{}, {"name": True, "value": True}],
            [("add", "a", (), ("1",)), ("add", f"record 2 {LATER}", (), (LATER,))],
        ),
    ],
)
def test_records_are_compared_by_set(before: Any, after: Any, unknown: Any, expected: list[Any]) -> None:
    """The order of values does not matter; what AWS has yet to make is said to come."""
    found = dns_changes(plan(before=before, after=after, after_unknown=unknown))
    assert [(one.action, one.name, one.old, one.new) for one in found] == expected


def test_a_plan_without_the_output_changes_no_record() -> None:
    """A plan of another stack."""
    assert dns_changes(plan()) == ()
