"""
Would mail arrive? What SES says about the identity and the account, judged before the pool is switched.

Pure: what GetEmailIdentity, GetAccount and GetConfigurationSet say in, findings out. Sources: botocore sesv2 model, SES
developer guide (mail-from, request-production-access).
"""

from collections.abc import Iterator

from poolpost.findings import Finding
from poolpost.settings import Settings
from poolpost.settings.second_region import default_second_region
from poolpost.standards.iam_policies import allows, every, read_policy
from poolpost.standards.raw import Json

SUCCESS = "SUCCESS"
VERIFICATION_SENDER = "no-reply-aws@amazon.com"
"""Who sends the link that verifies an address (SES developer guide, verifying an email address identity)."""
LINK_HOURS = 24  # how long such a link works, by the same page
SENDS = ("ses:SendEmail", "ses:SendRawEmail")
"""What the identity policy must allow (Cognito developer guide, user pool e-mail)."""


def not_ready(settings: Settings, identity: Json | None, account: Json, *, has_set: bool = True) -> list[Finding]:
    """
    List what keeps mail from arriving, were the pool switched now; empty when it would arrive.

    Args:
        settings: the environment.
        identity: GetEmailIdentity's answer about what the pool sends with; None: SES has no such identity.
        account: GetAccount's answer.
        has_set: whether SES has the configuration set that the pool sends through.
    """
    if settings.user_pool.sending == "COGNITO_DEFAULT":
        if in_two_regions(settings):
            return [*identity_not_ready(settings, identity), *_policy(settings, identity)]
        return [*_owners_policy(settings, identity)]
    return [
        *identity_not_ready(settings, identity),
        *_owners_policy(settings, identity),
        *_configuration_set(settings, has_set=has_set),
        *_account(settings, account),
    ]


def in_two_regions(settings: Settings) -> bool:
    """Return whether Cognito sends with the identity in two regions (REG4): neither may be missing."""
    return default_second_region(settings) is not None


def may_send(settings: Settings, identity: Json) -> bool | None:
    """Return whether a policy of the identity lets Cognito send for this pool; None where one cannot be evaluated."""
    context = {"aws:SourceAccount": settings.aws.account_id, "aws:SourceArn": settings.pool_arn}
    principal, arn, whose = settings.policy_principal or "", settings.identity_arn, f"identity {settings.identity}"
    verdicts = [
        every(allows(policy, service=principal, action=one, context=context, resource=arn) for one in SENDS)
        for policy in (read_policy(text, whose) for text in identity.get("Policies", {}).values())
    ]
    return True if True in verdicts else None if None in verdicts else False


def publish_dkim(settings: Settings) -> str:
    """Return where the DKIM records are that have to be published."""
    if settings.domain.dkim.keep:
        return "publish its DKIM records as the SES console lists them: domain.dkim.keep leaves them to you"
    return f"publish the records that 'poolpost dns {settings.name}' lists"


def click(settings: Settings, identity: Json) -> tuple[str, str]:
    """Return why SES has not verified From's address, and who has to click which link."""
    address, status = settings.identity, identity.get("VerificationStatus", "PENDING")
    resend = f"'poolpost access resend {settings.name}' has AWS send a new one"
    if status == "PENDING":
        problem = (
            f"SES has not verified {address} yet: the link that AWS mailed to it was not clicked (status {status})"
        )
        remedy = (
            f"in the mailbox {address}, click the link in the mail from {VERIFICATION_SENDER} within {LINK_HOURS} hours"
        )
        return problem, f"{remedy}; if it is not there or too old, {resend}"
    problem = f"SES has not verified {address}: the link that AWS mailed to it ran out (status {status})"
    return problem, f"{resend}; click it in the mailbox {address} within {LINK_HOURS} hours"


def identity_not_ready(settings: Settings, identity: Json | None) -> Iterator[Finding]:
    """Yield what keeps SES from sending with the identity of the environment; arguments as of `not_ready`."""
    name = settings.identity
    if identity is None:
        problem = f"SES in {settings.aws.region} has no identity {name}"
        yield _missing("identity-exists", name, problem, _deploy_first(settings.shared_owner))
    elif not settings.user_pool.sends_by_address:
        yield from _domain(settings, identity)
    elif not identity.get("VerifiedForSendingStatus"):
        problem, remedy = click(settings, identity)
        yield _missing("identity-verified", name, problem, f"{remedy}; then run the deploy again")


