"""What nobody sees is named by its code point."""

from poolpost.dns.unseen import unseen, visible


def test_each_place_is_named_once() -> None:
    """In front, inside and behind; a blank inside is an ordinary one."""
    assert unseen("\u200b a\u00a0b\u00a0c d\t") == [
        "holds U+200B ZERO WIDTH SPACE",
        "holds U+00A0 NO-BREAK SPACE",
        "ends with U+0009 TAB",
    ]
    assert unseen("  a") == ["begins with U+0020 SPACE"]
    assert unseen("v=spf1 ~all") == []
    assert unseen("   ") == ["begins with U+0020 SPACE"]


def test_the_rest_is_what_was_meant() -> None:
    """Blanks between words stay."""
    assert visible("\ufeff v=spf1\u200b ~all\r\n") == "v=spf1 ~all"
