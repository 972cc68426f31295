"""From and Reply-To: RFC 5322 phrases, RFC 2047 encoded-words, IDN."""

from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolpost.standards.mailboxes import Mailbox, is_same_mailbox, parse_address, parse_mailbox

NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"], exclude_characters="<>"), max_size=60
).map(lambda text: " ".join(text.split()))


@pytest.mark.parametrize(
    ("given_text", "rendered"),
    [
        ("no-reply@example.com", "no-reply@example.com"),
        ("Example <no-reply@example.com>", "Example <no-reply@example.com>"),
        ("Example, Inc. <no-reply@example.com>", '"Example, Inc." <no-reply@example.com>'),
        ('"Example, Inc." <no-reply@example.com>', '"Example, Inc." <no-reply@example.com>'),
        ("Bücher <a@bücher.example>", "=?utf-8?b?QsO8Y2hlcg==?= <a@xn--bcher-kva.example>"),
        ("=?utf-8?b?QsO8Y2hlcg==?= <a@b.example>", "=?utf-8?b?QsO8Y2hlcg==?= <a@b.example>"),
        ("a <b+sign-in@EXAMPLE.com>", "a <b+sign-in@example.com>"),
        ("Said ${x} 100%{y} <a@b.example>", "Said ${x} 100%{y} <a@b.example>"),
    ],
)
def test_from_becomes_what_cognito_accepts(given_text: str, rendered: str) -> None:
    """A name that is no phrase is quoted, one that is not ASCII is encoded, and an IDN domain is Punycode."""
    assert str(parse_mailbox(given_text)) == rendered


@pytest.mark.parametrize(
    ("given_text", "reason"),
    [
        ("", "not an e-mail address"),
        ("Example", "not an e-mail address"),
        ("Example <no-reply@example.com", "not an e-mail address"),
        ("grüße@example.com", "not an e-mail address"),
        ("a..b@example.com", "not an e-mail address"),
        ("a b@example.com", "not an e-mail address"),
        ("a@localhost", "single label"),
        ("x" * 65 + "@example.com", "too long"),
        ("A\nB <a@example.com>", "control character"),
        ("<a@b.example> <c@d.example>", "not an e-mail address"),
    ],
)
def test_what_ses_would_refuse_is_refused_here(given_text: str, reason: str) -> None:
    """SES has no SMTPUTF8 and Cognito answers 'Provided From email address is invalid': we say which part and why."""
    with pytest.raises(ValueError, match=reason):
        parse_mailbox(given_text)


def test_reply_to_is_a_bare_address() -> None:
    """Cognito's pattern lets `A <a@x>` pass and mail then fails, so only the bare form is allowed."""
    assert parse_address("support@example.com").address == "support@example.com"
    with pytest.raises(ValueError, match="not an e-mail address"):
        parse_address("Support <support@example.com>")


@given(name=NAMES)
def test_rendering_reads_back(name: str) -> None:
    """parse(render(x)) == x for every name, so a rendered From may be put into a file again."""
    box = Mailbox(display_name=name, local_part="a", domain="b.example")
    assert parse_mailbox(str(box)) == box


@given(name=NAMES)
def test_an_independent_parser_sees_the_same_name(name: str) -> None:
    """Python's RFC 5322 parser reads the name and address that we meant, and every line is ASCII."""
    text = str(Mailbox(display_name=name, local_part="a", domain="b.example"))
    shown, address = parseaddr(text)
    assert text.isascii()
    assert address == "a@b.example"
    assert str(make_header(decode_header(shown))) == name


@given(name=NAMES)
def test_no_encoded_word_is_longer_than_the_rfc_allows(name: str) -> None:
    """RFC 2047 section 2: at most 75 characters; longer names are several words."""
    text = str(Mailbox(display_name=name, local_part="a", domain="b.example"))
    assert all(len(word) <= 75 for word in text.split(" ") if word.startswith("=?utf-8?b?"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("=?utf-8?q?Caf=C3=A9?= <no-reply@x.org>", "=?utf-8?b?Q2Fmw6k=?= <no-reply@x.org>", True),
        ('"Acme" <no-reply@x.org>', "Acme <no-reply@X.org>", True),
        ("Acme <No-Reply@x.org>", "Acme <no-reply@x.org>", False),
        ("Acme <no-reply@x.org>", "no-reply@x.org", False),
        ("Acme <no-reply@x.org>", None, False),
        ("Acme <", "Acme <", False),
    ],
)
def test_a_mailbox_is_the_same_however_it_is_written(one: str, other: str | None, same: bool) -> None:
    """Other tools encode a name otherwise; recipients see the same."""
    assert is_same_mailbox(one, other) is same
