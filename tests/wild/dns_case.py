"""
DNS as it is out there: each case was met in public, and is reduced to one difference from our own export.

Beside each stands its source: a public issue, an RFC's section, or the habit that it comes from.
"""

from dataclasses import dataclass

from poolpost.dns.records import TXT_STRING_BYTES

DMARC = '"v=DMARC1; p=none; rua=mailto:dmarc@example.com"'
SPF = '"v=spf1 include:amazonses.com ~all"'
DKIM = "aaa._domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.\n"
MX = "MX 10 feedback-smtp.eu-west-1.amazonses.com."


@dataclass(frozen=True)
class Case:
    """
    One difference from our export.

    Attributes:
        source: where the kind was met: a public issue, a page, an RFC's section.
        old: what the zone has in our export; `new` takes its place.
        record: the id of the record that it is about.
        status: what `dns --check` calls it.
        rules: what it recognises.
        says: a part of what it tells.
        more: records that are there as well.
    """

    source: str
    old: str
    new: str
    record: str
    status: str
    rules: tuple[str, ...] = ()
    says: str = ""
    more: str = ""


def dmarc(source: str, text: str, status: str, *rules: str, says: str = "") -> Case:
    """Return a case of another DMARC record in place of ours."""
    return Case(source, DMARC, text, "dmarc", status, rules, says)


def spf(source: str, text: str, status: str, *rules: str, says: str = "", more: str = "") -> Case:
    """Return a case of another SPF record at MAIL FROM."""
    strings = f'{text[:200]}" "{text[200:]}' if len(text) > TXT_STRING_BYTES else text
    return Case(source, SPF, strings, "mail-from-spf", status, rules, says, more)


def dkim(source: str, new: str, status: str, *rules: str, says: str = "", more: str = "") -> Case:
    """Return a case of something else in place of the first DKIM record."""
    return Case(source, DKIM, new, "dkim-1", status, rules, says, more)


def mail_from_mx(source: str, new: str, status: str, *rules: str, says: str = "") -> Case:
    """Return a case of something else in place of MAIL FROM's MX."""
    return Case(source, MX, new, "mail-from-mx", status, rules, says)
