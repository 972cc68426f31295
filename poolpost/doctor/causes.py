"""Every cause that `poolpost why` checks: what goes wrong around a deploy (docs/requirements.md, K)."""

from collections.abc import Callable, Iterator

from poolpost.doctor import live_pool_causes, recipient_causes
from poolpost.doctor.cause import Cause, Explains, Question, Suspicion, cause
from poolpost.doctor.checks import (
    account as account_checks,
)
from poolpost.doctor.checks import (
    delivery as delivery_checks,
)
from poolpost.doctor.checks import (
    dkim as dkim_checks,
)
from poolpost.doctor.checks import (
    dns as dns_checks,
)
from poolpost.doctor.checks import (
    identity as identity_checks,
)
from poolpost.doctor.checks import (
    links as links_checks,
)
from poolpost.doctor.checks import (
    user_pool as cognito_checks,
)
from poolpost.doctor.checks.check import Check
from poolpost.doctor.error_text import ErrorText
from poolpost.doctor.error_texts import recognised
from poolpost.doctor.live_pool_causes import always, pool_is_not_there, sends_by_ses, uses_identity
from poolpost.pool.differences import email_configuration

_EMAIL = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html"
_ERRORS = "https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html"


@cause("error-text", Explains.this_error, source=_ERRORS)
def error_text(asked: Question) -> Iterator[Suspicion]:
    """AWS says why, in its own words."""
    known = recognised(asked.error) if asked.error else None
    if known is not None:
        yield (
            "likely",
            f"{known.means}{_of_another_time(asked, known)}",
            known.remedy_for(asked.facts.settings.name),
            known.source,
        )
    elif asked.error:
        yield "cannot tell", "this error text is unknown to poolpost", f"look it up at {_ERRORS}"


def _of_another_time(asked: Question, known: ErrorText) -> str:
    """Say so if the live pool contradicts an error text."""
    if not known.sending:
        return ""
    sends = email_configuration(asked.facts.pool).get("EmailSendingAccount", "COGNITO_DEFAULT")
    return (
        ""
        if sends == known.sending
        else f"; but the pool now sends with {sends}, so the error comes from another time or pool"
    )


@cause("default-sender-is-limited", Explains.much_mail, source=_EMAIL)
def default_sender_is_limited(asked: Question) -> Iterator[Suspicion]:
    """Mail stops in the course of a day, and much of it is in spam: COGNITO_DEFAULT sends 50 a day for all users."""
    if not sends_by_ses(asked):
        settings = asked.facts.settings
        mend = f"deploy the environment ('cdktf deploy {settings.name}'); if it is deployed, '{settings.repair}'"
        if settings.user_pool.sending == "COGNITO_DEFAULT":
            mend = f"set user_pool.sending = 'DEVELOPER', then {mend}"
        yield (
            "likely",
            "the pool sends with COGNITO_DEFAULT: 50 mails a day, from an address shared by all AWS customers",
            mend,
        )


@cause(
    "addresses-are-not-verified-by-code",
    Explains.some_mail,
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html",
)
def addresses_are_not_verified_by_code(asked: Question) -> Iterator[Suspicion]:
    """Users sign up and get no code: Cognito sends codes only for attributes that it verifies."""
    if "email" not in asked.facts.pool.get("AutoVerifiedAttributes", []):
        yield (
            "likely",
            "AutoVerifiedAttributes of the pool lacks 'email': sign-up sends no code by mail",
            "turn on verification of e-mail addresses in the pool, if sign-up should send codes",
        )


def _rejects(asked: Question) -> bool:
    """Whether SES sends nothing while MAIL FROM is not set up; otherwise it uses its own domain and SPF does not align."""
    live = (asked.facts.identity or {}).get("MailFromAttributes", {})
    return sends_by_ses(asked) and live.get("BehaviorOnMxFailure") == "REJECT_MESSAGE"


def _works_under_another_name(asked: Question) -> bool:
    """Whether SES sends with a MAIL FROM that only the file names otherwise."""
    live = (asked.facts.identity or {}).get("MailFromAttributes", {})
    return live.get("MailFromDomainStatus") == "SUCCESS"


