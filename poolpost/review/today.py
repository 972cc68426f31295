"""How an environment sends mail today, in a few words each: what the side-by-side view of all environments shows."""

from poolpost.pool.differences import email_configuration
from poolpost.review.judged_plan import Judgement
from poolpost.settings import Settings
from poolpost.standards.raw import Json

UNKNOWN = "cannot tell"
Answers = dict[str, Json | None]
"""'pool', 'identity' and 'account' -> what AWS answered; missing: it could not be asked, None: there is none."""
COLUMNS = ("sends with", "From", "domain", "SES", "DMARC")
NOTHING_KNOWN: dict[str, str] = dict.fromkeys(COLUMNS, UNKNOWN)
"""The state of an environment whose file cannot be used."""


def pool_answer(judgement: Judgement) -> Answers:
    """Return what the gate saw of the pool: None where the plan is to create it, nothing where it could not be described."""
    if judgement.live is not None:
        return {"pool": judgement.live}
    is_created = judgement.settings.user_pool.id_ is not None
    return {} if is_created or judgement.plan is None else {"pool": None}


def pricing_plan(answers: Answers) -> str | None:
    """Return SES's pricing plan of the account (botocore sesv2, PricingAttributes); None where it is not known."""
    plan = ((answers.get("account") or {}).get("PricingAttributes") or {}).get("CurrentPlan")
    return plan if isinstance(plan, str) else None


def state(settings: Settings, answers: Answers) -> dict[str, str]:
    """Return by column how the pool sends, from whom, through what, and under which DMARC policy."""
    dmarc = settings.dns.dmarc
    shown = (
        _pool(answers, "EmailSendingAccount"),
        _pool(answers, "From"),
        _domain(settings, answers),
        _access(answers),
        dmarc.p if dmarc else "published by somebody else",
    )
    return dict(zip(COLUMNS, shown, strict=True))


def _pool(answers: Answers, member: str) -> str:
    if "pool" not in answers:
        return UNKNOWN
    pool = answers["pool"]
    return "not created yet" if pool is None else email_configuration(pool).get(member, "not set")


def _domain(settings: Settings, answers: Answers) -> str:
    if "identity" not in answers:
        return UNKNOWN
    identity = answers["identity"]
    name = settings.identity
    if identity is None:
        return f"{name}: not there yet"
    verified = "verified" if identity.get("VerifiedForSendingStatus") else "not verified"
    if settings.user_pool.sends_by_address:
        return f"{name}: {verified}, no DKIM of its own"
    return f"{name}: {verified}, DKIM {identity.get('DkimAttributes', {}).get('Status', 'NOT_STARTED')}"


def _access(answers: Answers) -> str:
    account = answers.get("account")
    if account is None:
        return UNKNOWN
    access = "production" if account.get("ProductionAccessEnabled") else "sandbox"
    return access if account.get("SendingEnabled", True) else f"{access}, sending is paused"
