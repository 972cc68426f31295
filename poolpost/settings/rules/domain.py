"""Rules about the identity, DKIM, MAIL FROM, From and Reply-To."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import rule
from poolpost.settings.second_region import provider_region, second_id
from poolpost.standards.domain_names import MAX_NAME, is_strictly_within, is_within
from poolpost.standards.regions import DEFAULT_SENDER_DAILY

_IDENTITIES = "SES developer guide, creating-identities"
_MAIL_FROM = "SES developer guide, mail-from"
_COGNITO = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html"


# fmt: off
MAILBOX_PROVIDERS = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com",
    "yahoo.co.jp", "ymail.com", "aol.com", "icloud.com", "me.com", "mac.com", "gmx.de", "gmx.net",
    "web.de", "mail.ru", "qq.com", "163.com", "naver.com", "daum.net", "proton.me",
})
# fmt: on


@rule("domain-can-be-verified", "domain", source=_IDENTITIES)
def domain_can_be_verified(settings: Settings) -> Iterator[Problem]:
    """SES verifies a domain by DNS records that only its owner can publish, and fails for a www name."""
    name = settings.domain.name
    if name.startswith("www."):
        yield blocked("domain.name", f"{name!r} starts with 'www.', which SES cannot verify; allowed: {name[4:]!r}")
    if name in MAILBOX_PROVIDERS:
        yield blocked("domain.name", f"{name!r} belongs to a mailbox provider; allowed: a domain whose DNS you control")


@rule(
    "dkim-is-one-kind",
    "domain",
    source="botocore sesv2 DkimSigningAttributes; provider 5.100.0: key length conflicts with selector",
)
def dkim_is_one_kind(settings: Settings) -> Iterator[Problem]:
    """Easy DKIM has a key length, BYODKIM a selector, a public key and one reference to the private key; keep has none."""
    dkim = settings.domain.dkim
    if dkim.keep:
        for key in sorted(dkim.model_fields_set - {"keep"}):
            yield blocked(f"domain.dkim.{key}", "changes how the identity signs; remove it, or remove keep = true")
        return
    private = [k for k in ("private_key_variable", "private_key_secret_id") if getattr(dkim, k) is not None]
    if dkim.selector is None:
        for key in ["public_key"] * (dkim.public_key is not None) + private:
            yield blocked(f"domain.dkim.{key}", "is for BYODKIM; add 'selector', or remove it for Easy DKIM")
        return
    if dkim.key_length is not None:
        yield blocked(
            "domain.dkim.key_length", f"{dkim.key_length!r} is for Easy DKIM; remove it, or remove 'selector'"
        )
    if dkim.public_key is None:
        yield blocked("domain.dkim.public_key", f"is missing: the record of selector {dkim.selector!r} publishes it")
    if len(private) != 1:
        yield blocked(
            "domain.dkim.selector",
            f"{dkim.selector!r} needs exactly one reference to the private key; "
            f"allowed: 'private_key_variable' or 'private_key_secret_id', given: {' and '.join(private) or 'none'}",
        )


@rule(
    "kept-dkim-is-adopted",
    *("aws", "domain", "user_pool", "region_override"),
    source="ours: an identity that is made here signs as the file says",
)
def kept_dkim_is_adopted(settings: Settings) -> Iterator[Problem]:
    """Only an existing identity has a signing configuration that can be kept."""
    if not settings.domain.dkim.keep or settings.shared_owner is not None:
        return
    for key in ("identity", *([second_id("identity")] if provider_region(settings) else [])):
        if key not in settings.aws.adopt:
            yield blocked(
                "domain.dkim.keep", f'is for an existing identity; add "{key}" to aws.adopt, or remove this key'
            )


@rule("mail-from-fits-a-name", "domain", source="RFC 1035 section 3.1")
def mail_from_fits_a_name(settings: Settings) -> Iterator[Problem]:
    """The MAIL FROM domain is a DNS name and has the same length limit."""
    if is_within(settings.domain.mail_from.label, settings.domain.name):
        yield blocked(
            "domain.mail_from.label",
            f"{settings.domain.mail_from.label!r} already contains the domain; allowed: the part before it, such as 'bounce'",
        )
    if len(settings.mail_from_domain) > MAX_NAME:
        yield blocked(
            "domain.mail_from.label",
            f"results in a name of {len(settings.mail_from_domain)} characters; allowed: {MAX_NAME}",
        )


@rule("from-is-given", "user_pool", source=_COGNITO)
def from_is_given(settings: Settings) -> Iterator[Problem]:
    """With a domain identity Cognito has no address to fall back to: From is required."""
    pool = settings.user_pool
    if pool.sending == "DEVELOPER" and pool.from_ is None and not pool.sends_by_address:
        yield blocked("user_pool.from", "is missing: with sending 'DEVELOPER' and a domain identity Cognito needs it")


@rule("from-is-inside-domain", "user_pool", "domain", source=f"{_IDENTITIES}; aws-cdk #19787")
def from_is_inside_domain(settings: Settings) -> Iterator[Problem]:
    """With a From outside the verified domain SES rejects every mail: 'Email address is not verified'."""
    sender = settings.user_pool.from_
    by_domain = not settings.user_pool.sends_by_address
    if by_domain and sender is not None and not is_within(sender.domain, settings.domain.name):
        yield blocked(
            "user_pool.from",
            f"{str(sender)!r} is not in the domain {settings.domain.name!r}; allowed: an address at it or a subdomain of it",
        )


@rule("from-is-not-mail-from", "user_pool", "domain", source=_MAIL_FROM)
def from_is_not_mail_from(settings: Settings) -> Iterator[Problem]:
    """The MAIL FROM domain receives bounces; SES does not allow sending from it."""
    sender = settings.user_pool.from_
    if sender is not None and is_within(sender.domain, settings.mail_from_domain):
        yield blocked(
            "user_pool.from",
            f"{str(sender)!r} is at the MAIL FROM domain; allowed: another name in {settings.domain.name!r}",
        )


@rule("default-sender-has-no-extras", "user_pool", source=_COGNITO)
def default_sender_has_no_extras(settings: Settings) -> Iterator[Problem]:
    """Display name and configuration set exist only when Cognito sends through SES."""
    pool = settings.user_pool
    if pool.sending == "COGNITO_DEFAULT" and pool.from_ is not None and pool.from_.display_name:
        yield blocked(
            "user_pool.from",
            f"{str(pool.from_)!r}: 'COGNITO_DEFAULT' does not support a display name; allowed: {pool.from_.address!r}",
        )
    if pool.sending == "COGNITO_DEFAULT":
        yield warned(
            "user_pool.sending",
            "'COGNITO_DEFAULT' sends 50 mails a day for the whole account, from AWS's shared sender",
        )


@rule(
    "default-sender-is-enough",
    "user_pool",
    source="Cognito developer guide, limits: 50 a day for the whole account, not adjustable",
)
def default_sender_is_enough(settings: Settings) -> Iterator[Problem]:
    """Above its quota Cognito's default sender fails with LimitExceededException, and users cannot sign up."""
    expected = settings.user_pool.expected_daily_mail
    if settings.user_pool.sending == "COGNITO_DEFAULT" and expected is not None and expected > DEFAULT_SENDER_DAILY:
        yield blocked(
            "user_pool.expected_daily_mail",
            f"{expected} exceeds what 'COGNITO_DEFAULT' sends; allowed: {DEFAULT_SENDER_DAILY}, or sending 'DEVELOPER'",
        )


