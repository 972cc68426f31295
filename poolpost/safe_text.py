"""Text of somebody else on a terminal: tags, names and error messages of AWS may hold anything, escape sequences too."""

import re

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and line feed, marks that turn the direction of writing, and what is no character at all."""


def shown(text: str) -> str:
    r"""Write what a terminal would obey, or could not print, as `\u001b`; JSON that holds it stays the same JSON."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
