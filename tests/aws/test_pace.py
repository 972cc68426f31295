"""How fast AWS is asked: a burst, then a steady rate."""

from types import SimpleNamespace

import pytest

from poolpost.aws import pace
from poolpost.aws.pace import Pace


def _waits(monkeypatch: pytest.MonkeyPatch, per_second: float, requests: int) -> list[float]:
    """Send requests on a clock that only waiting moves; return when each was let through."""
    now, seen = [100.0], []

    def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
    steady = Pace(per_second)
    for _ in range(requests):
        steady.wait()
        seen.append(round(now[0] - 100.0, 3))
    return seen


def test_a_second_s_worth_is_let_through_at_once_and_then_a_steady_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small pool waits for nothing; a large one never exceeds the rate for long."""
    assert _waits(monkeypatch, 4, 8) == [0, 0, 0, 0, 0.25, 0.5, 0.75, 1.0]


def test_a_slow_pace_has_no_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a second is once a second from the start."""
    assert _waits(monkeypatch, 1, 3) == [0, 1.0, 2.0]
