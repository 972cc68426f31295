"""
What already exists at the names that a deploy would create, and whether it conflicts. Pure.

A record that poolpost did not create is never overwritten (docs/decisions.md): the same value is adopted, a different one stops
the deploy with both shown and what to do. Sources: RFC 1034 section 3.6.2, RFC 7208 section 3.2, AWS provider 5.100.0
aws_route53_record (creates with CREATE: Route 53 refuses a record set that exists).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from poolpost.dns.records import INBOUND, DnsRecord
from poolpost.findings import Finding, Level
from poolpost.settings import Settings
from poolpost.settings.tables.dns import AdoptableRecord
from poolpost.standards.record_sets import Standing
from poolpost.standards.spf import SES_INCLUDE, Spf, parse_spf
from poolpost.standards.terraform_plan import Plan

Verdict = Literal["free", "same", "merge", "different", "in the way", "no zone", "cannot tell", "pending", "not ours"]
_STRICT_SPF = str(Spf((SES_INCLUDE, "-all")))
ADOPTABLE: tuple[str, ...] = get_args(AdoptableRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    One required record and what exists at its name.

    Attributes:
        verdict: free, nothing is there; same; merge, the apex SPF that the environment file names as existing;
            different, another value; in the way, another type that cannot exist next to it; no zone, the hosted zone
            itself is missing, which is a separate finding.
        standing: what is there of the same type, or in the way.
        adopted: the environment file says that Terraform imports it.
        reason: why it is not known; '' otherwise.
    """

    record: DnsRecord
    verdict: Verdict
    standing: tuple[Standing, ...] = ()
    adopted: bool = False
    reason: str = ""

    @property
    def there(self) -> tuple[str, ...]:
        """Return the existing records as text."""
        of_type = (f"{one.type} " if one.type != self.record.type else "" for one in self.standing)
        return tuple(f"{type_}{' | '.join(one.values)}" for type_, one in zip(of_type, self.standing, strict=True))


def judge(settings: Settings, record: DnsRecord, standing: Sequence[Standing]) -> Situation:
    """Compare a needed record with the record sets at its name, as Route 53 holds them."""
    adopted = record.id in settings.dns.adopt
    if record.pending:
        return Situation(record=record, verdict="pending")
    if not record.ours:
        return Situation(record=record, verdict="not ours")
    blocking = tuple(one for one in standing if (one.type == "CNAME") != (record.type == "CNAME"))
    if blocking:
        return Situation(record=record, verdict="in the way", standing=blocking)
    same_type = tuple(one for one in standing if one.type == record.type)
    if not same_type:
        return Situation(record=record, verdict="free")
    values = {_comparable(record, value) for one in same_type for value in one.values}
    verdict: Verdict = "different"
    if values == {_comparable(record, value) for value in record.values}:
        verdict = "same"
    elif record.id == "apex-spf" and values == _named_as_existing(settings):
        verdict = "merge"
    return Situation(record=record, verdict=verdict, standing=same_type, adopted=adopted)


def findings(
    settings: Settings, situations: Sequence[Situation], creates: Collection[str] | None = None
) -> list[Finding]:
    """
    Return what conflicts.

    Args:
        settings: the environment.
        situations: one for each needed record.
        creates: addresses that a plan creates without importing them, e.g. 'aws_route53_record.dmarc': only these are
            judged, and the same value stops as well. None: no plan is known, so a record may be this stack's own.
    """
    judged = (one for one in situations if creates is None or address(one.record) in creates)
    return [finding for one in judged for finding in _of(settings, one, planned=creates is not None)]


def address(record: DnsRecord) -> str:
    """Return the Terraform address of the record."""
    return f"aws_route53_record.{record.id.replace('-', '_')}"


def created(plan: Plan) -> frozenset[str]:
    """
    List the addresses of the records that a plan creates without importing them: Route 53 must not have these.

    A record that this stack created in an apply that ended early exists, of course; another rule of the gate covers it.
    """
    made = (change for change in plan.changes("aws_route53_record") if "create" in change.actions)
    return frozenset(change.address for change in made if not (change.importing or change.tainted))


def to_adopt(settings: Settings, situations: Sequence[Situation]) -> tuple[str, ...]:
    """List the record ids that dns.adopt should name: adopted ones and those that stand there as wanted."""
    return tuple(
        one.record.id
        for one in situations
        if _adoptable(settings, one.record) and (one.adopted or one.verdict in {"same", "merge"})
    )


def merged_spf(situation: Situation) -> str | None:
    """Return the SPF record that keeps what is there and lets SES send; None where there is not exactly one valid to keep."""
    texts = _spf_of(situation)
    try:
        return str(parse_spf(texts[0]).with_ses()) if len(texts) == 1 else None
    except ValueError:
        return None


