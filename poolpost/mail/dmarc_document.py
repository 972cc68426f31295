"""
The XML of an aggregate report, as receivers actually write it.

A report that is well-formed takes one pass. Anything else is repaired if only one reading is possible (a stray `&`, a
byte of another encoding), and otherwise read element by element, so that a broken record does not affect others. Every such
departure is a note. Entities are never expanded and nothing is fetched: expat parses only text that declares none.
"""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

from poolpost.mail.dmarc_decode import decoded
from poolpost.mail.dmarc_elements import Feedback, Record, UnreadableError, parsed, parts
from poolpost.mail.dmarc_repair import repaired

MOST_TAGS = 1_000_000
"""`<` in one document: each may cost some 100 bytes of memory, and 8 MiB of real records have 700,000."""
_MOST_RECORDS = 50_000
_ADDRESS_AND_COUNT = re.compile(r"<source_ip>\s*([0-9A-Fa-f.:]+)\s*</source_ip>\s*<count>\s*([0-9]+)\s*</count>")


def feedback(content: bytes) -> Feedback:
    """
    Parse the XML of one report.

    Raises:
        NotAReportError: it is another kind of document.
        UnreadableError: it declares entities, has too many tags or records, or contains no complete part of a report.
    """
    text, notes = decoded(content)
    if "<!ENTITY" in text:
        msg = "declares XML entities, which no report needs; it was not read"
        raise UnreadableError(msg)
    if text.count("<") > MOST_TAGS:
        msg = f"has more than {MOST_TAGS:,} XML tags, which no report has"
        raise UnreadableError(msg)
    found = _alike(text)
    if found is None:
        try:
            found = parts(parsed(text))
        except ParseError as error:
            found = repaired(text, error)
    if len(found.records) > _MOST_RECORDS:
        msg = f"has more than {_MOST_RECORDS:,} records"
        raise UnreadableError(msg)
    found.notes[:0] = notes
    return found


def _alike(text: str) -> Feedback | None:
    """
    Read a report whose records differ only in address and count, as those of one sender do, and parse each kind once.

    None if that is not certain: then all of it is parsed.
    """
    head, *records = text.split("<record>")
    found: list[Record] = []
    tail = ""
    for record in records:
        if tail.strip():
            return None
        content, closed, tail = record.partition("</record>")
        line = _ADDRESS_AND_COUNT.search(content)
        if not closed or line is None or len(found) == _MOST_RECORDS:
            return None
        kind = _kind(content[: line.start()], content[line.end() :])
        if kind is None:
            return None
        found.append(Record(kind, line[1], line[2]))
    try:
        around = parsed(head + tail)
    except ParseError:
        return None
    if around.tag != "feedback" or next(around.iter("record"), None) is not None:
        return None
    return Feedback(metadata=around.find("report_metadata"), policy=around.find("policy_published"), records=found)


@lru_cache(maxsize=2048)
def _kind(before: str, after: str) -> Element | None:
    try:
        return parsed(f"<record>{before}{after}</record>")
    except ParseError:
        return None
