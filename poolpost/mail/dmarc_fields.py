"""The content of one field of a report, as text that can be shown."""

from functools import lru_cache
from xml.etree.ElementTree import Element

_LONGEST = 120  # characters of a reporter's name or id

Notes = dict[str, None]
"""Departures from the RFCs, each once, in the order of occurrence."""


def text_of(parent: Element | None, tag: str) -> str:
    """Return the text of a child; '' if there is none."""
    return "" if parent is None else (parent.findtext(tag) or "").strip()


def quoted(text: str) -> str:
    """Return a value as it is quoted in a note."""
    return f"'{printable(text, longest=40)}'" if text else "without a value"


@lru_cache(maxsize=4096)
def domain_of(name: str) -> str:
    """Return a domain as DNS compares it: lower case, without the final dot."""
    return printable(name.rstrip(".").lower(), longest=253) if name else ""


def printable(text: str, longest: int = _LONGEST) -> str:
    """Replace what is not printable: escape sequences, line breaks, characters that reverse the direction of text."""
    shown = text.strip()
    if not shown.isprintable():
        shown = "".join(letter if letter.isprintable() else "?" for letter in shown)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
