"""Texts inside a pool: the named members change, and nothing beside them, whatever the pool holds."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolpost.emulator.demo_pool import production_pool
from poolpost.pool import differences as core
from poolpost.pool import update_body
from poolpost.pool.messages import (
    OPTION,
    TWINS,
    as_wanted,
    changeable_paths,
    is_side_effect_of,
    keeping_live_texts,
    link_without_domain,
    live_messages,
    outside,
    put,
    text_states,
    with_texts,
)
from poolpost.standards.raw import at
from tests.pool.test_differences import NEW, pools, worst_case_update

TEMPLATE, INVITATION = "VerificationMessageTemplate", "AdminCreateUserConfig.InviteMessageTemplate"
ALL = [
    f"{TEMPLATE}.DefaultEmailOption",
    f"{TEMPLATE}.EmailMessage",
    f"{TEMPLATE}.EmailSubject",
    f"{TEMPLATE}.EmailMessageByLink",
    f"{TEMPLATE}.EmailSubjectByLink",
    f"{INVITATION}.EmailMessage",
    f"{INVITATION}.EmailSubject",
]
WANTED = st.dictionaries(st.sampled_from(ALL), st.text(min_size=1), min_size=1)
CODE = {f"{TEMPLATE}.EmailMessage": "New: {####}"}


@given(pool=pools(), wanted=WANTED)
def test_merge_then_worst_case_update_changes_email_and_named_texts_only(
    pool: dict[str, Any], wanted: dict[str, str]
) -> None:
    """Whatever the pool holds: all but the named members is equal, and those are as wanted, their twins too."""
    untouched = copy.deepcopy(pool)
    after = worst_case_update(pool, update_body.update_body(with_texts(pool, wanted), NEW))
    assert outside(core.differences(pool, after), wanted) == []
    assert as_wanted(after, wanted)
    assert pool == untouched


@given(pool=pools(), wanted=WANTED)
def test_without_the_merge_the_texts_siblings_are_lost(pool: dict[str, Any], wanted: dict[str, str]) -> None:
    """Counter-check: a request with the named texts alone takes their neighbours away, and the comparison sees it."""
    partial = {"UserPoolId": pool["Id"], "PoolName": pool["Name"], "EmailConfiguration": NEW}
    after = worst_case_update(pool, with_texts({}, wanted) | partial)
    lost = {difference.path for difference in outside(core.differences(pool, after), wanted)}
    sms = pool.get(TEMPLATE, {}).get("SmsMessage")
    assert (f"{TEMPLATE}.SmsMessage" in lost) == (sms not in (None, "", [], {}))


@given(target=pools(), live=pools(), wanted=WANTED)
def test_a_restore_leaves_named_texts_as_they_are_live(
    target: dict[str, Any], live: dict[str, Any], wanted: dict[str, str]
) -> None:
    """And everything else as the restore wants it."""
    result = keeping_live_texts(target, live, wanted)
    assert live_messages(result, wanted) == live_messages(live, wanted)
    assert outside(core.differences(target, result), wanted) == []


@pytest.mark.parametrize(
    ("twin", "as_it_should_be"), [("New: {####}", True), (None, True), ("Old: {####}", False), ("", False)]
)
def test_the_template_counts_and_its_twin_may_not_contradict(twin: str | None, as_it_should_be: bool) -> None:
    """The old member is a copy that AWS makes: absent is fine, another text is not."""
    pool = {TEMPLATE: {"EmailMessage": "New: {####}"}} | ({} if twin is None else {"EmailVerificationMessage": twin})
    assert as_wanted(pool, CODE) == as_it_should_be


def test_a_twin_follows_where_there_is_one() -> None:
    """A pool that has both gets both; none is invented."""
    assert with_texts(production_pool(), CODE)["EmailVerificationMessage"] == "New: {####}"
    assert with_texts({"Id": "x"}, CODE) == {"Id": "x", TEMPLATE: {"EmailMessage": "New: {####}"}}


def test_only_named_members_and_their_twins_may_change() -> None:
    """The list that every comparison leaves out is exactly that."""
    assert changeable_paths(CODE) == {f"{TEMPLATE}.EmailMessage", "EmailVerificationMessage"}
    assert changeable_paths({f"{INVITATION}.EmailSubject": "Hi"}) == {f"{INVITATION}.EmailSubject"}
    assert set(TWINS) <= set(ALL)
    assert changeable_paths({}) == frozenset()


def test_states_show_each_text_and_its_twin() -> None:
    """For people: what is there, cut where it is long."""
    pool = {TEMPLATE: {"EmailSubject": "Hi", "EmailMessage": "x" * 100}, "EmailVerificationSubject": "Other"}
    wanted = {f"{TEMPLATE}.EmailSubject": "Hi", f"{INVITATION}.EmailSubject": "Welcome", **CODE}
    assert text_states(pool, wanted) == [
        (f"{TEMPLATE}.EmailSubject", "as wanted", "Hi"),
        (f"{INVITATION}.EmailSubject", "not set", "-"),
        (f"{TEMPLATE}.EmailMessage", "differs", "x" * 60 + "... (100 characters)"),
        ("EmailVerificationSubject", "differs", "Other"),
    ]


def test_a_link_needs_a_domain() -> None:
    """Of Cognito or one's own; a code does not."""
    link = {f"{TEMPLATE}.DefaultEmailOption": "CONFIRM_WITH_LINK"}
    assert link_without_domain({}, link)
    assert not link_without_domain({"Domain": "sign-in"}, link)
    assert not link_without_domain({"CustomDomain": "sign-in.example.com"}, link)
    assert not link_without_domain({}, {f"{TEMPLATE}.DefaultEmailOption": "CONFIRM_WITH_CODE"})


