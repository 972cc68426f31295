"""
The SMTP user name and password that SES derives from an access key. Pure.

Source: SES developer guide, "Obtaining Amazon SES SMTP credentials", converting an existing secret access key. The password is
of one region, and is the key of a Signature Version 4 for a fixed date and message.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from poolpost.errors import UsageError

_DATE, _SERVICE, _TERMINAL, _MESSAGE = "11111111", "ses", "aws4_request", "SendRawEmail"
_VERSION = b"\x04"
_USER = re.compile(r"AKIA[A-Z0-9]{16}")
_SECRET = re.compile(r"[A-Za-z0-9/+]{40}")
STARTTLS_PORT = 587


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpCredentials:
    """How to reach the SMTP interface of SES in one region."""

    host: str
    port: int
    user: str
    password: str


def refuse_other_keys(access_key: str) -> None:
    """
    Check an access key id, before anybody types its secret.

    Raises:
        UsageError: it is none, or is of a role.
    """
    if not _USER.fullmatch(access_key):
        temporary = "; keys of roles begin with ASIA, and SMTP takes none" if access_key.startswith("ASIA") else ""
        msg = f"{access_key!r} is not the access key id of an IAM user; allowed: 'AKIA' and 16 letters and digits{temporary}"
        raise UsageError(msg)


def smtp_credentials(region: str, access_key: str, secret: str) -> SmtpCredentials:
    """
    Derive the credentials of an access key that exists.

    Raises:
        UsageError: one of the two is none; the message never holds the secret.
    """
    refuse_other_keys(access_key)
    if not _SECRET.fullmatch(secret):
        msg = f"the secret has {len(secret)} characters; allowed: the 40 of a secret access key (letters, digits, '/' and '+')"
        raise UsageError(msg)
    password = smtp_password(region, secret)
    return SmtpCredentials(host=smtp_host(region), port=STARTTLS_PORT, user=access_key, password=password)


def smtp_password(region: str, secret: str) -> str:
    """Derive the password of a secret access key for one region."""
    signature = f"AWS4{secret}".encode()
    for part in (_DATE, region, _SERVICE, _TERMINAL, _MESSAGE):
        signature = hmac.new(signature, part.encode(), hashlib.sha256).digest()
    return base64.b64encode(_VERSION + signature).decode("ascii")


def smtp_host(region: str) -> str:
    """Return the SMTP endpoint of a region (AWS General Reference, Amazon SES endpoints); not every region has one."""
    return f"email-smtp.{region}.amazonaws.com"
