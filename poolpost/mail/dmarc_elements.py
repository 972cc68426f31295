"""The elements of one aggregate report, tags without namespace."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element, XMLParser

_NAMESPACE = re.compile(r"""xmlns\s*=\s*(?:"[^"<]*"|'[^'<]*')""")


class NotAReportError(ValueError):
    """Something else than an aggregate report: nothing about mail is missing without it."""


class UnreadableError(ValueError):
    """A report, or something like one, of which nothing can be read."""


class Record(NamedTuple):
    """A record: its source address and count as written, and the element without those two."""

    element: Element
    source_ip: str
    messages: str


@dataclass(slots=True, kw_only=True)
class Feedback:
    """
    The parts of one report, tags without namespace.

    Attributes:
        notes: departures from the RFCs that were repaired, each a phrase.
        lost: records that could not be read, each with place and reason.
    """

    metadata: Element | None
    policy: Element | None
    records: list[Record]
    notes: list[str] = field(default_factory=list[str])
    lost: list[str] = field(default_factory=list[str])


def record_of(element: Element) -> Record:
    """Return a `<record>` with its address and count taken out."""
    row = element.find("row")
    address, count = ("", "") if row is None else (row.findtext("source_ip") or "", row.findtext("count") or "")
    return Record(element, address.strip(), count.strip())


def parsed(text: str) -> Element:
    """
    Parse XML that declares no entities and is of bounded size.

    Raises:
        ParseError: it is not well-formed.
    """
    parser = XMLParser()  # noqa: S314 -- `feedback` has refused entities, and limited size and tags
    # Receivers use five namespaces and none for the same elements; without one, looking a tag up is quick. Blanks in its
    # place keep the columns. A str is fed: what the declaration says of the encoding no longer matters.
    parser.feed(_NAMESPACE.sub(lambda found: " " * len(found[0]), text))
    return parser.close()


def parts(root: Element) -> Feedback:
    """
    Find the parts of a report, wherever in the document it begins.

    Raises:
        NotAReportError: there is no report in it.
    """
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
        records=[record_of(element) for element in top.findall("record")],
        notes=notes,
    )
