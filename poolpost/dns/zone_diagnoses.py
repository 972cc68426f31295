"""Why the zone of a record is not the one that is meant, or not sound, each with an id and a remedy. Pure."""

from collections.abc import Iterator

from poolpost.dns.answers import Zone
from poolpost.dns.records import DnsRecord
from poolpost.findings import Finding


def of_zone(record: DnsRecord, wanted_zone: str, zone: Zone) -> Iterator[Finding]:
    """
    Yield what is wrong with the zone that a record is in, or should be in.

    Args:
        record: one of the zone's records.
        wanted_zone: the zone that the environment file names for it; '' if it names none.
        zone: the result of the walk.
    """
    if zone.reason:
        return
    if "." not in zone.name or (wanted_zone and wanted_zone != zone.name):
        yield _other_zone(record, wanted_zone, zone)
    if zone.delegated and zone.listed and zone.delegated != zone.listed:
        problem = (
            f"the zone above delegates it to {_names(zone.delegated)}, but its own NS records say "
            f"{_names(zone.listed)}: which servers are asked depends on who asks"
        )
        remedy = "make both the same: at the registrar (delegation), or the NS records of the zone"
        yield Finding(rule="ns-mismatch", level="warn", subject=zone.name, problem=problem, remedy=remedy)
    if zone.lame:
        told = "; ".join(f"{server}: {reason}" for server, reason in zone.lame.items())
        problem = f"name servers of the zone do not serve it (lame delegation): {told}"
        remedy = "set the zone up on these servers, or remove them from the delegation and from the NS records"
        yield Finding(rule="lame-delegation", level="warn", subject=zone.name, problem=problem, remedy=remedy)
    if zone.silent:
        told = "; ".join(f"{server}: {reason}" for server, reason in zone.silent.items())
        remedy = "ask again; where this network blocks DNS to the outside, ask with --nameserver ADDRESS"
        yield Finding(
            rule="silent-name-server",
            level="warn",
            subject=zone.name,
            problem=f"could not be asked: {told}",
            remedy=remedy,
        )


def _other_zone(record: DnsRecord, wanted: str, zone: Zone) -> Finding:
    subject = record.name
    if "." not in zone.name:
        wanted = wanted or record.name
        problem = f"{wanted} is not delegated: the zone above ({zone.name}) names no servers for it"
        remedy = f"register {wanted}, or set its name servers at the registrar"
        return Finding(rule="not-delegated", level="warn", subject=wanted, problem=problem, remedy=remedy)
    problem = f"it lies in the zone {zone.name} (served by {_names(zone.listed or zone.delegated)}), not in {wanted}"
    remedy = f"publish it in {zone.name}; in the environment file name that zone in dns.zones"
    return Finding(rule="other-zone", level="warn", subject=subject, problem=problem, remedy=remedy)


def _names(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
