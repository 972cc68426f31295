"""Rules about received mail: where SES receives, whose the domain is, and that each rule does something."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.aws import in_another_place
from poolpost.settings.rules.rule import is_absent, rule
from poolpost.settings.tables.inbound import ReceiptRule
from poolpost.standards.domain_names import is_within, longest_match
from poolpost.standards.regions import receiving_regions

_REGIONS = "CloudFormation registry, AWS::SES::ReceiptRule; AWS General Reference, SES email receiving endpoints"
_MX = "SES developer guide, receiving-email-mx-record"
_CONCEPTS = "SES developer guide, receiving-email-concepts"
MAX_RULE_NAME = 64
"""Characters of a receipt rule's name (botocore ses, ReceiptRuleName)."""


@rule("region-receives-mail", "aws", "inbound", source=_REGIONS)
def region_receives_mail(settings: Settings) -> Iterator[Problem]:
    """SES sends in more regions than it receives in; elsewhere there is no MX target and no receipt rule."""
    allowed = receiving_regions()
    if settings.inbound is not None and settings.aws.region not in allowed:
        yield blocked(
            "inbound",
            f"SES does not receive mail in aws.region {settings.aws.region!r}; allowed: {', '.join(allowed)}; "
            "or remove [inbound]",
        )


@rule("inbound-domain-is-verified", "inbound", source=_CONCEPTS)
def inbound_domain_is_verified(settings: Settings) -> Iterator[Problem]:
    """SES takes mail for verified domains only; a pool that sends by a single address has none."""
    if settings.inbound is not None and is_absent(settings, "domain"):
        yield blocked(
            "inbound", "needs [domain] and [dns]: SES receives for verified domains only; add them, or remove [inbound]"
        )


@rule("inbound-domain-is-free", "domain", "dns", "configuration_set", "inbound", source=f"{_MX}; mail-from")
def inbound_domain_is_free(settings: Settings) -> Iterator[Problem]:
    """A name has one set of MX records: SES's would take the mail that someone receives at this name today."""
    if settings.inbound is None:
        return
    name, tracking, key = settings.inbound.domain, settings.configuration_set.tracking, "inbound.domain"
    if not is_within(name, settings.domain.name):
        yield blocked(
            key,
            f"{name!r} is not verified by the identity {settings.domain.name!r}; allowed: that domain or a subdomain of it, "
            f"such as 'in.{settings.domain.name}'",
        )
    if is_within(name, settings.mail_from_domain):
        yield blocked(key, f"{name!r} is the MAIL FROM domain, whose MX takes bounces; allowed: any other subdomain")
    if tracking is not None and name == tracking.domain:
        yield blocked(key, f"{name!r} is the tracking domain, a CNAME; allowed: any other subdomain")
    if name in settings.zones and not settings.inbound.apex:
        yield blocked(
            key,
            f"{name!r} is the apex of a zone, where people usually have their mailboxes; allowed: a subdomain such as "
            f"'in.{name}', or apex = true if no one does",
        )
    if settings.dns.zone_id is None and longest_match(name, settings.zones) is None:
        yield blocked(key, f"{name!r} is in none of dns.zones; allowed: a name in {', '.join(settings.zones)}")


@rule("recipients-are-inbound", "inbound", source=_CONCEPTS)
def recipients_are_inbound(settings: Settings) -> Iterator[Problem]:
    """A rule for another domain receives nothing, or takes the mail of another rule in a shared rule set."""
    inbound = settings.inbound
    if inbound is None:
        return
    for name, each in inbound.rules.items():
        for index, recipient in enumerate(each.recipients):
            local, at, host = recipient.rpartition("@")
            if host != inbound.domain or (at and not _is_local_part(local)):
                yield blocked(
                    f"inbound.rules.{name}.recipients.{index}",
                    f"{recipient!r} is not in {inbound.domain!r}; allowed: that domain, or an address such as "
                    f"'{name}@{inbound.domain}'",
                )


def _is_local_part(local: str) -> bool:
    """Return whether SES takes the part before '@': no blank, no second '@'; it compares without case and '+label'."""
    return bool(local) and not any(character.isspace() or character in '@"' for character in local)


