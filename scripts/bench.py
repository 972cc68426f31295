"""Measure synthesis, the stock AWS bindings against ours, and the pool's safety step: ``make bench``.

CPU seconds are user and system time of the process and all its children (Node among them), which other work on
the machine disturbs least. Exits with 1 when a target is missed, and says by how much.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from poolpost.project.toolchain import CACHE, ROOT, VENV_PYTHON, toolchain_environment
from scripts import bench_dmarc, bench_pool
from scripts.bench_process import Cost, measure

SHARED = ("stacks", "poolpost", "scripts")
REPEATS = 3
"""The cheapest of this many runs counts: only disturbances are ever added to it."""


@dataclass(frozen=True, slots=True)
class Target:
    """One target: the value may be at most `limit` (at least, for a factor)."""

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def missed_by(self) -> float:
        """How far the value is on the wrong side, in its unit; 0 if met."""
        return max(0.0, self.limit - self.value if self.at_least else self.value - self.limit)

    def __str__(self) -> str:
        """Return the target and the result as a sentence."""
        promise = f"{'at least' if self.at_least else 'at most'} {self.limit:g} {self.unit}"
        verdict = f"MISSED by {self.missed_by:.2f} {self.unit}" if self.missed_by else "kept"
        return f"{self.name:<45}{self.value:>9.2f} {self.unit:<5} {promise:<20} {verdict}"


def main() -> int:
    """Measure, print and compare with the targets."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure what synthesis costs.")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    try:
        costs = measure_all()
    except subprocess.CalledProcessError as failed:
        print(f"poolpost: `{' '.join(map(str, failed.cmd))}` failed:\n{failed.stderr}", file=sys.stderr)
        return 1
    targets = judge(costs)
    if options.json:
        kept = [asdict(target) | {"missed_by": target.missed_by} for target in targets]
        print(json.dumps({"costs": {name: asdict(cost) for name, cost in costs.items()}, "targets": kept}, indent=2))
    else:
        print(table(costs), "", *targets, sep="\n")
    return int(any(target.missed_by for target in targets))


def measure_all() -> dict[str, Cost]:
    """Run everything that is compared, on this machine, one after the other."""
    costs: dict[str, Cost] = {}
    costs["first run after an install, 3 environments"] = min(
        (first_run() for _ in range(2)), key=lambda cost: cost.wall
    )
    for count in (1, 3, 10, 100):
        with project(count, CACHE) as directory:
            costs[f"ours, {count} environments"] = cheapest(lambda directory=directory: synthesize(directory))
    with project(3, CACHE) as directory:
        synthesize(directory, POOLPOST_BINDINGS="stock")  # unmeasured: byte-compiles the 2,200 modules
        costs["stock bindings, 3 environments"] = synthesize(directory, POOLPOST_BINDINGS="stock")
    costs["poolpost --help"] = cheapest(lambda: measure([VENV_PYTHON, "-m", "poolpost", "--help"], ROOT, environment()))
    return costs | bench_pool.measure_pool_step() | bench_dmarc.measure_dmarc()


def first_run() -> Cost:
    """Synthesize without a cache, as after an install."""
    with project(3) as directory:
        return synthesize(directory)


def cheapest(run: Callable[[], Cost]) -> Cost:
    """Return the cheapest of several runs."""
    return min((run() for _ in range(REPEATS)), key=lambda cost: cost.cpu)


def synthesize(directory: Path, **variables: str) -> Cost:
    """Run main.py as cdktf runs it."""
    shutil.rmtree(directory / "out", ignore_errors=True)
    variables["CDKTF_OUTDIR"] = str(directory / "out")
    return measure([VENV_PYTHON, "main.py"], directory, environment() | variables)


def environment() -> dict[str, str]:
    """Return the environment for our bindings, with byte code written, as on an ordinary machine."""
    return {name: value for name, value in toolchain_environment().items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def project(environments: int, cache: Path | None = None) -> Generator[Path]:
    """Create a project with our code and so many environments; without `cache`, as after an install."""
    with tempfile.TemporaryDirectory(prefix="poolpost-bench-") as name:
        directory = Path(name)
        shutil.copy(ROOT / "main.py", directory)
        for shared in SHARED:
            (directory / shared).symlink_to(ROOT / shared)
        if cache is not None:
            (directory / ".cache").symlink_to(cache)
        (directory / "environments").mkdir()
        for texts in ("messages", "templates"):
            shutil.copytree(ROOT / "environments" / texts, directory / "environments" / texts)
        staging = (ROOT / "environments" / "staging.toml").read_text()
        for number in range(environments):
            account = re.sub(r"\b\d{12}\b", f"{number + 1:012d}", staging)
            (directory / "environments" / f"e{number}.toml").write_text(account.replace("staging", f"e{number}"))
        yield directory


def judge(costs: dict[str, Cost]) -> list[Target]:
    """Compare with the targets: docs/decisions.md, 10, for synthesis."""
    ours, stock = costs["ours, 3 environments"], costs["stock bindings, 3 environments"]
    gate = costs[bench_pool.GATE].wall
    ten, hundred = costs["ours, 10 environments"], costs["ours, 100 environments"]
    return [
        Target("CPU for three environments", ours.cpu, 1.5, "s"),
        Target("peak memory of Python", ours.python_mb, 100, "MB"),
        Target("less CPU than the stock bindings", stock.cpu / ours.cpu, 12, "times", at_least=True),
        Target("each further environment", (hundred.cpu - ten.cpu) / 90 * 1000, 60, "ms"),
        Target("first run after an install, wall", costs["first run after an install, 3 environments"].wall, 12, "s"),
        Target("start-up of poolpost --help, CPU", costs["poolpost --help"].cpu, 0.4, "s"),
        Target("poolpost pool apply, wall", costs[bench_pool.APPLY].wall, 1.5, "s"),
        Target("gate beyond terraform show -json, wall", gate - costs[bench_pool.SHOW].wall, 1.0, "s"),
        Target(
            "10,000 aggregate reports, of parsedmarc's CPU",
            costs[bench_dmarc.OURS].cpu / costs[bench_dmarc.THEIRS].cpu,
            0.1,
            "",
        ),
        Target("10,000 aggregate reports, memory", costs[bench_dmarc.OURS].python_mb, 200, "MB"),
    ]


def table(costs: dict[str, Cost]) -> str:
    """Print the measurements in columns."""
    head = f"{'':<45}{'CPU s':>9}{'wall s':>9}{'Python MB':>11}{'Node MB':>9}"
    rows = [
        f"{name:<45}{cost.cpu:>9.2f}{cost.wall:>9.2f}{cost.python_mb:>11.0f}{cost.node_mb or '-':>9}"
        for name, cost in costs.items()
    ]
    return "\n".join([f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores", "", head, *rows])


if __name__ == "__main__":
    sys.exit(main())
