"""The resources of a plan, without secrets."""

from typing import Any

import pytest

from poolpost.review.resources import LATER, SENSITIVE, Attribute, masked, touched
from poolpost.standards.terraform_plan import Change
from tests.scenes.reviews import SET, change, plan


@pytest.mark.parametrize(
    ("value", "mask", "shown"),
    [
        ("secret", True, SENSITIVE),
        ("open", False, "open"),
        ({"a": "secret", "b": "open"}, {"a": True}, {"a": SENSITIVE, "b": "open"}),
        ([{"key": "secret"}, {"key": "open"}], [{"key": True}], [{"key": SENSITIVE}, {"key": "open"}]),
        ({"a": ["x", "secret"]}, {"a": [False, True]}, {"a": ["x", SENSITIVE]}),
        (None, True, SENSITIVE),
    ],
)
def test_what_the_plan_calls_sensitive_is_masked(value: Any, mask: Any, shown: Any) -> None:
    """The mask is True, or has the shape of the value."""
    assert masked(value, mask) == shown


def test_a_secret_does_not_reach_the_report() -> None:
    """Neither the old key nor the new one, also where the whole resource is sensitive; that it changes is shown."""
    before, after = {"key": "old-secret", "name": "n"}, {"key": "new-secret", "name": "m"}
    some = touched(
        plan(change(before=before, after=after, before_sensitive={"key": True}, after_sensitive={"key": True}))
    )
    assert some[0].attributes == (
        Attribute(name="key", old=SENSITIVE, new=SENSITIVE),
        Attribute(name="name", old="n", new="m"),
    )
    whole = touched(plan(change(before=before, after=after, before_sensitive=True, after_sensitive=True)))
    assert "secret" not in repr(whole)
    assert "old-secret" not in repr(some) + repr(whole)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (change(SET, "create", after={"a": 1}), "create"),
        (change(SET, "delete", before={"a": 1}), "delete"),
        (change(SET, "delete", "create"), "replace"),
        (change(SET, "create", "delete"), "replace"),
        (change(SET, "no-op", import_id="x"), "import"),
        (change(SET, "update", import_id="x"), "update"),
        (change(SET, "forget"), "forget"),
        (change(SET, "no-op"), None),
        (change(SET, "read"), None),
        (change(SET, "create", mode="data"), None),
    ],
)
def test_what_a_plan_would_do_has_a_word(one: Change, expected: str | None) -> None:
    """What stays, and what is only read, is left out."""
    assert [resource.action for resource in touched(plan(one))] == ([expected] if expected else [])


def test_what_is_known_later_is_said() -> None:
    """A computed attribute that forces the replacement is shown; the others that AWS computes are noise."""
    found = touched(
        plan(
            change(
                SET,
                "delete",
                "create",
                before={"arn": "x", "name": "a"},
                after={"name": "b"},
                after_unknown={"arn": True},
                replace_paths=("name",),
            )
        )
    )
    assert found[0].attributes == (
        Attribute(name="arn", old="x", new=LATER),
        Attribute(name="name", old="a", new="b"),
    )
