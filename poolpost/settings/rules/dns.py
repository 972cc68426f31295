"""Rules about zones, DMARC and SPF."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import is_absent, rule
from poolpost.settings.second_region import provider_region, second_id
from poolpost.standards.dmarc import OBSOLETE, external_report_name
from poolpost.standards.domain_names import is_within, longest_match
from poolpost.standards.spf import parse_spf

_DMARC = "RFC 9989 section 4.7"
_ROUTE53 = "AWS provider 5.100.0 data.aws_route53_zone; RFC 1034 section 4.2"


@rule("zone-is-named-once", "dns", source=_ROUTE53)
def zone_is_named_once(settings: Settings) -> Iterator[Problem]:
    """A zone is found by its name or its id; the two could disagree, and an external DNS provider has no id."""
    dns = settings.dns
    if dns.zone_id is not None and dns.zones:
        yield blocked("dns.zone_id", f"{dns.zone_id!r} is set together with 'zones'; allowed: one of the two")
    if dns.zone_id is not None and dns.provider == "external":
        yield blocked(
            "dns.zone_id", f"{dns.zone_id!r} is a Route 53 zone, but provider is 'external'; remove one of the two"
        )


@rule("zone-role-is-used", "dns", "aws", source=_ROUTE53)
def zone_role_is_used(settings: Settings) -> Iterator[Problem]:
    """The role is for Route 53 alone, and a role of another partition cannot be assumed."""
    dns, partition = settings.dns, settings.aws.partition
    if dns.role_arn is None:
        return
    if dns.provider == "external":
        yield blocked(
            "dns.role_arn", f"{dns.role_arn!r} is for Route 53, but provider is 'external'; remove one of the two"
        )
    if dns.role_arn.split(":")[1] != partition:
        yield blocked("dns.role_arn", f"{dns.role_arn!r} is in another partition; allowed: a role in {partition!r}")


@rule("names-lie-in-a-zone", "dns", "domain", "configuration_set", source=_ROUTE53)
def names_lie_in_a_zone(settings: Settings) -> Iterator[Problem]:
    """A record outside the zones of the environment cannot be created."""
    tracking = settings.configuration_set.tracking
    names = {"domain.name": settings.domain.name}
    if tracking is not None:
        names["configuration_set.tracking.domain"] = tracking.domain
    for key, name in names.items():
        if settings.dns.zone_id is None and longest_match(name, settings.zones) is None:
            yield blocked(key, f"{name!r} is in none of dns.zones; allowed: a name in {', '.join(settings.zones)}")


@rule(
    "tracking-has-a-name-of-its-own",
    "dns",
    "domain",
    "configuration_set",
    source="RFC 1034 section 3.6.2: a CNAME has its name for itself",
)
def tracking_has_a_name_of_its_own(settings: Settings) -> Iterator[Problem]:
    """The tracking domain is a CNAME, so no other record may have its name."""
    tracking = settings.configuration_set.tracking
    if tracking is None:
        return
    taken = {settings.domain.name, settings.mail_from_domain, *settings.zones}
    if tracking.domain in taken:
        yield blocked(
            "configuration_set.tracking.domain", f"{tracking.domain!r} has other records; allowed: a separate name"
        )


@rule("obsolete-dmarc-tags", "dns", source=_DMARC)
def obsolete_dmarc_tags(settings: Settings) -> Iterator[Problem]:
    """RFC 9989 removed pct, rf and ri: new receivers ignore them, so the record does less than it says."""
    for tag in OBSOLETE:
        value = getattr(settings.dns.dmarc, tag, None)
        if value is not None:
            advice = "use t = 'y' to test a policy" if tag == "pct" else "remove it"
            yield warned(
                f"dns.dmarc.{tag}", f"{value!r}: RFC 9989 removed this tag and new receivers ignore it; {advice}"
            )


@rule("dmarc-does-something", "dns", source=_DMARC)
def dmarc_does_something(settings: Settings) -> Iterator[Problem]:
    """A policy without reports is blind, and some tags have no effect alone."""
    dmarc = settings.dns.dmarc
    if is_absent(settings, "domain"):
        return
    if dmarc is None:
        yield warned(
            "dns.dmarc",
            "is not set, so no DMARC record is created; Gmail, Yahoo and Outlook require one from bulk senders",
        )
        return
    if not dmarc.rua:
        yield warned("dns.dmarc.rua", f"is empty: with p={dmarc.p} no report shows which mail fails DMARC")
    if dmarc.fo is not None and not dmarc.ruf:
        yield warned("dns.dmarc.fo", f"{dmarc.fo!r} does nothing without 'ruf'")
    if dmarc.t == "y" and dmarc.p == "none":
        yield warned("dns.dmarc.t", "'y' does nothing with p = 'none'")


@rule("reports-are-authorised", "dns", "domain", source="RFC 9990 section 4 (formerly RFC 7489 section 7.1)")
def reports_are_authorised(settings: Settings) -> Iterator[Problem]:
    """Receivers ignore a report address in another organisation's domain unless that domain allows it."""
    for host in external_report_hosts(settings):
        yield warned(
            "dns.dmarc.rua",
            f"reports go to {host!r}, outside {', '.join(settings.zones)}: its owner must publish TXT "
            f"{external_report_name(settings.domain.name, host)!r} with 'v=DMARC1', or they are never sent",
        )


