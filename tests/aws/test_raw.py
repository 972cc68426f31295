"""Cognito's own words: every member that AWS sent, or a sentence."""

import json
from typing import Any

import pytest

from poolpost.aws.answers import BODY
from poolpost.aws.raw import raw_answer, raw_pool
from poolpost.emulator.demo_pool import POOL_ID, production_pool
from poolpost.errors import CannotDecide


def answer(body: Any) -> dict[str, Any]:
    """Return an answer with this body."""
    return {BODY: body if isinstance(body, bytes) else json.dumps(body).encode()}


def test_a_member_that_the_model_does_not_know_is_kept() -> None:
    """An update that omitted it would reset it; a member that is null is an absent one."""
    pool = production_pool() | {"NewMember": {"A": 1}}
    assert raw_pool(answer({"UserPool": pool | {"Policies2": None}}), POOL_ID) == pool


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "is not JSON"),
        (b"[]", "is not a JSON object"),
        ({}, "something in UserPool that no user pool has"),
        ({"UserPool": {"Id": POOL_ID}}, "something in UserPool that no user pool has"),
        ({"UserPool": production_pool() | {"Policies": "none"}}, "something in Policies that no user pool has"),
        (
            {"UserPool": production_pool() | {"Id": "eu-west-1_Other"}},
            f"asked for user pool {POOL_ID} and answered with",
        ),
    ],
)
def test_what_is_no_answer_about_the_pool_cannot_be_judged(body: Any, reason: str) -> None:
    """A page of a proxy, another pool, or a member of another type: nothing is written by it."""
    with pytest.raises(CannotDecide, match=reason):
        raw_pool(answer(body), POOL_ID)


def test_an_answer_of_another_operation_is_an_object_too() -> None:
    """The counter-check."""
    assert raw_answer("GetUserPoolMfaConfig", answer({"MfaConfiguration": "OFF"})) == {"MfaConfiguration": "OFF"}
