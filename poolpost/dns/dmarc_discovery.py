"""
The DMARC policy that receivers find for a domain, and what aligns under it (RFC 9989; the tree walk is section 4.10).

Records of others are read as receivers do: an unknown tag is not an error, and other text is ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from poolpost.dns.meaning import DMARC_VERSION, tags
from poolpost.dns.resolver import Lookup
from poolpost.standards.dmarc import external_report_name
from poolpost.standards.domain_names import is_within

MOST_LABELS = 7  # RFC 9989 section 4.10: longer names continue with their last seven labels
_POLICIES = {"none", "quarantine", "reject"}
Reported = Literal["own", "authorised", "not authorised", "no domain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published DMARC record: its domain, its text, and its tags in lower case."""

    domain: str
    text: str
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    What receivers apply to mail from a domain.

    Attributes:
        published: the record that they use.
        value: 'none', 'quarantine' or 'reject', after `sp` if the record belongs to a parent domain.
    """

    domain: str
    organisational: str
    published: Published
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Whether DKIM and SPF align with the From domain by its policy; either is enough for DMARC to pass."""

    policy: Policy | None
    dkim: bool
    spf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """
    Where reports go.

    Attributes:
        host: as the record has it.
        name: where the owner's consent is expected; '' if the host is not a domain name.
        consent: 'own' needs none; no reports are sent to 'no domain', nor without the owner's consent.
    """

    host: str
    name: str
    consent: Reported


def record_at(domain: str, lookup: Lookup) -> Published | None:
    """
    Return the DMARC record of exactly this domain; None if there is none, or several, which receivers discard.

    Raises:
        CannotDecide: the lookup failed.
    """
    texts = texts_at(domain, lookup)
    return Published(domain=domain, text=texts[0], tags=dict(tags(texts[0]))) if len(texts) == 1 else None


def texts_at(domain: str, lookup: Lookup) -> list[str]:
    """
    List the DMARC records of exactly this domain; other TXT values at the name do not count (section 4.10).

    Raises:
        CannotDecide: the lookup failed.
    """
    return [text for text in lookup.values(f"_dmarc.{domain}", "TXT") if DMARC_VERSION.match(text)]


def tree_walk(domain: str, lookup: Lookup) -> list[Published]:
    """
    Collect the records from the domain up to the top-level domain, or to one that ends the organisation.

    Raises:
        CannotDecide: a lookup failed.
    """
    found: list[Published] = []
    labels = domain.split(".")
    while labels:
        record = record_at(".".join(labels), lookup)
        if record is not None:
            found.append(record)
            if record.tags.get("psd") in {"y", "n"}:
                break
        labels = labels[-MOST_LABELS:] if len(labels) > MOST_LABELS else labels[1:]
    return found


def organisational_domain(domain: str, lookup: Lookup) -> str:
    """
    Return the organisational domain (RFC 9989 section 4.10.2).

    Raises:
        CannotDecide: a lookup failed.
    """
    return _organisational(domain, tree_walk(domain, lookup))


def policy(domain: str, lookup: Lookup) -> Policy | None:
    """
    Return the policy that receivers apply to mail from `domain`, None if there is none.

    Raises:
        CannotDecide: a lookup failed.
    """
    found = tree_walk(domain, lookup)
    organisational = _organisational(domain, found)
    by_domain = {record.domain: record for record in found}
    suffix = next((record for record in found if record.tags.get("psd") == "y"), None)
    published = by_domain.get(domain) or by_domain.get(organisational) or suffix
    if published is None:
        return None
    tags = published.tags
    asked = tags.get("p") if published.domain == domain else tags.get("sp", tags.get("p"))
    value = (asked or "").lower()
    if value not in _POLICIES:
        if not tags.get("rua"):
            return None  # section 4.10.1: without a policy and without reports there is no DMARC
        value = "none"
    return Policy(domain=domain, organisational=organisational, published=published, value=value)


def alignment(from_domain: str, *, dkim_domain: str, mail_from: str, lookup: Lookup) -> Alignment:
    """
    Compare the From domain with DKIM's d= and with MAIL FROM, by the published policy (relaxed if there is none).

    Raises:
        CannotDecide: a lookup failed.
    """
    applied = policy(from_domain, lookup)
    tags = applied.published.tags if applied else {}

    def aligned(other: str, mode: str | None) -> bool:
        if other == from_domain or mode == "s":
            return other == from_domain
        return organisational_domain(other, lookup) == organisational_domain(from_domain, lookup)

    return Alignment(
        policy=applied,
        dkim=aligned(dkim_domain, tags.get("adkim")),
        spf=aligned(mail_from, tags.get("aspf")),
    )


def report_destinations(published: Published, lookup: Lookup) -> list[Destination]:
    """
    Return for each report address whether its domain accepts reports (RFC 9990 section 4).

    Raises:
        CannotDecide: a lookup failed.
    """
    uris = [uri for tag in ("rua", "ruf") for uri in published.tags.get(tag, "").split(",")]
    hosts = dict.fromkeys(uri.rpartition("@")[2].partition("!")[0].strip().lower() for uri in uris if "@" in uri)
    own = organisational_domain(published.domain, lookup)
    return [_destination(host, own, published.domain, lookup) for host in hosts]


def _destination(host: str, own: str, policy_domain: str, lookup: Lookup) -> Destination:
    try:
        name = external_report_name(policy_domain, host)
    except ValueError:
        return Destination(host=host, name="", consent="no domain")
    if is_within(host, own) or organisational_domain(host, lookup) == own:
        return Destination(host=host, name=name, consent="own")
    agreed = any(DMARC_VERSION.match(text) for text in lookup.values(name, "TXT"))
    return Destination(host=host, name=name, consent="authorised" if agreed else "not authorised")


def _organisational(domain: str, found: list[Published]) -> str:
    ends = next((record for record in found if record.tags.get("psd") == "n"), None)
    if ends is not None:
        return ends.domain
    suffix = next((record for record in found if record.tags.get("psd") == "y" and record.domain != domain), None)
    if suffix is not None:
        below = domain.removesuffix("." + suffix.domain).rpartition(".")[2]
        return f"{below}.{suffix.domain}"
    return min((record.domain for record in found), key=lambda name: name.count("."), default=domain)
