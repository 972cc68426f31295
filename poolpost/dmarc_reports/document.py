"""
The XML of an aggregate report, as receivers really write it.

A report that is well-formed takes one pass. Anything else is repaired where only one reading is possible (a stray `&`, a
byte of another encoding), and otherwise read element by element, so that one broken record costs no other. Every such
departure is a note. Entities are never expanded and nothing is fetched: expat parses text that declares none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, XMLParser

MOST_TAGS = 1_000_000
"""`<` in one document: each may cost some 100 bytes of memory, and 8 MiB of real records have 700,000."""
_MOST_RECORDS = 50_000
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_TEXT_ENCODING = re.compile(
    r"(?i)utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-?8859-?\d+|latin-?\d|windows-?125\d|cp125\d|koi8-[ru]|gb\w+|big5|shift_jis|euc-\w+"
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # XML 1.0 section 2.2 has no such character
_STRAY_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_STRAY_BRACKET = re.compile(r"<(?![A-Za-z_/!?])")
_LEAF = re.compile(
    r"<(org_name|email|extra_contact_info|report_id|error|comment|human_result|generator)>([^\n]{0,4096}?)</\1>"
)
_NAMESPACE = re.compile(r"""xmlns\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_PREFIX = re.compile(r"<(/?)[A-Za-z_][\w.-]{0,60}:(?=[A-Za-z_])")
_RECORD = re.compile(r"<record[\s/>]")
_ADDRESS_AND_COUNT = re.compile(r"<source_ip>\s*([0-9A-Fa-f.:]+)\s*</source_ip>\s*<count>\s*([0-9]+)\s*</count>")
_TAG = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")
_PAGE = re.compile(r"(?i)\s*<(?:!doctype html|html)[\s>]")
_NEAR = 500  # characters in front of a fault in which its field is looked for


class NotAReportError(ValueError):
    """Something else than an aggregate report: nothing about mail is missing without it."""


class UnreadableError(ValueError):
    """A report, or what may be one, of which nothing can be read."""


class Record(NamedTuple):
    """A record: its source address and count as they are written, and all of it but those two."""

    element: Element
    source_ip: str
    messages: str


@dataclass(slots=True, kw_only=True)
class Feedback:
    """
    The parts of one report, tags without namespace.

    Attributes:
        notes: departures from the RFCs that were bridged, each a phrase.
        lost: records that could not be read, each as where and why.
    """

    metadata: Element | None
    policy: Element | None
    records: list[Record]
    notes: list[str] = field(default_factory=list[str])
    lost: list[str] = field(default_factory=list[str])


def feedback(content: bytes) -> Feedback:
    """
    Parse the XML of one report.

    Raises:
        NotAReportError: it is another document.
        UnreadableError: it declares entities, has too many tags or records, or holds no part of a report in whole.
    """
    text, notes = _decoded(content)
    if "<!ENTITY" in text:
        msg = "declares XML entities, which no report needs; it was not read"
        raise UnreadableError(msg)
    if text.count("<") > MOST_TAGS:
        msg = f"has more than {MOST_TAGS:,} XML tags, which no report has"
        raise UnreadableError(msg)
    found = _alike(text)
    if found is None:
        try:
            found = _parts(_parsed(text))
        except ParseError as error:
            found = _repaired(text, error)
    if len(found.records) > _MOST_RECORDS:
        msg = f"has more than {_MOST_RECORDS:,} records"
        raise UnreadableError(msg)
    found.notes[:0] = notes
    return found


def _alike(text: str) -> Feedback | None:
    """
    Read a report whose records are alike but for address and count, as those of one sender are, with each kind parsed once.

    None where that is not certain: then all of it is parsed.
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
        around = _parsed(head + tail)
    except ParseError:
        return None
    if around.tag != "feedback" or next(around.iter("record"), None) is not None:
        return None
    return Feedback(metadata=around.find("report_metadata"), policy=around.find("policy_published"), records=found)


@lru_cache(maxsize=2048)
def _kind(before: str, after: str) -> Element | None:
    try:
        return _parsed(f"<record>{before}{after}</record>")
    except ParseError:
        return None


def _record(element: Element) -> Record:
    row = element.find("row")
    address, count = ("", "") if row is None else (row.findtext("source_ip") or "", row.findtext("count") or "")
    return Record(element, address.strip(), count.strip())


def _parsed(text: str) -> Element:
    parser = XMLParser()  # noqa: S314 -- `feedback` has refused what declares entities, and bounded size and tags
    # Receivers use five namespaces and none for the same elements; without one, looking a tag up is quick. Blanks in its
    # place keep the columns. A str is fed: what the declaration says of the encoding no longer matters.
    parser.feed(_NAMESPACE.sub(lambda found: " " * len(found[0]), text))
    return parser.close()


def _parts(root: Element) -> Feedback:
    if root.tag != "feedback":
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2].rpartition(":")[2]
    top = root if root.tag == "feedback" else next(root.iter("feedback"), None)
    if top is None:
        msg = f"is no aggregate report: its XML is a <{root.tag[:60]}>, not a <feedback>"
        raise NotAReportError(msg)
    notes = [] if top is root else [f"<feedback> inside of <{root.tag[:60]}>"]
    return Feedback(
        metadata=top.find("report_metadata"),
        policy=top.find("policy_published"),
        records=[_record(element) for element in top.findall("record")],
        notes=notes,
    )


def _repaired(text: str, error: ParseError) -> Feedback:
    """Repair what has one reading; what then is not well-formed is read part by part."""
    repaired, notes = text, list[str]()
    for pattern, becomes, what in (
        (_CONTROLS, "", "characters that XML does not have were left out"),
        (_STRAY_AMPERSAND, "&amp;", "'&' that is not escaped"),
        (_LEAF, _escaped_leaf, "'<' or '>' that is not escaped"),
        (_STRAY_BRACKET, "&lt;", "'<' that is not escaped"),
    ):
        changed = pattern.sub(becomes, repaired)
        if changed != repaired:
            repaired = changed
            notes.append(what)
    try:
        found = _parts(_parsed(repaired))
    except ParseError:
        found = _pieces(_PREFIX.sub(r"<\1", repaired), error)
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
        lost.append(f"{broken}: the report ends early, and nobody can tell how many records are missing")
    found = [_record(record) for record in read]
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
        return _parsed(text[start:end])
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


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """Decode by mark, declaration or UTF-8; a byte that does not fit is taken as windows-1252, and noted."""
    for start, encoding in (*_MARKS, *_UNMARKED):
        if content.startswith(start):
            return content.decode(encoding, errors="replace"), []
    declared = _ENCODING.match(content)
    named = declared[1].decode() if declared else "utf-8"
    notes: list[str] = []
    if not _TEXT_ENCODING.fullmatch(named):
        notes.append(f"an encoding that nobody knows, '{named}'")
        named = "utf-8"
    for encoding in dict.fromkeys((named, "utf-8")):
        try:
            text = content.decode(encoding)
        except (LookupError, UnicodeError):
            continue
        return text, notes if encoding == named else [*notes, f"declared as {named}, written in {encoding}"]
    text = content.decode("utf-8", errors="surrogateescape")
    wrong = sum("\udc80" <= character <= "\udcff" for character in text)
    text = re.sub(
        "[\udc80-\udcff]", lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", errors="replace"), text
    )
    return text, [
        *notes,
        f"{wrong} byte{'s' if wrong > 1 else ''} that {'are' if wrong > 1 else 'is'} no {named}, read as windows-1252",
    ]
