"""
Every DNS record that an environment needs: one list for stacks, `poolpost dns` and the doctor.

Sources: SES developer guide (mail-from, easy DKIM, BYODKIM, custom tracking domains), RFC 9989 for DMARC,
RFC 7208 for SPF, RFC 1035 section 3.3 for TXT strings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from poolpost.settings import Settings
from poolpost.settings.rules.dns import external_report_hosts
from poolpost.settings.second_region import second_id
from poolpost.settings.signing import easy_host, easy_tokens
from poolpost.standards import regions
from poolpost.standards.dmarc import external_report_name
from poolpost.standards.domain_names import longest_match
from poolpost.standards.raw import Json
from poolpost.standards.spf import MAIL_FROM_SPF, SES_INCLUDE, Spf, parse_spf

RecordType = Literal["CNAME", "MX", "TXT"]
EASY_DKIM_TOKENS = 3  # number of Easy DKIM records before SES has created them (SES developer guide)
FEEDBACK_PRIORITY = 10  # SES developer guide, mail-from
INBOUND_PRIORITY = 10  # SES developer guide, receiving-email-mx-record
INBOUND = "inbound-mx"
TXT_STRING_BYTES = 255  # RFC 1035 section 3.3: one <character-string>


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsRecord:
    """
    One resource record set.

    Attributes:
        id: stable name of its purpose, e.g. 'dkim-1'; also its construct id in the stack.
        purpose: the same, for people.
        name: fully qualified, A-labels, no trailing dot.
        values: presentation form without quotes: a CNAME target or TXT text unchanged, an MX as '10 host'.
        ttl: seconds.
        ours: False if another organisation must publish it.
        pending: True if AWS has not created the value yet (DKIM tokens before the first deploy).
    """

    id: str
    purpose: str
    name: str
    type: RecordType
    values: tuple[str, ...]
    ttl: int
    ours: bool = True
    pending: bool = False


def records_of(settings: Settings, identity: Json | None, second: Json | None = None) -> tuple[DnsRecord, ...]:
    """
    List every record of an environment whose identity SES knows: tokens and host of Easy DKIM are what SES says.

    Args:
        settings: the environment.
        identity: what GetEmailIdentity returns, None if it does not exist.
        second: the same in the second region.

    Raises:
        CannotDecide: a token or the host cannot be part of a record.
    """
    tokens, host = easy_tokens(second), easy_host(second)
    return records(settings, easy_tokens(identity), easy_host(identity), second_tokens=tokens, second_host=host)


def records(
    settings: Settings,
    dkim_tokens: Sequence[str] = (),
    dkim_host: str = "",
    *,
    second_tokens: Sequence[str] = (),
    second_host: str = "",
) -> tuple[DnsRecord, ...]:
    """
    List every record of an environment, DKIM first; () without a domain.

    Args:
        settings: the environment.
        dkim_tokens: the Easy DKIM tokens of the deployed identity, () before the first deploy.
        dkim_host: the zone that SES publishes the keys in; default: the one of the region.
        second_tokens: the tokens of the identity in the second region, which differ.
        second_host: the zone of its keys.
    """
    if not settings.has_domain:
        return ()
    signed = dkim(settings, dkim_tokens, dkim_host)
    second = second_dkim(settings, second_tokens, second_host)
    ours = (*signed, *mail_from(settings), *policies(settings), *inbound(settings))
    return (*ours, *foreign(settings), *second)


def dkim(settings: Settings, tokens: Sequence[str] = (), host: str = "") -> Iterator[DnsRecord]:
    """Yield the DKIM records: a CNAME for each token, or the TXT of a custom key; none if the signature is kept."""
    domain, key = settings.domain.name, settings.domain.dkim
    if key.keep:
        return
    if key.selector is not None:
        name = f"{key.selector}._domainkey.{domain}"
        text = f"v=DKIM1; k=rsa; p={key.public_key}"
        yield _record(settings, "dkim-1", "DKIM: proves that you sent it", name, "TXT", text)
        return
    awaited = [f"<token-{number}>" for number in range(1, EASY_DKIM_TOKENS + 1)]
    for number, token in enumerate(tokens or awaited, start=1):
        record = _record(
            settings,
            f"dkim-{number}",
            "DKIM: proves that you sent it",
            f"{token}._domainkey.{domain}",
            "CNAME",
            f"{token}.{host or easy_dkim_host(settings)}",
        )
        yield record if tokens else replace(record, pending=True)


def second_dkim(settings: Settings, tokens: Sequence[str] = (), host: str = "") -> Iterator[DnsRecord]:
    """Yield the DKIM records that the second region needs in addition: tokens are per region, a key of your own is not."""
    second = settings.second
    if second is None or not second.has_domain or second.domain.dkim.selector is not None:
        return
    for record in dkim(second, tokens, host):
        yield replace(record, id=second_id(record.id), purpose=f"{record.purpose}, from {second.aws.region}")


def easy_dkim_host(settings: Settings) -> str:
    """Return the zone that this environment's DKIM CNAMEs point into; eleven regions have their own."""
    return regions.easy_dkim_host(settings.aws.region)


