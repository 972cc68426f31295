"""Whether the hosted zones that records go into exist, and are the public ones. Pure."""

from collections.abc import Iterator, Sequence

from poolpost.findings import Finding
from poolpost.settings import Settings
from poolpost.standards.domain_names import is_within
from poolpost.standards.record_sets import HostedZone


def zone_findings(settings: Settings, wanted: Sequence[str], hosted: Sequence[HostedZone]) -> Iterator[Finding]:
    """Report hosted zones that are missing, only private, or exist twice: `data.aws_route53_zone` takes exactly one."""
    have = ", ".join(f"{zone.name} ({'private' if zone.private else 'public'})" for zone in hosted) or "none"
    for name in dict.fromkeys(wanted):
        named = [zone for zone in hosted if zone.name == name]
        public = [zone for zone in named if not zone.private]
        if len(public) == 1:
            continue
        above = [zone.name for zone in hosted if not zone.private and is_within(name, zone.name)]
        if public:
            problem = f"there are {len(public)} public hosted zones of this name ({', '.join(z.id for z in public)})"
            remedy = "name the one that the registrar delegates to: dns.zone_id"
        elif named:
            problem = "the hosted zone of this name is private; SES and receivers of mail see public DNS only"
            remedy = f"create a public hosted zone {name} and delegate to it"
        else:
            problem = f"there is no hosted zone {name} in account {settings.zone_account_id}; there are: {have}"
            remedy = _without_zone(settings, above)
        yield _finding(name, problem, remedy)


def zone_id_finding(settings: Settings, zone: HostedZone | None) -> Iterator[Finding]:
    """Report what is wrong with the zone that dns.zone_id names."""
    zone_id, domain = settings.dns.zone_id or "", settings.domain.name
    if zone is None:
        problem = f"there is no hosted zone {zone_id} in account {settings.zone_account_id}"
        yield _finding("dns.zone_id", problem, "correct dns.zone_id")
    elif zone.private:
        problem = f"{zone_id} ({zone.name}) is private; SES and receivers of mail see public DNS only"
        yield _finding("dns.zone_id", problem, "name the public zone")
    elif not is_within(domain, zone.name):
        problem = f"{zone_id} is the zone {zone.name}, and {domain} does not lie in it"
        yield _finding("dns.zone_id", problem, f"name a zone that {domain} lies in")


def _without_zone(settings: Settings, above: Sequence[str]) -> str:
    if above:
        return f'set dns.zones = ["{max(above, key=len)}"]'
    return (
        f'create it, name another in dns.zones, or set dns.provider = "external" and publish the records that '
        f"'poolpost dns {settings.name}' lists"
    )


def _finding(subject: str, problem: str, remedy: str) -> Finding:
    return Finding(rule="hosted-zone", level="block", subject=subject, problem=problem, remedy=remedy)
