"""
One term of an SPF record, checked against the grammar (RFC 7208 section 12) and the ranges of its values.

A receiver that finds an invalid term gives up on the whole record (section 4.6: permerror).
"""

import ipaddress
import re

_LONGEST = 512  # characters; longer ones are not matched, because that is slow
_MACRO = r"%(?:\{[slodiphv](?:[1-9][0-9]*)?r?[.+,/_=-]*\}|[%_-])"  # section 7.2: c, r and t are for explanations only
_LITERAL = r"[!-$&-~]"
_TOP_LABEL = r"(?:[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9])"
_DOMAIN_SPEC = rf"(?:{_MACRO}|{_LITERAL})*?(?:\.{_TOP_LABEL}\.?|{_MACRO})"
_PREFIX = r"(?:0|[1-9][0-9]{0,2})"
_TERM = re.compile(
    rf"""[+?~-]?(?:
        all
        | (?:include|exists):(?P<named>{_DOMAIN_SPEC})
        | (?:a|mx)(?::(?P<host>{_DOMAIN_SPEC}))?(?:/(?P<host4>{_PREFIX}))?(?://(?P<host6>{_PREFIX}))?
        | ptr(?::(?P<ptr>{_DOMAIN_SPEC}))?
        | ip4:(?P<ip4>[0-9.]+)(?:/(?P<length4>{_PREFIX}))?
        | ip6:(?P<ip6>[0-9A-Fa-f:.]+)(?:/(?P<length6>{_PREFIX}))?
    ) | (?:redirect|exp)=(?P<modifier>{_DOMAIN_SPEC})
      | (?!(?:redirect|exp)=)[A-Za-z][A-Za-z0-9._-]*=(?:{_MACRO}|{_LITERAL})*""",
    re.VERBOSE | re.IGNORECASE,
)
_LOOSE_MACRO = re.compile(rf"%(?!{_MACRO[1:]})", re.IGNORECASE)
_NEEDS_DOMAIN = re.compile(r"[+?~-]?(?:include|exists|redirect|exp|a|mx|ptr)[:=]", re.IGNORECASE)


def term_problem(term: str) -> str:
    """Return why a term is invalid, as a phrase; '' if receivers accept it."""
    if len(term) > _LONGEST:
        return f"it is longer than {_LONGEST} characters; a domain name has at most 253"
    found = _TERM.fullmatch(term)
    if found is None:
        return _why(term)
    parts = found.groupdict()
    if parts["ip4"] and not _is_address(parts["ip4"], ipaddress.IPv4Address):
        return f"{parts['ip4']} is no IPv4 address (each number is 0 to 255)"
    if parts["ip6"] and not _is_address(parts["ip6"], ipaddress.IPv6Address):
        return f"{parts['ip6']} is no IPv6 address"
    for name, most in (("host4", 32), ("length4", 32), ("host6", 128), ("length6", 128)):
        if parts[name] and int(parts[name]) > most:
            return f"the prefix length /{parts[name]} is above {most}"
    return ""


def _why(term: str) -> str:
    if _LOOSE_MACRO.search(term):
        return "'%' begins a macro, such as %{i}; the letters are s, l, o, d, i, p, h and v (section 7)"
    if _NEEDS_DOMAIN.match(term):
        return "what follows is no domain name that ends in a label with a letter"
    return "there is no such mechanism or modifier"


def _is_address(text: str, kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True
