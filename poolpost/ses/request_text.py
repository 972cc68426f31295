"""
Whether the text of a production-access request answers what AWS asks.

A thin text is denied or answered with questions, and after a denial the API refuses a second request. The rules look for
words, in English and in Japanese: they find what is missing, they cannot judge what was written. Pure.

Sources: SES developer guide, request-production-access (the four questions of the form); botocore sesv2
PutAccountDetails; minimum length: ours.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from poolpost.findings import Finding, Level, Rule
from poolpost.ses import request_words as access_words

KEY = "production_access.use_case"
GUIDE = "SES developer guide, request-production-access"
MIN_LETTERS = 200
"""Shorter texts cannot answer all questions; a Japanese text says the same in half the characters. Ours, not AWS's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessText:
    """
    What the rules read.

    Attributes:
        text: the use-case description.
        mail_type: TRANSACTIONAL or MARKETING.
        language: EN or JA, the language that AWS answers in.
        expected_daily_mail: mails a day that the environment file expects, None when it does not say.
    """

    text: str
    mail_type: str
    language: str
    expected_daily_mail: int | None = None

    @property
    def normal(self) -> str:
        """The text with full-width letters and digits normalised (Unicode NFKC)."""
        return unicodedata.normalize("NFKC", self.text)

    @property
    def is_japanese(self) -> bool:
        """Whether it holds kana or kanji."""
        return access_words.JAPANESE.search(self.text) is not None


Check = Callable[[AccessText], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule(Rule):
    """
    One thing that AWS wants to read.

    Attributes:
        level: what a violation is.
        check: says what is wrong and what to write, None when all is well.
    """

    level: Level
    check: Check


def _is_long_enough(asked: AccessText) -> str | None:
    wanted = MIN_LETTERS // 2 if asked.is_japanese else MIN_LETTERS
    length = len(asked.text.strip())
    if length >= wanted:
        return None
    return f"has {length} characters, too few to answer what AWS asks; write at least {wanted}"


def _has_no_placeholder(asked: AccessText) -> str | None:
    found = access_words.PLACEHOLDER.search(asked.normal) or access_words.PLACEHOLDER.search(asked.text)
    return f"holds the placeholder {found.group()!r}; write what is meant" if found else None


def _says_how_much(asked: AccessText) -> str | None:
    if access_words.VOLUME.search(asked.normal):
        return None
    return "does not say how much is sent; write for example 'about 100 mails a day, at most 10 a minute at peaks'"


def _agrees_with_the_expected_volume(asked: AccessText) -> str | None:
    expected = asked.expected_daily_mail
    numbers = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", asked.normal)}
    if expected is None or expected in numbers or not access_words.VOLUME.search(asked.normal):
        return None
    return f"does not name {expected}, which user_pool.expected_daily_mail expects a day; make the two agree"


def _says_how_people_opt_out(asked: AccessText) -> str | None:
    if access_words.OPT_OUT.search(asked.normal) or (
        asked.mail_type == "TRANSACTIONAL" and access_words.REQUESTED.search(asked.normal)
    ):
        return None
    if asked.mail_type == "MARKETING":
        return "does not say how people unsubscribe, and how soon it works; marketing mail needs a link for it"
    return (
        "says neither how people opt out nor why there is nothing to opt out of; write for example 'every mail is "
        "transactional: it is sent only because the user has just asked for it'"
    )


def _is_in_the_named_language(asked: AccessText) -> str | None:
    if asked.is_japanese == (asked.language == "JA"):
        return None
    written = "in Japanese" if asked.is_japanese else "not in Japanese"
    return f"is {written}, and AWS will answer in {asked.language}: set production_access.language where that is not wanted"


def _speaks_of(words: re.Pattern[str], missing: str) -> Check:
    return lambda asked: None if words.search(asked.normal) else missing


RULES = (
    TextRule(
        id="text-has-no-placeholder",
        why="A text that was never finished is denied.",
        source=GUIDE,
        level="block",
        check=_has_no_placeholder,
    ),
    TextRule(
        id="text-is-long-enough",
        why="A thin text brings questions or a denial, and a denial blocks the next request.",
        source=f"{GUIDE}; the number is ours",
        level="block",
        check=_is_long_enough,
    ),
    TextRule(
        id="text-says-what-is-sent",
        why="AWS decides by the kind of mail: verification codes, password resets, MFA codes.",
        source="botocore sesv2 UseCaseDescription: the types of e-mail that you plan to send",
        level="block",
        check=_speaks_of(
            access_words.SENT,
            "does not say what is sent; write for example 'verification codes, password reset codes and MFA codes'",
        ),
    ),
    TextRule(
        id="text-says-where-addresses-come-from",
        why="AWS asks how the list of recipients is built: bought and collected lists are refused.",
        source=GUIDE,
        level="block",
        check=_speaks_of(
            access_words.ORIGIN,
            "does not say where the addresses come from; write for example 'users enter their own address when they sign up'",
        ),
    ),
    TextRule(
        id="text-says-how-bounces-are-handled",
        why="AWS asks for it: who keeps sending to dead addresses harms everybody's reputation.",
        source=GUIDE,
        level="block",
        check=_speaks_of(
            access_words.BOUNCES,
            "does not say how bounces are handled; write for example 'bounces reach an SNS topic and our on-call team, and "
            "the suppression list keeps such addresses from being used again'",
        ),
    ),
    TextRule(
        id="text-says-how-complaints-are-handled",
        why="AWS asks for it: complaints above 0.1 % put the account under review.",
        source=GUIDE,
        level="block",
        check=_speaks_of(
            access_words.COMPLAINTS,
            "does not say how complaints are handled; write for example 'complaints reach the same topic, and the address is "
            "suppressed at once'",
        ),
    ),
    TextRule(
        id="text-says-how-people-opt-out",
        why="AWS asks how people unsubscribe; sign-in mail needs no way, but the text must say why.",
        source=GUIDE,
        level="block",
        check=_says_how_people_opt_out,
    ),
    TextRule(
        id="text-says-how-much",
        why="AWS sets the quota by the volume that the text gives reasons for.",
        source=GUIDE,
        level="block",
        check=_says_how_much,
    ),
    TextRule(
        id="text-agrees-with-expected-volume",
        why="Two numbers for the same thing: one of them would give the wrong quota.",
        source="user_pool.expected_daily_mail of the same file",
        level="warn",
        check=_agrees_with_the_expected_volume,
    ),
    TextRule(
        id="text-is-in-the-named-language",
        why="AWS's reviewer asks back in the contact language.",
        source="botocore sesv2 ContactLanguage",
        level="warn",
        check=_is_in_the_named_language,
    ),
)


def findings(asked: AccessText, accepted: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Run every rule; what breaks an accepted one only warns, since the rules know words and people know better."""
    for rule in RULES:
        problem = rule.check(asked)
        if problem is not None:
            level: Level = "warn" if rule.id in accepted else rule.level
            yield Finding(rule=rule.id, level=level, subject=KEY, problem=problem)
