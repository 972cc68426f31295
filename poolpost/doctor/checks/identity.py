"""The doctor's checks of the sending domain as SES sees it."""

from collections.abc import Iterator

from poolpost.dns.address_dmarc import signs
from poolpost.doctor.checks import dkim
from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed, unknown
from poolpost.doctor.facts import Facts
from poolpost.pool.differences import email_configuration
from poolpost.pool.readiness import click, may_send
from poolpost.standards.raw import Json

SECTION = "identity"
NO_MAIL_FROM = "an address has no MAIL FROM domain of its own: its mail leaves as amazonses.com"
UNUSED = "COGNITO_DEFAULT without a custom From uses no identity"
_IDENTITIES = "https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html"
_MAIL_FROM = "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"
_COGNITO = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html"
_FEEDBACK = "https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications.html"


@check("identity-is-verified", SECTION, "domain verified", source=_IDENTITIES)
def identity_is_verified(facts: Facts) -> Iterator[Verdict]:
    """SES sends for a domain only after it has verified its DKIM records, and for an address after a click on its link."""
    name, region, by_address = facts.settings.identity, facts.settings.aws.region, _sends_by_address(facts)
    if not _is_used(facts):
        yield does_not_apply(UNUSED)
    elif facts.identity is None:
        yield failed(f"SES in {region} has no identity {name}", f"'cdktf deploy {facts.settings.identity_owner}'")
    elif facts.identity.get("VerifiedForSendingStatus"):
        yield passed(f"{name} is verified for sending in {region}")
    elif by_address:
        yield failed(*click(facts.settings, facts.identity))
    else:
        yield failed(f"SES in {region} has not verified {name}{_why_not(facts.identity)}", dkim.publish(facts))
    if by_address and facts.settings.has_domain:
        yield _meanwhile(facts)


def _meanwhile(facts: Facts) -> Verdict:
    """Return how far the domain is that is to take over from the address; the pool does not need it yet."""
    domain = facts.settings.domain.name
    if signs(facts.domain_identity):
        go = f"set user_pool.identity = 'domain' in environments/{facts.settings.name}.toml and deploy, to send with it"
        return Verdict(outcome="pass", evidence=f"{domain} is verified and signs; {go}", subject=domain)
    why = _why_not(facts.domain_identity) if facts.domain_identity else " (not deployed yet)"
    said = f"{domain} is not verified yet{why}; until it is, the pool sends by {facts.settings.identity}"
    return Verdict(outcome="not applicable", evidence=said, remedy=dkim.publish(facts), subject=domain)


@check("mail-from-is-success", SECTION, "MAIL FROM", source=_MAIL_FROM)
def mail_from_is_success(facts: Facts) -> Iterator[Verdict]:
    """With its own MAIL FROM domain SPF aligns for DMARC; with REJECT_MESSAGE nothing is sent without it."""
    settings = facts.settings
    if _sends_by_address(facts):
        yield does_not_apply(NO_MAIL_FROM)
        return
    if not _is_used(facts) or facts.identity is None:
        yield does_not_apply(dkim.NO_IDENTITY if _is_used(facts) else UNUSED)
        return
    live = facts.identity.get("MailFromAttributes", {})
    domain, status = live.get("MailFromDomain"), live.get("MailFromDomainStatus", "NOT_STARTED")
    if domain != settings.mail_from_domain:
        yield failed(
            f"{domain or 'none'}; the file says {settings.mail_from_domain}",
            f"'cdktf deploy {settings.identity_owner}'",
        )
    elif status == "SUCCESS":
        yield passed(f"{domain}: SUCCESS")
    elif status == "FAILED":
        remedy = "publish its MX and SPF ('poolpost dns'), then set MAIL FROM again: SES only checks for 72 hours"
        yield failed(f"{domain}: FAILED", remedy)
    else:
        yield failed(
            f"{domain}: {status}", f"publish its MX and SPF: 'poolpost dns {settings.name} --check' says which"
        )


