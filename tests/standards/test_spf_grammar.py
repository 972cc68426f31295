"""One term of an SPF record: RFC 7208, section 12."""

import pytest

from poolpost.standards.spf_grammar import term_problem


@pytest.mark.parametrize(
    "term",
    [
        *("all", "-all", "mx", "a", "+A:example.com/24//64", "include:_spf.example.com", "ptr", "?ptr:example.com"),
        *("ip4:192.0.2.0/32", "ip6:2001:db8::/128", "exists:%{i}._spf.%{d2}", "redirect=_spf.example.com"),
        *("exp=explain.%{d}", "unknown=%{l}"),
    ],
)
def test_what_receivers_take_has_no_problem(term: str) -> None:
    """Every mechanism and modifier, macros included, in any case."""
    assert term_problem(term) == ""


@pytest.mark.parametrize(
    ("term", "problem"),
    [
        ("ip4:256.0.0.1", "is no IPv4 address"),
        ("ip4:192.0.2.0/33", "/33 is above 32"),
        ("a/24//129", "/129 is above 128"),
        ("ip6:12345::", "is no IPv6 address"),
        ("include:example", "no domain name that ends in a label with a letter"),
        ("include:example.123", "no domain name that ends in a label with a letter"),
        ("redirect=", "no domain name"),
        ("exists:%{x}.example.com", "'%' begins a macro"),
        ("exists:100%.example.com", "'%' begins a macro"),
        ("ipv4:192.0.2.1", "no such mechanism or modifier"),
        ("include:" + "a" * 600, "longer than 512 characters"),
    ],
)
def test_what_ends_the_evaluation_is_said(term: str, problem: str) -> None:
    """A receiver gives up on the whole record (permerror), so the term is named with what is wrong."""
    assert problem in term_problem(term)
