"""The production checklist: every check of the doctor, in the order in which mail travels."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from poolpost.doctor.checks import (
    account as account_checks,
)
from poolpost.doctor.checks import (
    delivery as delivery_checks,
)
from poolpost.doctor.checks import (
    dns as dns_checks,
)
from poolpost.doctor.checks import (
    identity as identity_checks,
)
from poolpost.doctor.checks import (
    user_pool as cognito_checks,
)
from poolpost.doctor.checks.check import Line
from poolpost.doctor.facts import Facts
from poolpost.errors import PoolpostError

CHECKS = (
    *account_checks.CHECKS,
    *identity_checks.CHECKS,
    *dns_checks.CHECKS,
    *delivery_checks.CHECKS,
    *cognito_checks.CHECKS,
)
LOOKING_AHEAD = 8  # facts read at the same time


def run(facts: Facts) -> Iterator[Line]:
    """Yield the lines of every check; a check without its facts says so."""
    read_ahead(facts)
    for check in CHECKS:
        yield from check.lines(facts)


def read_ahead(facts: Facts) -> None:
    """Read all facts at once: they wait for the network, not for each other."""

    def read(name: str) -> None:
        with suppress(PoolpostError):  # remembered, and said by every check that needs it
            getattr(facts, name)

    read("right_account")
    with ThreadPoolExecutor(LOOKING_AHEAD) as pool:
        list(pool.map(read, facts.names()))
