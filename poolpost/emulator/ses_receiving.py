"""
Mail that reaches SES's inbound server: which rules of the active set match, and what their actions do.

Source: SES developer guide, receiving-email-concepts, receiving-email-action-*, receiving-email-notifications-contents.
Functions are not run: that SES may invoke them is checked, and who would have been invoked is in the outcome.
"""

import json
from dataclasses import asdict, dataclass, field
from email import message_from_bytes
from email.utils import formatdate
from uuid import uuid4

from poolpost.emulator import dns_view, ministack_state, ses_receipt_rules, ses_status, ses_store_mail
from poolpost.emulator.errors import AwsError
from poolpost.emulator.ses_events import timestamp
from poolpost.emulator.state import Json, Region
from poolpost.standards.regions import inbound_host, receiving_regions

MAX_BYTES = 40 * 1024 * 1024
MAX_SNS_BYTES = 150 * 1024


@dataclass(kw_only=True)
class Received:
    """What became of one mail."""

    message_id: str
    refused: dict[str, str] = field(default_factory=dict[str, str])
    """Recipients with the answer that the sending server got."""
    actions: list[Json] = field(default_factory=list[Json])
    """The actions that ran, with `rule`, `kind`, what they did and, where SES could not do it, `error`."""


def deliver(here: Region, mail: bytes, sender: str, recipients: list[str], *, tls: bool = True) -> Json:
    """Take a mail as SMTP's DATA brings it, and apply the active rule set."""
    received = Received(message_id=uuid4().hex)
    rules = here.receipt_rule_sets.get(here.active_receipt_rule_set, [])
    matching = [(rule, taken) for rule in rules if (taken := _taken(here, rule, recipients, tls=tls))]
    for recipient in recipients:
        if len(mail) > MAX_BYTES:
            received.refused[recipient] = "552 5.3.4 Message size exceeds fixed limit"
        elif not any(recipient in taken for _, taken in matching):
            known = any(_matches(rule, recipient) for rule in rules if rule["Enabled"]) and not tls
            said = "530 Must issue a STARTTLS command first" if known else "550 5.1.1 mailbox unavailable"
            received.refused[recipient] = said
    for rule, taken in matching if len(mail) <= MAX_BYTES else []:
        stamped = _stamped(received.message_id, mail, sender, taken[0], scanned=rule["ScanEnabled"])
        for action in rule["Actions"]:
            ((kind, about),) = action.items()
            done = _perform(here, rule, kind, about, stamped, received.message_id)
            received.actions.append({"rule": rule["Name"], "kind": kind} | done)
            if "refused" in done:
                received.refused.update((each, str(done["refused"])) for each in taken)
    return asdict(received)


def deliver_sent(here: Region, mail: bytes, sender: str, recipients: list[str]) -> None:
    """Deliver a mail that SES sends to those recipients whose MX record names SES's inbound server of a region."""
    for region in receiving_regions():
        target = inbound_host(region)
        reached = [each for each in recipients if target in _servers(here, each)]
        if reached:
            deliver(here.sibling(region), mail, sender, reached)


def _servers(here: Region, recipient: str) -> list[str]:
    return [value.split()[-1] for value in dns_view.lookup(here.world, recipient.rpartition("@")[2], "MX")]


def _taken(here: Region, rule: Json, recipients: list[str], *, tls: bool) -> list[str]:
    """Return the recipients that a rule applies to; SES knows only verified domains."""
    if not rule["Enabled"] or (rule["TlsPolicy"] == "Require" and not tls):
        return []
    return [each for each in recipients if _matches(rule, each) and _is_verified(here, each)]


def _matches(rule: Json, recipient: str) -> bool:
    """Compare with addresses, domains, and `.domain` for all its subdomains; a rule without recipients takes all."""
    address = recipient.lower()
    host = address.rpartition("@")[2]
    wanted = rule["Recipients"]
    return not wanted or any(
        each in {address, host} or (each.startswith(".") and host.endswith(each)) for each in wanted
    )


def _is_verified(here: Region, recipient: str) -> bool:
    labels = recipient.rpartition("@")[2].lower().split(".")
    names = [".".join(labels[start:]) for start in range(len(labels))]
    found = next((here.identities[name] for name in names if name in here.identities), None)
    return found is not None and ses_status.is_verified(here, found)


def _stamped(message_id: str, mail: bytes, sender: str, recipient: str, *, scanned: bool) -> bytes:
    """Return the mail with the headers that SES puts on top."""
    headers = [
        f"Return-Path: <{sender}>",
        f"Received: from sender.example (sender.example [192.0.2.1]) by inbound-smtp.amazonaws.com with SMTP id "
        f"{message_id} for {recipient}; {formatdate()}",
    ]
    if scanned:
        headers += ["X-SES-Spam-Verdict: PASS", "X-SES-Virus-Verdict: PASS"]
    headers.append("Authentication-Results: amazonses.com; spf=pass; dkim=pass; dmarc=pass")
    return "".join(f"{header}\r\n" for header in headers).encode() + mail


def _perform(  # noqa: PLR0913, PLR0917 -- what an action needs
    here: Region, rule: Json, kind: str, about: Json, mail: bytes, message_id: str
) -> Json:
    source = ses_receipt_rules.rule_arn(here, here.active_receipt_rule_set, rule["Name"])
    done: Json = {}
    try:
        match kind:
            case "S3Action":
                done = {"bucket": about["BucketName"], "key": f"{about.get('ObjectKeyPrefix', '')}{message_id}"}
                ses_store_mail.store(here, source, done["bucket"], done["key"], mail)
            case "SNSAction" if len(mail) > MAX_SNS_BYTES:
                done = {"refused": "552 5.3.4 Message too large for the SNS action"}
            case "SNSAction":
                done = {"topic": about["TopicArn"]}
                _publish(here, about["TopicArn"], mail, message_id)
            case "LambdaAction":
                done = {"function": about["FunctionArn"]}
                ses_store_mail.check_function(here, source, about["FunctionArn"])
            case "BounceAction":
                said = f"{about['SmtpReplyCode']} {about.get('StatusCode', '')} {about['Message']}"
                done = {"refused": " ".join(said.split())}
            case _:
                pass
    except AwsError as error:
        return {"error": f"{error.code}: {error.message}"}
    return done


def _publish(here: Region, topic: str, mail: bytes, message_id: str) -> None:
    parsed = message_from_bytes(mail)
    notification = {
        "notificationType": "Received",
        "mail": {
            "timestamp": timestamp(),
            "messageId": message_id,
            "headers": [{"name": name, "value": str(value)} for name, value in parsed.items()],
        },
        "content": mail.decode("utf-8", "replace"),
    }
    ministack_state.publish(here, topic, "Amazon SES Email Receipt Notification", json.dumps(notification))
