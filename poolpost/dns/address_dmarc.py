"""
What DMARC makes of mail that SES sends by a single address.

SES signs such mail as amazonses.com, and with the address's own domain only where that is a verified identity too: an address
inherits how its domain signs (SES developer guide, DKIM: overriding inherited signing). MAIL FROM is amazonses.com. So without
such an identity neither DKIM nor SPF aligns.
"""

from dataclasses import dataclass

from poolpost.dns.dmarc_discovery import Policy, alignment
from poolpost.dns.resolver import Lookup
from poolpost.standards.raw import Json

SES = "amazonses.com"
_WEAKER = {"reject": "quarantine", "quarantine": "none", "none": "none"}
_DONE = {"reject": "reject it", "quarantine": "put it into the spam folder"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """
    What receivers do with mail from an address.

    Attributes:
        seen: what aligns, and by which names.
        policy: what receivers apply; None if they find no DMARC record.
        problem: why such mail does not arrive in the inbox, with numbers; '' if DMARC does not keep it out.
    """

    seen: str
    policy: Policy | None
    problem: str


def domains_above(address: str) -> tuple[str, ...]:
    """Return the domains whose identity could sign mail of an address, the closest first; never a top-level domain."""
    labels = address.rpartition("@")[2].split(".")
    return tuple(".".join(labels[depth:]) for depth in range(len(labels) - 1))


def signs(identity: Json | None) -> bool:
    """Return whether a domain's identity, GetEmailIdentity's answer, signs the mail of its addresses."""
    dkim = (identity or {}).get("DkimAttributes", {})
    verified = bool((identity or {}).get("VerifiedForSendingStatus"))
    return verified and dkim.get("Status") == "SUCCESS" and bool(dkim.get("SigningEnabled", True))


def outlook(address: str, signing_domain: str | None, lookup: Lookup) -> Outlook:
    """
    Return what receivers do with mail from an address.

    Args:
        address: From's.
        signing_domain: the domain whose identity signs it; None: only amazonses.com does.
        lookup: how receivers see DNS.

    Raises:
        CannotDecide: a lookup failed.
    """
    domain = address.rpartition("@")[2]
    found = alignment(domain, dkim_domain=signing_domain or SES, mail_from=SES, lookup=lookup)
    said = f"DKIM {'aligned' if found.dkim else 'not aligned'}, SPF {'aligned' if found.spf else 'not aligned'}"
    seen = f"{said}: From {domain}, DKIM {signing_domain or SES}, MAIL FROM {SES}"
    fails = found.policy is not None and not (found.dkim or found.spf)
    return Outlook(
        seen=seen, policy=found.policy, problem=_fate(address, found.policy) if fails and found.policy else ""
    )


def _fate(address: str, policy: Policy) -> str:
    """Return what happens to mail that aligns by nothing: RFC 9989 sections 4.7 (t) and 5.4; pct is of RFC 7489."""
    tags = policy.published.tags
    value = _WEAKER[policy.value] if tags.get("t", "n").lower() == "y" else policy.value
    if value == "none":
        return ""
    numbers = ", ".join(f"{tag}={tags[tag]}" for tag in ("sp", "t", "pct") if tag in tags)
    asked = f"{policy.value}{f' ({numbers})' if numbers else ''}"
    share = f"; receivers that still read pct do so to {tags['pct']} % of it" if tags.get("pct", "100") != "100" else ""
    return (
        f"_dmarc.{policy.published.domain} asks for {asked}, and mail from {address} passes neither DKIM nor SPF for "
        f"{policy.domain}: receivers {_DONE[value]}{share}"
    )
