"""The doctor's check of hosted zones in another account."""

from collections.abc import Iterator

from poolpost.dns.records import records, zone_of
from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed
from poolpost.doctor.facts import Facts
from poolpost.errors import Stopped


@check(
    "zone-account-is-reached",
    "DNS",
    "hosted zone",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html",
)
def zone_account_is_reached(facts: Facts) -> Iterator[Verdict]:
    """With dns.role_arn every deploy and plan assumes a role of another account; without it no plan can be made."""
    settings = facts.settings
    if settings.dns.role_arn is None:
        yield does_not_apply("dns.role_arn is not set: no other account has the hosted zones")
        return
    account = settings.zone_account_id
    try:
        hosted = [zone for zone in facts.hosted_zones() if not zone.private]
    except Stopped as error:
        yield failed(str(error), f"correct dns.role_arn in environments/{settings.name}.toml")
        return
    if settings.dns.zone_id is not None:
        wanted, have = [settings.dns.zone_id], {zone.id for zone in hosted}
    else:
        wanted = list(dict.fromkeys(zone_of(settings, one) for one in records(settings) if one.ours))
        have = {zone.name for zone in hosted}
    for zone in wanted:
        if zone in have:
            yield passed(f"account {account} has it; {settings.dns.role_arn} can be assumed", subject=zone)
        else:
            remedy = "correct dns.zones, dns.zone_id or dns.role_arn"
            yield failed(f"account {account} has no public hosted zone {zone}", remedy, subject=zone)


CHECKS = (zone_account_is_reached,)