def test_the_merge_of_nothing_is_the_pool_itself() -> None:
    """Without messages nothing about the write is another."""
    pool = production_pool()
    assert json.dumps(with_texts(pool, {})) == json.dumps(production_pool())


def test_live_messages_are_those_that_a_pool_has_in_order() -> None:
    """An absent or empty text is none."""
    pool = {TEMPLATE: {"EmailMessage": "b", "EmailSubject": ""}, "EmailVerificationMessage": "a"}
    assert live_messages(pool, dict.fromkeys(ALL, "x")) == {
        "EmailVerificationMessage": "a",
        f"{TEMPLATE}.EmailMessage": "b",
    }
    whole = production_pool()
    assert list(live_messages(whole, dict.fromkeys(ALL, "x"))) == sorted(live_messages(whole, dict.fromkeys(ALL, "x")))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("x" * 60, "x" * 60), ("x" * 61, f"{'x' * 60}... (61 characters)"), (" a\n b ", "a b"), (None, "-")],
)
def test_a_long_text_is_shown_by_its_beginning(text: str | None, shown: str) -> None:
    """On one line, with its length; a twin of a text that the file does not set is not shown."""
    path = f"{INVITATION}.EmailMessage"
    pool = put({"EmailVerificationMessage": "a twin"}, path, text)
    assert [(at, live) for at, _, live in text_states(pool, {path: "wanted"})] == [(path, shown)]


@pytest.mark.parametrize(
    ("path", "before", "after", "comes_with_it"),
    [
        (OPTION, None, "CONFIRM_WITH_CODE", True),
        (OPTION, None, "CONFIRM_WITH_LINK", False),
        (OPTION, "CONFIRM_WITH_LINK", "CONFIRM_WITH_CODE", False),
        ("EmailVerificationMessage", None, "New: {####}", True),
        ("EmailVerificationMessage", "old", None, True),
        ("EmailVerificationMessage", "old", "other", False),
        ("EmailVerificationSubject", "old", None, False),
        ("LambdaConfig.PreSignUp", "old", None, False),
    ],
)
def test_only_twins_of_written_texts_and_the_default_option_come_with_them(
    path: str, before: str | None, after: str | None, comes_with_it: bool
) -> None:
    """Whatever else changes is somebody's loss, and is reported."""
    pool = {TEMPLATE: {"EmailMessage": "New: {####}", "EmailSubject": "S"}}
    assert is_side_effect_of(core.Difference(path, before, after), CODE, pool) is comes_with_it


def test_without_its_template_nothing_follows() -> None:
    """A twin that goes beside a template that is gone is a loss; an option without a text of the template is an addition."""
    assert not is_side_effect_of(core.Difference("EmailVerificationMessage", "old", None), CODE, {})
    option = core.Difference(OPTION, None, "CONFIRM_WITH_CODE")
    assert not is_side_effect_of(option, {f"{INVITATION}.EmailMessage": "x"}, {})
    assert is_side_effect_of(option, {f"{INVITATION}.EmailMessage": "x"} | CODE, {})


def test_a_member_that_is_put_to_none_goes_with_what_held_only_it() -> None:
    """A restore must not leave null or an empty structure behind, which would be sent."""
    held = {"A": {"B": {"c": "x"}, "d": "y"}}
    assert put(held, "A.B.c", None) == {"A": {"d": "y"}}
    assert put({"A": {"B": {"c": "x"}}}, "A.B.c", None) == {}
    assert put({}, "A.B.c", None) == {}
    assert at(put({}, "A.B.c", "x"), "A.B.c") == "x"
