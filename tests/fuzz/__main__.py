"""
`make fuzz`: give every reader inputs that nobody meant, for as long as is asked.

Each input must end without a traceback or a bug report, with exit code 0 to 3, never with 0 where it is no good, within ten
seconds and 300 MB. A failing input is shrunk and kept in build/fuzz/; SEED= makes the same inputs again.
"""

import argparse
import re
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from types import FrameType

from tests.conftest import ROOT
from tests.fuzz.mutate import shrunk
from tests.fuzz.target import Target
from tests.fuzz.targets import targets
from tests.fuzz.world import world

HANGS, MEGABYTES = 10, 300
KEPT = ROOT / "build/fuzz"
SAYS_A_BUG = ("Traceback (most recent", "this is a bug of poolpost", "rule-crashed", "the check failed (")


class HungError(BaseException):
    """Raised in an input that takes too long; nothing of poolpost catches it."""


def problem(target: Target, case: bytes) -> str:
    """Say what is wrong with what a reader makes of an input; '' for nothing."""
    signal.signal(signal.SIGALRM, _hung)
    signal.alarm(HANGS)
    try:
        code, said = target.run(case)
    except HungError:
        return f"hangs longer than {HANGS} s"
    except Exception as error:  # noqa: BLE001 -- that is what is looked for
        return f"{type(error).__name__} gets out"
    finally:
        signal.alarm(0)
    if found := next((words for words in SAYS_A_BUG if words in said), None):
        where = next(
            (line for line in said.splitlines() if "where: " in line or (found in line and "bug" not in line)), ""
        )
        return f"{found}: {where[:300]}"
    if code not in {0, 1, 2, 3}:
        return f"exit code {code}"
    return "exit code 0" if code == 0 and target.never_zero(case) else ""


def _hung(_number: int, _frame: FrameType | None) -> None:
    raise HungError


def main() -> int:
    """Run; returns 1 when an input was not taken as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="inputs of all targets together")
    parser.add_argument("--seconds", type=float, default=1e9, help="for all of them")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    parser.add_argument("targets", nargs="*")
    given = parser.parse_args()
    print(f"seed {given.seed}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, world(Path(scratch)) as answers, targets(answers) as found:
        if unknown := set(given.targets) - {each.name for each in found}:
            parser.error(
                f"no such target: {', '.join(sorted(unknown))}; there are: {', '.join(each.name for each in found)}"
            )
        chosen = [each for each in found if not given.targets or each.name in given.targets]
        shares = sum(each.share for each in chosen)
        done = [
            _fuzz(each, given.seed, -(-given.count * each.share // shares), given.seconds / len(chosen))
            for each in chosen
        ]
    inputs, failures, used = sum(n for n, _ in done), sum(n for _, n in done), _most_memory() // 1024
    print(f"{inputs} inputs in {time.monotonic() - began:.0f} s, {failures} kinds of failure, {used} MB at most")
    return int(failures > 0 or used > MEGABYTES)


def _most_memory() -> int:
    """Return the most memory that this program used, in KiB: ru_maxrss on Linux counts the process that started it, too."""
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\s*(\d+)", status.read_text(encoding="utf-8")) if status.exists() else None
    return int(peak[1]) if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _fuzz(target: Target, seed: int, count: int, seconds: float) -> tuple[int, int]:
    """Run a target on its inputs; return how many it got, and how many kinds of failure there were."""
    random, began, failures, done = Random(f"{seed} {target.name}"), time.monotonic(), dict[str, bytes](), 0
    while done < count and time.monotonic() - began < seconds:
        case = target.make(random)
        done += 1
        if (wrong := problem(target, case)) and wrong not in failures:
            failures[wrong] = case
    for number, (wrong, case) in enumerate(failures.items()):
        small = shrunk(case, lambda smaller, wrong=wrong: problem(target, smaller) == wrong)
        KEPT.mkdir(parents=True, exist_ok=True)
        file = KEPT / f"{target.name}-{seed}-{number}"
        file.write_bytes(small)
        print(f"{target.name}: {wrong}; kept in {file.relative_to(ROOT)}")
    print(f"{target.name}: {done} inputs in {time.monotonic() - began:.0f} s, {len(failures)} kinds of failure")
    sys.stdout.flush()
    return done, len(failures)


if __name__ == "__main__":
    sys.exit(main())
