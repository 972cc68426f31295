"""Characters of a DNS value that are invisible in a form or a terminal, and that make it another value. Pure."""

import unicodedata

_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def unseen(text: str) -> list[str]:
    """Return where each such character is, as `begins with U+0020 SPACE`; a blank inside a value is an ordinary one."""
    found: list[str] = []
    inner = text.strip()
    start = text.index(inner) if inner else len(text)
    found += [f"begins with {_named(each)}" for each in dict.fromkeys(text[:start])]
    found += [f"holds {_named(each)}" for each in dict.fromkeys(inner) if _is_unseen(each)]
    found += [f"ends with {_named(each)}" for each in dict.fromkeys(text[start + len(inner) :])]
    return found


def visible(text: str) -> str:
    """Return a text without these characters."""
    return "".join(each for each in text if not _is_unseen(each)).strip()


def _is_unseen(character: str) -> bool:
    return character != " " and unicodedata.category(character) in _CATEGORIES


def _named(character: str) -> str:
    """Return a character as U+200B ZERO WIDTH SPACE; control characters have no name in Unicode."""
    names = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN"}
    return f"U+{ord(character):04X} {names.get(character) or unicodedata.name(character, '')}".rstrip()