@rule("existing-spf-is-valid", "dns", source="RFC 7208")
def existing_spf_is_valid(settings: Settings) -> Iterator[Problem]:
    """SES is added to the existing apex SPF record: only a valid record can be extended, and only one may exist."""
    apex = settings.dns.apex_spf
    if apex is None:
        return
    if any(value.lower().startswith("v=spf1") for value in apex.other_txt):
        yield blocked(
            "dns.apex_spf.other_txt", "contains an SPF record; a name may have only one, so move it to 'existing'"
        )
    if apex.existing is None:
        return
    try:
        record = parse_spf(apex.existing)
        parse_spf(str(record.with_ses()))
    except ValueError as error:
        yield blocked("dns.apex_spf.existing", f"{error}")


@rule(
    "adopted-records-are-made-here",
    *("aws", "dns", "domain", "configuration_set", "user_pool", "region_override", "inbound"),
    source="Terraform language, import blocks; provider aws_route53_record",
)
def adopted_records_are_made_here(settings: Settings) -> Iterator[Problem]:
    """Only a record that this environment creates in Route 53, under a name known in advance, can be imported."""
    dns, dkim = settings.dns, settings.domain.dkim
    tokens_are_known = dkim.is_easy and "identity" in settings.aws.adopt
    made = {
        "mail-from-mx": True,
        "mail-from-spf": True,
        "dmarc": dns.dmarc is not None,
        "apex-spf": dns.apex_spf is not None,
        "tracking": settings.configuration_set.tracking is not None,
        "inbound-mx": settings.inbound is not None,
        "dkim-1": tokens_are_known or dkim.selector is not None,
        "dkim-2": tokens_are_known,
        "dkim-3": tokens_are_known,
    }
    second_tokens_are_known = dkim.is_easy and provider_region(settings) and second_id("identity") in settings.aws.adopt
    made |= {second_id(f"dkim-{number}"): bool(second_tokens_are_known) for number in (1, 2, 3)}
    for record in dns.adopt:
        if dns.provider != "route53":
            yield blocked(
                "dns.adopt", f"{record!r}: with provider = 'external' no record is created, so none can be adopted"
            )
        elif not made[record]:
            can = ", ".join(name for name, here in made.items() if here)
            yield blocked("dns.adopt", f"{record!r} is not a record that can be adopted; allowed: {can}")


@rule(
    "adopted-identities-are-made-here",
    *("aws", "addresses", "user_pool", "region_override"),
    source="Terraform language, import blocks; provider aws_sesv2_email_identity",
)
def adopted_identities_are_made_here(settings: Settings) -> Iterator[Problem]:
    """Only a resource that this environment would create can be imported in its place."""
    domain = () if is_absent(settings, "domain") else ("identity",)
    can = (*domain, "configuration-set", *settings.verified_addresses)
    if provider_region(settings) is not None:
        can = (*can, *map(second_id, can))
    for name in settings.aws.adopt:
        if name not in can:
            yield blocked("aws.adopt", f"{name!r} is not created by this environment; allowed: {', '.join(can)}")


def external_report_hosts(settings: Settings) -> tuple[str, ...]:
    """
    Return the external report domains: neither in a zone of the environment nor an ancestor of the policy's domain.

    RFC 9989 compares organisational domains by a DNS tree walk; offline the zones stand for the organisation.
    """
    if settings.dns.dmarc is None:
        return ()
    name = settings.domain.name
    return tuple(
        host
        for host in settings.dns.dmarc.report_hosts()
        if longest_match(host, settings.zones) is None and not is_within(name, host) and not is_within(host, name)
    )


RULES = (
    zone_is_named_once,
    zone_role_is_used,
    names_lie_in_a_zone,
    tracking_has_a_name_of_its_own,
    obsolete_dmarc_tags,
    dmarc_does_something,
    reports_are_authorised,
    existing_spf_is_valid,
    adopted_records_are_made_here,
    adopted_identities_are_made_here,
)
