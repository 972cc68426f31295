"""`poolpost access resend`: a new verification link for an address that is not verified yet."""

from poolpost.aws.services import Aws
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.errors import Stopped, UsageError
from poolpost.pool.readiness import LINK_HOURS, VERIFICATION_SENDER
from poolpost.settings import Settings


def resend_link(settings: Settings, aws: Aws, address: str | None, *, json: bool) -> int:
    """
    Let AWS send the link again, unless the address is verified.

    Args:
        settings: the environment.
        aws: its account.
        address: one that the file verifies; None: the one that the pool sends by.
        json: whether the result is printed as JSON.

    Raises:
        UsageError: the file verifies no such address; AWS would mail any.
        Stopped: SES does not have it.
    """
    environment = settings.name
    known = settings.verified_addresses
    chosen = address or (settings.identity if settings.user_pool.sends_by_address else None)
    if chosen is None or chosen not in known:
        allowed = (
            ", ".join(known) or "none: it sends by its domain, which DNS records verify, and [addresses] lists none"
        )
        msg = f"{chosen or 'no address'!r} is not one that environments/{environment}.toml verifies; allowed: {allowed}"
        raise UsageError(msg)
    identity = aws.ses.identity(chosen)
    if identity is None:
        msg = f"SES in {aws.ses.region} has no identity {chosen}, so nothing was sent; run 'cdktf deploy {environment}' first"
        raise Stopped(msg)
    verified = bool(identity.get("VerifiedForSendingStatus"))
    if not verified:
        aws.ses.resend_link(chosen)
    click = f"click it in that mailbox within {LINK_HOURS} hours, then run 'cdktf deploy {environment}'"
    sent = f"AWS mails a new link from {VERIFICATION_SENDER} to {chosen}; {click}"
    sentence = f"{chosen} is verified already; nothing was sent" if verified else sent
    if json:
        report.as_json({"address": chosen, "verified": verified, "result": sentence})
    else:
        console.console().print(sentence, soft_wrap=True)
    return 0
