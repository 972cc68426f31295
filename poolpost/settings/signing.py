"""
How an SES identity signs: Easy DKIM, a key of one's own, or the keys of its twin in another region. Pure.

Sources: botocore sesv2, DkimAttributes (`Tokens` of an own key is its one selector; `SigningAttributesOrigin` is `AWS_SES`,
`EXTERNAL` or `AWS_SES_<REGION>`); SES developer guide, deterministic Easy DKIM. Provider 5.100.0 cannot keep the last one:
every change of `dkim_signing_attributes` makes it Easy DKIM (hashicorp/terraform-provider-aws#43205).
"""

import re
from dataclasses import dataclass

from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.standards.raw import Json
from poolpost.standards.safe_text import bounded

EASY, OWN_KEY = "AWS_SES", "EXTERNAL"
DEFAULT_KEY_LENGTH = "RSA_2048_BIT"
"""SES developer guide: the default and the longer of the two."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,63}")
_HOST = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """
    How an identity signs.

    Attributes:
        origin: `AWS_SES`, `EXTERNAL`, or `AWS_SES_<REGION>` for the keys of the identity in that region.
        selector: of a key of one's own, None where nobody says.
        key_length: of Easy DKIM, None where nobody says.
    """

    origin: str
    selector: str | None = None
    key_length: str | None = None

    def __str__(self) -> str:
        """Say it in words."""
        if self.origin == OWN_KEY:
            return f"a key of your own (BYODKIM), selector {self.selector or 'unknown'}"
        if self.origin == EASY:
            return f"Easy DKIM, {self.key_length or 'key length unknown'}"
        region = self.origin.removeprefix(f"{EASY}_").lower().replace("_", "-")
        return f"deterministic Easy DKIM, with the keys of its identity in {region}"

    @property
    def how_to_keep(self) -> str:
        """Return how the environment file keeps it."""
        kept = "set domain.dkim.keep = true, which leaves its DKIM records to whoever made them"
        return f"set domain.dkim to how it signs, or {kept}" if self.origin in {EASY, OWN_KEY} else kept

    def differs_from(self, other: "Signing | None") -> bool:
        """Return whether receivers would see another key; what nobody says, or the file keeps, is no difference."""
        if other is None:
            return False
        pairs = ((self.selector, other.selector), (self.key_length, other.key_length))
        return self.origin != other.origin or any(a != b for a, b in pairs if a is not None and b is not None)


def live_signing(identity: Json) -> Signing | None:
    """Return how a live identity signs (GetEmailIdentity's answer), None where SES does not say."""
    dkim = identity.get("DkimAttributes", {})
    return _signing(
        dkim.get("SigningAttributesOrigin"),
        dkim.get("Tokens"),
        dkim.get("CurrentSigningKeyLength") or dkim.get("NextSigningKeyLength"),
    )


def planned_signing(attributes: Json) -> Signing | None:
    """Return how an identity signs as Terraform holds it, None where it does not say."""
    dkim = next(iter(attributes.get("dkim_signing_attributes") or []), {})
    length = dkim.get("current_signing_key_length") or dkim.get("next_signing_key_length") or None
    return _signing(dkim.get("signing_attributes_origin"), dkim.get("tokens"), length)


def wanted_signing(settings: Settings) -> Signing | None:
    """Return how the environment's identity signs after a deploy; None where the file keeps whatever it is."""
    if not settings.has_domain or (dkim := settings.domain.dkim).keep:
        return None
    if dkim.selector is not None:
        return Signing(origin=OWN_KEY, selector=dkim.selector)
    return Signing(origin=EASY, key_length=dkim.key_length or DEFAULT_KEY_LENGTH)


def easy_tokens(identity: Json | None) -> tuple[str, ...]:
    """
    Return the tokens of Easy DKIM, as many as there are; () for an identity that signs otherwise, or is not there.

    Raises:
        CannotDecide: one is no DNS label; it would become a record's name and value.
    """
    dkim = (identity or {}).get("DkimAttributes", {})
    if dkim.get("SigningAttributesOrigin", EASY) != EASY:
        return ()
    tokens: tuple[str, ...] = tuple(dkim.get("Tokens") or ())
    wrong = next((token for token in tokens if not _TOKEN.fullmatch(token)), None)
    if wrong is not None:
        msg = f"ses:GetEmailIdentity was answered with a DKIM token that is no DNS label: {bounded(wrong, 80)!a}; look again"
        raise CannotDecide(msg)
    return tokens


def easy_host(identity: Json | None) -> str:
    """
    Return the zone in which SES publishes the keys of Easy DKIM (`SigningHostedZone`); '' where SES does not name one.

    Raises:
        CannotDecide: it is not a domain name; it would become part of a record's value.
    """
    host = (identity or {}).get("DkimAttributes", {}).get("SigningHostedZone") or ""
    if host and not _HOST.fullmatch(host):
        msg = (
            f"ses:GetEmailIdentity was answered with a SigningHostedZone that is no domain name: {bounded(host, 80)!a}"
        )
        raise CannotDecide(msg)
    return host


def _signing(origin: str | None, tokens: list[str] | None, length: str | None) -> Signing | None:
    if not origin:
        return None
    selector = next(iter(tokens or []), None) if origin == OWN_KEY else None
    return Signing(origin=origin, selector=selector, key_length=length if origin == EASY else None)
