"""Decode the bytes of a report by its byte order mark, its declaration or UTF-8, and note what is wrong."""

import re

_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_TEXT_ENCODING = re.compile(
    r"(?i)utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-?8859-?\d+|latin-?\d|windows-?125\d|cp125\d|koi8-[ru]|gb\w+|big5|shift_jis|euc-\w+"
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


def decoded(content: bytes) -> tuple[str, list[str]]:
    """Decode by mark, declaration or UTF-8; a byte that does not fit is read as windows-1252, and noted."""
    for start, encoding in (*_MARKS, *_UNMARKED):
        if content.startswith(start):
            return content.decode(encoding, errors="replace"), []
    declared = _ENCODING.match(content)
    named = declared[1].decode() if declared else "utf-8"
    notes: list[str] = []
    if not _TEXT_ENCODING.fullmatch(named):
        notes.append(f"an unknown encoding, '{named}'")
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
