"""What SES reports about a mail that it accepted: events, published to the SNS topics of the configuration set.

Shape: SES developer guide, event-publishing-retrieving-sns-contents and -examples. A topic that does not let SES
publish gets nothing, without an error, as in AWS. Other kinds of destinations get nothing here.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from poolpost.emulator import ministack_state
from poolpost.emulator.errors import AwsError
from poolpost.emulator.ses_event_destinations import check_topic
from poolpost.emulator.state import Json, Region

SIMULATOR = "simulator.amazonses.com"
SUBJECT = "Amazon SES Email Event Notification"
GENERAL_BOUNCE = ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown")
ON_LIST = "Amazon SES did not send the message to this address because it is on the suppression list"
SUPPRESSED = ("Permanent", "Suppressed", "5.1.1", ON_LIST)
ON_ACCOUNT_LIST = ("Permanent", "OnAccountSuppressionList", "5.1.1", f"{ON_LIST} for your account")
AUTOMATIC_REPLY = ("Transient", "General", "", "")
"""Bounce type, subtype, enhanced status code and diagnostic code."""

_SIMULATED = {
    "success": ("Delivery",),
    "bounce": (GENERAL_BOUNCE,),
    "complaint": ("Delivery", "Complaint"),
    "ooto": ("Delivery", AUTOMATIC_REPLY),
    "suppressionlist": (SUPPRESSED,),
}
"""What follows Send for each address of the mailbox simulator."""

_MATCHES = {"Send": "SEND", "Delivery": "DELIVERY", "Bounce": "BOUNCE", "Complaint": "COMPLAINT"}
"""eventType as it is published -> as event destinations ask for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A mail that SES took."""

    message_id: str
    source: str
    """The From header."""
    source_arn: str
    recipients: list[str]
    headers: list[Json]
    tags: dict[str, list[str]]
    configuration_set: str


def is_simulator(address: str) -> bool:
    """Whether the mailbox simulator takes this address; labels after a + are ignored (SES guide, send-an-email)."""
    local, _, domain = address.lower().rpartition("@")
    return domain == SIMULATOR and local.partition("+")[0] in _SIMULATED


def publish(here: Region, mail: Mail) -> None:
    """Publish Send once, and for each recipient what becomes of the mail."""
    _publish(here, mail, "Send", {})
    for recipient in mail.recipients:
        for kind, about in _fate(here, mail, recipient):
            _publish(here, mail, kind, about)


def _fate(here: Region, mail: Mail, recipient: str) -> list[tuple[str, Json]]:
    """Return what happens to the mail; one to an address that SES knows nothing about counts as delivered."""
    if is_simulator(recipient):
        kinds = _SIMULATED[recipient.lower().rpartition("@")[0].partition("+")[0]]
    elif _is_suppressed(here, mail, recipient):
        kinds = (ON_ACCOUNT_LIST,)
    else:
        kinds = ("Delivery",)
    now = timestamp()
    events: list[tuple[str, Json]] = []
    for kind in kinds:
        if isinstance(kind, tuple):
            events.append(("Bounce", _bounce(recipient, now, *kind)))
        elif kind == "Complaint":
            events.append((kind, _complaint(recipient, now)))
        else:
            events.append((kind, _delivery(here, recipient, now)))
    return events


def _is_suppressed(here: Region, mail: Mail, recipient: str) -> bool:
    """Whether the suppression list holds the address, for a reason that the set, or else the account, minds."""
    known = here.configuration_sets.get(mail.configuration_set)
    own = known.options.get("SuppressionOptions") if known else None
    reasons = (own or here.ses_account.get("SuppressionAttributes", {})).get("SuppressedReasons", [])
    return here.suppressed.get(recipient, {}).get("Reason") in reasons


def _bounce(  # noqa: PLR0913, PLR0917 -- the members of the event
    recipient: str, now: str, kind: str, subtype: str, status: str, diagnostic: str
) -> Json:
    bounced: Json = {"emailAddress": recipient}
    if status:
        bounced |= {"action": "failed", "status": status, "diagnosticCode": diagnostic}
    return {
        "bounceType": kind,
        "bounceSubType": subtype,
        "bouncedRecipients": [bounced],
        "timestamp": now,
        "feedbackId": f"{uuid4()}-000000",
        "reportingMTA": "dsn; poolpost.emulator.smtp-out.amazonses.com",
    }


def _complaint(recipient: str, now: str) -> Json:
    return {
        "complainedRecipients": [{"emailAddress": recipient}],
        "timestamp": now,
        "feedbackId": f"{uuid4()}-000000",
        "complaintSubType": None,
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        "arrivalDate": now,
    }


def _delivery(here: Region, recipient: str, now: str) -> Json:
    return {
        "timestamp": now,
        "processingTimeMillis": 500,
        "recipients": [recipient],
        "smtpResponse": "250 2.6.0 Message received",
        "reportingMTA": f"emulator.{here.name}.smtp-out.amazonses.com",
    }


def _publish(here: Region, mail: Mail, kind: str, about: Json) -> None:
    known = here.configuration_sets.get(mail.configuration_set)
    if known is None:
        return
    event = {"eventType": kind, "mail": _mail(here, mail), kind.lower(): about}
    set_arn = here.arn("ses", f"configuration-set/{mail.configuration_set}")
    for destination in known.destinations.values():
        topic = destination.get("SnsDestination", {}).get("TopicArn")
        if not topic or not destination.get("Enabled") or _MATCHES[kind] not in destination["MatchingEventTypes"]:
            continue
        try:
            check_topic(here, topic, set_arn)
        except AwsError:
            continue
        ministack_state.publish(here, topic, SUBJECT, json.dumps(event))


def _mail(here: Region, mail: Mail) -> Json:
    values: dict[str, str] = {header["name"].lower(): header["value"] for header in mail.headers}
    return {
        "timestamp": timestamp(),
        "source": mail.source,
        "sourceArn": mail.source_arn,
        "sendingAccountId": here.account,
        "messageId": mail.message_id,
        "destination": mail.recipients,
        "headersTruncated": False,
        "headers": mail.headers,
        "commonHeaders": {
            "from": [mail.source],
            "to": [values["to"]] if "to" in values else [],
            "messageId": mail.message_id,
            "subject": values.get("subject", ""),
        },
        "tags": mail.tags,
    }


def timestamp() -> str:
    """Return this moment as events show it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