@check("no-identity-shadows-the-domain", SECTION, "no other identity in the way", source=_IDENTITIES)
def no_identity_shadows_the_domain(facts: Facts) -> Iterator[Verdict]:
    """SES takes the most specific verified identity: one closer to From has its own DKIM, MAIL FROM and feedback."""
    sender, closer = facts.settings.user_pool.from_, facts.closer_identities
    verified = [name for name, identity in closer.items() if identity.get("VerifiedForSendingStatus")]
    if sender is None or _sends_by_address(facts):
        yield does_not_apply("the pool sends with the address itself" if sender else "there is no custom From")
    elif verified:
        said = f"{' and '.join(verified)}: more specific than {facts.settings.domain.name}, whose settings do not apply"
        yield failed(said, "delete it in SES, once the domain is verified")
    else:
        pending = f"; {' and '.join(closer)} waits for its verification" if closer else ""
        yield passed(f"no identity is closer to {sender.address} than {facts.settings.domain.name}{pending}")


@check("identity-policy-lets-cognito-send", SECTION, "identity policy", source=_COGNITO)
def identity_policy_lets_cognito_send(facts: Facts) -> Iterator[Verdict]:
    """Pools of alternate regions, and COGNITO_DEFAULT with a custom From, send by a policy of the identity."""
    settings = facts.settings
    if settings.policy_principal is None:
        yield does_not_apply("this pool sends with the service-linked role; no policy is needed")
        return
    may = may_send(settings, facts.identity or {})
    if may:
        yield passed(f"{settings.policy_principal} may send")
    elif may is None:
        yield unknown("a policy of the identity has conditions that poolpost does not evaluate", "compare it by hand")
    else:
        remedy = f"'cdktf deploy {settings.identity_owner}', again once {settings.identity} is verified"
        yield failed(f"no policy of the identity lets {settings.policy_principal} send for this pool", remedy)


@check("feedback-reaches-somebody", SECTION, "feedback", source=_FEEDBACK)
def feedback_reaches_somebody(facts: Facts) -> Iterator[Verdict]:
    """If no one sees bounces and complaints, AWS pauses the account."""
    settings, identity = facts.settings, facts.identity
    if identity is None:
        yield does_not_apply(dkim.NO_IDENTITY)
        return
    if identity.get("FeedbackForwardingStatus"):
        yield passed("SES forwards bounces and complaints to the sender by e-mail")
        return
    told, wanted = set[str](), {"BOUNCE", "COMPLAINT"}
    sends_through = email_configuration(facts.pool).get("ConfigurationSet")
    sets = {sends_through or identity.get("ConfigurationSetName")}
    if settings.configuration_set.name in sets:
        enabled = [one for one in facts.event_destinations.values() if one.get("Enabled")]
        told = wanted & {kind for one in enabled for kind in one["MatchingEventTypes"]}
    if told == wanted:
        yield passed("bounces and complaints go to event destinations")
    else:
        missing = " and ".join(sorted(wanted - told))
        own = "turn forwarding on in SES" if _sends_by_address(facts) else "set domain.feedback_forwarding = true"
        remedy = f"add them to events.sns.event_types, or {own}"
        through = next(iter(sets)) or "no configuration set"
        yield failed(
            f"{missing} events go nowhere: mail goes through {through}, and feedback forwarding is off", remedy
        )


def _sends_by_address(facts: Facts) -> bool:
    return facts.settings.user_pool.sends_by_address


def _is_used(facts: Facts) -> bool:
    """Whether the pool is to send with the identity: also COGNITO_DEFAULT does, with a From of one's own (REG8)."""
    return "SourceArn" in facts.settings.email_configuration


def _why_not(identity: Json) -> str:
    """Return SES's reason; it may remain after a success, so only the status counts."""
    error = identity.get("VerificationInfo", {}).get("ErrorType")
    return f" (DKIM {identity.get('DkimAttributes', {}).get('Status', 'NOT_STARTED')}{f', {error}' if error else ''})"


CHECKS = (
    identity_is_verified,
    *dkim.CHECKS,
    mail_from_is_success,
    no_identity_shadows_the_domain,
    identity_policy_lets_cognito_send,
    feedback_reaches_somebody,
)
