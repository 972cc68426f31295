"""Domain names as DNS and SES accept them: lower case, IDN as A-labels, without the root dot."""

import re

import idna

MAX_LABEL = 63  # RFC 1035 section 2.3.4; also the SES limit for identities
MAX_NAME = 253  # RFC 1035 section 3.1: 255 octets on the wire are 253 characters in text
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def to_ascii(name: str) -> str:
    """
    Return `name` in lower case with every IDN label as Punycode (UTS 46, RFC 5891), without a trailing dot.

    Raises:
        ValueError: not a host name; the message says which part is wrong.
    """
    text = name.strip().rstrip(".")
    if text != name.rstrip("."):
        msg = f"{name!r} has white space around it"
        raise ValueError(msg)
    if not text.isascii():
        try:
            text = idna.encode(text, uts46=True, transitional=False).decode()
        except idna.IDNAError as error:
            msg = f"{name!r} is not a valid internationalised domain name: {error}"
            raise ValueError(msg) from None
    return _checked(name, text.lower())


def _checked(given: str, text: str) -> str:
    labels = text.split(".")
    bad = next((label for label in labels if not _LABEL.fullmatch(label)), None)
    if bad is not None:
        what = f"is longer than {MAX_LABEL} characters" if len(bad) > MAX_LABEL else "is not a DNS label"
        msg = f"{given!r} is not a domain name: {bad!r} {what}; allowed are letters, digits and inner hyphens"
        raise ValueError(msg)
    if len(text) > MAX_NAME:
        msg = f"{given!r} is longer than {MAX_NAME} characters"
        raise ValueError(msg)
    if labels == [text]:
        msg = f"{given!r} is a single label; allowed is a full domain name such as 'mail.example.com'"
        raise ValueError(msg)
    if labels[-1].isdigit():
        msg = f"{given!r} ends in a number, so it is an address and not a domain name (RFC 3696 section 2)"
        raise ValueError(msg)
    return text


def is_within(name: str, parent: str) -> bool:
    """Return whether `name` is `parent` itself or a subdomain of it; both as A-labels in lower case."""
    return name == parent or name.endswith("." + parent)


def is_strictly_within(name: str, parent: str) -> bool:
    """Return whether `name` is a subdomain of `parent` and not `parent` itself."""
    return name != parent and is_within(name, parent)


def longest_match(name: str, parents: tuple[str, ...]) -> str | None:
    """Return the longest of `parents` that contains `name`, as DNS delegation would choose, or None."""
    return max((parent for parent in parents if is_within(name, parent)), key=len, default=None)


def relative(name: str, origin: str) -> str:
    """Write `name` as in a zone file of `origin`: '@', a relative name, or absolute with a dot when outside."""
    if name == origin:
        return "@"
    return name.removesuffix("." + origin) if is_within(name, origin) else name + "."
