"""Add up aggregate reports: per report, per domain and per source, and report what the next policy would do."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from poolpost.mail.dmarc_report import STRICTER, Published, Report, Row

SHOWN = 10
"""Failing sources that are listed by name, most mail first; JSON has all."""
_FATE = {"quarantine": "would be quarantined by", "reject": "would be rejected by", None: "fall under"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Messages, and how many of them pass DMARC, by aligned DKIM, by aligned SPF; dispositions by name."""

    messages: int
    passing: int
    dkim: int
    spf: int
    dispositions: dict[str, int]

    @property
    def failing(self) -> int:
        """Messages that do not pass."""
        return self.messages - self.passing


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    What one address sent.

    Attributes:
        at_stake: failing messages about which `p` decides, so that a stricter `p` would hit them.
        why: each reason once.
    """

    source_ip: str
    from_domains: tuple[str, ...]
    ses: bool
    totals: Totals
    at_stake: int
    why: tuple[str, ...]
    excuses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    The result of all reports for one domain.

    Attributes:
        published: the policy of the latest report.
        sources: most failing messages first, then most messages.
    """

    domain: str
    reporters: tuple[str, ...]
    reports: int
    begin: datetime
    end: datetime
    published: Published
    totals: Totals
    sources: tuple[Source, ...]

    @property
    def next_policy(self) -> str | None:
        """The next stricter `p`; None after reject."""
        return STRICTER.get(self.published.p)


def unique(reports: Iterable[Report]) -> list[Report]:
    """
    Drop copies of the same report, so that no message counts twice.

    Reports that differ are not copies, whatever id they have: a forged report must not hide the failures of the real one.
    """
    kept: dict[tuple[object, ...], Report] = {}
    for report in reports:
        key = (*report.identity, report.rows)
        first = kept.setdefault(key, report)
        if first is not report and (report.lost or report.notes):
            # A copy may have lost records that the first one has.
            lost, said = (*first.lost, *report.lost), (*first.notes, *report.notes)
            kept[key] = replace(first, lost=tuple(dict.fromkeys(lost)), notes=tuple(dict.fromkeys(said)))
    return list(kept.values())


def notes(reports: Iterable[Report]) -> list[tuple[str, int]]:
    """Count the reports of each departure from the RFCs, most first."""
    return Counter(note for report in reports for note in report.notes).most_common()


def summaries(reports: Sequence[Report]) -> list[Summary]:
    """Add up by domain, in the order of the domains' names."""
    by_domain: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_domain[report.published.domain].append(report)
    return [_summary(domain, by_domain[domain]) for domain in sorted(by_domain)]


def totals(rows: Iterable[Row]) -> Totals:
    """Count the messages of some rows."""
    counted: Counter[str] = Counter()
    dispositions: Counter[str] = Counter()
    for row in rows:
        counted["messages"] += row.messages
        counted["passing"] += row.messages * row.fate.passes
        counted["dkim"] += row.messages * row.fate.dkim
        counted["spf"] += row.messages * row.fate.spf
        dispositions[row.fate.disposition] += row.messages
    return Totals(
        messages=counted["messages"],
        passing=counted["passing"],
        dkim=counted["dkim"],
        spf=counted["spf"],
        dispositions=dict(sorted(dispositions.items())),
    )


def sources(rows: Iterable[Row]) -> tuple[Source, ...]:
    """Group rows by the address that sent them: most failing messages first, then most messages."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row.source_ip].append(row)
    made = (_source(address, group) for address, group in by_source.items())
    return tuple(sorted(made, key=lambda one: (-one.totals.failing, -one.totals.messages, one.source_ip)))


def conclusions(summary: Summary) -> list[str]:
    """Return in sentences what the reports mean for the next step."""
    said = [_about_ses(summary), *_about_failing(summary)]
    if summary.published.softened:
        said.append(f"the record says {summary.published.softened}: receivers apply less than p={summary.published.p}")
    return said


def loss(source: Source, next_policy: str | None) -> str:
    """Return which mail of a source the next policy would hit, and why; None if reject is published already."""
    who = f"{source.source_ip} (Amazon SES)" if source.ses else source.source_ip
    excuses = f"; receivers excused some: {', '.join(source.excuses)}" if source.excuses else ""
    fate = f"{_FATE[next_policy]} p={next_policy or 'reject'}"
    return f"{messages(source.at_stake)} from {who} {fate}: {'; '.join(source.why)}{excuses}"


def messages(count: int) -> str:
    """Return a number of messages in words."""
    return f"{count} message" if count == 1 else f"{count} messages"


def _about_ses(summary: Summary) -> str:
    mine = [source.totals for source in summary.sources if source.ses]
    sent, failing = sum(one.messages for one in mine), sum(one.failing for one in mine)
    step = f"p={summary.next_policy}" if summary.next_policy else "p=reject"
    if not sent:
        return "no message in these reports is proved to come from Amazon SES: they say nothing about its mail"
    if failing:
        return f"{failing} of {messages(sent)} from Amazon SES fail DMARC: fix DKIM and MAIL FROM before {step}"
    if summary.next_policy is None:
        return f"all mail from Amazon SES is aligned ({messages(sent)})"
    return f"all mail from Amazon SES is aligned ({messages(sent)}): the next step, {step}, is safe for it"


def _about_failing(summary: Summary) -> list[str]:
    failing = [source for source in summary.sources if source.totals.failing]
    if not summary.totals.messages:
        return ["these reports are about no mail, so they prove nothing about it"]
    if not failing:
        end = f": p={summary.next_policy} would lose none of it" if summary.next_policy else ""
        return [f"all mail passes DMARC ({messages(summary.totals.messages)}){end}"]
    at_stake = [source for source in failing if source.at_stake]
    said = [loss(source, summary.next_policy) for source in at_stake[:SHOWN]]
    if len(at_stake) > SHOWN:
        rest = sum(source.at_stake for source in at_stake[SHOWN:])
        said.append(f"and {messages(rest)} from {len(at_stake) - SHOWN} more sources (--json lists them)")
    apart = sum(source.totals.failing - source.at_stake for source in failing)
    if apart:
        said.append(
            f"{apart} failing messages are from subdomains: sp={summary.published.sp} decides about them, not p"
        )
    return [*said, "if a source is yours, let it sign as your domain first; if it is not, the policy is there for it"]


def _summary(domain: str, reports: Sequence[Report]) -> Summary:
    rows = [row for report in reports for row in report.rows]
    latest = max(reports, key=lambda report: report.end)
    return Summary(
        domain=domain,
        reporters=tuple(sorted({report.reporter for report in reports})),
        reports=len(reports),
        begin=min(report.begin for report in reports),
        end=latest.end,
        published=latest.published,
        totals=totals(rows),
        sources=sources(rows),
    )


def _source(address: str, rows: Sequence[Row]) -> Source:
    return Source(
        source_ip=address,
        from_domains=tuple(sorted({row.fate.from_domain for row in rows})),
        ses=any(row.fate.ses for row in rows),
        totals=totals(rows),
        at_stake=sum(row.messages for row in rows if row.fate.under_p and not row.fate.passes),
        why=tuple(dict.fromkeys(reason for row in rows for reason in row.fate.why)),
        excuses=tuple(sorted({excuse for row in rows for excuse in row.fate.excuses})),
    )
