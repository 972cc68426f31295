"""The digest of a plan: the same for the same work, another for any other."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from poolpost.review.plan_digest import changed_addresses, digest
from tests.scenes.pull_requests import PLAN


def _changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    plan = copy.deepcopy(PLAN)
    change(plan)
    return plan


def _first(plan: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in plan["resource_changes"] if one["change"]["actions"] == ["create"])


KEPT: dict[str, Any] = {
    "address": "x.y",
    "type": "x",
    "change": {"actions": ["no-op"], "before": {"a": 1}, "after": {"a": 1}},
}
SAME: dict[str, Callable[[dict[str, Any]], object]] = {
    "time and version": lambda plan: plan.update(timestamp="2001-01-01T00:00:00Z", terraform_version="9"),
    "order": lambda plan: plan["resource_changes"].reverse(),
    "what stays": lambda plan: plan["resource_changes"].append(KEPT),
}
OTHER: dict[str, Callable[[dict[str, Any]], object]] = {
    "value after": lambda plan: _first(plan)["change"]["after"].update(x="y"),
    "value before": lambda plan: _first(plan)["change"].update(before={"x": "y"}),
    "action": lambda plan: _first(plan)["change"].update(actions=["delete", "create"]),
    "address": lambda plan: _first(plan).update(address="another.address"),
    "configuration": lambda plan: plan["configuration"].update(x="y"),
    "output": lambda plan: plan["output_changes"].update(x={"actions": ["create"], "after": 1}),
    "an import of what stays": lambda plan: plan["resource_changes"].append(
        KEPT | {"change": KEPT["change"] | {"importing": {"id": "x"}}}
    ),
    "a move of what stays": lambda plan: plan["resource_changes"].append(KEPT | {"previous_address": "x.before"}),
    "a deposed object": lambda plan: plan["resource_changes"].append(KEPT | {"deposed": "byebyeby"}),
    "another deposed object": lambda plan: _first(plan).update(deposed="byebyeby"),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_the_same_plan_has_the_same_digest(change: Callable[[dict[str, Any]], object]) -> None:
    """Time, version, order, and what stays as it is are no part of what would be done."""
    assert digest(_changed(change)) == digest(PLAN)


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_another_plan_has_another_digest(change: Callable[[dict[str, Any]], object]) -> None:
    """Values before and after, what happens, to what, the configuration with its provisioners, the outputs."""
    assert digest(_changed(change)) != digest(PLAN)


def test_a_pools_number_of_users_is_no_other_plan() -> None:
    """In `manage` mode it is among the values of every change of the pool."""

    def plan(users: int) -> dict[str, Any]:
        change = {"actions": ["update"], "before": {"estimated_number_of_users": users, "name": "a"}, "after": None}
        pool = {"address": "aws_cognito_user_pool.pool", "type": "aws_cognito_user_pool", "change": change}
        return {"resource_changes": [pool]}

    assert digest(plan(1)) == digest(plan(2))


def test_what_would_change_is_listed() -> None:
    """Resources and outputs, not what stays or is only read."""
    plan = {
        "resource_changes": [
            {"address": "a.kept", "change": {"actions": ["no-op"]}},
            {"address": "a.adopted", "change": {"actions": ["no-op"], "importing": {"id": "1"}}},
            {"address": "data.a.seen", "change": {"actions": ["read"]}},
            {"address": "a.moved", "previous_address": "a.old", "change": {"actions": ["no-op"]}},
            {"address": "a.new", "change": {"actions": ["delete", "create"]}},
        ],
        "output_changes": {"arn": {"actions": ["update"]}},
    }
    assert changed_addresses(plan) == [
        "a.adopted: no-op",
        "a.new: delete and create",
        "output.arn: update",
        "a.moved: moved from a.old",
    ]
