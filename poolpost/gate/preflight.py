"""Check what exists where a deploy would create: through Route 53, or through DNS if the zone is elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from poolpost.aws.route53 import Route53
from poolpost.aws.services import Aws
from poolpost.dns.check import check
from poolpost.dns.records import DnsRecord, records_of, zone_of
from poolpost.dns.resolver import Lookup, lookup
from poolpost.dns.spf_evaluation import evaluate_record
from poolpost.dns.verdict import Checked
from poolpost.dns.view import View, view
from poolpost.errors import CannotDecide
from poolpost.findings import Finding
from poolpost.gate.address_dmarc import dmarc_findings
from poolpost.gate.existing_records import (
    Situation,
    Verdict,
    address,
    created,
    findings,
    judge,
    merged_spf,
)
from poolpost.gate.existing_replicas import replica_findings
from poolpost.gate.hosted_zones import zone_findings, zone_id_finding
from poolpost.gate.receiving import receiving_findings
from poolpost.gate.taken_names import taken_names
from poolpost.review.senders import writes_pool
from poolpost.settings import Settings
from poolpost.settings.signing import live_signing, wanted_signing
from poolpost.standards.raw import Json
from poolpost.standards.record_sets import HostedZone, Standing
from poolpost.standards.terraform_plan import Plan

_VERDICTS: dict[str, Verdict] = {
    "present": "same",
    "not visible everywhere yet": "same",
    "absent": "free",
    "wrong": "different",
    "lookup failed": "cannot tell",
    "pending": "pending",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """
    What exists at every name, and what conflicts.

    Attributes:
        deployed: SES has the identity, and not by adoption, so an existing record may be this stack's own.
    """

    situations: tuple[Situation, ...]
    findings: tuple[Finding, ...]
    deployed: bool


def look(settings: Settings, aws: Aws, asked: View) -> Preflight:
    """
    Look at every name that a deploy would create a record at.

    Raises:
        CannotDecide: AWS could not be asked.
        Stopped: the credentials are of another account, or those for Route 53 are.
    """
    aws.account.check()
    identity = aws.ses.domain_identity()
    deployed = identity is not None and "identity" not in settings.aws.adopt
    there = _second_identity(settings, aws)
    needed = records_of(settings, *((identity, there) if _is_easy(settings) else (None, None)))
    situations, about_zones = list[Situation](), list[Finding]()
    if settings.shared_owner is not None:
        pass  # the records are in its owner's stack
    elif settings.dns.provider == "external":
        situations = [_through_dns(one) for one in check(settings, needed, asked)]
    else:
        aws.route53.check_account()
        situations, about_zones = _through_route53(settings, aws.route53, needed)
    about_records = findings(settings, situations)
    if deployed:
        about_records = [_perhaps_ours(settings, finding) for finding in about_records]
    about_names = [*taken_names(settings, aws), *receiving_findings(settings, aws)]
    found = [
        *_signs_otherwise(settings, identity),
        *(_signs_otherwise(settings.second, there) if settings.second is not None else ()),
        *about_names,
        *about_zones,
        *about_records,
        *replica_findings(settings, aws),
        *_too_many_lookups(situations, lookup(asked)),
        *dmarc_findings(settings, aws, lookup(asked), unseen="unknown"),
    ]
    return Preflight(situations=tuple(situations), findings=tuple(found), deployed=deployed)


def before_apply(settings: Settings, aws: Aws, plan: Plan) -> list[Finding]:
    """
    Return what a plan creates although it exists, and what it takes from received mail; Terraform would not ask. For the gate.

    And a warning where a plan lets the pool send by an address whose mail fails DMARC.

    Raises:
        CannotDecide: AWS could not be asked.
    """
    names = [*taken_names(settings, aws, plan), *receiving_findings(settings, aws, plan)]
    creates = created(plan)
    if settings.user_pool.sends_by_address and writes_pool(plan):
        names += dmarc_findings(settings, aws, lookup(view(settings)), unseen="warn")
    if not creates:
        return names
    identities = (aws.ses.domain_identity(), _second_identity(settings, aws)) if _is_easy(settings) else (None, None)
    needed = [one for one in records_of(settings, *identities) if address(one) in creates]
    aws.route53.check_account()
    situations, about_zones = _through_route53(settings, aws.route53, needed)
    return [*names, *about_zones, *findings(settings, situations, creates)]


def _is_easy(settings: Settings) -> bool:
    """Return whether DKIM records hold tokens that only SES knows."""
    return settings.has_domain and settings.domain.dkim.is_easy


def _second_identity(settings: Settings, aws: Aws) -> Json | None:
    """Return the identity in the second region; None where there is none, or no such region."""
    return aws.about(settings.second).ses.domain_identity() if settings.second is not None else None


def _signs_otherwise(settings: Settings, identity: Json | None) -> Iterator[Finding]:
    """Report that a deploy would change how an identity that is to be imported signs."""
    live, wanted = live_signing(identity or {}), wanted_signing(settings)
    if "identity" in settings.aws.adopt and live is not None and live.differs_from(wanted):
        yield Finding(
            rule="signs-otherwise",
            level="block",
            subject=f"identity {settings.domain.name}",
            problem=f"it signs by {live}; a deploy makes that {wanted}, and the gate stops it",
            remedy=f"{live.how_to_keep}; or change it in SES first, with its records published",
        )


def _perhaps_ours(settings: Settings, finding: Finding) -> Finding:
    """Return the finding with a note that another value may come from this stack's last deploy."""
    if finding.rule != "record-differs":
        return finding
    remedy = f"if this stack created it, 'cdktf diff {settings.name}' shows the change; otherwise {finding.remedy}"
    return replace(finding, remedy=remedy)