@rule("received-mail-goes-somewhere", "inbound", source=_CONCEPTS)
def received_mail_goes_somewhere(settings: Settings) -> Iterator[Problem]:
    """SES accepts what a rule matches: without an action that mail is lost, and its sender hears nothing."""
    for name, each in _rules(settings):
        held = {kind for kind in ("s3", "sns", "bounce") if getattr(each, kind) is not None}
        held |= {"lambda"} if each.lambda_ is not None else set()
        key = f"inbound.rules.{name}"
        if not held:
            yield blocked(key, "has no action; allowed: one or more of s3, sns, lambda, bounce")
        elif len(set(each.order)) < len(each.order) or held - set(each.order):
            yield blocked(
                f"{key}.order", f"{list(each.order)}; allowed: each of {', '.join(sorted(held))} exactly once"
            )


@rule("bucket-is-used", "inbound", source=_CONCEPTS)
def bucket_is_used(settings: Settings) -> Iterator[Problem]:
    """Mail is stored in the bucket of this stack, with its retention; a bucket that no rule uses only costs."""
    if settings.inbound is None:
        return
    storing, bucket = settings.inbound.storing(), settings.inbound.bucket
    for name in storing if bucket is None else ():
        yield blocked(f"inbound.rules.{name}.s3", "needs [inbound.bucket] with name and retention_days; add it")
    if bucket is not None and not storing:
        yield blocked("inbound.bucket", "is used by no rule; add [inbound.rules.NAME.s3], or remove the bucket")


@rule("receives-in-its-own-account", "aws", "inbound", source="SES developer guide, receiving-email-permissions")
def receives_in_its_own_account(settings: Settings) -> Iterator[Problem]:
    """SES reaches functions, topics and keys of its own account and region only."""
    bucket = settings.inbound.bucket if settings.inbound else None
    named = {"inbound.bucket.kms": bucket.kms if bucket and bucket.kms.startswith("arn:") else None}
    for name, each in _rules(settings):
        named[f"inbound.rules.{name}.sns.topic_arn"] = each.sns.topic_arn if each.sns else None
        named[f"inbound.rules.{name}.lambda.function_arn"] = each.lambda_.function_arn if each.lambda_ else None
    yield from in_another_place(settings, named)


@rule("bounces-come-from-the-domain", "domain", "inbound", source="SES developer guide, receiving-email-action-bounce")
def bounces_come_from_the_domain(settings: Settings) -> Iterator[Problem]:
    """SES sends the bounce, so its sender must be verified."""
    for name, each in _rules(settings):
        if each.bounce is not None and not is_within(each.bounce.sender.domain, settings.domain.name):
            yield blocked(
                f"inbound.rules.{name}.bounce.sender",
                f"{each.bounce.sender.address!r} is not in the verified domain; allowed: an address in {settings.domain.name!r}",
            )


@rule("receipt-rule-name-fits", "inbound", source="botocore ses ReceiptRuleName")
def receipt_rule_name_fits(settings: Settings) -> Iterator[Problem]:
    """SES limits the name of a rule, which holds the environment's."""
    for name, _ in _rules(settings):
        full = settings.receipt_rule_name(name)
        if len(full) > MAX_RULE_NAME:
            problem = (
                f"is called {full!r} in SES, {len(full)} characters; allowed: {MAX_RULE_NAME}, so choose a shorter name"
            )
            yield blocked(f"inbound.rules.{name}", problem)


@rule("named-addresses-have-a-rule", "dns", "user_pool", "inbound", source=_CONCEPTS)
def named_addresses_have_a_rule(settings: Settings) -> Iterator[Problem]:
    """SES refuses mail that no rule matches: reports and replies to such an address bounce."""
    inbound = settings.inbound
    if inbound is None:
        return
    taken = {each for rule in inbound.rules.values() if rule.enabled for each in inbound.recipients(rule)}
    pool, dmarc = settings.user_pool, settings.dns.dmarc
    named = {"user_pool.reply_to": [pool.reply_to.address] if pool.reply_to else []}
    if dmarc is not None:
        named["dns.dmarc.rua"] = [uri.removeprefix("mailto:") for uri in dmarc.rua]
    for key, addresses in named.items():
        for address in addresses:
            host = address.rpartition("@")[2].lower()
            if host == inbound.domain and not {host, address.lower()} & {each.lower() for each in taken}:
                yield warned(key, f"{address!r} is matched by no rule of [inbound.rules], so mail to it is refused")


def _rules(settings: Settings) -> Iterator[tuple[str, ReceiptRule]]:
    yield from settings.inbound.rules.items() if settings.inbound else ()


RULES = (
    region_receives_mail,
    inbound_domain_is_verified,
    inbound_domain_is_free,
    recipients_are_inbound,
    received_mail_goes_somewhere,
    bucket_is_used,
    receives_in_its_own_account,
    bounces_come_from_the_domain,
    receipt_rule_name_fits,
    named_addresses_have_a_rule,
)
