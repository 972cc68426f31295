"""The safety core in simulated worlds: a slice of `make simulate`, what it found, and faults that it must find."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from poolpost.aws.cognito import Cognito
from poolpost.aws.errors import AnswerLost
from poolpost.aws.services import Aws
from poolpost.cli import pool_email as commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.gate.rules import sending as sending_rules
from poolpost.pool import apply as pool_apply
from poolpost.pool import baseline
from poolpost.pool import interrupted_writes as unfinished
from poolpost.pool import write as pool_write
from tests.simulation.kept import FALSE_ALARMS, KEPT
from tests.simulation.schedule import Move, Schedule, generated
from tests.simulation.seam import simulated
from tests.simulation.shrink import shortest
from tests.simulation.simulation import broken_by, explained, failing

SLICE, PLANTED = range(1_500), range(1_000_000, 1_003_000)


@pytest.fixture(autouse=True)
def _world() -> Iterator[None]:
    with simulated():
        yield


def test_no_schedule_of_the_slice_breaks_an_invariant() -> None:
    """Whatever is interleaved, nothing is lost unseen; `make simulate` runs more seeds."""
    assert list(failing(SLICE)) == []


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        ((Move("deploy"),), 0),
        ((Move("deploy"), Move("deploy")), 0),
        ((Move("deployed"), Move("retire"), Move("destroy")), 0),
        ((Move("deployed"), Move("destroy")), 1),
    ],
)
def test_calm_schedules_get_through(moves: Schedule, code: int) -> None:
    """Where a rule of the gate stops every simulated plan, nothing behind it is searched."""
    story: list[str] = []
    assert broken_by(moves, story) is None
    assert next(line for line in reversed(story) if line.startswith("exit ")).startswith(f"exit {code}:"), story


@pytest.mark.parametrize("schedule", KEPT.values(), ids=KEPT)
def test_what_was_found_once_stays_fixed(schedule: Schedule) -> None:
    """Each is the shortest schedule of a fault that the simulation found in poolpost."""
    assert broken_by(schedule) is None


@pytest.mark.parametrize("schedule", FALSE_ALARMS.values(), ids=FALSE_ALARMS)
def test_what_is_no_fault_is_not_reported(schedule: Schedule) -> None:
    """Each is the shortest schedule of a false alarm: the simulation was wrong, not poolpost."""
    assert broken_by(schedule) is None


def test_a_seed_is_the_same_schedule_and_story_every_time() -> None:
    """A failing seed can be run again: nothing depends on the clock, the disk or the order of a dictionary."""
    for seed in range(30):
        assert explained(generated(seed)) == explained(generated(seed))


def _skips(*_arguments: Any) -> Any:
    return None


def _finds_nothing(*_arguments: Any) -> list[Any]:
    return []


def _sends_again(real: Callable[..., None]) -> Callable[..., None]:
    def update(aws: Cognito, body: dict[str, Any]) -> None:
        with contextlib.suppress(AnswerLost):
            real(aws, body)
            return
        real(aws, body)

    return update


def _forgets_a_member(real: Callable[..., Any]) -> Callable[..., Any]:
    def target(*arguments: Any) -> Any:
        return {member: value for member, value in real(*arguments).items() if member != "DeviceConfiguration"}

    return target


def _goes_at_once(mark: unfinished.Mark) -> unfinished.Mark:
    mark.remove()
    return mark


FAULTS: dict[str, tuple[object, str, Callable[[Any], Any]]] = {
    "no_member_is_lost_unreported": (pool_write, "_not_as_wanted", lambda _real: _finds_nothing),
    "no_write_where_a_stop_was_due": (pool_write, "_still_the_same", lambda _real: _skips),
    "every_exit_0_is_true": (snapshot_commands, "verify_pool", lambda _real: _lies),
    "mail_flows_after_as_wanted": (pool_apply, "missing_for_mail", lambda _real: _finds_nothing),
    "one_write_at_most": (Cognito, "update_user_pool", _sends_again),
    "a_mark_leads_to_the_truth": (unfinished.Mark, "__enter__", lambda _real: _goes_at_once),
    "no_apply_takes_mail_away": (sending_rules, "taken", lambda _real: _finds_nothing),
    "a_remedy_does_no_damage": (snapshot_commands, "target_of", _forgets_a_member),
    "remedies_end_without_a_loss": (pool_apply, "_say_what_else_changed", lambda _real: _skips),
}
"""Invariant -> where a fault is planted for it, and what stands there instead of the real thing."""


def _lies(*_arguments: Any, **_options: Any) -> int:
    from poolpost.cli import terminal as report  # noqa: PLC0415 -- the simulation's own, now

    snapshot = baseline.required(commands.load("local")).path
    Aws(commands.load("local")).cognito.user_pool()
    report.note(f"user pool is the same as {snapshot.as_posix()}, e-mail aside")
    return 0


@pytest.mark.parametrize("invariant", FAULTS)
def test_each_invariant_finds_the_fault_that_is_planted_for_it(invariant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counter-check: an invariant that never fails proves nothing."""
    holder, name, faulty = FAULTS[invariant]
    monkeypatch.setattr(holder, name, faulty(getattr(holder, name)))
    found = next((seed for seed, what in failing(PLANTED) if what.startswith(invariant)), None)
    assert found is not None
    story = explained(generated(found))
    assert f"broken: {invariant}: " in story


def test_a_schedule_shrinks_to_what_breaks() -> None:
    """Everything that does not matter is taken away."""
    schedule = (Move("console", "Policies"), Move("apply"), Move("destroy"), Move("verify"))

    def breaks(moves: Schedule) -> str | None:
        kinds = [move.kind for move in moves]
        return "rule: broken" if "apply" in kinds and "destroy" in kinds else None

    assert shortest(schedule, breaks) == (Move("apply"), Move("destroy"))
