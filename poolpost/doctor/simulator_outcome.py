"""What became of the mails that `poolpost doctor --send` sent: judged from SES's answers and events. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from poolpost.aws.ses_send import RUN_TAG
from poolpost.doctor.event_route import Route
from poolpost.findings import Outcome, worst
from poolpost.settings import Settings
from poolpost.settings.tables.events import EventType
from poolpost.standards.raw import Json

_PUBLISHED: dict[EventType, str] = {"DELIVERY": "Delivery", "BOUNCE": "Bounce", "COMPLAINT": "Complaint"}
"""Event types as destinations ask for them -> eventType as it is published."""
Fate = Literal["arrived", "not arrived", "not asked for"]
_RESULTS: dict[Fate, Outcome] = {"arrived": "pass", "not arrived": "fail", "not asked for": "pass"}
_CAME_BACK = frozenset({"Bounce", "Reject"})
_ONLY_A_PERSON = "only a person can see whether it is in the inbox or in spam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What became of one mail.

    Attributes:
        event: the event type that had to arrive.
        outcome: "not asked for" when the environment does not have SES publish such events.
        seconds: from sending to the event's arrival; None when it did not arrive.
        detail: for people; never empty.
    """

    address: str
    event: EventType
    outcome: Fate
    seconds: float | None
    detail: str

    @property
    def result(self) -> Outcome:
        """How it ended, in the words of every check; what was not asked for fails nothing and proves nothing."""
        return _RESULTS[self.outcome]


@dataclass(slots=True, kw_only=True)
class Mail:
    """A mail on its way."""

    address: str
    event: EventType
    person: bool
    """Whether a person gets it, not the simulator."""
    sent_at: float = 0
    message_id: str | None = None
    lost: str = ""
    """Why SES's answer was lost."""
    refused: str = ""
    """Why SES did not take it."""
    came_back: str = ""
    """What SES says about a mail that it could not deliver."""
    seconds: float | None = None
    """When its event arrived."""

    @property
    def is_open(self) -> bool:
        """Whether its event may still arrive."""
        return self.seconds is None and not self.refused and not self.came_back

    def is_about(self, event: Json, run: str) -> bool:
        """Whether the event is of this mail: by MessageId or, where SES's answer was lost, by our tag and address."""
        about = event.get("mail")
        if not isinstance(about, dict):  # anybody may publish to the topic, anything
            return False
        if self.message_id:
            return about.get("messageId") == self.message_id
        tags = about.get("tags") or {}
        return tags.get(RUN_TAG) == [run] and self.address in about.get("destination", [])

    def hear(self, event: Json, now: float) -> str:
        """Note what an event of this mail says, and give the news, '' for none. `now` is a monotonic clock's."""
        kind = event.get("eventType")
        if kind == _PUBLISHED[self.event] and self.seconds is None:
            self.seconds = round(now - self.sent_at, 1)
            return f"{self.event} of {self.address} arrived after {self.seconds} s"
        if kind in _CAME_BACK and self.event == "DELIVERY" and not self.came_back:
            self.came_back = _reason(event)
            return f"the mail to {self.address} came back: {self.came_back}"
        return ""


def _reason(event: Json) -> str:
    """Return why a mail came back, in the words of the server that did not take it."""
    if event["eventType"] == "Reject":
        return f"rejected: {event.get('reject', {}).get('reason', 'no reason given')}"
    bounce = event.get("bounce", {})
    said = [each["diagnosticCode"] for each in bounce.get("bouncedRecipients", []) if each.get("diagnosticCode")]
    return f"{bounce.get('bounceType')} bounce, {bounce.get('bounceSubType')}{': ' if said else ''}{'; '.join(said)}"


def proof(settings: Settings, way: Route, mail: Mail) -> Proof:
    """Return what became of a mail, now that nothing more is waited for."""
    outcome: Fate = "arrived" if mail.seconds is not None and not mail.came_back else "not arrived"
    if mail.event not in way.wanted and not (mail.refused or mail.came_back):
        outcome = "not asked for"
    detail = _detail(settings, way, mail, outcome)
    return Proof(address=mail.address, event=mail.event, outcome=outcome, seconds=mail.seconds, detail=detail)


def _detail(settings: Settings, way: Route, mail: Mail, outcome: Fate) -> str:
    lost = f"SES's answer was lost ({mail.lost}), and the mail was not sent a second time"
    if mail.refused or mail.came_back:
        return mail.refused or f"the mail came back: {mail.came_back}"
    if outcome == "arrived":
        said = f"{mail.event} arrived" + (f"; {lost}: the event proves that it went out" if mail.lost else "")
        return f"{said}; {_ONLY_A_PERSON}" if mail.person else said
    if outcome == "not asked for":
        said = lost if mail.lost else "SES took the mail"
        said = f"{said}; events.sns.event_types does not list {mail.event}"
        return f"{said}; {_ONLY_A_PERSON}" if mail.person else said
    if mail.event not in way.asked:
        return (
            f"the file asks for {mail.event}, but no live event destination to {way.topic_arn} does; run 'cdktf deploy "
            f"{settings.name}'"
        )
    return f"{lost}: send again by running it again" if mail.lost else f"SES took the mail; {way.why_silent(settings)}"


def exit_code(proofs: Sequence[Proof]) -> int:
    """Return the exit code: 1 if an event did not arrive, 3 if none was asked for, so that nothing is proved, else 0."""
    if any(proof.outcome == "arrived" for proof in proofs):
        return worst(proofs)
    return worst(proofs) or 3
