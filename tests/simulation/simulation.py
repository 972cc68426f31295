"""Run schedules: a seed in, what broke out."""

from collections.abc import Iterable, Iterator
from functools import cache

from tests.simulation.invariants import check
from tests.simulation.others import happen, put_in_order
from tests.simulation.process import Broken, Version
from tests.simulation.processes import run
from tests.simulation.reader import follow
from tests.simulation.schedule import EVENTS, Schedule, generated
from tests.simulation.seam import begin
from tests.simulation.settings import MFA, environment, pool_of
from tests.simulation.shrink import shortest
from tests.simulation.terraform import deploy_at_once, ses_deployed
from tests.simulation.world import World

_POOL = "eu-west-1_Simulated"
_PATIENCE = 6  # remedies that somebody follows one after the other


def broken_by(schedule: Schedule, story: list[str] | None = None) -> str | None:
    """Run a schedule, and say what broke; None when all held."""
    world = World(environment(_POOL), _first())
    world.story = story
    ses_deployed(world)
    begin(world)
    try:
        for kind, what, disturbed in schedule:
            if kind in EVENTS:
                happen(world, kind, what)
            elif kind == "deployed":
                deploy_at_once(world)
            elif kind == "settle":
                _settle(world)
            elif kind == "follow":
                follow(world)
            else:
                run(world, kind, what, disturbed)
    except Broken as broken:
        return str(broken)
    return None


def _settle(world: World) -> None:
    """Put the account in order, apply, and follow what is printed until nothing is."""
    put_in_order(world)
    process = run(world, "apply")
    for _ in range(_PATIENCE):
        if (followed := follow(world)) is None or (
            followed.command == "apply" == process.command and followed.text == process.text
        ):
            break
        process = run(world, "apply")
    process.last = True
    check(world, process)


@cache
def _first() -> Version:
    """Return the pool of every schedule; what is worked out from it is worked out once."""
    return Version(pool_of(_POOL), MFA, "its owner")


def failing(seeds: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Run the schedule of each seed, and yield the seeds that broke something, with what."""
    for seed in seeds:
        what = broken_by(generated(seed))
        if what is not None:
            yield seed, what


def explained(schedule: Schedule) -> str:
    """Return the shortest schedule that breaks the same, as a literal, its story, and what broke."""
    short = shortest(schedule, broken_by) if broken_by(schedule) else schedule
    story: list[str] = []
    broken = broken_by(short, story)
    moves = "".join(f"    {move!r},\n" for move in short)
    return "\n".join([f"(\n{moves})", *story, f"broken: {broken}" if broken else "all invariants hold"])
