"""What one field of a report holds, as text that can be shown."""

from functools import lru_cache
from xml.etree.ElementTree import Element

_LONGEST = 120  # characters of a reporter's name or id

Notes = dict[str, None]
"""Departures, each once, in the order in which they were met."""


def text_of(parent: Element | None, tag: str) -> str:
    """Return the text of a child; '' where there is none."""
    return "" if parent is None else (parent.findtext(tag) or "").strip()


def quoted(text: str) -> str:
    """Write a value into a note."""
    return f"'{printable(text, longest=40)}'" if text else "without a value"


@lru_cache(maxsize=4096)
def domain_of(name: str) -> str:
    """Write a domain as DNS compares it: lower case, without the last dot."""
    return printable(name.rstrip(".").lower(), longest=253) if name else ""


def printable(text: str, longest: int = _LONGEST) -> str:
    """Replace what is not printable: escape sequences, line breaks, characters that turn the direction of writing."""
    shown = text.strip()
    if not shown.isprintable():
        shown = "".join(letter if letter.isprintable() else "?" for letter in shown)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
