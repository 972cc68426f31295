"""
Search for a way past the safety core by running it in simulated worlds: ``make simulate``.

A seed is a schedule: the commands to poolpost, what others do at the same time, what is lost, late or killed. Every
invariant holds after every step, or the seed is printed; ``make simulate SEED=n`` runs it again, shrunk to the shortest
schedule.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.simulation.schedule import generated
from tests.simulation.seam import simulated
from tests.simulation.simulation import explained, failing

_CHUNK = 5000  # schedules between two messages of a process
_GARBAGE = 500  # schedules between two collections
_SHOWN = 5  # failing seeds of an invariant


def run(first: int, count: int) -> list[tuple[int, str]]:
    """Run the schedules of `count` seeds and return the failing ones with what broke."""
    gc.disable()
    found: list[tuple[int, str]] = []
    with simulated():
        for start in range(first, first + count, _GARBAGE):
            found += failing(range(start, min(start + _GARBAGE, first + count)))
            gc.collect()
    return found


def story(seed: int) -> str:
    """Run one seed again, and return the shortest schedule with the same failure, with its story."""
    with simulated():
        return explained(generated(seed))


def main(arguments: list[str]) -> int:
    """Run the seeds in as many processes as requested; return 1 if one of them broke something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schedules", type=int, default=100_000, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="run this seed alone, and tell its story")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    if given.seed is not None:
        told = story(given.seed)
        print(told)
        return int("\nbroken: " in told)
    began, last = time.monotonic(), given.first + given.schedules
    found: list[tuple[int, str]] = []
    with ProcessPoolExecutor(given.processes) as processes:
        starts = range(given.first, last, _CHUNK)
        runs = [processes.submit(run, start, min(_CHUNK, last - start)) for start in starts]
        for done, each in enumerate(as_completed(runs), start=1):
            found += each.result()
            if sys.stderr.isatty():
                print(f"\r{done} of {len(runs)} parts, {len(found)} failing", end="", file=sys.stderr)
    seconds = time.monotonic() - began
    rate = f"{given.schedules / seconds:,.0f} a second"
    print(
        f"seeds {given.first} to {last - 1}: {given.schedules:,} schedules in {seconds:.0f} s, {rate}, {len(found)} failing"
    )
    by_invariant: dict[str, list[int]] = {}
    for seed, what in sorted(found):
        by_invariant.setdefault(what.partition(":")[0], []).append(seed)
    for invariant, seeds in by_invariant.items():
        print(
            f"{invariant}: {len(seeds)} failing, seeds {', '.join(map(str, seeds[:_SHOWN]))}; make simulate SEED={seeds[0]}"
        )
    if found:
        print(story(min(found)[0]))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