@rule(
    "no-address-shadows-the-domain",
    "addresses",
    "domain",
    source=f"{_IDENTITIES}: the most specific verified identity wins",
)
def no_address_shadows_the_domain(settings: Settings) -> Iterator[Problem]:
    """A verified address overrides its domain's DKIM, MAIL FROM and feedback settings for mail from it."""
    for box in settings.addresses.senders:
        if is_within(box.domain, settings.domain.name):
            yield warned(
                "addresses.senders",
                f"{box.address!r} is in {settings.domain.name!r}: once verified, its own DKIM and MAIL FROM settings "
                "win over the domain's; remove it when the domain is verified",
            )


@rule("sandbox-has-recipients", "addresses", "aws", source="SES developer guide, request-production-access")
def sandbox_has_recipients(settings: Settings) -> Iterator[Problem]:
    """In the sandbox mail reaches verified addresses only, so list at least one recipient."""
    recipients, sandbox = settings.addresses.sandbox_recipients, settings.aws.sandbox
    if sandbox and not recipients:
        yield warned("addresses.sandbox_recipients", "is empty: in the sandbox only verified domains receive mail")
    if recipients and not sandbox:
        yield warned(
            "addresses.sandbox_recipients", "has no effect with production access; remove it, or set aws.sandbox"
        )


@rule("spf-can-align", "domain", "dns", source="RFC 9989 section 4.4; SES developer guide, mail-from")
def spf_can_align(settings: Settings) -> Iterator[Problem]:
    """MAIL FROM is always a subdomain, so strict SPF alignment can never hold."""
    if settings.dns.dmarc is not None and settings.dns.dmarc.aspf == "s":
        yield blocked(
            "dns.dmarc.aspf",
            f"'s' can never align: MAIL FROM is {settings.mail_from_domain!r}, From is at {settings.domain.name!r}; allowed: 'r'",
        )


@rule(
    "dkim-can-align",
    "domain",
    "dns",
    "user_pool",
    source="RFC 9989 section 4.4: Easy DKIM signs with d=<identity's domain>",
)
def dkim_can_align(settings: Settings) -> Iterator[Problem]:
    """With strict DKIM alignment a From at a subdomain fails DMARC although it is signed."""
    sender, dmarc = settings.user_pool.from_, settings.dns.dmarc
    if dmarc and dmarc.adkim == "s" and sender and is_strictly_within(sender.domain, settings.domain.name):
        yield blocked(
            "dns.dmarc.adkim",
            f"'s' never aligns for {sender.address!r}: SES signs with d={settings.domain.name}; "
            "allowed: 'r', or a From at the domain itself",
        )


RULES = (
    domain_can_be_verified,
    dkim_is_one_kind,
    kept_dkim_is_adopted,
    mail_from_fits_a_name,
    from_is_given,
    from_is_inside_domain,
    from_is_not_mail_from,
    default_sender_has_no_extras,
    default_sender_is_enough,
    no_address_shadows_the_domain,
    sandbox_has_recipients,
    spf_can_align,
    dkim_can_align,
)
