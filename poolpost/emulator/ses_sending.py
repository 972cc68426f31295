"""SES v2 SendEmail with simple and raw content: who may send what to whom. Nothing leaves this process.

Templates are ministack's. Sources: SES API reference v2 SendEmail (errors); SES developer guide,
request-production-access (sandbox), mail-from, send-an-email-from-console (mailbox simulator).
"""

import base64
import email
import time
from email.message import Message
from email.utils import getaddresses, parseaddr
from uuid import uuid4

from poolpost.emulator import ses_events, ses_receiving, ses_status
from poolpost.emulator.errors import AwsError, bad_request, not_found
from poolpost.emulator.ses_events import Mail
from poolpost.emulator.state import Identity, Json, Region

UNLIMITED = -1
"""Max24HourSend of an account without a daily quota (SES API reference, SendQuota)."""


def send(here: Region, body: Json) -> Json:
    """Accept a mail, or raise the reason; publish its events.

    Raises:
        AwsError: the account, the sender, a recipient or the configuration set is not in order.
    """
    mail = _read(here, body)
    _check_account(here)
    _check_configuration_set(here, mail.configuration_set)
    sender = _check_verified(here, mail)
    _check_mail_from(here, sender)
    counted = [address for address in mail.recipients if not ses_events.is_simulator(address)]
    _count(here, len(counted))
    ses_events.publish(here, mail)
    ses_receiving.deliver_sent(here, _content(body, mail), parseaddr(mail.source)[1], mail.recipients)
    return {"MessageId": mail.message_id}


def _read(here: Region, body: Json) -> Mail:
    content = body.get("Content", {})
    headers = _raw_headers(content["Raw"]) if "Raw" in content else _simple_headers(body)
    source = body.get("FromEmailAddress") or _header(headers, "from")
    recipients = _recipients(body.get("Destination", {}), headers)
    address = parseaddr(source)[1]
    if not address or not recipients:
        msg = "From and at least one recipient must be given."
        raise bad_request(msg)
    name = _identity_name(here, address)
    own = here.identities[name].configuration_set if name in here.identities else ""
    configuration_set = body.get("ConfigurationSetName") or own
    tags = {tag["Name"]: [tag["Value"]] for tag in body.get("EmailTags", [])}
    return Mail(
        message_id=f"{int(time.time() * 1000):016x}-{uuid4()}-000000",
        source=source,
        source_arn=here.arn("ses", f"identity/{name}"),
        recipients=recipients,
        headers=headers,
        tags={"ses:configuration-set": [configuration_set], "ses:from-domain": [address.rpartition("@")[2]]} | tags,
        configuration_set=configuration_set,
    )


def _content(body: Json, mail: Mail) -> bytes:
    """Return the mail as it goes over the wire."""
    if "Raw" in body["Content"]:
        return base64.b64decode(body["Content"]["Raw"]["Data"])
    text = next(iter(body["Content"]["Simple"]["Body"].values()))["Data"]
    headers = "".join(f"{header['name']}: {header['value']}\r\n" for header in mail.headers)
    return f"{headers}\r\n{text}\r\n".encode()


def _simple_headers(body: Json) -> list[Json]:
    simple = body.get("Content", {}).get("Simple")
    if not simple or not simple.get("Subject", {}).get("Data") or not simple.get("Body"):
        msg = "Content must be Simple with a subject and a body, Raw, or Template."
        raise bad_request(msg)
    headers = [
        {"name": "From", "value": body.get("FromEmailAddress", "")},
        {"name": "To", "value": ", ".join(body.get("Destination", {}).get("ToAddresses", []))},
        {"name": "Subject", "value": simple["Subject"]["Data"]},
        {"name": "MIME-Version", "value": "1.0"},
    ]
    return headers + [{"name": header["Name"], "value": header["Value"]} for header in simple.get("Headers", [])]


def _raw_headers(raw: Json) -> list[Json]:
    parsed: Message = email.message_from_bytes(base64.b64decode(raw.get("Data", "")))
    return [{"name": name, "value": str(value)} for name, value in parsed.items()]


def _header(headers: list[Json], name: str) -> str:
    return next((header["value"] for header in headers if header["name"].lower() == name), "")


def _recipients(destination: Json, headers: list[Json]) -> list[str]:
    """Those of the Destination; with raw content alone, those of the headers."""
    given = [address for kind in ("To", "Cc", "Bcc") for address in destination.get(f"{kind}Addresses", [])]
    listed = given or [_header(headers, kind) for kind in ("to", "cc", "bcc")]
    # Without the empty ones: before Python 3.11.4 one of them costs all the others.
    return [address for _, address in getaddresses([each for each in listed if each]) if address]


def _identity_name(here: Region, address: str) -> str:
    """Name of the most specific identity that covers the address: itself, its domain, a parent domain."""
    domain = address.rpartition("@")[2].lower()
    labels = domain.split(".")
    parents = [".".join(labels[start:]) for start in range(len(labels))]
    return next((name for name in (address, *parents) if name in here.identities), address)


def _verified(here: Region, address: str) -> Identity | None:
    identity = here.identities.get(_identity_name(here, address))
    return identity if identity and ses_status.is_verified(here, identity) else None


def _check_account(here: Region) -> None:
    if here.ses_account["EnforcementStatus"] == "SHUTDOWN":
        code = "AccountSuspendedException"
        raise AwsError(code, "The account's ability to send email has been permanently restricted.")
    if not here.ses_account["SendingEnabled"]:
        code = "SendingPausedException"
        raise AwsError(code, "Email sending is disabled for your account.")


def _check_configuration_set(here: Region, name: str) -> None:
    if not name:
        return
    if name not in here.configuration_sets:
        msg = f"Configuration set <{name}> does not exist."
        raise not_found(msg)
    if not here.configuration_sets[name].options.get("SendingOptions", {}).get("SendingEnabled", True):
        code = "SendingPausedException"
        raise AwsError(code, f"Email sending is disabled for configuration set <{name}>.")


def _check_verified(here: Region, mail: Mail) -> Identity:
    """Demand a verified sender, and in the sandbox verified recipients; the mailbox simulator is always allowed."""
    address = parseaddr(mail.source)[1]
    sender = _verified(here, address)
    failed = [] if sender else [address]
    if not here.ses_account["ProductionAccessEnabled"]:
        failed += [to for to in mail.recipients if not ses_events.is_simulator(to) and not _verified(here, to)]
    if failed or sender is None:
        code, where = "MessageRejected", f"region {here.name.upper()}: {', '.join(failed)}"
        raise AwsError(code, f"Email address is not verified. The following identities failed the check in {where}")
    return sender


def _check_mail_from(here: Region, sender: Identity) -> None:
    """REJECT_MESSAGE: without the MX record of the MAIL FROM domain nothing is sent."""
    if not sender.mail_from or sender.on_mx_failure != "REJECT_MESSAGE":
        return
    if ses_status.mail_from_status(here, sender) != ses_status.SUCCESS:
        code = "MailFromDomainNotVerifiedException"
        raise AwsError(code, f"Custom MAIL FROM domain <{sender.mail_from}> is not verified.")


def _count(here: Region, recipients: int) -> None:
    """Count recipients against the daily quota; those of the mailbox simulator are not handed in."""
    quota = here.ses_account["SendQuota"]
    if quota["Max24HourSend"] != UNLIMITED and quota["SentLast24Hours"] + recipients > quota["Max24HourSend"]:
        code = "LimitExceededException"
        raise AwsError(code, "Daily message quota exceeded.")
    quota["SentLast24Hours"] += float(recipients)
