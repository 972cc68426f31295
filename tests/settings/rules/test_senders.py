"""The rules about applications, and what a table of one may hold."""

from typing import Any

import pytest

from poolpost.settings.rules.senders import RULES
from tests.conftest import MakeProblems, MakeSettings

NO_DOMAIN = (("domain", None), ("dns", None), ("user_pool.identity", "address"), ("user_pool.from", "a@example.org"))
ANY = ("senders", {"shop": {"from": ["shop@mail.example.com"]}})


def _from(*addresses: str) -> tuple[str, Any]:
    return "senders", {"shop": {"from": list(addresses)}}


VIOLATIONS: list[tuple[str, str, tuple[tuple[str, Any], ...]]] = [
    ("senders-need-a-domain", "senders", (ANY, *NO_DOMAIN)),
    ("senders-are-inside-the-domain", "senders.shop.from", (_from("shop@example.com"),)),
    ("senders-are-inside-the-domain", "senders.shop.from", (_from("*@xmail.example.com"),)),
    ("senders-are-inside-the-domain", "senders.shop.from", (_from("shop@bounce.mail.example.com"),)),
    (
        "senders-are-inside-the-domain",
        "senders.shop.from",
        (ANY, ("addresses.senders", ["shop@mail.example.com"])),
    ),
]


@pytest.mark.parametrize(("rule", "key", "changes"), VIOLATIONS, ids=[str(each[2]) for each in VIOLATIONS])
def test_a_violation_is_found_at_its_key(
    rule: str, key: str, changes: tuple[tuple[str, Any], ...], problems: MakeProblems
) -> None:
    """Each rule names the key that somebody has to change."""
    assert (rule, key) in problems(*changes)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {rule.id for rule in RULES} == {each[0] for each in VIOLATIONS}


@pytest.mark.parametrize(
    ("key", "table"),
    [
        ("senders.shop.from.0", {"shop": {"from": ["shop"]}}),
        ("senders.shop.from.0", {"shop": {"from": ["sh?p@mail.example.com"]}}),
        ("senders.shop.from.0", {"shop": {"from": ["${aws:username}@mail.example.com"]}}),
        ("senders.shop.from.0", {"shop": {"from": ["shop@*.example.com"]}}),
        ("senders.shop.from.0", {"shop": {"from": ["Shop <shop@mail.example.com>"]}}),
        ("senders.shop.from", {"shop": {"from": []}}),
        ("senders.shop.role", {"shop": {"from": ["a@mail.example.com"], "role": "arn:aws:iam::000000000000:role/x"}}),
        ("senders.Shop", {"Shop": {"from": ["a@mail.example.com"]}}),
    ],
)
def test_what_iam_would_read_otherwise_is_refused(key: str, table: dict[str, Any], problems: MakeProblems) -> None:
    """No wildcard in the domain, no policy variable, no display name, no ARN in place of a role's name."""
    assert key in [subject.removesuffix(".[key]") for _, subject in problems(("senders", table))]


def test_a_name_below_the_domain_is_in_it(settings: MakeSettings) -> None:
    """As for user_pool.from; the domain's letters count without case, and IDN is converted."""
    found = settings(_from("*@shop.MAIL.example.com", "a+b_c-1.d@mail.example.com"))
    assert found.senders["shop"].from_ == ("*@shop.mail.example.com", "a+b_c-1.d@mail.example.com")