def _of(settings: Settings, one: Situation, *, planned: bool) -> Iterator[Finding]:
    record, there = one.record, " and ".join(one.there)
    subject, wanted = f"{record.type} {record.name}", " | ".join(record.values)
    if one.verdict == "cannot tell":
        yield _finding("record-unknown", "unknown", subject, f"could not be looked up: {one.reason}", "look again")
    elif one.verdict == "in the way":
        problem = f"{there} exists at this name, next to which {record.type} cannot exist; expected {wanted}"
        yield _finding("record-in-the-way", "block", subject, problem, _remedy(settings, one))
    elif one.verdict == "different":
        problem = (
            f"{there} already exists; expected {wanted}. poolpost does not overwrite records that it did not create"
        )
        yield _finding("record-differs", "block", subject, problem, _remedy(settings, one))
    elif one.verdict in {"same", "merge"} and not one.adopted and settings.dns.provider == "route53":
        problem = f"{there} is there already{', as wanted' if one.verdict == 'same' else ''}"
        yield _finding("record-exists", "block" if planned else "info", subject, problem, _adopt(settings, one.record))


def _adoptable(settings: Settings, record: DnsRecord) -> bool:
    """Return whether the name is known at plan time; that of an Easy DKIM record is if the identity is imported as well."""
    easy_dkim = "dkim-" in record.id and record.type == "CNAME"
    return record.id in ADOPTABLE and (not easy_dkim or _identity_key(record) in settings.aws.adopt)


def _identity_key(record: DnsRecord) -> str:
    """Return the key in aws.adopt of the identity that a DKIM record belongs to."""
    return f"{record.id.partition('dkim-')[0]}identity"


def _adopt(settings: Settings, record: DnsRecord) -> str:
    together = "" if _adoptable(settings, record) else f', together with "{_identity_key(record)}" in aws.adopt'
    return f'unless this stack created it, adopt it: name "{record.id}" in dns.adopt{together}'


def _remedy(settings: Settings, one: Situation) -> str:
    """Return how both records can coexist; nothing is overwritten without being asked."""
    if one.record.id == "dmarc":
        if_other = "give [dns.dmarc] the policy that is there and adopt it, then change it; or leave [dns.dmarc] out"
        if_name = "its owner publishes your policy: leave [dns.dmarc] out; or remove it"
        return if_name if one.verdict == "in the way" else if_other
    if one.record.id == "apex-spf" and one.verdict == "different":
        return _apex_remedy(settings, one)
    if one.record.id == "mail-from-spf" and _spf_of(one) == [_STRICT_SPF]:
        adopt = ' and name "mail-from-spf" in dns.adopt' if settings.dns.provider == "route53" else ""
        return f'it lets SES send, and ends in -all: set domain.mail_from.spf_all = "-all"{adopt}'
    if one.record.id == INBOUND:
        return (
            "it receives the mail at this name today, and the deploy would take it away: choose an inbound.domain that "
            f"nothing receives mail at, such as a new subdomain of {settings.domain.name}"
        )
    if one.record.id.startswith("mail-from"):
        merged = merged_spf(one) if one.record.id == "mail-from-spf" else None
        keep = f"; to keep both senders at this name, its only SPF record has to be {merged}" if merged else ""
        return f"choose a domain.mail_from.label that nothing else uses: the MAIL FROM domain is for SES alone{keep}"
    return "ask its owner whether it can go; poolpost does not remove it"


def _apex_remedy(settings: Settings, one: Situation) -> str:
    merged, texts = merged_spf(one), _spf_of(one)
    if merged is None:
        return "fix the existing SPF record first: exactly one valid record is allowed"
    others = [value for standing in one.standing for value in standing.values if value not in texts]
    keep = f", other_txt = {_toml(others)}" if others and settings.dns.provider == "route53" else ""
    named = f"set [dns.apex_spf] existing = {_toml(texts[0])}{keep}"
    if settings.dns.provider == "external":
        return f"{named}, and publish in its place: {merged}"
    return f'{named}, and name "apex-spf" in dns.adopt; the deploy then publishes {merged}'


def _spf_of(one: Situation) -> list[str]:
    values = [value for standing in one.standing for value in standing.values]
    return [value for value in values if value.lower().startswith("v=spf1")]


def _named_as_existing(settings: Settings) -> set[str | None]:
    apex = settings.dns.apex_spf
    return {apex.existing, *apex.other_txt} if apex is not None else set()


def _comparable(record: DnsRecord, value: str) -> str:
    return value if record.type == "TXT" else value.rstrip(".").lower()


def _toml(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f"[{', '.join(_toml(one) for one in value)}]"


def _finding(rule: str, level: Level, subject: str, problem: str, remedy: str) -> Finding:
    return Finding(rule=rule, level=level, subject=subject, problem=problem, remedy=remedy)
