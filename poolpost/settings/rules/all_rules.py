"""Every rule about environment files, in the order in which findings are shown."""

from collections.abc import Iterator

from poolpost.findings import Finding
from poolpost.settings.model import Settings
from poolpost.settings.rules import (
    aws as region_rules,
)
from poolpost.settings.rules import (
    dmarc_ramp as ramp_rules,
)
from poolpost.settings.rules import (
    dns as dns_rules,
)
from poolpost.settings.rules import (
    domain as mail_rules,
)
from poolpost.settings.rules import (
    events as delivery_rules,
)
from poolpost.settings.rules import (
    inbound as inbound_rules,
)
from poolpost.settings.rules import (
    messages as message_rules,
)
from poolpost.settings.rules import (
    names as name_rules,
)
from poolpost.settings.rules import (
    replicas as replica_rules,
)
from poolpost.settings.rules import (
    second_region as second_region_rules,
)
from poolpost.settings.rules import (
    sender_address as address_rules,
)
from poolpost.settings.rules import (
    senders as application_rules,
)
from poolpost.settings.rules import (
    shared_identity as sharing_rules,
)
from poolpost.settings.rules import (
    user_pool as create_rules,
)
from poolpost.settings.shared_identity import is_said_by_owner

RULES = (
    *region_rules.RULES,
    *second_region_rules.RULES,
    *mail_rules.RULES,
    *address_rules.RULES,
    *dns_rules.RULES,
    *ramp_rules.RULES,
    *delivery_rules.RULES,
    *create_rules.RULES,
    *replica_rules.RULES,
    *sharing_rules.RULES,
    *application_rules.RULES,
    *message_rules.RULES,
    *inbound_rules.RULES,
    *name_rules.RULES,
)


def findings(settings: Settings) -> Iterator[Finding]:
    """Run every rule whose sections are valid; warnings about what the owner's file says are the owner's."""
    for rule in RULES:
        for finding in rule.findings(settings):
            if finding.level == "block" or not is_said_by_owner(settings, finding.subject):
                yield finding
