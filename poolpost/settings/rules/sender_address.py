"""Rules about an address as the sender: `user_pool.identity = "address"`, and what may then be absent."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.domain import MAILBOX_PROVIDERS
from poolpost.settings.rules.rule import is_absent, rule
from poolpost.settings.second_region import provider_region
from poolpost.standards.domain_names import is_within

_COGNITO = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html"
_DMARC = "RFC 9989 section 4.4; SES developer guide, DMARC"
_WAY = "or set user_pool.identity = 'address' to send by From's address alone"
_OF_A_DOMAIN = ("zones", "zone_id", "role_arn", "dmarc", "dmarc_ramp", "apex_spf", "adopt")
"""Keys of [dns] that are about the domain's records."""


@rule("domain-is-given", source="ours: the identity is a domain's, or one address")
def domain_is_given(settings: Settings) -> Iterator[Problem]:
    """Only a pool that sends by an address can do without [domain] and its DNS."""
    by_address = "user_pool" in vars(settings) and settings.user_pool.sends_by_address
    if is_absent(settings, "domain") and not by_address:
        yield blocked("domain", f"is missing: the domain that mail is sent with; add [domain] and [dns], {_WAY}")
    if is_absent(settings, "dns") and not (by_address and is_absent(settings, "domain")):
        yield blocked(
            "dns", "is missing: where the records of the domain are; add [dns] with provider = 'route53' or 'external'"
        )


@rule("address-sender-is-given", "user_pool", source=_COGNITO)
def address_sender_is_given(settings: Settings) -> Iterator[Problem]:
    """The address that is verified is From's: without it there is nothing to send with."""
    pool = settings.user_pool
    if pool.sends_by_address and pool.from_ is None:
        yield blocked("user_pool.from", "is missing: identity = 'address' verifies its address and sends with it")


@rule("address-is-not-free-mail", "user_pool", source=f"{_DMARC}; DMARC records of the providers")
def address_is_not_free_mail(settings: Settings) -> Iterator[Problem]:
    """Only the provider can sign mail of its domain: under its DMARC policy receivers reject or junk what SES sends."""
    sender = settings.user_pool.from_
    provider = next((one for one in MAILBOX_PROVIDERS if sender is not None and is_within(sender.domain, one)), None)
    if settings.user_pool.sends_by_address and sender is not None and provider is not None:
        yield blocked(
            "user_pool.from",
            f"{sender.address!r} is a mailbox at {provider}: it publishes a DMARC policy or may do so any day, and SES can "
            f"neither sign for {provider} nor be in its SPF, so such mail fails; allowed: an address at a domain of your own",
        )


@rule("address-moves-on-to-the-domain", "user_pool", "domain", source="SES developer guide, creating-identities")
def address_moves_on_to_the_domain(settings: Settings) -> Iterator[Problem]:
    """Where the domain is made beside the address, it can take over only for a From inside it."""
    sender = settings.user_pool.from_
    if settings.user_pool.sends_by_address and sender and not is_within(sender.domain, settings.domain.name):
        yield warned(
            "user_pool.from",
            f"{sender.address!r} is not in the domain {settings.domain.name!r}: with identity = 'domain' it will have to be",
        )


@rule("records-need-a-domain", "dns", source="ours: every record is one of [domain]")
def records_need_a_domain(settings: Settings) -> Iterator[Problem]:
    """Without [domain] no DNS record is made, so what the file says about records would be ignored."""
    if is_absent(settings, "domain"):
        for key in (key for key in _OF_A_DOMAIN if key in settings.dns.model_fields_set):
            yield blocked(f"dns.{key}", "is about the records of [domain], which is absent; add [domain], or remove it")


@rule(
    "tables-need-a-domain",
    "configuration_set",
    "inbound",
    source="SES developer guide, configure-custom-open-click-domains; receiving-email-mx-record",
)
def tables_need_a_domain(settings: Settings) -> Iterator[Problem]:
    """Tracking is a CNAME and receiving an MX record in a zone of the domain."""
    tables = {"configuration_set.tracking": settings.configuration_set.tracking, "inbound": settings.inbound}
    for key in (key for key, table in tables.items() if table is not None and is_absent(settings, "domain")):
        yield blocked(key, "needs [domain] and its DNS; add them, or remove this table")


@rule("address-is-of-one-region", "user_pool", "aws", "region_override", source="SES developer guide, regions")
def address_is_of_one_region(settings: Settings) -> Iterator[Problem]:
    """An address is verified by a click in each region, so a standby would wait for a person just when it is needed."""
    second = provider_region(settings)
    if settings.user_pool.sends_by_address and second is not None:
        problem = (
            f"'address' is of one SES region, and this environment also has {second}; allowed: 'domain', or one region"
        )
        yield blocked("user_pool.identity", problem)


RULES = (
    domain_is_given,
    address_sender_is_given,
    address_is_not_free_mail,
    address_moves_on_to_the_domain,
    records_need_a_domain,
    tables_need_a_domain,
    address_is_of_one_region,
)