def mail_from(settings: Settings) -> Iterator[DnsRecord]:
    """Yield the MAIL FROM domain's records: exactly one MX (SES fails with several) and its SPF."""
    name = settings.mail_from_domain
    target = f"{FEEDBACK_PRIORITY} {regions.feedback_host(settings.bounce_region)}"
    yield _record(settings, "mail-from-mx", "MAIL FROM: takes bounces", name, "MX", target)
    spf = Spf((SES_INCLUDE, settings.domain.mail_from.spf_all)) if settings.domain.mail_from.spf_all else MAIL_FROM_SPF
    yield _record(settings, "mail-from-spf", "SPF: lets SES send for MAIL FROM", name, "TXT", str(spf))


def policies(settings: Settings) -> Iterator[DnsRecord]:
    """Yield DMARC, the apex SPF and the tracking domain, if the environment asks for them."""
    dns, tracking = settings.dns, settings.configuration_set.tracking
    if dns.dmarc is not None:
        yield _record(
            settings,
            "dmarc",
            "DMARC: what to do with forgeries",
            f"_dmarc.{settings.domain.name}",
            "TXT",
            str(dns.dmarc),
        )
    if dns.apex_spf is not None:
        spf = (parse_spf(dns.apex_spf.existing) if dns.apex_spf.existing else Spf(("~all",))).with_ses()
        yield _record(
            settings,
            "apex-spf",
            "SPF of the domain itself",
            settings.domain.name,
            "TXT",
            str(spf),
            *dns.apex_spf.other_txt,
        )
    if tracking is not None:
        host = regions.tracking_host(settings.aws.region)
        yield _record(settings, "tracking", "Open and click tracking", tracking.domain, "CNAME", host)


def inbound(settings: Settings) -> Iterator[DnsRecord]:
    """Yield the MX of received mail, the only one at its name: with a second one, some mail goes elsewhere."""
    if settings.inbound is not None:
        target = f"{INBOUND_PRIORITY} {regions.inbound_host(settings.aws.region)}"
        yield _record(settings, INBOUND, "Received mail: SES takes it", settings.inbound.domain, "MX", target)


def foreign(settings: Settings) -> Iterator[DnsRecord]:
    """Yield records that other organisations must publish: their consent to receive our DMARC reports."""
    for host in external_report_hosts(settings):
        name = external_report_name(settings.domain.name, host)
        yield DnsRecord(
            id=f"report-consent-{host}",
            purpose=f"Consent of {host} to get DMARC reports",
            name=name,
            type="TXT",
            values=("v=DMARC1",),
            ttl=settings.dns.ttl,
            ours=False,
        )


def zone_of(settings: Settings, record: DnsRecord) -> str:
    """Return the zone that a record belongs to: the longest match; its own domain if another organisation publishes it."""
    found = longest_match(record.name, settings.zones)
    return found or (settings.domain.name if record.ours else record.name.partition("._report._dmarc.")[2])


def txt_strings(text: str) -> list[str]:
    """
    Split a TXT value into character-strings of at most 255 bytes; receivers join them without a space.

    Raises:
        ValueError: not ASCII; DNS tools disagree on everything else.
    """
    data = text.encode("ascii")
    return [data[start : start + TXT_STRING_BYTES].decode() for start in range(0, len(data), TXT_STRING_BYTES)] or [""]


def _record(settings: Settings, id_: str, purpose: str, name: str, type_: RecordType, *values: str) -> DnsRecord:
    return DnsRecord(id=id_, purpose=purpose, name=name, type=type_, values=values, ttl=settings.dns.ttl)
