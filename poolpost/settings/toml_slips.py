"""What to write in place of a line that is not TOML: the known slips, the most specific first. Pure."""

import re

_WRONG = r"(?!(?:true|false|inf|nan)\b)"
_VALUE = rf"[=\[,{{]\s*{_WRONG}"
"""What is in front of a value that is not right as it is."""
_END = r"\s*(?:[,#}\]]|$)"
_SLIPS = (
    ("Cannot overwrite a value", "", "the key is there twice: remove one of the two lines"),
    ("Cannot declare", "", "the table is there twice: put all its keys under one header"),
    (
        "",
        r"[\u00a0\u2000-\u200f\u202f\u2060\ufeff]",
        "the line has a character that looks like a blank or like nothing: remove it",
    ),
    ("", rf"{_VALUE}[\u2018-\u201f\u00ab\u00bb]", 'these are the quotation marks of a word processor: use "'),
    ("", rf"{_VALUE}0\d", "TOML takes no number that begins with 0: put it in quotes"),
    ("", rf"{_VALUE}\$", "variables of the environment are not read here: write the value itself"),
    ("", rf"{_VALUE}(?i:true|false|yes|no|on|off){_END}", "TOML has true and false, in small letters"),
    ("", rf"{_VALUE}(?i:null|none|nil){_END}", "TOML has no empty value: leave the key out"),
    ("", r"[{,]\s*[\w.-]+:[\w.-]+\s*=", "a key with a colon is written in quotes"),
    ("", r"^\s*[\w.-]+\s*:(?!.*=)", "TOML has = between a key and its value"),
    ("", r",\s*\}", "a table in braces has no comma before the closing brace"),
    ("", r"=\s*\{[^}]*$", "a table in braces is on one line"),
    ("", r'^[^"]*"(?:[^"]*"[^"]*")*[^"]*$', "a quotation mark is missing"),
    ("Unescaped", r"\\", "a backslash is written twice, or the text in single quotes"),
    ("", rf"=\s*\[?\s*{_WRONG}[A-Za-z]", "a text is written in quotes"),
)
"""Start of tomllib's reason, pattern of the line, remedy."""


def remedy(problem: str, line: str) -> str:
    """Return what to do about a line, from tomllib's reason and the line; '' if no slip is known."""
    fitting = (told for start, pattern, told in _SLIPS if problem.startswith(start) and re.search(pattern, line))
    return next(fitting, "")
