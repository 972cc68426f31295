"""
XML that is not well-formed: repaired if only one reading is possible, and otherwise read part by part.

A broken record does not affect others, and nothing is guessed.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element, ParseError

from poolpost.mail.dmarc_elements import (
    Feedback,
    NotAReportError,
    UnreadableError,
    parsed,
    parts,
    record_of,
)

_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # XML 1.0 section 2.2 has no such character
_STRAY_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_STRAY_BRACKET = re.compile(r"<(?![A-Za-z_/!?])")
_LEAVES = (
    "org_name|email|extra_contact_info|report_id|error|comment|human_result|generator|domain|header_from|envelope_from|"
    "envelope_to|selector|source_ip"
)
_LEAF = re.compile(rf"<({_LEAVES})>((?:(?!</)[^\n]){{0,4096}}?)</\1>")
"""An element that contains only text: a `<` in it starts no element, unless one ends in it (RFC 7489 appendix C)."""
_PARENTS = (
    "feedback|report_metadata|date_range|policy_published|record|row|policy_evaluated|reason|identifiers|auth_results|"
    "dkim|spf"
)
"""Where one of them ends, the end tag of a text inside of it is missing."""
_END = re.compile(rf"<([a-z_]{{1,40}})>([^<>\n]{{0,4096}}?)(?:</(?!\1>|(?:{_PARENTS})>)[A-Za-z_]\w{{0,40}}>|/\1>)")
"""An element that contains only text, and an end tag with a slip in its name or without its `<`."""
_PREFIX = re.compile(r"<(/?)[A-Za-z_][\w.-]{0,60}:(?=[A-Za-z_])")
_RECORD = re.compile(r"<record[\s/>]")
_TAG = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")
_PAGE = re.compile(r"(?i)\s*<(?:!doctype html|html)[\s>]")
_NEAR = 500  # characters in front of a fault in which its field is looked for


def repaired(text: str, error: ParseError) -> Feedback:
    """
    Repair what has only one reading; if the result is not well-formed, read it part by part.

    Args:
        text: the document.
        error: why it could not be parsed.

    Raises:
        NotAReportError: it is a web page, or another document.
        UnreadableError: no part of it can be read.
    """
    changed, notes = text, list[str]()
    for pattern, becomes, what in (
        (_CONTROLS, "", "characters that XML does not have were left out"),
        (_STRAY_AMPERSAND, "&amp;", "'&' that is not escaped"),
        (_LEAF, _escaped_leaf, "'<' or '>' that is not escaped"),
        (_END, r"<\1>\2</\1>", "end tags that do not fit"),
        (_STRAY_BRACKET, "&lt;", "'<' that is not escaped"),
    ):
        before, changed = changed, pattern.sub(becomes, changed)
        if changed != before:
            notes.append(what)
    try:
        found = parts(parsed(changed))
    except ParseError:
        found = _pieces(_PREFIX.sub(r"<\1", changed), error)
    found.notes[:0] = notes
    return found


def _escaped_leaf(found: re.Match[str]) -> str:
    name, content = found.groups()
    return f"<{name}>{content.replace('<', '&lt;').replace('>', '&gt;')}</{name}>"


def _pieces(text: str, error: ParseError) -> Feedback:
    """Read each complete part by itself."""
    lost: list[str] = []
    metadata, policy = (_piece(text, *_span(text, name), lost) for name in ("report_metadata", "policy_published"))
    records = [_piece(text, start, end, lost) for start, end in _record_spans(text)]
    read = [record for record in records if record is not None]
    line, column = error.position
    broken = f"not well-formed XML (line {line}, column {column + 1}: {_reason(error)})"
    if metadata is None and policy is None and not read:
        if _PAGE.match(text):
            msg = "is no aggregate report but a web page"
            raise NotAReportError(msg)
        msg = f"is {broken}"
        raise UnreadableError(msg)
    lost += [
        f"{broken}: <{name}> cannot be read"
        for name, part in (("report_metadata", metadata), ("policy_published", policy))
        if part is None
    ]
    if not text.rstrip().endswith("</feedback>"):
        lost.append(f"{broken}: the report is truncated, and the number of missing records is unknown")
    found = [record_of(record) for record in read]
    return Feedback(metadata=metadata, policy=policy, records=found, notes=[f"{broken}, read part by part"], lost=lost)


def _span(text: str, name: str) -> tuple[int, int]:
    start = text.find(f"<{name}")
    end = text.find(f"</{name}>", start)
    return (start, end + len(name) + 3) if start >= 0 and end >= 0 else (-1, -1)


def _record_spans(text: str) -> Iterator[tuple[int, int]]:
    starts = [found.start() for found in _RECORD.finditer(text)]
    for start, following in pairwise([*starts, len(text)]):
        end = text.find("</record>", start, following)
        yield start, end + len("</record>") if end >= 0 else following


def _piece(text: str, start: int, end: int, lost: list[str]) -> Element | None:
    if start < 0:
        return None
    try:
        return parsed(text[start:end])
    except ParseError as error:
        line, column = error.position
        # expat counts from the piece's start; a person looks for the line in the file.
        before = text.count("\n", 0, start)
        at = start + sum(len(each) + 1 for each in text[start:end].split("\n")[: line - 1]) + column
        open_tags = _TAG.findall(text[max(start, at - _NEAR) : at])
        where = f", field <{open_tags[-1]}>" if open_tags else ""
        lost.append(f"line {before + line}{where}: {_reason(error)}")
        return None


def _reason(error: ParseError) -> str:
    return str(error).partition(":")[0]
