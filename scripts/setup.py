"""Set the project up on a machine with Python and make: ``python3 -m scripts.setup``, or ``make setup``.

Each step is skipped while what it depends on is unchanged (stamps in ``.cache/setup.json``), so a finished set-up
costs well under a second, and an interrupted one continues where it stopped. Only the standard library is used.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import sys
import time
from collections.abc import Sequence

from poolpost.project.toolchain import (
    ACTIVATE,
    CACHE,
    activate_script,
    terraform_settings,
    toolchain_environment,
    write_if_changed,
)
from scripts import debian_packages
from scripts.install_steps import SetupError, Step, steps

__all__ = ["main", "toolchain_environment"]

STAMPS = CACHE / "setup.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up and return the exit code; every expected error is one sentence."""
    parser = argparse.ArgumentParser(prog="make setup", description="Set the project up on this machine.")
    parser.add_argument("--debian", nargs="*", default=[], metavar="PACKAGE", help="Debian packages to have, too")
    options = parser.parse_args(arguments)
    try:
        set_up()
        debian_packages.provide(options.debian)
    except (SetupError, debian_packages.MissingPackageError) as problem:
        print(f"poolpost: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\npoolpost: interrupted; run it again to continue", file=sys.stderr)
        return 130
    return 0


def set_up() -> None:
    """Run the steps that are due, one process at a time, and write what `. .cache/activate` sets."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        wait_for(lock.fileno())
        stamps = read_stamps()
        for step in steps():
            if stamps.get(step.name) != step.key or not step.made():
                perform(step, stamps)
        write_if_changed(ACTIVATE, activate_script(terraform_settings(os.environ)))


def wait_for(lock: int) -> None:
    """Let another set-up of this project finish first."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("poolpost: waiting for another set-up to finish ...", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)


def read_stamps() -> dict[str, str]:
    """Return which steps are done; if the file is unreadable, they run again."""
    try:
        stamps = json.loads(STAMPS.read_text())
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def perform(step: Step, stamps: dict[str, str]) -> None:
    """Run one step with a line of progress, and store that it is done."""
    print(f"poolpost: {step.name} ...", end="", file=sys.stderr, flush=True)
    started = time.monotonic()
    stamps.pop(step.name, None)
    try:
        step.run()
    except BaseException:
        print(file=sys.stderr)
        raise
    print(f" {time.monotonic() - started:.0f} s", file=sys.stderr)
    stamps[step.name] = step.key
    write_if_changed(STAMPS, json.dumps(stamps, indent=2))


if __name__ == "__main__":
    sys.exit(main())
