"""Reading plans: what they give, and what is no plan to judge."""

import json
from typing import Any

import pytest

from poolpost.errors import CannotDecide
from poolpost.plan import AWS_PROVIDER, read_plan

POOL: dict[str, Any] = {
    "address": "module.a.aws_cognito_user_pool.pool[0]",
    "mode": "managed",
    "type": "aws_cognito_user_pool",
    "name": "pool",
    "index": 0,
    "provider_name": AWS_PROVIDER,
    "change": {
        "actions": ["delete", "create"],
        "before": {"id": "eu-west-1_x"},
        "after": {"name": "x"},
        "after_unknown": {"id": True},
        "importing": {"id": "eu-west-1_x"},
        "replace_paths": [["username_attributes"], ["schema", 0, "name"]],
    },
    "action_reason": "replace_because_cannot_update",
}
DATA: dict[str, Any] = {**POOL, "address": "data.aws_cognito_user_pool.live", "mode": "data"}
PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "planned_values": {},
    "resource_changes": [POOL, DATA],
    "resource_drift": [POOL],
    "configuration": {
        "provider_config": {
            "aws": {"name": "aws", "full_name": AWS_PROVIDER, "version_constraint": "5.100.0"},
            "aws.second": {"name": "aws", "alias": "second", "full_name": AWS_PROVIDER},
            "terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
        }
    },
    "checks": [{"address": {"to_display": "check.mail"}, "status": "fail"}],
    "complete": True,
    "errored": False,
}


def test_plan_gives_each_change() -> None:
    """Everything that a rule needs is there under a name."""
    plan = read_plan(json.dumps(PLAN))
    (pool,) = plan.changes("aws_cognito_user_pool")
    assert plan.terraform_version == "1.11.4"
    assert pool.address == "module.a.aws_cognito_user_pool.pool[0]"
    assert pool.actions == ("delete", "create")
    assert pool.deletes
    assert pool.importing
    assert pool.replace_paths == ("username_attributes", "schema.0.name")
    assert pool.action_reason == "replace_because_cannot_update"
    assert (pool.before, pool.after, pool.after_unknown) == ({"id": "eu-west-1_x"}, {"name": "x"}, {"id": True})


def test_plan_keeps_data_sources_apart() -> None:
    """A data source of the same type is read, never changed."""
    plan = read_plan(json.dumps(PLAN))
    assert [change.mode for change in plan.resource_changes] == ["managed", "data"]


def test_plan_gives_drift_checks_and_providers() -> None:
    """All configurations of one provider are under its full address."""
    plan = read_plan(json.dumps(PLAN))
    assert [change.name for change in plan.resource_drift] == ["pool"]
    assert [check["status"] for check in plan.checks] == ["fail"]
    assert plan.providers == {AWS_PROVIDER: ("5.100.0", ""), "terraform.io/builtin/terraform": ("",)}


def test_plan_without_changes_is_a_plan() -> None:
    """Terraform leaves out what is empty; a destroyed resource's unknowns are a plain false."""
    gone = POOL | {"change": {"actions": ["delete"], "before": {}, "after": None, "after_unknown": False}}
    assert read_plan(json.dumps({"format_version": "1.0", "planned_values": {}})).resource_changes == ()
    (pool,) = read_plan(json.dumps(PLAN | {"resource_changes": [gone]})).resource_changes
    assert pool.after_unknown == {}
    assert not pool.importing


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Error: no plan", "not JSON"),
        ("[]", "not a plan"),
        (json.dumps({"format_version": "1.0", "values": {}}), "not a plan"),
        (json.dumps(PLAN | {"format_version": "2.0"}), "format version 2.0"),
        (json.dumps({k: v for k, v in PLAN.items() if k != "format_version"}), "format version none"),
        (json.dumps(PLAN | {"errored": True}), "ended with an error"),
        (json.dumps(PLAN | {"complete": False}), "incomplete"),
    ],
)
def test_what_is_no_whole_plan_cannot_be_judged(text: str, match: str) -> None:
    """A state, an error message, another format or half a plan must not look like "no changes"."""
    with pytest.raises(CannotDecide, match=match):
        read_plan(text)
