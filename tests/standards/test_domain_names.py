"""Domain names: what DNS and SES take."""

import pytest

from poolpost.standards.domain_names import (
    is_strictly_within,
    is_within,
    longest_match,
    relative,
    to_ascii,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Mail.Example.COM", "mail.example.com"),
        ("mail.example.com.", "mail.example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("日本語.jp", "xn--wgv71a119e.jp"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
    ],
)
def test_names_are_normalised(given: str, expected: str) -> None:
    """Case, the root dot and IDN do not matter to DNS, so one form is kept."""
    assert to_ascii(given) == expected


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "'' is not a DNS label"),
        ("localhost", "single label"),
        ("a..example.com", "'' is not a DNS label"),
        ("-a.example.com", "'-a' is not a DNS label"),
        ("a_b.example.com", "'a_b' is not a DNS label"),
        ("a" * 64 + ".example.com", "longer than 63"),
        (".".join(["a" * 60] * 5) + ".com", "longer than 253"),
        (" mail.example.com", "white space"),
        ("192.0.2.1", "ends in a number"),
        ("mail.exa mple.com", "not a DNS label"),
        ("xn--\u2603.example", "internationalised"),
    ],
)
def test_anything_else_is_refused_with_the_reason(given: str, reason: str) -> None:
    """A name that DNS cannot hold is refused, and the message names the part."""
    with pytest.raises(ValueError, match=reason.replace("(", r"\(")):
        to_ascii(given)


def test_within_stops_at_label_borders() -> None:
    """`badexample.com` ends in `example.com` and is still somebody else's domain."""
    assert is_within("mail.example.com", "example.com")
    assert is_within("example.com", "example.com")
    assert not is_within("badexample.com", "example.com")
    assert not is_strictly_within("example.com", "example.com")
    assert is_strictly_within("mail.example.com", "example.com")


def test_longest_zone_wins_in_any_order() -> None:
    """A record belongs into the most specific zone, as delegation would answer it."""
    zones = ("example.com", "mail.example.com", "com")
    assert longest_match("a.mail.example.com", zones) == "mail.example.com"
    assert longest_match("a.mail.example.com", zones[::-1]) == "mail.example.com"
    assert longest_match("example.org", zones) is None


def test_zone_files_take_relative_names() -> None:
    """The zone's own name is @, names outside of it are absolute."""
    assert relative("example.com", "example.com") == "@"
    assert relative("a.b.example.com", "example.com") == "a.b"
    assert relative("example.org", "example.com") == "example.org."
