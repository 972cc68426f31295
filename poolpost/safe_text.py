"""Text of somebody else on a terminal: tags, names and error messages of AWS may hold anything, escape sequences too."""

import re
import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of what a terminal obeys, what turns or hides text, what separates lines, and what is no character."""
_ALLOWED = frozenset("\t\n\u200c\u200d")
"""Tab and line feed; the joiners that Persian, Indic scripts and emoji are written with."""
_SUSPECT = re.compile(r"[^\t\n -~]")
"""Whatever is not plain ASCII: to look at these alone keeps long texts quick."""


def is_hidden(character: str) -> bool:
    """Return whether a character is invisible, steers a terminal or changes the direction of text."""
    return unicodedata.category(character) in _HIDDEN and character not in _ALLOWED


def hidden_characters(text: str) -> list[str]:
    """Return each hidden character of a text once, as `U+202E`."""
    return [f"U+{ord(each):04X}" for each in dict.fromkeys(_SUSPECT.findall(text)) if is_hidden(each)]


def shown(text: str) -> str:
    r"""Write what a terminal would obey, or could not print, as `\u001b`; JSON that holds it stays the same JSON."""
    return _SUSPECT.sub(lambda found: _escaped(found[0]) if is_hidden(found[0]) else found[0], text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2]):04x}" for at in range(0, len(units), 2))
