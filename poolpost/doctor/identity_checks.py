"""The doctor's checks of the sending domain as SES sees it."""

import json
from collections.abc import Iterator

from poolpost.doctor.account_checks import from_readiness
from poolpost.doctor.check import Verdict, check, does_not_apply, failed, passed, unknown
from poolpost.doctor.facts import Facts
from poolpost.pool import Json
from poolpost.records import easy_dkim_host
from poolpost.resource_policies import allows

SECTION = "identity"
SENDS = ("ses:SendEmail", "ses:SendRawEmail")  # Cognito guide, the policy of user pool e-mail
_IDENTITIES = "https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html"
_DKIM = "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"
_MAIL_FROM = "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"
_COGNITO = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html"
_FEEDBACK = "https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications.html"


@check(SECTION, "domain verified", source=_IDENTITIES)
def identity_is_verified(now: Facts) -> Iterator[Verdict]:
    """SES sends for a domain only after it has seen its DKIM records."""
    yield from from_readiness(now, "identity-verified", f"{now.settings.domain.name} is verified for sending")


@check(SECTION, "DKIM", source=_DKIM)
def dkim_is_success(now: Facts) -> Iterator[Verdict]:
    """Unsigned mail fails DMARC sooner or later, and spam filters at once."""
    identity = now.identity
    if identity is not None and not identity.get("DkimAttributes", {}).get("SigningEnabled", True):
        yield failed("signing is turned off", "turn on 'DKIM signatures' of the identity in the SES console")
        return
    yield from from_readiness(now, "dkim-success", "SUCCESS, and signing is on")


@check(SECTION, "DKIM key length", source=_DKIM)
def dkim_key_is_long_enough(now: Facts) -> Iterator[Verdict]:
    """1024 bit keys are at the limit of what receivers still trust."""
    dkim = now.settings.domain.dkim
    if dkim.selector is not None:
        yield does_not_apply("the key is your own (BYODKIM)")
        return
    current = _dkim(now).get("CurrentSigningKeyLength")
    wanted = dkim.key_length or "RSA_2048_BIT"
    if current is None:
        yield unknown(f"SES does not tell the key length yet; wanted is {wanted}", "look again when DKIM is SUCCESS")
    elif current == wanted:
        yield passed(wanted)
    else:
        yield failed(f"{current}; the file says {wanted}", "AWS changes it at most once a day: deploy, and wait a day")


@check(SECTION, "DKIM host", source="https://docs.aws.amazon.com/general/latest/gr/ses.html")
def dkim_host_is_ours(now: Facts) -> Iterator[Verdict]:
    """The zone that the CNAMEs point into may vary by region and cell; a record to another zone never verifies."""
    if now.settings.domain.dkim.selector is not None:
        yield does_not_apply("the key is your own (BYODKIM)")
        return
    signing, ours = _dkim(now).get("SigningHostedZone"), easy_dkim_host(now.settings)
    if signing is None:
        yield unknown("SES tells no SigningHostedZone")
    elif signing == ours:
        yield passed(signing)
    else:
        remedy = f"report it: the table of regions needs {signing} for {now.settings.aws.region}; until then publish it"
        yield failed(f"SES signs with keys in {signing}, the records point into {ours}", remedy)


@check(SECTION, "MAIL FROM", source=_MAIL_FROM)
def mail_from_is_success(now: Facts) -> Iterator[Verdict]:
    """With its own MAIL FROM domain SPF aligns for DMARC; with REJECT_MESSAGE nothing is sent without it."""
    settings = now.settings
    if settings.user_pool.sending == "COGNITO_DEFAULT":
        yield does_not_apply("sending = 'COGNITO_DEFAULT' does not send through SES of this account")
        return
    live = (now.identity or {}).get("MailFromAttributes", {})
    domain, status = live.get("MailFromDomain"), live.get("MailFromDomainStatus", "NOT_STARTED")
    if domain != settings.mail_from_domain:
        yield failed(
            f"{domain or 'none'}; the file says {settings.mail_from_domain}", f"'cdktf deploy {settings.name}'"
        )
    elif status == "SUCCESS":
        yield passed(f"{domain}: SUCCESS")
    elif status == "FAILED":
        remedy = "publish its MX and SPF ('poolpost dns'), then set MAIL FROM again: SES looks for 72 hours only"
        yield failed(f"{domain}: FAILED", remedy)
    else:
        yield failed(
            f"{domain}: {status}", f"publish its MX and SPF: 'poolpost dns {settings.name} --check' says which"
        )


