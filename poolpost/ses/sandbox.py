"""
What GetAccount says about the SES sandbox, and what to do next.

Pure: AWS's answers in, values and findings out. Sandbox, quota and review are of one account in one region (REG10).
Sources: botocore sesv2 GetAccount, ReviewDetails; SES developer guide, request-production-access, manage-sending-quotas.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from poolpost.errors import CannotDecide
from poolpost.findings import Finding, Level
from poolpost.settings import Settings
from poolpost.settings.second_region import access_argument
from poolpost.standards import regions
from poolpost.standards.domain_names import is_within
from poolpost.standards.raw import Json

QUOTA_CODE = "L-804C8AE8"
"""Service Quotas code of the SES sending quota (mails in 24 hours)."""
UNLIMITED = -1
"""`SendQuota.Max24HourSend` of an account without a daily quota (botocore sesv2 SendQuota)."""
State = Literal["verified", "pending", "failed", "absent"]
REQUEST_MEMBERS = ("MailType", "WebsiteURL", "ContactLanguage", "UseCaseDescription", "AdditionalContactEmailAddresses")
"""What GetAccount shows of an earlier request, under the names of PutAccountDetails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SesAccess:
    """
    An account's standing with SES in one region.

    Attributes:
        production: whether mail reaches everybody; False is the sandbox.
        enforcement: HEALTHY, PROBATION or SHUTDOWN; "" when AWS did not say.
        sending: whether SES may send at all.
        review: PENDING, GRANTED, DENIED or FAILED; "" when production access was never asked for.
        case_id: AWS's support case of the review; "" for none.
        daily_quota: mails in 24 hours, -1 without limit; None when AWS did not say.
        per_second: mails a second.
        sent: mails in the last 24 hours.
        request: what was asked for last, as PutAccountDetails took it; {} when nothing was.
    """

    region: str
    production: bool
    enforcement: str
    sending: bool
    review: str
    case_id: str
    daily_quota: float | None
    per_second: float | None
    sent: float | None
    request: Json

    @property
    def mode(self) -> Literal["production", "sandbox"]:
        """The word that people use."""
        return "production" if self.production else "sandbox"

    @property
    def case(self) -> str:
        """AWS's support case in parentheses, to be put behind a word; "" for none."""
        return f" (case {self.case_id})" if self.case_id else ""


def standing(region: str, account: Json) -> SesAccess:
    """
    Read GetAccount's answer.

    Raises:
        CannotDecide: it does not say whether the account is in the sandbox.
    """
    production = account.get("ProductionAccessEnabled")
    if not isinstance(production, bool):
        msg = f"SES in {region} did not say whether the account is in the sandbox (ProductionAccessEnabled: {production!r})"
        raise CannotDecide(msg)
    details = account.get("Details", {})
    review, quota = details.get("ReviewDetails", {}), account.get("SendQuota", {})
    return SesAccess(
        region=region,
        production=production,
        enforcement=account.get("EnforcementStatus", ""),
        sending=account.get("SendingEnabled", False),
        review=review.get("Status", ""),
        case_id=review.get("CaseId", ""),
        daily_quota=quota.get("Max24HourSend"),
        per_second=quota.get("MaxSendRate"),
        sent=quota.get("SentLast24Hours"),
        request={member: details[member] for member in REQUEST_MEMBERS if details.get(member)},
    )


def findings(access: SesAccess, settings: Settings) -> list[Finding]:
    """Return what keeps mail from reaching everybody; `aws.sandbox = true` accepts the sandbox, a pause is never accepted."""
    return [*_sending(access), *_sandbox(access, settings), *_quota(access, settings)]


def _sending(access: SesAccess) -> Iterator[Finding]:
    region, case = access.region, "answer AWS's case in the Support Center; only AWS lifts it"
    match access.enforcement:
        case "HEALTHY":
            pass
        case "PROBATION":
            problem = f"SES in {region} is under review (PROBATION): mail still goes out, and may be paused"
            yield _finding("account-is-healthy", "warn", region, problem, case)
        case "SHUTDOWN":
            problem = f"AWS has paused sending in {region} (SHUTDOWN)"
            yield _finding("account-is-healthy", "block", region, problem, case)
        case status:
            problem = f"SES in {region} has the enforcement status {status!r}, which this poolpost does not know"
            yield _finding("account-is-healthy", "unknown", region, problem, "look in the SES console")
    if not access.sending and access.enforcement != "SHUTDOWN":
        problem = f"sending is switched off in {region}"
        remedy = f"where that was you: aws sesv2 put-account-sending-attributes --sending-enabled --region {region}"
        yield _finding("sending-is-on", "block", region, problem, remedy)


