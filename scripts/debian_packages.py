"""Programs that only tests need, from Debian packages: installed if we have the rights, otherwise reported."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAMS = {
    "bind9": "named",
    "bind9-dnsutils": "dig",
    "bind9-utils": "named-checkzone",
    "chromium": "chromium",
}
"""The program for which a package is needed: it is enough that it exists, from any source."""


class MissingPackageError(Exception):
    """What to install, in one sentence for the user."""


def provide(packages: Iterable[str]) -> None:
    """Make sure that these packages' programs exist; installs with apt-get as root, and otherwise reports what to install."""
    missing = [package for package in packages if not is_there(package)]
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        programs = ", ".join(PROGRAMS[package] for package in missing)
        message = f"the tests need {programs}: install the Debian packages {names} (or what has them on your system)"
        raise MissingPackageError(message)
    print(f"poolpost: installing the Debian packages {names} ...", file=sys.stderr, flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            message = f"the Debian packages {names} can't be installed ({reason}): is the network up?"
            raise MissingPackageError(message)


def is_there(package: str) -> bool:
    """Whether the package's program is on PATH, or where Debian installs server programs."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
    return shutil.which(PROGRAMS[package], path=path) is not None
