"""DMARC records: RFC 9989."""

import dns.resolver
import pytest
from checkdmarc.dmarc import parse_dmarc_record
from hypothesis import given
from hypothesis import strategies as st

from poolpost.standards.dmarc import Dmarc, external_report_name, parse_dmarc

POLICIES = st.sampled_from(["none", "quarantine", "reject"])
ALIGNMENTS = st.sampled_from(["r", "s"])
URIS = st.lists(
    st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True).map("mailto:{}".format), max_size=3, unique=True
).map(tuple)
FAILURES = st.sampled_from(["0", "1", "d", "s", "1:d", "1:d:s", "0:s"])
RECORDS = st.builds(
    Dmarc,
    p=POLICIES,
    sp=st.none() | POLICIES,
    np=st.none() | POLICIES,
    adkim=st.none() | ALIGNMENTS,
    aspf=st.none() | ALIGNMENTS,
    fo=st.none() | FAILURES,
    rua=URIS,
    ruf=URIS,
    t=st.none() | st.sampled_from(["y", "n"]),
)


def test_p_comes_right_after_v() -> None:
    """RFC 7489 receivers ignore a record whose second tag is not p; RFC 9989 does not mind."""
    record = Dmarc(p="reject", sp="none", rua=("mailto:a@b.example",), adkim="s", t="y")
    assert str(record) == "v=DMARC1; p=reject; sp=none; adkim=s; rua=mailto:a@b.example; t=y"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("p=none", "does not start with 'v=DMARC1'"),
        ("v=DMARC1", "p: "),
        ("v=dmarc1; p=none", "does not start with"),
        ("v=DMARC1; sp=none; p=none", "right after 'v'"),
        ("v=DMARC1; p=none; p=none", "appears twice"),
        ("v=DMARC1; p=nome", "p: "),
        ("v=DMARC1; p=none; fo=0:1", "not 0 with 1"),
        ("v=DMARC1; p=none; rua=https://x.example", "not a report address"),
        ("v=DMARC1; p=none; rua=mailto:a@b.example!10m", "no size limit"),
        ("v=DMARC1; p=none; pct=101", "pct: "),
        ("v=DMARC1; p=none; colour=red", "colour: "),
        ("v=DMARC1; rua=mailto:a@b.example", "p: Field required"),
    ],
)
def test_a_wrong_record_says_what_is_wrong(text: str, reason: str) -> None:
    """One wrong tag and receivers drop the whole record."""
    with pytest.raises(ValueError, match=reason):
        parse_dmarc(text)


@pytest.mark.parametrize("text", ["v=DMARC1;p=none;", "v=DMARC1 ; P = NONE", "v=DMARC1; p=none; pct=50"])
def test_white_space_case_and_old_tags_are_read(text: str) -> None:
    """Section 4.7: spaces around tags and a last semicolon are fine; pct is obsolete, not unreadable."""
    assert parse_dmarc(text).p == "none"


def test_consent_of_an_external_report_domain_has_a_name() -> None:
    """RFC 9990 section 4: <policy domain>._report._dmarc.<report domain>."""
    assert (
        external_report_name("mail.example.com", "reports.example.net")
        == "mail.example.com._report._dmarc.reports.example.net"
    )


@given(record=RECORDS)
def test_rendering_reads_back(record: Dmarc) -> None:
    """parse(render(x)) == x."""
    assert parse_dmarc(str(record)) == record


@given(record=RECORDS)
def test_an_independent_parser_accepts_what_we_render(canned_dns: dns.resolver.Resolver, record: Dmarc) -> None:
    """checkdmarc, which follows RFC 9989, reads every record and sees the same policy."""
    parsed = parse_dmarc_record(str(record), "example.com", resolver=canned_dns)
    assert parsed["tags"]["p"]["value"] == record.p
