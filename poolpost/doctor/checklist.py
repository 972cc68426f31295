"""The production checklist: every check of the doctor, in the order in which mail travels."""

from collections.abc import Iterator
from dataclasses import replace

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
    replicas as replica_checks,
)
from poolpost.doctor.checks import (
    trail as trail_checks,
)
from poolpost.doctor.checks import (
    user_pool as cognito_checks,
)
from poolpost.doctor.checks import (
    zones as zone_checks,
)
from poolpost.doctor.checks.check import Line
from poolpost.doctor.facts import Facts
from poolpost.doctor.ses_facts import PER_REGION

CHECKS = (
    *account_checks.CHECKS,
    *trail_checks.CHECKS,
    *identity_checks.CHECKS,
    *dns_checks.CHECKS,
    *zone_checks.CHECKS,
    *delivery_checks.CHECKS,
    *links_checks.CHECKS,
    *cognito_checks.CHECKS,
    *children_checks.CHECKS,
    *replica_checks.CHECKS,
    *inbound_checks.CHECKS,
)


OF_BOTH_REGIONS = tuple(
    each
    for each in (*account_checks.CHECKS, *identity_checks.CHECKS, *delivery_checks.CHECKS)
    if each not in {account_checks.right_account, account_checks.ses_region_is_allowed}
)
"""What is checked in a second SES region once more; DNS and the pool are one."""


def run(facts: Facts) -> Iterator[Line]:
    """Yield the lines of every check; a check without its facts says so."""
    facts.read_ahead()
    for check in CHECKS:
        yield from check.lines(facts)
    if (there := facts.in_second_region()) is not None:
        yield from in_second_region(there, sends=facts.settings.sender is not facts.settings)


def in_second_region(facts: Facts, *, sends: bool) -> Iterator[Line]:
    """Yield the lines of a second region: a standby that is not ready is found before it is needed."""
    facts.read_ahead(PER_REGION)
    region = facts.settings.aws.region
    section = f"second region, {region}" + (", by which the pool sends" if sends else "")
    for check in OF_BOTH_REGIONS:
        for line in check.lines(facts):
            yield replace(line, section=section, title=f"{line.title}, in {region}")
