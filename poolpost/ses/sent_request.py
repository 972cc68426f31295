"""What became of a request for production access that was sent: a lost answer or a conflict is settled by what AWS shows."""

from collections.abc import Callable
from dataclasses import dataclass

from poolpost.aws.errors import Accepted, Lost, Refused
from poolpost.errors import CannotDecide, PoolpostError, Stopped
from poolpost.ses import sandbox
from poolpost.ses.production_access import is_pending
from poolpost.ses.sandbox import SesAccess
from poolpost.settings import Settings
from poolpost.settings.second_region import access_argument
from poolpost.standards.raw import Json


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a request: a sentence, and the account as AWS shows it."""

    sentence: str
    access: SesAccess


def settle(
    settings: Settings, body: Json, sent: Accepted[Json] | Refused | Lost, look: Callable[[], SesAccess]
) -> Settled:
    """
    Decide what became of a request that was sent.

    Args:
        settings: the environment.
        body: the PutAccountDetails request.
        sent: how the call ended; a refusal is ConflictException.
        look: reads the account's standing again: neither a lost answer nor a conflict says what AWS has.

    Raises:
        Stopped: another review is open, or was denied.
        CannotDecide: the account could not be read, or the answer was lost and AWS does not show the request.
    """
    match sent:
        case Accepted():
            return _after_acceptance(settings, look)
        case Refused():
            now = look()
            if is_pending(now, body):
                return Settled(f"AWS is reviewing this very request already{now.case}", now)
            raise Stopped(conflict(now, settings))
        case Lost():
            return _after_lost_answer(body, sent, look)


def _after_acceptance(settings: Settings, look: Callable[[], SesAccess]) -> Settled:
    try:
        now = look()
    except PoolpostError as error:
        show = f"'poolpost access show {access_argument(settings)}' does"
        msg = f"AWS took the request; its review could not be read: {error}; {show}"
        raise CannotDecide(msg) from error
    if now.production:
        next_step = "production access is granted"
    elif now.review == "PENDING":
        next_step = sandbox.next_step(now, settings)
    else:
        next_step = f"it shows no review yet; 'poolpost access show {access_argument(settings)}' does, in some minutes"
    return Settled(f"AWS took the request{now.case}: {next_step}", now)


def _after_lost_answer(body: Json, lost: Lost, look: Callable[[], SesAccess]) -> Settled:
    no_answer = f"no answer came to the request ({lost})"
    try:
        now = look()
    except PoolpostError as error:
        msg = f"{no_answer}, and AWS cannot be reached: {error}; it may have arrived: check with 'poolpost access show' first"
        raise CannotDecide(msg) from error
    if now.production or is_pending(now, body):
        return Settled(f"{no_answer}, but it arrived: AWS shows it{now.case}", now)
    msg = f"{no_answer}, and AWS shows no such request; check with 'poolpost access show' in some minutes, and then send it again"
    raise CannotDecide(msg)


def conflict(now: SesAccess, settings: Settings) -> str:
    """Explain ConflictException, which does not say why it comes."""
    why = {
        "PENDING": "another request is under review, and cannot be changed until AWS has answered it",
        "DENIED": "the last request was denied, and AWS takes no second one by this way",
    }.get(now.review, "AWS has an open review of this account (ConflictException)")
    return f"nothing was sent on for review: {why}; {sandbox.next_step(now, settings)}"
