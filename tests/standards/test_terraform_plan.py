"""Reading plans: what they give, and what is no plan to judge."""

import json

import pytest

from poolpost.errors import CannotDecide
from poolpost.standards.terraform_plan import AWS_PROVIDER, Change, Plan, read_plan
from tests.scenes.terraform_json import PLAN, POOL


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


def test_plan_gives_what_the_rules_compare() -> None:
    """Outputs, the configuration as written, what must not be shown, and what the stack says that it was made from."""
    change = POOL["change"] | {"before_sensitive": {"a": True}, "after_sensitive": True}
    root = {"root_module": {"variables": {"poolpost_origin": {"default": {"code": "written"}}}}}
    plan = read_plan(
        json.dumps(
            PLAN
            | {
                "resource_changes": [POOL | {"change": change}],
                "output_changes": {"dns_records": {"actions": ["create"], "after": []}},
                "configuration": root,
                "variables": {"poolpost_origin": {"value": {"code": "given"}}},
            }
        )
    )
    assert plan.output_changes == {"dns_records": {"actions": ["create"], "after": []}}
    assert plan.configuration == root
    assert (plan.origin, plan.origin_given) == ({"code": "written"}, {"code": "given"})
    assert [(one.before_sensitive, one.after_sensitive) for one in plan.resource_changes] == [({"a": True}, True)]


def test_what_terraform_leaves_out_is_empty() -> None:
    """A rule may ask for everything: nothing is None that is said to be a text or an object."""
    plan = read_plan(json.dumps({"format_version": "1.0", "planned_values": {}}))
    assert plan == Plan(terraform_version="", resource_changes=(), resource_drift=(), checks=(), providers={})
    bare = {name: POOL[name] for name in ("address", "mode", "type", "name", "provider_name")}
    change = {"actions": ["create"], "importing": {}}
    aliased = {"provider_config": {"x": {"version_constraint": "1.0"}}}
    sparse = read_plan(json.dumps(PLAN | {"resource_changes": [bare | {"change": change}], "configuration": aliased}))
    assert sparse.resource_changes == (
        Change(
            **bare,
            actions=("create",),
            before=None,
            after=None,
            after_unknown={},
            import_id="",
            replace_paths=(),
            action_reason="",
            before_sensitive=False,
            after_sensitive=False,
        ),
    )
    assert sparse.providers == {"": ("1.0",)}


def test_plan_keeps_data_sources_apart() -> None:
    """A data source of the same type is read, never changed."""
    plan = read_plan(json.dumps(PLAN))
    assert [change.mode for change in plan.resource_changes] == ["managed", "data"]
    assert list(plan.changes("aws_cognito_user_pool_client")) == []


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
        ('["planned_values"]', "not a plan"),
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


def test_plan_gives_what_terraform_remembers_of_dependencies() -> None:
    """Of each resource in the state; what waits to be removed after a replacement does not count."""
    held = [
        {"address": "terraform_data.a", "depends_on": ["aws_x.y"]},
        {"address": "terraform_data.a", "depends_on": ["aws_x.old"], "deposed_key": "1"},
        {"address": "aws_x.y"},
    ]
    prior = {"prior_state": {"values": {"root_module": {"resources": held}}}}
    remembered = read_plan(json.dumps(PLAN | prior)).stored_dependencies
    assert remembered == {"terraform_data.a": frozenset({"aws_x.y"}), "aws_x.y": frozenset()}
    assert read_plan(json.dumps(PLAN)).stored_dependencies == {}
