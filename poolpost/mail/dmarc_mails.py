"""Reports in mail: attached, as the body, in a mail that is attached, in a mailbox."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect
from email.message import Message
from pathlib import PurePath

from poolpost.mail.dmarc_archives import LARGEST
from poolpost.mail.dmarc_kinds import SUFFIXES, is_mail, kind_of

_START = 64 * 1024
_CUT_OFF = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
_CONTENT_TYPES = {"application/gzip", "application/x-gzip", "application/zip", "application/xml", "text/xml"}


def attachments(content: bytes) -> tuple[list[bytes], bool]:
    """
    Return the parts of a mail that are reports, or that are named like one, and whether it is truncated.

    Raises:
        Exception: whatever the mail package raises for bytes that are not a mail.
    """
    mail = message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n"))
    found = [
        payload for part in mail.walk() if (payload := _payload(part)) is not None and _may_be_a_report(part, payload)
    ]
    return found, any(isinstance(defect, _CUT_OFF) for part in mail.walk() for defect in part.defects)


def is_failure_report(content: bytes) -> bool:
    """Return whether a mail reports one failed message (RFC 6591), which no one counts."""
    return re.search(rb"report-type=[\"']?feedback-report", content[:_START]) is not None


def each_mail(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Split a mailbox (RFC 4155), one mail in memory at a time; of a mail that is too large, more than LARGEST bytes are kept."""
    mail: list[bytes] = []
    size, blank = 0, True
    for line in lines:
        begins = blank and line.startswith(b"From ")
        blank = not line.strip()
        if begins:
            if mail:
                yield b"".join(mail)
            mail, size = [], 0
            continue
        size += len(line)
        if size <= LARGEST + _START:
            mail.append(line)
    if mail:
        yield b"".join(mail)


def _may_be_a_report(part: Message, payload: bytes) -> bool:
    name = part.get_filename()
    declared = PurePath(name or "").suffix.lower() in SUFFIXES or part.get_content_type() in _CONTENT_TYPES
    text = part.get_content_maintype() == "text" and name is None
    kind = kind_of(payload)
    if kind == "xml":
        return declared or b"<feedback" in payload[:_START]
    if kind == "mail":
        return not text and is_mail(payload)
    return kind in {"gzip", "zip", "base64"} or declared


def _payload(part: Message) -> bytes | None:
    """Decode a part; an attached mail is walked into, unless it is encoded, which RFC 2046 forbids and some senders do."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        encoded = (part.get("Content-Transfer-Encoding") or "").strip().lower() == "base64"
        if not (encoded and isinstance(inner, list) and isinstance(inner[0], Message)):
            return None
        try:
            return b64decode(inner[0].as_bytes())
        except Base64Error:
            return None
    payload = None if part.is_multipart() else part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else None