def _sandbox(access: SesAccess, settings: Settings) -> Iterator[Finding]:
    if access.production:
        return
    problem = f"SES in {access.region} is in the sandbox: mail reaches verified addresses and domains only"
    if settings.aws.sandbox:
        accepted = f"aws.sandbox in environments/{settings.name}.toml accepts it"
        note = f"{accepted}; to leave it: {next_step(access, settings)}"
        yield _finding("production-access", "info", access.region, problem, note)
    else:
        yield _finding("production-access", "block", access.region, problem, next_step(access, settings))


def _quota(access: SesAccess, settings: Settings) -> Iterator[Finding]:
    expected, quota = settings.user_pool.expected_daily_mail, access.daily_quota
    if expected is not None and quota is not None and quota != UNLIMITED and expected > quota:
        problem = f"{quota:g} mails a day are allowed in {access.region}, {expected} are expected"
        more, first = f"ask for more with Service Quotas {QUOTA_CODE}", "AWS sets the quota when it grants the request"
        remedy = more if access.production else f"{first}: say in it how much is sent"
        yield _finding("quota-is-enough", "warn", access.region, problem, remedy)


def next_step(access: SesAccess, settings: Settings) -> str:
    """Return what to do about the sandbox, in one sentence; '' in production."""
    if access.production:
        return ""
    case = f"case {access.case_id}" if access.case_id else "the case in the Support Center"
    ask = f"poolpost access request {access_argument(settings)}"
    return {
        "PENDING": f"AWS is reviewing the request, usually within a day: answer what it asks in {case}",
        "DENIED": f"AWS denied the last request: answer {case}, or use Service Quotas {QUOTA_CODE}",
        "FAILED": f"AWS did not get the last request (an error on its side): run '{ask}' again",
        "GRANTED": f"AWS granted a request, and the account is in the sandbox all the same: ask in {case}",
    }.get(access.review, f"ask for production access: '{ask}'")


def candidate_regions(settings: Settings) -> tuple[str, ...]:
    """Every SES region that the pool's region may send through, the environment's own first (Cognito's region table)."""
    row = regions.pool_region(settings.pool_region)
    second = row.default_second_ses_region if row and settings.region_override is None else None
    listed = [*settings.allowed_ses_regions, second]
    return tuple(dict.fromkeys(region for region in (settings.aws.region, *listed) if region))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """
    Who may get mail while in the sandbox.

    Attributes:
        name: an address, or a domain for every address in it.
        state: verified; pending (a click or DNS is missing); failed (the link ran out); absent (not in SES).
    """

    name: str
    state: State


def reachable_names(settings: Settings) -> tuple[str, ...]:
    """Return the identities that `reachable` needs: the domain, the sender's address and each configured recipient."""
    recipients = (box.address for box in settings.addresses.sandbox_recipients)
    domain = (settings.domain.name,) if settings.has_domain else ()
    return tuple(dict.fromkeys([*domain, settings.identity, *recipients]))


def reachable(settings: Settings, identities: Mapping[str, Json | None]) -> list[Recipient]:
    """
    Return who can receive mail while in the sandbox.

    An address needs no separate verification if its domain is verified (SES developer guide, creating-identities).

    Args:
        settings: the environment.
        identities: GetEmailIdentity's answer for each of `reachable_names`, None where SES has no such identity.
    """
    states: dict[str, State] = {name: _state(identities.get(name)) for name in reachable_names(settings)}
    domains = [name for name, state in states.items() if "@" not in name and state == "verified"]

    def covered(name: str) -> bool:
        return any(is_within(name.rpartition("@")[2], domain) for domain in domains)

    return [Recipient(name=name, state="verified" if covered(name) else state) for name, state in states.items()]


def _state(identity: Json | None) -> State:
    if identity is None:
        return "absent"
    if identity.get("VerifiedForSendingStatus"):
        return "verified"
    return "failed" if identity.get("VerificationStatus") == "FAILED" else "pending"


def _finding(rule: str, level: Level, subject: str, problem: str, remedy: str) -> Finding:
    return Finding(rule=rule, level=level, subject=subject, problem=problem, remedy=remedy)