def _through_route53(
    settings: Settings, route53: Route53, needed: Sequence[DnsRecord]
) -> tuple[list[Situation], list[Finding]]:
    zones, found = _zones(settings, route53, needed)

    def situation(record: DnsRecord) -> Situation:
        zone_id = zones.get(_zone_key(settings, record))
        if record.pending or not record.ours:
            return judge(settings, record, ())
        if zone_id is None:
            return Situation(record=record, verdict="no zone")
        return judge(settings, record, route53.standing(zone_id, record.name))

    situations = [situation(record) for record in needed]
    return situations, found


def _zones(settings: Settings, route53: Route53, needed: Sequence[DnsRecord]) -> tuple[dict[str, str], list[Finding]]:
    """Find the hosted zone of each record: its id by zone name, and what is wrong."""
    if settings.dns.zone_id is not None:
        zone = route53.hosted_zone(settings.dns.zone_id)
        return ({"": zone.id} if zone else {}), list(zone_id_finding(settings, zone))
    wanted = [zone_of(settings, record) for record in needed if record.ours]
    hosted: Sequence[HostedZone] = route53.hosted_zones()
    found = list(zone_findings(settings, wanted, hosted))
    wrong = {finding.subject for finding in found}
    return {zone.name: zone.id for zone in hosted if not zone.private and zone.name not in wrong}, found


def _zone_key(settings: Settings, record: DnsRecord) -> str:
    return "" if settings.dns.zone_id is not None else zone_of(settings, record)


def _through_dns(checked: Checked) -> Situation:
    record = checked.record
    verdict = _VERDICTS[checked.status] if record.ours else "not ours"
    standing = tuple(_standing(record, value) for value in checked.found)
    if verdict == "different" and any(one.type != record.type for one in standing):
        verdict = "in the way"
    return Situation(record=record, verdict=verdict, standing=_together(standing), reason=checked.reason)


def _standing(record: DnsRecord, value: str) -> Standing:
    """Read a found value back: of another type it starts with that type."""
    type_, _, rest = value.partition(" ")
    if type_ in {"CNAME", "TXT", "MX", "A"} and rest:
        return Standing(type=type_, values=(rest,))
    return Standing(type=record.type, values=(value,))


def _together(standing: Sequence[Standing]) -> tuple[Standing, ...]:
    types = dict.fromkeys(one.type for one in standing)
    return tuple(
        replace(one, values=tuple(value for other in standing if other.type == one.type for value in other.values))
        for one in (next(each for each in standing if each.type == type_) for type_ in types)
    )


def _too_many_lookups(situations: Sequence[Situation], ask: Lookup) -> Iterator[Finding]:
    """Evaluate the SPF record that would come out of a merge: ten lookups are all that receivers make."""
    for one in situations:
        merged = merged_spf(one) if one.verdict in {"different", "merge"} and one.record.id.endswith("spf") else None
        if merged is None:
            continue
        subject = f"{one.record.type} {one.record.name}"
        try:
            problems = evaluate_record(one.record.name, merged, ask).problems
        except CannotDecide as error:
            problem = f"the merged record {merged} could not be evaluated: {error}"
            yield Finding(rule="merged-spf", level="unknown", subject=subject, problem=problem)
            continue
        for problem in problems:
            remedy = "remove senders that are no longer used, then merge"
            yield Finding(
                rule="merged-spf",
                level="block",
                subject=subject,
                problem=f"merged with SES the record would be {merged}: {problem}",
                remedy=remedy,
            )
