"""Causes that lie with the recipient: a suppressed address, and the sandbox, where only verified addresses are reached."""

from collections.abc import Iterator
from datetime import UTC, datetime

from poolpost.doctor.cause import Explains, Question, Suspicion, cause
from poolpost.doctor.live_pool_causes import sends_by_ses
from poolpost.ses.sandbox import reachable, reachable_names
from poolpost.settings.second_region import access_argument
from poolpost.standards.domain_names import is_within

_SUPPRESSION = "https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html"
_SANDBOX = "https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html"
SIMULATOR = "simulator.amazonses.com"  # reached in the sandbox as well (SES developer guide, mailbox simulator)


@cause("address-is-suppressed", Explains.this_address, source=_SUPPRESSION)
def address_is_suppressed(asked: Question) -> Iterator[Suspicion]:
    """One user gets no mail at all: the address bounced or complained before."""
    entry = asked.facts.suppressed(asked.to) if asked.to else None
    if entry is not None:
        since = _day(entry.get("LastUpdateTime"))
        yield (
            "likely",
            f"{asked.to} is on the account's suppression list: {entry['Reason']}{since}",
            "when the address works again: aws sesv2 delete-suppressed-destination --email-address "
            f"{asked.to} --region {asked.facts.settings.aws.region}",
        )


@cause("sandbox-and-this-recipient", Explains.this_address, source=_SANDBOX)
def sandbox_and_this_recipient(asked: Question) -> Iterator[Suspicion]:
    """One user gets nothing while colleagues do: in the sandbox only verified addresses are reached."""
    facts, to = asked.facts, asked.to
    if to is None or facts.ses_account.get("ProductionAccessEnabled") or not sends_by_ses(asked):
        return
    if not _is_reached(asked, to):
        yield (
            "likely",
            f"SES in {facts.settings.aws.region} is in the sandbox, and {to} is not verified{_other_spelling(asked, to)}",
            f"add it to addresses.sandbox_recipients and let its owner open AWS's link, or ask for production access: "
            f"'poolpost access request {access_argument(facts.settings)}'",
        )


def _is_reached(asked: Question, to: str) -> bool:
    """Return whether mail reaches an address in the sandbox: it, or its domain, is verified, or it is the simulator's."""
    domain = to.rpartition("@")[2]
    if is_within(domain, SIMULATOR):
        return True
    return any((asked.facts.identity_of(name) or {}).get("VerifiedForSendingStatus") for name in (to, domain))


def _other_spelling(asked: Question, to: str) -> str:
    """Return that an address is verified in another spelling: SES compares the part before the @ with case."""
    listed = asked.facts.settings.addresses.all
    same = [each for each in listed if each != to and each.lower() == to.lower()]
    return (
        f"; {', '.join(same)} is another address for SES, which compares the part before the @ with case"
        if same
        else ""
    )


@cause("sandbox", Explains.much_mail, source=_SANDBOX)
def sandbox(asked: Question) -> Iterator[Suspicion]:
    """No outside user gets mail: in the sandbox only verified addresses are reached."""
    facts = asked.facts
    if facts.ses_account.get("ProductionAccessEnabled") or not sends_by_ses(asked):
        return
    if asked.to is not None and _is_reached(asked, asked.to):
        return
    identities = {name: facts.identity_of(name) for name in reachable_names(facts.settings)}
    told = [one.name for one in reachable(facts.settings, identities) if one.state == "verified"]
    yield (
        "likely",
        f"SES in {facts.settings.aws.region} is in the sandbox; mail reaches {', '.join(told) or 'no one'}",
        f"'poolpost access show {access_argument(facts.settings)}' says what to do next",
    )


def _day(when: object) -> str:
    return f", {when.astimezone(UTC):%Y-%m-%d}" if isinstance(when, datetime) else ""
