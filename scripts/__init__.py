"""Tools for developers: set-up, benchmarks, mutation, simulation, generated pages; not part of the wheel."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- set-up runs with whatever Python the machine has
    sys.exit(f"poolpost: Python {sys.version.split()[0]} is too old: install 3.11 or newer and run it again")
