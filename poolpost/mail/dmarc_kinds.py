"""
What kind of file it is, by its first bytes.

Neither its name nor its declared type decides: receivers mislabel both.
"""

import re
from typing import Literal

from poolpost.mail.dmarc_fields import quoted

Kind = Literal["gzip", "zip", "xml", "mbox", "mail", "base64", ""]
"""Kinds that can contain a report; '' is anything else."""
SUFFIXES = {".xml", ".gz", ".zip", ".eml", ".mbox", ".mbx", ".msg"}
_START = 64 * 1024
_SHORT = 200  # bytes of a text that is quoted
_ENCODED = re.compile(rb"\s*(?:H4sI|UEsD|PD94|PGZl)[A-Za-z0-9+/=\s]+")  # gzip, zip and XML in Base64
_HEADER = re.compile(rb"(?:[!-9;-~]{1,76}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}")  # RFC 5322 section 2.2, at least two
_OTHER = (
    (b"\xd0\xcf\x11\xe0", "is an Outlook message (.msg): save it as .eml, or save the report that is attached to it"),
    (b"\x78\x9f\x3e\x22", "is Outlook's winmail.dat (TNEF): let the sender's report arrive as it was sent"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive: unpack it"),
    (b"Rar!", "is a RAR archive: unpack it"),
    (b"BZh", "is a bzip2 file: unpack it"),
    (b"\xfd7zXZ", "is an xz file: unpack it"),
)


def kind_of(content: bytes) -> Kind:
    """Return the kind of some bytes."""
    start = content[:_START].lstrip(b"\xef\xbb\xbf \t\r\n\x00\xff\xfe")[:5]
    if content.startswith(b"\x1f\x8b"):
        return "gzip"
    if content.startswith(b"PK"):
        return "zip"
    if start.startswith(b"<"):
        return "xml"
    if content.startswith(b"From "):
        return "mbox"
    if _ENCODED.fullmatch(content[:_START]):
        return "base64"
    return "mail" if _HEADER.match(content[:_START].lstrip(b"\xef\xbb\xbf\r\n")) else ""


def is_mail(head: bytes) -> bool:
    """Return whether it has the header fields of a mail: a text file may have lines with a colon, too."""
    return kind_of(head) == "mail" and bool(
        re.search(rb"(?im)^(?:from|received|return-path|mime-version|content-type):", head)
    )


def looks_like_a_report(head: bytes) -> bool:
    """Return whether a file with these first bytes is worth reading, whatever its name."""
    kind = kind_of(head)
    return kind in {"gzip", "zip", "mbox"} or (kind == "xml" and b"<feedback" in head) or is_mail(head)


def described(content: bytes) -> tuple[str, bool]:
    """Return a sentence about a file without a report, and whether it is known to be something else."""
    start = content.lstrip()
    if start.startswith(b"{"):
        return "is no aggregate report but JSON, as reports about TLS are (RFC 8460)", True
    if not start:
        return "is empty", False
    says = f"; it says {quoted(start.decode())}" if start.isascii() and len(start) <= _SHORT else ""
    none = f"is no aggregate report: neither XML, gzip, zip nor mail{says}"
    return next((reason for mark, reason in _OTHER if start.startswith(mark)), none), False
