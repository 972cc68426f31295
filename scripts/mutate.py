"""
Would the tests notice? Each small fault in the safety core should fail one of them (`make mutate`).

One pytest collects and runs the tests once, in a copy of the project, and records which test runs which line. Then it forks
for each mutant: the child swaps the code of one function, and runs the tests that reach the mutated statement, quickest
first, until one fails. A mutant costs its tests and a fork, but no import. The copy on disk holds the mutant as well, for
programs that tests start.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.mutant_runs import Runner
from scripts.mutants import Mutant, mutants

CORE = {
    "poolpost/pool": ("pool", "attacks", "cli/test_pool.py", "cli/test_pool_snapshots.py", "cli/test_retire.py"),
    "poolpost/gate": (
        "gate",
        "attacks",
        "pool/test_new_pool.py",
        "cli/test_gate.py",
        "cli/test_terraform_run.py",
        "review",
    ),
    "poolpost/review/senders.py": ("review", "gate"),
    "poolpost/review/taking.py": ("review", "gate"),
    "poolpost/review/needed_records.py": ("review", "gate"),
    "poolpost/cli/terraform_run.py": ("cli/test_terraform_run.py", "gate", "attacks"),
    "poolpost/settings/passes.py": ("settings/test_passes.py", "gate"),
    "poolpost/standards/terraform_plan.py": ("standards/test_terraform_plan.py", "gate"),
}
"""What is mutated, and its own tests below tests/: a mutant that only other tests notice, by chance, counts as unnoticed."""
EQUIVALENT = Path("tests/mutants/equivalent.toml")
GOAL = 95
"""Per cent of the mutants that are not listed as equivalent."""
SAMPLE = 300
"""Mutants of a bounded run, which takes a few minutes."""
COLUMNS = ("killed", "survived", "timed out", "equivalent")

Mutants = list[tuple[str, Mutant]]
Listed = dict[str, dict[str, str]]
"""Equivalent mutants: for each module the reason by the mutant's key."""


def main() -> int:
    """Return 0 if enough mutants are noticed and the list of equivalents is correct, else 1; 3 if tests fail without a mutant."""
    options = argparse.ArgumentParser(description="Measure whether the tests of the safety core notice faults in it.")
    options.add_argument("modules", nargs="*", help="files or folders, all of whose mutants are run; default: the core")
    options.add_argument("--full", action="store_true", help="run all mutants of the core, not a sample")
    options.add_argument("--seed", help="chooses the sample; default: the commit's id")
    given = options.parse_args()
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    found = [
        (module, each)
        for module in _modules(given.modules or list(CORE))
        for each in mutants(Path(module).read_bytes())
    ]
    chosen = found
    if not given.full and not given.modules and len(found) > SAMPLE:
        seed = given.seed or _git("rev-parse", "HEAD")[0]
        chosen = [found[n] for n in sorted(random.Random(seed).sample(range(len(found)), SAMPLE))]  # noqa: S311 -- no secret
        print(f"{SAMPLE} of {len(found)} mutants, chosen by {seed}", flush=True)
    runner = _run(chosen)
    outcomes = runner.outcomes
    if len(outcomes) != len(chosen):
        failed = runner.failed or "collecting the tests"
        print(f"{failed} fails without any mutant, so nothing was measured; run pytest first", file=sys.stderr)
        return 3
    wrong = wrongly_listed(listed, found, chosen, outcomes)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return int(_report(chosen, outcomes, listed) < GOAL or bool(wrong))


def _modules(places: Sequence[str]) -> list[str]:
    files = [Path(place) for place in places]
    return [each.as_posix() for file in files for each in (sorted(file.rglob("*.py")) if file.is_dir() else [file])]


def _tests(chosen: Mutants) -> list[str]:
    """Return the tests of the modules that are mutated; for a module outside the core, all of the core's."""
    places = {place for module, _ in chosen for place in CORE if f"{module}/".startswith(f"{place}/")}
    return sorted({f"tests/{name}" for place in places or CORE for name in CORE[place]})


def _git(*arguments: str) -> list[str]:
    shown = subprocess.run(["git", *arguments], capture_output=True, encoding="utf-8", check=True)
    return shown.stdout.splitlines()


def _run(chosen: Mutants) -> Runner:
    """Run the tests in a copy that mutants can't damage and that nobody edits during the run."""
    root = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="poolpost-mutate-") as scratch, os.fdopen(os.dup(1), "w") as out:
        copy = Path(scratch).resolve() / "project"
        for name in _git("ls-files", "--cached", "--others", "--exclude-standard"):
            if (root / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, copy / name)
        for name in (".cache", ".venv", "node_modules"):
            (copy / name).symlink_to(root / name)
        os.chdir(copy)
        sys.path[0] = str(copy)
        os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        runner = Runner(chosen, out)
        # hypothesis' own profile "ci" chooses the same examples each time.
        arguments = [
            "--hypothesis-profile=ci",
            "-p",
            "no:terminal",
            "-p",
            "no:cacheprovider",
            f"--basetemp={scratch}/tests",
            "-m",
            "not e2e and not slow",
        ]
        pytest.main([*arguments, *_tests(chosen)], plugins=[runner])
        os.chdir(root)
    return runner


def wrongly_listed(listed: Listed, found: Mutants, chosen: Mutants, outcomes: list[str]) -> list[str]:
    """Return what is listed and should not be: a mutant that a test notices, or one that no longer exists."""
    existing = {(module, each.key) for module, each in found}
    seen = {(module, each.key) for module, each in chosen}
    unnoticed = {
        (module, each.key) for (module, each), outcome in zip(chosen, outcomes, strict=True) if outcome != "killed"
    }
    wrong: list[str] = []
    for module, key in ((module, key) for module, keys in listed.items() for key in keys):
        if (module, key) in seen - unnoticed:
            wrong.append(f"{EQUIVALENT} lists a mutant that a test notices; remove it: {module} {key}")
        elif (module, key) not in existing and (module in dict(found) or not Path(module).exists()):
            wrong.append(f"{EQUIVALENT} lists a mutant that does not exist; remove it: {module} {key}")
    return wrong


def _report(chosen: Mutants, outcomes: list[str], listed: Listed) -> float:
    """Print how many mutants of each module were noticed, and return the percentage of all."""
    rows: dict[str, Counter[str]] = {}
    for (module, mutant), outcome in zip(chosen, outcomes, strict=True):
        same = outcome == "survived" and mutant.key in listed.get(module, {})
        rows.setdefault(module, Counter())["equivalent" if same else outcome] += 1
    total = sum(rows.values(), Counter[str]())
    print(f"{'':<36}" + "".join(f"{column:>12}" for column in COLUMNS) + f"{'noticed':>12}")
    for module, row in [*rows.items(), ("all", total)]:
        print(f"{module:<36}" + "".join(f"{row[column]:>12}" for column in COLUMNS) + f"{_percent(row):>11.1f}%")
    return _percent(total)


def _percent(row: Counter[str]) -> float:
    judged = row.total() - row["equivalent"]
    return 100 * row["killed"] / judged if judged else 100


if __name__ == "__main__":
    sys.exit(main())
