"""The doctor's checks of the user pool itself."""

from collections.abc import Iterator

from poolpost.aws.iam import SERVICE_LINKED_ROLE
from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed
from poolpost.doctor.facts import Facts
from poolpost.doctor.trail_sentences import blame
from poolpost.errors import Stopped
from poolpost.pool import baseline
from poolpost.pool.differences import email_configuration
from poolpost.pool.messages import as_wanted, text_states
from poolpost.standards.mailboxes import is_same_mailbox
from poolpost.standards.raw import Json

SECTION = "user pool"
_SHOWN = 5  # lost settings; 'pool verify' lists them all
_EMAIL = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html"
_UPDATE = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html"
_ROLE = "https://docs.aws.amazon.com/cognito/latest/developerguide/using-service-linked-roles.html"
_SENDER = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html"
_MESSAGES = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html"
)
_MFA = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html"


@check("pool-is-as-wanted", SECTION, "e-mail configuration", source=_EMAIL)
def pool_is_as_wanted(facts: Facts) -> Iterator[Verdict]:
    """Sending account, From, Reply-To, SourceArn and configuration set are what the file says."""
    _ = facts.right_account
    try:
        live, wanted = email_configuration(facts.pool), facts.settings.email_configuration
    except Stopped as error:
        yield failed(str(error), "set user_pool.id to a pool of this account and region")
        return
    remedy = f"'{facts.settings.repair}', once mail would arrive"
    for member in sorted(live.keys() | wanted.keys()):
        if live.get(member) == wanted.get(member):
            yield passed(str(live[member]), subject=member)
        elif member in {"From", "ReplyToEmailAddress"} and is_same_mailbox(live.get(member), wanted.get(member)):
            yield passed(f"{live[member]}: the same mailbox as {wanted[member]}, written otherwise", subject=member)
        else:
            seen = f"{live.get(member, 'not set')}; the file says {wanted.get(member, 'nothing')}"
            if live.get(member) == "COGNITO_DEFAULT":
                seen = f"mail is still sent with {seen}"
            yield failed(seen, remedy, subject=member)


@check("service-linked-role-exists", SECTION, "service-linked role", source=_ROLE)
def service_linked_role_exists(facts: Facts) -> Iterator[Verdict]:
    """With DEVELOPER Cognito sends with this role; without it SES rejects every mail."""
    settings = facts.settings
    if settings.user_pool.sending == "COGNITO_DEFAULT" or settings.policy_principal is not None:
        yield does_not_apply("this pool does not send with the service-linked role")
    elif facts.service_linked_role is not None:
        yield passed(SERVICE_LINKED_ROLE)
    elif email_configuration(facts.pool).get("EmailSendingAccount") != "DEVELOPER":
        yield does_not_apply("Cognito creates it when the pool is switched (iam:CreateServiceLinkedRole)")
    else:
        remedy = "run 'aws iam create-service-linked-role --aws-service-name email.cognito-idp.amazonaws.com'"
        yield failed(f"{SERVICE_LINKED_ROLE} does not exist", remedy)


@check("no-trigger-takes-the-mail", SECTION, "custom e-mail sender", source=_SENDER)
def no_trigger_takes_the_mail(facts: Facts) -> Iterator[Verdict]:
    """With a custom e-mail sender Cognito passes every mail to a Lambda function and sends nothing itself."""
    sender = facts.pool.get("LambdaConfig", {}).get("CustomEmailSender", {}).get("LambdaArn")
    if sender is None:
        yield passed("no custom e-mail sender is set")
    else:
        remedy = "remove the trigger, or send through SES in that function"
        yield failed(f"{sender} receives every mail, and SES none", remedy)


@check("messages-are-allowed", SECTION, "message templates", source=_MESSAGES)
def messages_are_allowed(facts: Facts) -> Iterator[Verdict]:
    """Custom texts are sent only with DEVELOPER, and a link needs a domain of the pool."""
    pool = facts.pool
    template = pool.get("VerificationMessageTemplate", {})
    own = _own_texts(pool)
    if template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK" and not (
        pool.get("Domain") or pool.get("CustomDomain")
    ):
        yield failed("verification is by link, and the pool has no domain to serve it", "add a domain to the pool")
    elif own and email_configuration(pool).get("EmailSendingAccount") != "DEVELOPER":
        seen = f"custom texts for {', '.join(own)}: COGNITO_DEFAULT sends Cognito's own"
        yield failed(
            seen, f"'poolpost pool apply {facts.settings.pool_argument}', with user_pool.sending = 'DEVELOPER'"
        )
    else:
        yield passed(f"custom texts for {', '.join(own)}" if own else "Cognito's own texts")


