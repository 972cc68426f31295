"""The doctor's checks of the AWS account and its SES region."""

from collections.abc import Iterator

from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed, unknown
from poolpost.doctor.facts import Facts
from poolpost.errors import Stopped
from poolpost.pool.readiness import not_ready
from poolpost.settings.second_region import access_argument
from poolpost.standards import regions

SECTION = "account"
NEARLY = 0.8  # of the quota: above it a busy day can exceed it
UNUSED = "sending = 'COGNITO_DEFAULT' does not send through SES of this account"
_ACCESS = "https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html"
_QUOTAS = "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html"
_ENFORCEMENT = "https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html"


@check(
    "right-account",
    SECTION,
    "credentials",
    source="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
)
def right_account(facts: Facts) -> Iterator[Verdict]:
    """With credentials of another account the doctor checks another account's mail."""
    try:
        yield passed(f"the credentials belong to account {facts.right_account}")
    except Stopped as error:
        yield failed(str(error), "set AWS_PROFILE, or the role of the CI job")


@check("ses-region-is-allowed", SECTION, "SES region", source=regions.TABLE_SOURCE)
def ses_region_is_allowed(facts: Facts) -> Iterator[Verdict]:
    """Cognito sends through the SES regions of its table only (REG1 to REG3)."""
    settings = facts.settings
    pool, ses = settings.pool_region, settings.aws.region
    override, allowed = settings.region_override, settings.allowed_ses_regions
    said = f"pools of {pool} send through {', '.join(allowed)}"
    if not allowed:
        yield unknown(
            f"AWS's table does not name pools of {pool}",
            "set [region_override] with the regions and their source as reason",
        )
    elif ses in allowed:
        yield passed(f"{ses}; {said}" + (f", by [region_override]: {override.reason}" if override else ""))
    else:
        yield failed(f"{ses}; {said}", "change aws.region")


@check("production-access", SECTION, "production access", source=_ACCESS)
def production_access(facts: Facts) -> Iterator[Verdict]:
    """In the sandbox SES delivers to verified addresses only: every other user gets nothing."""
    settings = facts.settings
    if settings.user_pool.sending == "COGNITO_DEFAULT":
        yield does_not_apply(UNUSED)
        return
    account = facts.ses_account
    review = account.get("Details", {}).get("ReviewDetails", {})
    case = f", case {review['CaseId']}" if review.get("CaseId") else ""
    said = f"; review {review['Status']}{case}" if review.get("Status") else ""
    if account.get("ProductionAccessEnabled"):
        yield passed(f"SES in {settings.aws.region} is out of the sandbox{said}")
    elif settings.aws.sandbox:
        yield passed(f"in the sandbox, which aws.sandbox accepts: verified recipients only{said}")
    else:
        remedy = f"'poolpost access request {access_argument(settings)}'"
        if review.get("Status") in {"PENDING", "DENIED"}:
            remedy = (
                f"answer AWS in the support centre{case}; 'poolpost access show {access_argument(settings)}' says more"
            )
        yield failed(f"SES in {settings.aws.region} is in the sandbox{said}", remedy)


@check("sending-is-enabled", SECTION, "sending enabled", source=_ENFORCEMENT)
def sending_is_enabled(facts: Facts) -> Iterator[Verdict]:
    """A paused account sends nothing, whatever else is right."""
    if facts.settings.user_pool.sending == "COGNITO_DEFAULT":
        yield does_not_apply(UNUSED)
        return
    stops = [found for found in not_ready(facts.settings, None, facts.ses_account) if found.rule == "sending-enabled"]
    yield from (failed(found.problem, found.remedy) for found in stops)
    if not stops:
        yield passed(f"SES in {facts.settings.aws.region} may send")


@check("account-is-healthy", SECTION, "enforcement status", source=_ENFORCEMENT)
def account_is_healthy(facts: Facts) -> Iterator[Verdict]:
    """PROBATION comes before SHUTDOWN: AWS has seen too many bounces or complaints, and pauses sending next."""
    status = facts.ses_account.get("EnforcementStatus")
    if status == "HEALTHY":
        yield passed(status)
    elif status is None:
        yield unknown("GetAccount returned no EnforcementStatus")
    else:
        yield failed(status, "read AWS's message in the support centre, fix its cause, and answer there")


@check("quota-is-enough", SECTION, "sending quota", source=_QUOTAS)
def quota_is_enough(facts: Facts) -> Iterator[Verdict]:
    """Mail above the quota is rejected and codes are lost: the quota must cover the busiest day."""
    expected = facts.settings.user_pool.expected_daily_mail
    if facts.settings.user_pool.sending == "COGNITO_DEFAULT":
        yield _default_quota(expected or 0)
        return
    quota = facts.ses_account.get("SendQuota", {})
    daily, sent = quota.get("Max24HourSend"), quota.get("SentLast24Hours", 0)
    if daily is None:
        yield unknown("GetAccount returned no SendQuota")
        return
    if daily == -1:  # botocore, GetAccount: unlimited
        yield passed("unlimited")
        return
    seen = f"{sent:.0f} of {daily:.0f} mails in the last 24 h, {quota.get('MaxSendRate', 0):.0f} a second"
    seen += f"; {expected} a day expected" if expected else "; user_pool.expected_daily_mail is not set"
    if max(sent, expected or 0) > daily * NEARLY:
        yield failed(seen, "request an increase: Service Quotas, Amazon SES, 'Sending quota' (L-804C8AE8)")
    else:
        yield passed(seen)


def _default_quota(expected: int) -> Verdict:
    if expected > regions.DEFAULT_SENDER_DAILY:
        said = f"{expected} a day expected; COGNITO_DEFAULT sends {regions.DEFAULT_SENDER_DAILY}"
        return failed(said, "set user_pool.sending = 'DEVELOPER', and deploy")
    return does_not_apply(
        f"COGNITO_DEFAULT sends {regions.DEFAULT_SENDER_DAILY} mails a day at most, and uses no SES quota"
    )


CHECKS = (
    right_account,
    ses_region_is_allowed,
    production_access,
    sending_is_enabled,
    account_is_healthy,
    quota_is_enough,
)
