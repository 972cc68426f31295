"""Warn of the DMARC policy under which mail of a single address fails, before the pool sends by it."""

from collections.abc import Iterator

from poolpost.aws.services import Aws
from poolpost.dns.address_dmarc import domains_above, outlook, signs
from poolpost.dns.resolver import Lookup
from poolpost.errors import CannotDecide
from poolpost.findings import Finding, Level
from poolpost.settings import Settings

_REMEDY = "expect it, or move on to a domain identity: [domain] and [dns], and user_pool.identity = 'domain' once it is verified"


def dmarc_findings(settings: Settings, aws: Aws, ask: Lookup, *, unseen: Level) -> Iterator[Finding]:
    """
    Report that receivers reject or junk what the pool sends; nothing for a pool that sends by its domain.

    Args:
        settings: the environment.
        aws: its account: a verified identity of the address's domain signs the mail, and DMARC passes.
        ask: how receivers see DNS.
        unseen: the level of the finding where DNS, or AWS about the domains above the address, could not be asked.
    """
    if not settings.user_pool.sends_by_address:
        return
    try:
        signing = next((name for name in domains_above(settings.identity) if signs(aws.ses.identity(name))), None)
        problem, level, remedy = outlook(settings.identity, signing, ask).problem, "warn", _REMEDY
    except CannotDecide as error:
        problem, level, remedy = f"whether its mail passes DMARC is not known: {error}", unseen, "look again"
    if problem:
        yield Finding(
            rule="address-passes-dmarc", level=level, subject=settings.identity, problem=problem, remedy=remedy
        )
