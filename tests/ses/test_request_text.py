"""The text of a production-access request: each rule has a text that keeps it and one that breaks it, in two languages."""

import re

import pytest

from poolpost.ses.request_text import RULES, AccessText, findings

ENGLISH = {
    "what": "We send verification codes, password reset codes and MFA codes for sign-in to our shop.",
    "where": "Users enter their own address when they sign up; we hold no bought lists.",
    "bounces": "Bounces reach an SNS topic and our on-call team, and the suppression list stops further mail.",
    "complaints": "Complaints reach the same topic and suppress the address at once.",
    "opt-out": "Every mail is transactional: it is sent only because the user has just asked for it.",
    "volume": "We expect about 1,000 mails a day, at most 10 a minute at peaks.",
}
JAPANESE = {
    "what": "会員サイトのサインイン用に、確認コード、パスワード再設定コード、多要素認証コードを送信します。",
    "where": "宛先は、利用者本人が新規登録のときに入力したメールアドレスだけです。購入した名簿は使いません。",
    "bounces": "バウンスはSNSトピックで運用担当に通知し、サプレッションリストで再送を止めます。",
    "complaints": "苦情も同じトピックで受け取り、その宛先への送信をただちに止めます。",
    "opt-out": "すべて利用者の操作に応じて送るトランザクションメールで、広告は含みません。",
    "volume": "1日あたり約1000通、ピーク時でも1分あたり10通です。",
}


def _broken(parts: dict[str, str], *without: str, **changes: object) -> set[str]:
    text = "\n".join(part for name, part in parts.items() if name not in without)
    language = "JA" if parts is JAPANESE else "EN"
    asked = {"text": text, "mail_type": "TRANSACTIONAL", "language": language} | changes
    return {finding.rule for finding in findings(AccessText(**asked))}


@pytest.mark.parametrize("parts", [ENGLISH, JAPANESE], ids=["English", "Japanese"])
def test_a_full_text_breaks_nothing(parts: dict[str, str]) -> None:
    """What answers AWS's questions passes, also when the volume is given in full-width digits."""
    assert _broken(parts, expected_daily_mail=1000) == set()
    wide = "\n".join(parts.values()).translate(str.maketrans("0123456789", "".join(map(chr, range(0xFF10, 0xFF1A)))))
    assert _broken(parts, text=wide) == set()


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("what", "text-says-what-is-sent"),
        ("where", "text-says-where-addresses-come-from"),
        ("bounces", "text-says-how-bounces-are-handled"),
        ("complaints", "text-says-how-complaints-are-handled"),
        ("opt-out", "text-says-how-people-opt-out"),
        ("volume", "text-says-how-much"),
    ],
)
@pytest.mark.parametrize("parts", [ENGLISH, JAPANESE], ids=["English", "Japanese"])
def test_what_nobody_wrote_about_is_found(parts: dict[str, str], part: str, rule: str) -> None:
    """Leaving out one answer breaks the rule about it; some words answer two questions, so other rules may hold."""
    text = _without_words_of(parts, part) + "." * 200
    assert rule in _broken(parts, text=text)


def _without_words_of(parts: dict[str, str], part: str) -> str:
    """Join the other parts, without what in them answers the same question."""
    text = "\n".join(each for name, each in parts.items() if name != part)
    also = {
        "what": r"sign-in|mails?|コード|通知|登録",
        "where": r"sign(?:-| )?up|会員",
    }
    return re.sub(also.get(part, r"(?!)"), "", text)


@pytest.mark.parametrize(
    "text", ["TODO", "lorem ipsum dolor", "about <number> mails", "[your company]", "〇〇社", "未定"]
)
def test_a_placeholder_blocks(text: str) -> None:
    """A draft is not for AWS."""
    assert "text-has-no-placeholder" in _broken(ENGLISH, text="\n".join(ENGLISH.values()) + text)


def test_a_thin_text_blocks() -> None:
    """Two sentences cannot answer six questions; Japanese needs half the characters."""
    assert "text-is-long-enough" in _broken(ENGLISH, "where", "bounces", "complaints", "opt-out", "volume")
    assert "text-is-long-enough" in _broken(JAPANESE, "where", "bounces", "complaints", "opt-out", "volume")


def test_marketing_needs_an_unsubscribe() -> None:
    """That mail is transactional is no answer there."""
    assert _broken(ENGLISH, mail_type="MARKETING") == {"text-says-how-people-opt-out"}
    text = "\n".join(ENGLISH.values()) + " Each mail has an unsubscribe link that works at once."
    assert _broken(ENGLISH, text=text, mail_type="MARKETING") == set()


def test_an_unsubscribe_link_does_not_say_where_addresses_come_from() -> None:
    """The word holds 'subscribe', and answers another question."""
    text = (
        "\n".join(ENGLISH[part] for part in ("what", "bounces", "complaints", "volume"))
        + " There is an unsubscribe link."
    )
    assert "text-says-where-addresses-come-from" in _broken(ENGLISH, text=text)


def test_the_volume_agrees_with_the_file() -> None:
    """Two numbers for one thing: a warning, since the text may give another unit."""
    assert _broken(ENGLISH, expected_daily_mail=500) == {"text-agrees-with-expected-volume"}


@pytest.mark.parametrize(("parts", "language"), [(ENGLISH, "JA"), (JAPANESE, "EN")])
def test_the_language_of_the_answer_is_mentioned(parts: dict[str, str], language: str) -> None:
    """AWS answers in the contact language, whatever the text is in."""
    assert _broken(parts, language=language) == {"text-is-in-the-named-language"}


def test_an_accepted_rule_only_warns() -> None:
    """The rules know words; whoever wrote the text may know better, by name."""
    asked = AccessText(text="short", mail_type="TRANSACTIONAL", language="EN")
    blocked = {finding.rule for finding in findings(asked) if finding.level == "block"}
    assert {one.level for one in findings(asked, frozenset(blocked))} == {"warn"}


def test_every_rule_says_why_and_from_where() -> None:
    """docs/rules.md is made of this; ids are unique."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.why.endswith(".") and rule.source for rule in RULES)
