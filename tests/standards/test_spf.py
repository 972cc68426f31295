"""SPF records: RFC 7208."""

import dns.resolver
import pytest
from checkdmarc.spf import parse_spf_record
from hypothesis import given
from hypothesis import strategies as st

from poolpost.standards.spf import MAIL_FROM_SPF, MAX_LOOKUPS, Spf, parse_spf

DOMAINS = st.from_regex(r"[a-z]{1,10}(\.[a-z]{2,8}){1,2}", fullmatch=True)
MECHANISMS = st.one_of(
    st.builds("ip4:192.0.2.{}".format, st.integers(0, 255)),
    st.builds("ip6:2001:db8::{:x}".format, st.integers(0, 65535)),
    st.builds("include:{}".format, DOMAINS),
    st.builds("a:{}".format, DOMAINS),
    st.just("mx"),
)
RECORDS = st.builds(
    lambda terms, end: Spf((*terms, end)),
    st.lists(MECHANISMS, max_size=5, unique=True),
    st.sampled_from(["~all", "-all"]),
)


def test_mail_from_record_is_the_one_ses_asks_for() -> None:
    """SES developer guide, mail-from: the same text in every region."""
    assert str(MAIL_FROM_SPF) == "v=spf1 include:amazonses.com ~all"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=spf1 -all", "v=spf1 include:amazonses.com -all"),
        ("v=spf1 include:_spf.google.com ~all", "v=spf1 include:_spf.google.com include:amazonses.com ~all"),
        ("v=spf1 include:amazonses.com -all", "v=spf1 include:amazonses.com -all"),
        ("v=spf1 +include:AmazonSES.com -all", "v=spf1 +include:AmazonSES.com -all"),
        ("v=spf1 mx redirect=_spf.example.com", "v=spf1 mx include:amazonses.com redirect=_spf.example.com"),
        ("v=spf1", "v=spf1 include:amazonses.com"),
    ],
)
def test_ses_is_added_before_the_end(record: str, expected: str) -> None:
    """After `all` a term is never read; an include that is there is not added twice."""
    assert str(parse_spf(record).with_ses()) == expected


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("v=spf2 -all", "does not start with"),
        (" v=spf1 -all", "does not start with"),
        ("v=spf1 +all", "lets everybody send"),
        ("v=spf1 all", "lets everybody send"),
        ("v=spf1 -all include:a.example", "never read"),
        ("v=spf1 include -all", "not an SPF term"),
        ("v=spf1 ipv4:192.0.2.1 -all", "not an SPF term"),
        ("v=spf1 ip4:999.1.1.1 -all", r"999.1.1.1 is no IPv4 address \(each number is 0 to 255\)"),
        ("v=spf1 ip4:192.0.2.01 -all", "is no IPv4 address"),
        ("v=spf1 ip6:2001:db8:::1 -all", "is no IPv6 address"),
        ("v=spf1 mx ip4:192.0.2.0/33 -all", "/33 is above 32"),
        ("v=spf1 ip6:2001:db8::/129 -all", "/129 is above 128"),
        ("v=spf1 mx/33 -all", "/33 is above 32"),
        ("v=spf1 a//129 -all", "/129 is above 128"),
        ("v=spf1 a:%{x} -all", "'%' begins a macro"),
        ("v=spf1 exists:%i.example.net -all", "'%' begins a macro"),
        ("v=spf1 exists:%{i0}.example.net -all", "'%' begins a macro"),
        ("v=spf1 include:%{c}.example.net -all", "'%' begins a macro"),
        ("v=spf1 include:192.0.2.1 -all", "no domain name that ends in a label with a letter"),
        ("v=spf1 redirect= -all", "no domain name"),
        ("v=spf1 include:" + "a." * 300 + " -all", "longer than 512 characters"),
        ("v=spf1 a:example -all", "no domain name"),
        ("v=spf1 redirect=a.example redirect=b.example", "appears twice"),
        ("v=spf1 " + " ".join(f"include:d{n}.example" for n in range(11)) + " -all", "at most 10"),
        ("v=spf1 " + " ".join(f"ip4:192.0.2.{n}/32" for n in range(100, 130)) + " -all", "bytes"),
    ],
)
def test_a_record_that_receivers_reject_is_refused(record: str, reason: str) -> None:
    """A permerror at receivers is worse than no record: every problem is named."""
    with pytest.raises(ValueError, match=reason):
        parse_spf(record)


@pytest.mark.parametrize(
    "term",
    [
        "a",
        "-mx:mail.example.com./24//64",
        "a:example.com/0",
        "ip4:192.0.2.1/32",
        "ip6:::ffff:192.0.2.1/96",
        "exists:%{ir}.%{v}._spf.%{d2}",
        "exists:%{l1r-}.lp._spf.%{d}",
        "include:_spf.%{o}",
        "include:a%%b.example.com",
        "ptr:example.com",
        "redirect=_spf.example.com",
        "exp=explain._spf.%{d}",
        "include:a/b.example.com",
        "unknown=%{d2}",
        "a:host.x--y",
    ],
)
def test_what_the_grammar_allows_is_taken(term: str) -> None:
    """RFC 7208 section 12 and the examples of section 7.4."""
    assert parse_spf(f"v=spf1 {term} -all".replace("-all", "" if "redirect" in term else "-all"))


def test_all_problems_come_at_once() -> None:
    """Whoever mends a record wants to mend it once."""
    with pytest.raises(ValueError, match=r"does not start with.*not an SPF term.*lets everybody"):
        parse_spf("spf1 foo +all")


@given(record=RECORDS)
def test_rendering_reads_back(record: Spf) -> None:
    """parse(render(x)) == x."""
    assert parse_spf(str(record)) == record


@given(record=RECORDS)
def test_an_independent_parser_accepts_what_we_render(canned_dns: dns.resolver.Resolver, record: Spf) -> None:
    """Checkdmarc reads the record with SES added and finds no warning about its grammar."""
    with_ses = record.with_ses()
    parsed = parse_spf_record(str(with_ses), "example.com", resolver=canned_dns)
    assert with_ses.lookups <= MAX_LOOKUPS
    assert parsed["parsed"]["all"] == {"~": "softfail", "-": "fail"}[record.terms[-1][0]]


@pytest.mark.parametrize("term", ["x", "all", "-all x", "ip4:1.2.3.4", "redirect=a", "include:" + "y" * 600])
@pytest.mark.parametrize("start", ["v=spf1 ", "v=spf1 -all ", ""])
def test_what_is_said_of_a_record_is_bounded(start: str, term: str) -> None:
    """One of 60 KiB once made a report of 61 MB: neither its terms nor their number may make a message long."""
    text = start + f"{term} " * (60 * 1024 // (len(term) + 1))
    with pytest.raises(ValueError, match="bytes; at most") as found:
        parse_spf(text)
    assert len(str(found.value)) < 8000
