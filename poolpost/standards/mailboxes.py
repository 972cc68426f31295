"""
From and Reply-To as Cognito and SES accept them.

A display name that is not an RFC 5322 phrase makes UpdateUserPool fail with "Provided From email address is
invalid"; SES accepts only ASCII (no SMTPUTF8), so other characters travel as RFC 2047 encoded-words and IDN domains as
Punycode (SES developer guide, troubleshoot-error-messages).
"""

import re
import unicodedata
from dataclasses import dataclass
from email.charset import BASE64, Charset
from email.header import Header, decode_header, make_header

from poolpost.standards.domain_names import to_ascii

MAX_LOCAL_PART = 64  # RFC 5321 section 4.5.3.1.1
MAX_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3 (a path is 256 octets, brackets included)
_DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_NAME_AND_ADDRESS = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>", re.DOTALL)
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)

_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64  # AWS's own tools send "B" words; one form is easier to recognise in a diff


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """
    An RFC 5322 mailbox: an address and, optionally, the name that recipients see.

    Attributes:
        display_name: in plain Unicode, neither quoted nor encoded; '' if there is none.
        local_part: before the @, ASCII, case kept (SES compares addresses case-sensitively).
        domain: after the @, as A-labels in lower case.
    """

    display_name: str = ""
    local_part: str
    domain: str

    @property
    def address(self) -> str:
        """The bare address (RFC 5322 addr-spec)."""
        return f"{self.local_part}@{self.domain}"

    def __str__(self) -> str:
        """Render the header value: a phrase as is, quoted where RFC 5322 requires it, encoded (RFC 2047) if not ASCII."""
        if not self.display_name:
            return self.address
        return f"{_phrase(self.display_name)} <{self.address}>"


def is_same_mailbox(one: str | None, other: str | None) -> bool:
    """Return whether two header values are the same mailbox, however the name is quoted or encoded (RFC 5322, RFC 2047)."""
    try:
        return one is not None and other is not None and parse_mailbox(one) == parse_mailbox(other)
    except ValueError:
        return False


def parse_mailbox(text: str) -> Mailbox:
    """
    Read `address` or `Name <address>`; the name plain, quoted or as encoded-words.

    Raises:
        ValueError: names the part that is wrong and what is allowed.
    """
    match = _NAME_AND_ADDRESS.fullmatch(text.strip())
    if match is None:
        return parse_address(text.strip())
    bare = parse_address(match["address"])
    return Mailbox(display_name=_plain(match["name"]), local_part=bare.local_part, domain=bare.domain)


def parse_address(text: str) -> Mailbox:
    """
    Read a bare address.

    Raises:
        ValueError: anything but one address, e.g. `Name <a@example.com>` or a non-ASCII local part.
    """
    local_part, at, domain = text.rpartition("@")
    if not at or not _DOT_ATOM.fullmatch(local_part):
        msg = (
            f"{text!r} is not an e-mail address; allowed is local-part@domain, the local part in ASCII letters, digits "
            "and . ! # $ % & ' * + - / = ? ^ _ ` { | } ~"
        )
        raise ValueError(msg)
    box = Mailbox(local_part=local_part, domain=to_ascii(domain))
    if len(local_part) > MAX_LOCAL_PART or len(box.address) > MAX_ADDRESS:
        msg = f"{text!r} is too long; allowed are {MAX_LOCAL_PART} characters before the @ and {MAX_ADDRESS} in all"
        raise ValueError(msg)
    return box


def _plain(name: str) -> str:
    """Undo quoting and encoding, so that a rendered name is read back unchanged."""
    quoted = _QUOTED.fullmatch(name)
    plain = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL) if quoted else name
    if not quoted and "=?" in plain:
        plain = str(make_header(decode_header(plain)))
    if any(unicodedata.category(character) == "Cc" for character in plain):
        msg = f"the display name {plain!r} holds a control character; allowed is one line of text"
        raise ValueError(msg)
    return plain.strip()


def _phrase(name: str) -> str:
    """Render a display name: RFC 5322 atoms as they are, other ASCII quoted, the rest as base64 encoded-words."""
    if not name.isascii():
        return Header(name, charset=_UTF8).encode(maxlinelen=75, linesep="\n").replace("\n ", " ")
    if _ATOMS.fullmatch(name) and "=?" not in name:  # '=?' would be read as an encoded-word
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