@check(SECTION, "no other identity in the way", source=_IDENTITIES)
def no_identity_shadows_the_domain(now: Facts) -> Iterator[Verdict]:
    """SES takes the most specific identity: one of the From address has its own DKIM, MAIL FROM and feedback."""
    sender = now.settings.user_pool.from_
    if sender is None:
        yield does_not_apply("there is no From of one's own")
    elif now.from_identity is None:
        yield passed(f"{sender.address} has no identity of its own; the domain's settings apply")
    else:
        remedy = f"delete the identity {sender.address} in SES, once the domain is verified"
        yield failed(f"{sender.address} is an identity of its own: the domain's settings do not apply to it", remedy)


@check(SECTION, "identity policy", source=_COGNITO)
def identity_policy_lets_cognito_send(now: Facts) -> Iterator[Verdict]:
    """Pools of alternate regions, and COGNITO_DEFAULT with a From of one's own, send by a policy of the identity."""
    settings = now.settings
    if settings.policy_principal is None:
        yield does_not_apply("this pool sends by the service-linked role; no policy is needed")
        return
    policies = (now.identity or {}).get("Policies", {})
    context = {"aws:SourceAccount": settings.aws.account_id, "aws:SourceArn": settings.pool_arn}
    verdicts = [_may_send(json.loads(text), settings.policy_principal, context) for text in policies.values()]
    if True in verdicts:
        yield passed(f"{settings.policy_principal} may send")
    elif None in verdicts:
        yield unknown("a policy of the identity has conditions that are not understood here", "compare it by hand")
    else:
        remedy = f"'cdktf deploy {settings.name}', again once the domain is verified"
        yield failed(f"no policy of the identity lets {settings.policy_principal} send for this pool", remedy)


@check(SECTION, "feedback", source=_FEEDBACK)
def feedback_reaches_somebody(now: Facts) -> Iterator[Verdict]:
    """Bounces and complaints that nobody sees become a paused account."""
    if (now.identity or {}).get("FeedbackForwardingStatus"):
        yield passed("SES mails bounces and complaints to the sender")
        return
    needed, wanted = set[str](), {"BOUNCE", "COMPLAINT"}
    for destination in now.event_destinations.values():
        if destination.get("Enabled"):
            needed |= wanted & set(destination["MatchingEventTypes"])
    if needed == wanted:
        yield passed("bounces and complaints go to event destinations")
    else:
        missing = " and ".join(sorted(wanted - needed))
        remedy = "add them to events.sns.event_types, or set domain.feedback_forwarding = true"
        yield failed(f"{missing} events go nowhere, and feedback forwarding is off", remedy)


def _dkim(now: Facts) -> Json:
    return (now.identity or {}).get("DkimAttributes", {})


def _may_send(policy: Json, principal: str, context: dict[str, str]) -> bool | None:
    verdicts = {allows(policy, service=principal, action=action, context=context) for action in SENDS}
    return verdicts.pop() if len(verdicts) == 1 else None if None in verdicts else False


CHECKS = (
    identity_is_verified,
    dkim_is_success,
    dkim_key_is_long_enough,
    dkim_host_is_ours,
    mail_from_is_success,
    no_identity_shadows_the_domain,
    identity_policy_lets_cognito_send,
    feedback_reaches_somebody,
)
