"""From dmarc-report's values to ours: alignment judged by the receiver, and the reason in words."""

from collections.abc import Iterable
from datetime import UTC, datetime

from dmarc_report import schema

from poolpost.dmarc_reports.model import Published, Report, Row
from poolpost.domain_names import is_within

SES_DOMAIN = "amazonses.com"
"""SES signs all mail with it beside the domain's own key; only Amazon can (SES developer guide, Easy DKIM)."""
_SHOWN = 3  # domains in a reason; one message may carry a hundred signatures
_LONGEST = 120  # characters of a reporter's name or id


def report_of(file: str, given: schema.Report) -> Report:
    """Keep what matters of a report, without characters that could play with a terminal."""
    metadata = given.report_metadata
    published = _published(given.policy_published)
    return Report(
        file=file,
        reporter=printable(metadata.org_name),
        report_id=printable(metadata.report_id),
        begin=datetime.fromtimestamp(metadata.date_range.begin, tz=UTC),
        end=datetime.fromtimestamp(metadata.date_range.end, tz=UTC),
        published=published,
        rows=tuple(_row(record, published) for record in given.records),
    )


def _published(given: schema.PolicyPublished) -> Published:
    softened = f"pct={given.pct}" if given.pct is not None and given.pct != 100 else ""  # noqa: PLR2004 -- percent
    return Published(
        domain=_domain(given.domain),
        p=given.p.value,
        sp=given.sp.value if given.sp else None,
        adkim=given.effective_adkim.value,
        aspf=given.effective_aspf.value,
        softened="t=y" if given.testing is schema.TestingMode.YES else softened,
    )


def _row(record: schema.Record, published: Published) -> Row:
    evaluated, found = record.policy_evaluated, record.auth_results
    from_domain = _domain(record.identifiers.header_from)
    dkim = evaluated.dkim is schema.DMARCResult.PASS
    spf = evaluated.spf is schema.DMARCResult.PASS
    signers = _domains(result.domain for result in found.dkim if result.result is schema.DKIMResult.PASS)
    senders = _domains(result.domain for result in found.spf if result.result is schema.SPFResult.PASS)
    why = () if dkim or spf else (_dkim_reason(found, signers, from_domain), _spf_reason(found, senders, from_domain))
    return Row(
        source_ip=record.source_ip,
        messages=record.count,
        from_domain=from_domain,
        dkim=dkim,
        spf=spf,
        disposition=evaluated.disposition.value,
        why=why,
        excuses=tuple(sorted({reason.type.value for reason in evaluated.reasons})),
        under_p=published.sp is None or from_domain == published.domain,
        ses=any(is_within(domain, SES_DOMAIN) for domain in signers + senders),
    )


def _dkim_reason(found: schema.AuthResults, signers: list[str], from_domain: str) -> str:
    if from_domain in signers:
        return f"signed by {from_domain}, but counted as not aligned"
    if signers:
        return f"signed by {_listed(signers)}, not by {from_domain}"
    broken = [result for result in found.dkim if result.result is not schema.DKIMResult.NONE]
    if broken:
        return f"signature of {_domain(broken[0].domain)} does not verify ({broken[0].result.value})"
    return "not signed with DKIM"


def _spf_reason(found: schema.AuthResults, senders: list[str], from_domain: str) -> str:
    if senders:
        return f"SPF passes for {_listed(senders)}, which does not align with {from_domain}"
    if found.spf:
        return f"SPF {found.spf[0].result.value} for {_domain(found.spf[0].domain)}"
    return "no SPF result"


def _domains(names: Iterable[str]) -> list[str]:
    return sorted({_domain(name) for name in names})


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _domain(name: str) -> str:
    return printable(name.strip().rstrip(".").lower(), longest=253)


def printable(text: str, longest: int = _LONGEST) -> str:
    """Replace what is not printable: escape sequences, line breaks, characters that turn the direction of writing."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text.strip())
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