def _is_hardly_used(asked: Question) -> bool:
    """Whether much of the quota is left today: one that is only small explains no missing mail."""
    quota = asked.facts.ses_account.get("SendQuota", {})
    daily, sent = quota.get("Max24HourSend"), quota.get("SentLast24Hours", 0)
    return daily is not None and sent <= daily * account_checks.NEARLY


def _checked(
    check: Check,
    explains: Explains,
    symptom: str,
    *,
    applies: Callable[[Question], bool] = sends_by_ses,
    unless: Callable[[Question], bool] = lambda _asked: False,
) -> Cause:
    """
    Create a cause of a check of the doctor: what fails there explains missing mail here.

    A failure in SES explains nothing while the pool does not use it (`applies`); `unless` rules out a failure that keeps no
    mail away.
    """

    def look(asked: Question) -> Iterator[Suspicion]:
        if not applies(asked):
            return
        for line in check.lines(asked.facts):
            if line.outcome == "fail" and not unless(asked):
                yield "likely", f"{line.title}: {line.evidence}", line.remedy
            elif line.outcome == "cannot tell":
                yield "cannot tell", f"{line.title}: {line.evidence}", line.remedy

    return Cause(id=check.id, why=symptom, explains=explains, source=check.source, look=look, may_apply=applies)


CAUSES = (
    error_text,
    recipient_causes.address_is_suppressed,
    recipient_causes.sandbox_and_this_recipient,
    pool_is_not_there,
    _checked(cognito_checks.no_trigger_takes_the_mail, Explains.all_mail, "Nothing is sent at all.", applies=always),
    _checked(account_checks.sending_is_enabled, Explains.all_mail, "Everything stopped at once."),
    _checked(delivery_checks.configuration_set_sends, Explains.all_mail, "Everything stopped after a change."),
    _checked(
        identity_checks.identity_is_verified,
        Explains.all_mail,
        "Nothing was ever sent through SES.",
        applies=uses_identity,
    ),
    _checked(
        identity_checks.mail_from_is_success,
        Explains.all_mail,
        "MailFromDomainNotVerified.",
        applies=_rejects,
        unless=_works_under_another_name,
    ),
    _checked(
        identity_checks.identity_policy_lets_cognito_send,
        Explains.all_mail,
        "Cognito is not allowed to send.",
        applies=uses_identity,
    ),
    _checked(cognito_checks.service_linked_role_exists, Explains.all_mail, "Cognito is not allowed to send."),
    *live_pool_causes.CAUSES,
    recipient_causes.sandbox,
    default_sender_is_limited,
    _checked(
        account_checks.quota_is_enough, Explains.much_mail, "Mail stops in the course of a day.", unless=_is_hardly_used
    ),
    _checked(dkim_checks.dkim_is_success, Explains.spam_folder, "Mail is in the spam folder."),
    _checked(dns_checks.dmarc_is_published, Explains.spam_folder, "Mail is in the spam folder."),
    _checked(dns_checks.mail_is_aligned, Explains.spam_folder, "Mail is in the spam folder."),
    _checked(dns_checks.records_are_published, Explains.spam_folder, "Mail is in the spam folder, or not verified."),
    _checked(identity_checks.no_identity_shadows_the_domain, Explains.spam_folder, "Mail is in the spam folder."),
    _checked(delivery_checks.bounce_rate_is_low, Explains.spam_folder, "Mail is delayed, or in the spam folder."),
    _checked(delivery_checks.complaint_rate_is_low, Explains.spam_folder, "Mail is in the spam folder."),
    addresses_are_not_verified_by_code,
    _checked(links_checks.links_stay_as_they_are, Explains.some_mail, "Links in mails are other ones, or do not work."),
    _checked(cognito_checks.email_mfa_can_work, Explains.some_mail, "Sign-in codes do not arrive.", applies=always),
    _checked(cognito_checks.messages_are_allowed, Explains.some_mail, "The text is not ours.", applies=always),
)