def _domain(settings: Settings, identity: Json) -> Iterator[Finding]:
    domain = settings.domain.name
    again = ", then run the deploy again"
    publish = f"{publish_dkim(settings)}{again}"
    dkim = identity.get("DkimAttributes", {}).get("Status", "NOT_STARTED")
    if not identity.get("VerifiedForSendingStatus"):
        yield _missing(
            "identity-verified", domain, f"SES{_where(settings)} has not verified {domain} yet (DKIM {dkim})", publish
        )
    elif dkim != SUCCESS:
        yield _missing("dkim-success", domain, f"DKIM of {domain}{_where(settings)} is {dkim}, not {SUCCESS}", publish)
    mail_from = identity.get("MailFromAttributes", {}).get("MailFromDomainStatus", "NOT_STARTED")
    if settings.domain.mail_from.on_mx_failure == "REJECT_MESSAGE" and mail_from != SUCCESS:
        name = f"{settings.mail_from_domain}{_where(settings)}"
        problem = f"MAIL FROM {name} is {mail_from}, and REJECT_MESSAGE sends nothing until it is {SUCCESS}"
        remedy = f"publish the records that 'poolpost dns {settings.name}' lists{again}"
        yield _missing("mail-from-success", settings.mail_from_domain, problem, remedy)


def _policy(settings: Settings, identity: Json | None) -> Iterator[Finding]:
    if identity is not None and may_send(settings, identity) is False:
        name, principal = settings.identity, settings.policy_principal
        problem = f"no policy of {name} in {settings.aws.region} lets {principal} send for this pool"
        yield _missing("policy-lets-cognito-send", name, problem, "deploy first")


def _owners_policy(settings: Settings, identity: Json | None) -> Iterator[Finding]:
    """Report that the owner's policy does not name this pool yet; an environment's own is made in the same deploy."""
    owner = settings.shared_owner
    if owner is None or identity is None or settings.policy_principal is None or may_send(settings, identity):
        return
    problem = f"the policy of {settings.identity} does not let {settings.policy_principal} send for this pool"
    remedy = f"'cdktf deploy {owner}' writes it, since {owner} owns the identity; then run the deploy again"
    yield _missing("owner-lets-cognito-send", settings.identity, problem, remedy)


def _deploy_first(owner: str | None) -> str:
    return "deploy first" if owner is None else f"'cdktf deploy {owner}' first: {owner} owns it"


def _configuration_set(settings: Settings, *, has_set: bool) -> Iterator[Finding]:
    if not has_set:
        name, region = settings.configuration_set.name, settings.aws.region
        problem = f"SES in {region} has no configuration set {name}, and Cognito sends nothing through one that is gone"
        yield _missing("configuration-set-exists", name, problem, _deploy_first(settings.configuration_set.owner))


def _account(settings: Settings, account: Json) -> Iterator[Finding]:
    region = settings.aws.region
    if not account.get("SendingEnabled", False) or account.get("EnforcementStatus") == "SHUTDOWN":
        status = account.get("EnforcementStatus", "unknown")
        problem = f"SES in {region} is not allowed to send (enforcement status {status})"
        remedy = "answer AWS's case in the SES console, then deploy again"
        if status == "HEALTHY":  # AWS pauses none of these: the account's own people did
            switch = f"aws sesv2 put-account-sending-attributes --sending-enabled --region {region}"
            remedy = f"it was switched off in this account: find out why, then '{switch}'"
        yield _missing("sending-enabled", region, problem, remedy)
    if not account.get("ProductionAccessEnabled", False) and not settings.aws.sandbox:
        problem = f"SES in {region} is in the sandbox: users with an unverified address would get no mail"
        remedy = "request production access; where verified recipients are enough, set aws.sandbox = true"
        yield _missing("production-access", region, problem, remedy)


def _where(settings: Settings) -> str:
    """Return the SES region where it is not the pool's own, '' otherwise: then there is only one to think of."""
    return f" in {settings.aws.region}" if settings.aws.region != settings.pool_region else ""


def _missing(rule: str, subject: str, problem: str, remedy: str) -> Finding:
    return Finding(rule=rule, level="block", subject=subject, problem=problem, remedy=remedy)