@check("messages-are-as-wanted", SECTION, "messages as in the file", source=_MESSAGES)
def messages_are_as_wanted(facts: Facts) -> Iterator[Verdict]:
    """No plan shows a changed text: the provider's data source has no message templates."""
    wanted = facts.settings.pool_messages
    if not wanted:
        yield does_not_apply("the environment file sets no [messages]")
    elif as_wanted(facts.pool, wanted):
        trigger = facts.pool.get("LambdaConfig", {}).get("CustomMessage")
        hint = "; the CustomMessage trigger may still send other texts" if trigger else ""
        yield passed(f"{len(wanted)} as the file says{hint}")
    else:
        pool = facts.settings.pool_argument
        remedy = f"'poolpost pool apply {pool}'; 'poolpost pool show {pool}' shows both"
        for path, state, live in text_states(facts.pool, wanted):
            if state != "as wanted":
                yield failed(f"{state}: {live}", remedy, subject=path)


@check("settings-are-not-lost", SECTION, "settings beside the e-mail", source=_UPDATE)
def settings_are_not_lost(facts: Facts) -> Iterator[Verdict]:
    """A bare UpdateUserPool resets triggers, policies and MFA; a loss is reported until it is restored or accepted by name."""
    known = facts.baseline
    if known is None:
        yield does_not_apply("no write from this machine and no reviewed snapshot records what they should be")
        return
    lost = baseline.lost(facts.settings, known, facts.pool, facts.mfa)
    if not lost:
        yield passed(f"as in {known.path.as_posix()}")
    else:
        shown = "; ".join(map(str, lost[:_SHOWN])) + (f"; and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else "")
        who = blame(facts.history, {each.member for each in lost})
        yield failed(
            f"since {known.path.as_posix()}: {shown}; {who}", baseline.remedy(facts.settings, known, lost, lost)
        )


@check("email-mfa-can-work", SECTION, "e-mail MFA", source=_MFA)
def email_mfa_can_work(facts: Facts) -> Iterator[Verdict]:
    """Sign-in codes by mail need SES and the Essentials tier; as a second factor also another way of recovery."""
    pool, second_factor = facts.pool, "EmailMfaConfiguration" in facts.mfa
    first_factors = pool.get("Policies", {}).get("SignInPolicy", {}).get("AllowedFirstAuthFactors", [])
    if not second_factor and "EMAIL_OTP" not in first_factors:
        yield does_not_apply("the pool sends no sign-in codes by mail")
        return
    ways = [way["Name"] for way in pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])]
    if email_configuration(pool).get("EmailSendingAccount") != "DEVELOPER":
        yield failed("it needs EmailSendingAccount DEVELOPER", f"'poolpost pool apply {facts.settings.pool_argument}'")
    elif pool.get("UserPoolTier") == "LITE":
        yield failed("the pool's tier is LITE", "e-mail MFA needs the tier ESSENTIALS or PLUS")
    elif second_factor and ways == ["verified_email"]:
        seen = "accounts are recovered by e-mail only, and an address cannot be second factor and recovery at once"
        yield failed(seen, "allow another recovery mechanism (verified_phone_number or admin_only)")
    else:
        yield passed(f"tier {pool.get('UserPoolTier', 'not told')}, recovery by {' and '.join(ways) or 'the default'}")


def _own_texts(pool: Json) -> list[str]:
    """Return the names of the messages with a custom text."""
    template = pool.get("VerificationMessageTemplate", {})
    invitation = pool.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate", {})
    own = {
        "verification by code": "EmailMessage" in template or "EmailVerificationMessage" in pool,
        "verification by link": "EmailMessageByLink" in template,
        "invitation": "EmailMessage" in invitation,
    }
    return [name for name, has_text in own.items() if has_text]


CHECKS = (
    pool_is_as_wanted,
    service_linked_role_exists,
    no_trigger_takes_the_mail,
    messages_are_allowed,
    messages_are_as_wanted,
    settings_are_not_lost,
    email_mfa_can_work,
)
