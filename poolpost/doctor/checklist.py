"""The production checklist: every check of the doctor, in the order in which mail travels."""

from collections.abc import Iterator

from poolpost.doctor.checks import (
    account as account_checks,
)
from poolpost.doctor.checks import (
    children as children_checks,
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
    inbound as inbound_checks,
)
from poolpost.doctor.checks import (
    links as links_checks,
)
from poolpost.doctor.checks import (
    user_pool as cognito_checks,
)
from poolpost.doctor.checks import (
    zones as zone_checks,
)
from poolpost.doctor.checks.check import Line
from poolpost.doctor.facts import Facts

CHECKS = (
    *account_checks.CHECKS,
    *identity_checks.CHECKS,
    *dns_checks.CHECKS,
    *zone_checks.CHECKS,
    *delivery_checks.CHECKS,
    *inbound_checks.CHECKS,
    *links_checks.CHECKS,
    *cognito_checks.CHECKS,
    *children_checks.CHECKS,
)


def run(facts: Facts) -> Iterator[Line]:
    """Yield the lines of every check; a check without its facts says so."""
    facts.read_ahead()
    for check in CHECKS:
        yield from check.lines(facts)
