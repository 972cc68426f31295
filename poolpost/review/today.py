"""Where an environment stands today, in a few words each: what the side-by-side view of all environments shows."""

from poolpost.pool.differences import email_configuration
from poolpost.settings import Settings
from poolpost.standards.raw import Json

UNKNOWN = "cannot tell"
Answers = dict[str, Json | None]
"""'pool', 'identity' and 'account' -> what AWS answered; missing: it could not be asked, None: there is none."""


def state(settings: Settings, answers: Answers) -> dict[str, str]:
    """Say how the pool sends, from whom, through what, and under which DMARC policy."""
    dmarc = settings.dns.dmarc
    return {
        "sends with": _pool(answers, "EmailSendingAccount"),
        "From": _pool(answers, "From"),
        "domain": _domain(settings, answers),
        "SES": _access(answers),
        "DMARC": dmarc.p if dmarc else "published by somebody else",
    }


def _pool(answers: Answers, member: str) -> str:
    pool = answers.get("pool")
    return UNKNOWN if pool is None else email_configuration(pool).get(member, "not set")


def _domain(settings: Settings, answers: Answers) -> str:
    if "identity" not in answers:
        return UNKNOWN
    identity = answers["identity"]
    if identity is None:
        return f"{settings.domain.name}: not there yet"
    verified = "verified" if identity.get("VerifiedForSendingStatus") else "not verified"
    return f"{settings.domain.name}: {verified}, DKIM {identity.get('DkimAttributes', {}).get('Status', 'NOT_STARTED')}"


def _access(answers: Answers) -> str:
    account = answers.get("account")
    if account is None:
        return UNKNOWN
    access = "production" if account.get("ProductionAccessEnabled") else "sandbox"
    return access if account.get("SendingEnabled", True) else f"{access}, sending is paused"
