"""The shortest schedule that breaks the same invariant: moves and disturbances are taken away while it still breaks."""

from collections.abc import Callable, Iterator

from tests.simulation.schedule import Move, Schedule

Breaks = Callable[[Schedule], str | None]


def shortest(schedule: Schedule, breaks: Breaks) -> Schedule:
    """
    Shrink a schedule that breaks something.

    Args:
        schedule: that breaks.
        breaks: runs a schedule, and gives what broke: the invariant's name, a colon and the rest.
    """
    name = _name(breaks(schedule))
    while True:
        smaller = next((each for each in _smaller(schedule) if _name(breaks(each)) == name), None)
        if smaller is None:
            return schedule
        schedule = smaller


def _name(broken: str | None) -> str:
    return (broken or "").partition(":")[0]


def _smaller(schedule: Schedule) -> Iterator[Schedule]:
    """Yield every schedule that is smaller by one thing, those that lack most first."""
    for index in range(len(schedule)):
        yield (*schedule[:index], *schedule[index + 1 :])
    for index, move in enumerate(schedule):
        for less in _simpler(move):
            yield (*schedule[:index], less, *schedule[index + 1 :])


def _simpler(move: Move) -> Iterator[Move]:
    for index in range(len(move.disturbed)):
        yield move._replace(disturbed=(*move.disturbed[:index], *move.disturbed[index + 1 :]))
    if move.disturbed and move.kind == "deploy":
        yield move._replace(kind="apply")
