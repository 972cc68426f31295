"""Reports as receivers write them, beside what the RFCs say."""

from tests.scenes.dmarc_reading import PLAIN
from tests.scenes.dmarc_samples import BEGIN


def changed(old: str, new: str, times: int = -1) -> bytes:
    """Return the report with some of its text changed."""
    assert old.encode() in PLAIN
    return PLAIN.replace(old.encode(), new.encode(), times)


PREFIXED = PLAIN.replace(b"<", b"<d:").replace(b"<d:/", b"</d:").replace(b"<d:?", b"<?")
FIELDS = [
    ("a result nobody knows", changed("<result>pass", "<result>maybe", 1), "DKIM result 'maybe' read as none"),
    ("no result", changed("<result>softfail</result>", ""), "SPF result without a value read as none"),
    ("a reporter without a name", changed("google.com</org_name>", "</org_name>"), "no org_name"),
    ("a report without an id", changed("14402871283902193021", ""), "no report_id"),
    ("a policy in words", changed("<adkim>r", "<adkim>relaxed"), ""),
    ("a policy without p", changed("<p>none</p>", ""), "policy p=without a value read as none"),
    ("an odd sp", changed("<sp>none", "<sp>monitor"), "policy sp='monitor' left out"),
    ("pct in words", changed("<pct>100", "<pct>all"), "pct='all' left out"),
    ("pct with its sign", changed("<pct>100", "<pct>100%"), ""),
    ("milliseconds", changed(str(BEGIN), f"{BEGIN}000"), "begin in milliseconds"),
    ("a date", changed(f"<begin>{BEGIN}", "<begin>2026-11-02T00:00:00Z"), "begin that is not a whole number of seconds"),
    ("half a period", changed(f"<begin>{BEGIN}</begin>", ""), "a period with only one end"),
    ("IPv4 in IPv6", changed("54.240.8.1", "::ffff:54.240.8.1"), "an IPv4 address written as IPv6"),
    ("an old draft's name", changed("identifiers>", "identities>"), ""),
    ("no From domain", changed("<identifiers><header_from>mail.example.com</header_from></identifiers>", ""), "no header_from"),
    ("no disposition", changed("<disposition>none</disposition>", ""), "disposition=without a value read as none"),
    ("no domain of the policy", changed("<domain>mail.example.com</domain><adkim>", "<adkim>"), "no domain in policy_published"),
    ("a namespace with a prefix", PREFIXED.replace(b"<d:feedback", b'<d:feedback xmlns:d="urn:x"'), ""),
    ("a namespace of a draft", changed("<feedback>", '<feedback xmlns="http://dmarc.org/dmarc-xml/0.1">'), ""),
    ("another root around it", b"<x>" + PLAIN[PLAIN.index(b"<feedback>") :] + b"</x>", "inside of <x>"),
    ("nothing in front of the XML but blanks", b"\n\n " + PLAIN, "part by part"),
    ("bytes after the XML", PLAIN + b"\x00\x00", "left out"),
    ("a control character", PLAIN.replace(b"google.com</org", b"goo\x01gle.com</org"), "characters that XML does not have"),
    ("an ampersand", changed("google.com</org", "A&B</org"), "'&' that is not escaped"),
    ("a bracket", changed("google.com</org", "a < b</org"), "'<' or '>' that is not escaped"),
    ("a bracket in From", changed("<header_from>mail.example.com", "<header_from>bad<xml.example", 1), "that is not escaped"),
    ("a byte of windows-1252", PLAIN.replace(b"google.com</org", b"\x93Goo\x94</org"), "2 bytes that are no UTF-8"),
    ("an encoding nobody knows", changed("UTF-8", "klingon"), "an unknown encoding, 'klingon'"),
    ("another encoding than it says", changed("UTF-8", "us-ascii").replace(b"google", "Zoë".encode()), "written in utf-8"),
    ("a mark at the start", b"\xef\xbb\xbf" + PLAIN, ""),
    ("UTF-16 without a mark", PLAIN.decode().encode("utf-16-le"), ""),
]  # fmt: skip # -- a table: one row a line
