"""Every rule about environment files, in the order in which findings are shown."""

from collections.abc import Iterator

from poolpost.findings import Finding
from poolpost.settings import (
    create_rules,
    delivery_rules,
    dns_rules,
    mail_rules,
    message_rules,
    name_rules,
    ramp_rules,
    region_rules,
)
from poolpost.settings.model import Settings

RULES = (
    *region_rules.RULES,
    *mail_rules.RULES,
    *dns_rules.RULES,
    *ramp_rules.RULES,
    *delivery_rules.RULES,
    *create_rules.RULES,
    *message_rules.RULES,
    *name_rules.RULES,
)


def findings(settings: Settings) -> Iterator[Finding]:
    """Run every rule whose sections are there."""
    for rule in RULES:
        yield from rule.findings(settings)
