"""SES statuses, worked out from DNS whenever they are read: no timer can make a test pass by luck."""

import base64
import hashlib
from functools import cache

from poolpost.emulator import dns_view
from poolpost.emulator.regions import dkim_domain
from poolpost.emulator.state import Identity, Region

SUCCESS = "SUCCESS"


def dkim_tokens(here: Region, identity: Identity) -> list[str]:
    """Three Easy DKIM tokens, or the selector of an own key.

    Tokens are the same every time for an account, region and domain.
    """
    if not identity.is_domain:
        return []
    return (
        [identity.selector]
        if identity.selector
        else [_token(here.account, here.name, identity.name, number) for number in range(3)]
    )


@cache
def _token(account: str, region: str, domain: str, number: int) -> str:
    digest = hashlib.sha256(f"{account} {region} {domain} {number}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:32]


def dkim_status(here: Region, identity: Identity) -> str:
    """DkimAttributes.Status; an address has no DKIM of its own."""
    if not identity.is_domain:
        return "NOT_STARTED"
    return _settled(identity, "dkim", found=identity.forced or _dkim_records_found(here, identity))


def _dkim_records_found(here: Region, identity: Identity) -> bool:
    names = {token: f"{token}._domainkey.{identity.name}" for token in dkim_tokens(here, identity)}
    if identity.origin == "EXTERNAL":
        return all(
            any(_is_dkim_key(text) for text in dns_view.lookup(here.world, name, "TXT")) for name in names.values()
        )
    zone = signing_zone(here, identity)
    return all(dns_view.lookup(here.world, name, "CNAME") == [f"{token}.{zone}"] for token, name in names.items())


def signing_zone(here: Region, identity: Identity) -> str:
    """SigningHostedZone: of its own region, or of the region whose keys it shares (AWS_SES_US_EAST_1)."""
    shared = identity.origin.removeprefix("AWS_SES").removeprefix("_").lower().replace("_", "-")
    return dkim_domain(shared or here.name)


def _is_dkim_key(text: str) -> bool:
    """RFC 6376 3.6.1: v= is optional but must come first; SES asks for p= alone."""
    return text.startswith("p=") or (text.startswith("v=DKIM1") and "p=" in text)


def mail_from_status(here: Region, identity: Identity) -> str:
    """
    MailFromDomainStatus. More than one MX value is a failure for good: SES demands exactly one.

    One for all regions that use the MAIL FROM domain: that of any of them does, and SES redirects the bounces (SES developer
    guide, regions, custom MAIL FROM domains).
    """
    exchanges = dns_view.lookup(here.world, identity.mail_from, "MX")
    if len(exchanges) > 1:
        return "FAILED"
    texts = dns_view.lookup(here.world, identity.mail_from, "TXT")
    spf = any(text.startswith("v=spf1 ") and "include:amazonses.com" in text.split() for text in texts)
    hosts = (f"10 feedback-smtp.{region}.amazonses.com" for region in _regions_with(here, identity))
    found = spf and any(exchanges == [host] for host in hosts)
    return _settled(identity, "mail_from", found=found)


def _regions_with(here: Region, identity: Identity) -> list[str]:
    """Return the regions of the account in which the same identity has the same MAIL FROM domain."""
    return [
        name
        for (account, name), region in here.world.regions.items()
        if account == here.account
        and (found := region.identities.get(identity.name))
        and found.mail_from == identity.mail_from
    ]


def verification_status(here: Region, identity: Identity) -> str:
    """VerificationStatus: a domain is verified through DKIM, an address through the link it was sent."""
    if identity.is_domain:
        return dkim_status(here, identity)
    return SUCCESS if identity.forced else "FAILED" if identity.expired else "PENDING"


def is_verified(here: Region, identity: Identity) -> bool:
    """VerifiedForSendingStatus."""
    return verification_status(here, identity) == SUCCESS


def _settled(identity: Identity, check: str, *, found: bool) -> str:
    """SUCCESS while the records are there, TEMPORARY_FAILURE once they are gone.

    Never having had them is PENDING.
    """
    if found:
        identity.succeeded.add(check)
        return SUCCESS
    return "TEMPORARY_FAILURE" if check in identity.succeeded else "PENDING"
