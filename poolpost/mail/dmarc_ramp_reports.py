"""What aggregate reports prove about the present step of an environment's plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from poolpost.mail.dmarc_ramp import Evidence
from poolpost.mail.dmarc_report import NO_ADDRESS, Report, Row, Unread
from poolpost.mail.dmarc_summary import loss, sources, totals
from poolpost.settings.model import Settings
from poolpost.settings.tables.dmarc_ramp import DmarcRamp, parse_network


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A report that does not count as evidence, and why."""

    file: str
    reason: str


def evidence(
    settings: Settings, ramp: DmarcRamp, reports: Iterable[Report], unread: Sequence[Unread] = ()
) -> tuple[Evidence, list[Left]]:
    """Count the reports about this domain at this step, and return which do not count."""
    used: list[Report] = []
    left: list[Left] = []
    for report in reports:
        reason = _why_not(settings, ramp, report)
        if reason:
            left.append(Left(file=report.file, reason=reason))
        else:
            used.append(report)
    rows = list(_ours(ramp, used))
    counted = totals(rows)
    at_stake = [source for source in sources(rows) if source.at_stake]
    return (
        Evidence(
            messages=counted.messages,
            aligned=counted.passing,
            breaks=tuple(loss(source, ramp.following) for source in at_stake),
            read=len(used),
            lost=sum(len(report.lost) for report in used),
            unread=tuple(one.file for one in unread),
        ),
        left,
    )


def _why_not(settings: Settings, ramp: DmarcRamp, report: Report) -> str:
    if report.published.domain != settings.domain.name:
        return f"is about {report.published.domain}, not {settings.domain.name}"
    if report.begin.date() < ramp.since:
        return f"begins on {report.begin.date()}, before this step was deployed ({ramp.since})"
    if report.published.p != ramp.step:
        return f"saw p={report.published.p}, not p={ramp.step}"
    return ""


def _ours(ramp: DmarcRamp, reports: Sequence[Report]) -> Iterator[Row]:
    """Return the rows whose sources are not listed as foreign in the file."""
    foreign = [parse_network(network) for network in ramp.foreign_sources]
    for report in reports:
        for row in report.rows:
            address = None if row.source_ip == NO_ADDRESS else ip_address(row.source_ip)
            if address is None or not any(address in network for network in foreign):
                yield row
