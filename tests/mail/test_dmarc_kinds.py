"""What a file is that holds no report."""

from functools import reduce

import pytest

from poolpost.mail.dmarc_archives import MIB
from tests.scenes.dmarc_reading import PLAIN, reason
from tests.scenes.dmarc_samples import gzipped, zipped

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE feedback [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><feedback>&d;</feedback>"""


BOMB = b"<feedback>" + b" " * (40 * MIB) + b"</feedback>"
BAD = [
    ("nothing", b"", "is empty"),
    ("text", b"hello", "neither XML, gzip, zip nor mail"),
    ("another document", b"<html/>", "its XML is a <html>, not a <feedback>"),
    ("a page that is no XML", b"<html><br></html>", "is no aggregate report but a web page"),
    ("a report about TLS", b'{"organization-name": "x"}', "RFC 8460"),
    ("a message of Outlook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .eml"),
    ("a report that ends before its first part", PLAIN[:150], "is not well-formed XML (line 5, column"),
    ("a gzip of nothing", gzipped(PLAIN)[:10], "nothing can be unpacked of its gzip data"),
    ("half a zip header", b"PK\x03\x04", "nothing can be unpacked of its zip data"),
    ("a zip without a file", zipped(), "without a file in it"),
    ("a gzip bomb", gzipped(BOMB), "larger than 8 MiB unpacked"),
    ("a zip bomb", zipped(("a.xml", BOMB)), "larger than 8 MiB unpacked"),
    ("a gzip in a gzip in a gzip ...", reduce(lambda packed, _: gzipped(packed), range(9), PLAIN), "more than 5 times"),
    ("many files in an archive", zipped(*((f"{n}.xml", b"<") for n in range(1001))), "more than 1000 files"),
    ("an archive without a report", zipped(("a.exe", b"MZ")), "neither XML, gzip, zip nor mail"),
    ("many records", b"<feedback>" + b"<record/>" * 50_001 + b"</feedback>", "more than 50,000 records"),
    ("many tags", b"<feedback>" + b"<a/>" * 1_000_001 + b"</feedback>", "more than 1,000,000 XML tags"),
    ("a billion laughs", LAUGHS, "declares XML entities"),
    ("a billion laughs in UTF-16", LAUGHS.decode().encode("utf-16"), "declares XML entities"),
    ("no period", PLAIN.replace(b"date_range", b"dates"), "has no period"),
    ("no domain", b"<feedback/>", "names no domain"),
    ("deep nesting", b"<feedback>" * 200_000, "not well-formed XML"),
]


@pytest.mark.parametrize(("what", "content", "says"), BAD, ids=[case[0] for case in BAD])
def test_what_is_no_report_is_one_sentence(what: str, content: bytes, says: str) -> None:
    """Whatever arrives at a report address ends in a sentence, not in a traceback."""
    assert says in reason(content), what
