"""What pools send with after a plan: who counts as the environment's own pool, and which pool a plan leaves behind."""

import dataclasses
from typing import Any

import pytest

from poolpost.review.senders import pool_left, senders_after, senders_now, writes_pool
from poolpost.settings import Settings, validated
from poolpost.settings.terraform_names import PATCH_ADDRESS, POOL_ADDRESS
from poolpost.standards.terraform_plan import Change
from tests.conftest import changed
from tests.scenes.gate_situations import PATCH, change, plan
from tests.scenes.sending_world import (
    BY_DEFAULT,
    DELETE,
    NO_OP,
    OTHER,
    REPLACE_OLD_FIRST,
    resource,
    sending,
    step,
)

POOL_ID = PATCH.user_pool.id
NEW = validated(*changed(("user_pool.id", None), ("user_pool.mode", "manage"), ("user_pool.create", {"name": "x"})))
IDENTITY = "aws_sesv2_email_identity.domain"


@pytest.mark.parametrize("actions", [("create",), ("update",), REPLACE_OLD_FIRST])
@pytest.mark.parametrize("address", [PATCH_ADDRESS, POOL_ADDRESS])
def test_a_plan_that_writes_the_pool_decides_what_it_sends_with(address: str, actions: tuple[str, ...]) -> None:
    """By our own step or by the provider, whatever else the plan leaves alone; otherwise what the pool has today counts."""
    writing = plan(change(address=address, actions=actions), step(*NO_OP), resource(IDENTITY, *NO_OP))
    idle = plan(change(address=address, actions=NO_OP), resource(IDENTITY, "update"))
    assert writes_pool(writing)
    assert [each.pool for each in senders_after(PATCH, writing, BY_DEFAULT, ())] == [POOL_ID]
    assert not writes_pool(idle)
    assert senders_after(PATCH, idle, sending(SourceArn=None), ()) == []


def test_a_pool_that_is_still_to_be_made_sends_with_nothing_today() -> None:
    """What is described then is of another name, or nothing."""
    assert senders_now(NEW, plan(), sending()) == []
    assert senders_now(PATCH, plan(), None) == []
    assert [each.pool for each in senders_now(PATCH, plan(), sending())] == [POOL_ID]


def test_another_pool_is_read_as_it_is_described() -> None:
    """Also where the answer lacks its ARN: no policy names it then."""
    described = sending(OTHER)
    del described["Arn"]
    [found] = senders_after(PATCH, plan(), None, (described,))
    assert (found.pool, found.arn) == (OTHER, "")


@pytest.mark.parametrize(
    ("pool_id", "account", "needed"),
    [
        ("eu-west-1_A", "DEVELOPER", False),
        ("eu-west-1_A", "COGNITO_DEFAULT", True),
        ("ap-east-1_A", "DEVELOPER", True),
        ("xx-nowhere-1_A", "DEVELOPER", True),
    ],
)
def test_who_needs_the_policy_of_the_identity(pool_id: str, account: str, *, needed: bool) -> None:
    """Cognito's default sender, a pool in a region without SES for Cognito, and one in a region that nobody knows."""
    pool = sending(pool_id, EmailSendingAccount=account)
    [found] = senders_after(PATCH, plan(), None, (pool,))
    assert found.needs_policy is needed


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (resource(IDENTITY, "update", configuration_set_name="new"), "new"),
        (resource(IDENTITY, *DELETE), PATCH.configuration_set.name),
        (resource(IDENTITY, "update", configuration_set_name=None), ""),
        (resource(IDENTITY, "update", email_identity="other.example"), ""),
        (dataclasses.replace(resource(IDENTITY, *DELETE), mode="data"), ""),
    ],
)
def test_a_pool_that_names_no_set_sends_through_the_identitys_own(change: Change, expected: str) -> None:
    """As planned, or as it is where it goes; of this identity, and no data source."""
    [found] = senders_after(PATCH, plan(change), None, (sending(OTHER, ConfigurationSet=None),))
    assert found.configuration_set == expected


def test_a_data_source_writes_no_pool() -> None:
    """It only reads, at whatever address."""
    assert not writes_pool(plan(dataclasses.replace(step("update"), mode="data")))


def going(*actions: str, pool: Any = POOL_ID, **fields: Any) -> Change:
    """Return the step with a state that is of a pool."""
    return dataclasses.replace(step(*actions, pool=pool), **fields)


USER_POOL = change(address=POOL_ADDRESS, actions=NO_OP)
FORGOTTEN = change(address=POOL_ADDRESS, actions=("forget",), after=None)


@pytest.mark.parametrize(
    ("why", "changes", "expected"),
    [
        ("nothing changes", [going(*NO_OP)], None),
        ("the file names another pool", [going(*REPLACE_OLD_FIRST, pool=OTHER)], OTHER),
        ("the file named another pool, and all goes", [going(*DELETE, pool=OTHER)], OTHER),
        ("all goes", [going(*DELETE)], POOL_ID),
        ("the step goes, and the pool itself is managed from now on", [going(*DELETE), USER_POOL], None),
        ("the step goes, one pool is forgotten and another managed", [going(*DELETE), FORGOTTEN, USER_POOL], None),
        ("the step goes, and the pool is forgotten", [going(*DELETE), FORGOTTEN], POOL_ID),
        ("the step is made", [going("create")], None),
        ("its state is of no pool", [going(*DELETE, before={"triggers_replace": {}})], None),
        ("its state is empty", [going(*DELETE, before={"triggers_replace": None})], None),
        ("there is no step", [USER_POOL], None),
        ("only other resources", [resource(IDENTITY, *DELETE)], None),
        ("other resources first", [resource(IDENTITY, *NO_OP), going(*DELETE)], POOL_ID),
    ],
)
def test_the_pool_that_a_plan_leaves_is_named(why: str, changes: list[Change], expected: str | None) -> None:
    """Another pool's id in the file, or a destroy: nobody writes to that pool any more, and the headline says so."""
    settings: Settings = PATCH
    assert pool_left(settings, plan(*changes)) == expected, why
