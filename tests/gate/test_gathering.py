"""A read of the gate ends in its value, or in NotSeen and one finding."""

import pytest

from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import Finding
from poolpost.gate.gathering import Gathering, NotSeen


def _raise(error: Exception) -> str:
    raise error


def test_a_read_returns_its_value() -> None:
    """A value that is empty or None is a value: nothing is reported."""
    seen = Gathering()
    assert [seen.look("a", lambda each=each: each) for each in ("value", "", None)] == ["value", "", None]
    assert seen.findings == []


@pytest.mark.parametrize(("error", "level"), [(CannotDecide("no answer"), "unknown"), (Stopped("no answer"), "block")])
def test_a_read_that_fails_is_a_value_and_a_finding(error: Exception, level: str) -> None:
    """What could not be checked is unknown, what is wrong blocks; either stops the apply."""
    seen = Gathering()
    assert seen.look("pool-is-described", lambda: _raise(error)) == NotSeen("pool-is-described", "no answer")
    assert [(f.level, f.rule, f.subject, f.problem) for f in seen.findings] == [
        (level, "pool-is-described", "gate", "no answer")
    ]


def test_what_needs_a_fact_that_was_not_seen_is_not_read() -> None:
    """It would ask with credentials that may be another account's; its reason is reported once."""
    seen = Gathering()
    account = seen.look("account-is-known", lambda: _raise(Stopped("another account")))
    pool = seen.look("pool-is-described", lambda: _raise(AssertionError("it was read")), needs=("plan", account))
    assert pool == account
    assert seen.look("passes-are-readable", lambda: "value", needs=("plan", None)) == "value"
    assert seen.findings == [Finding(rule="account-is-known", level="block", subject="gate", problem="another account")]


def test_what_is_no_error_of_ours_is_raised() -> None:
    """Counter-check: a bug is not turned into a fact that could not be read."""
    with pytest.raises(ZeroDivisionError):
        Gathering().look("a", lambda: str(1 / 0))
