"""Each rule by its edges: exactly these findings and no other, and what is said of them."""

from typing import Any

import pytest

from poolpost.emulator.demo_pool import POOL_ID
from poolpost.gate.rules.plan import compared
from poolpost.gate.rules.rule import Situation
from poolpost.standards.terraform_plan import AWS_PROVIDER
from tests.scenes.gate_situations import (
    EMAIL,
    LIVE,
    MANAGE,
    PATCH,
    POOL,
    STATE,
    STEP,
    WANTED,
    change,
    change_of,
    exactly,
    live_pool,
    managed,
    patched,
    plan,
    planned,
    switching,
    the_one,
)

STEP_ADDRESS = STEP.address
NOTHING = change(actions=("no-op",), after=STATE)
REPLACED = {"actions": ("delete", "create"), "replace_paths": ("name", "schema")}
NO_REPLY_TO = {"after": STATE | {"email_configuration": [EMAIL]}}


# Exactly these findings

PART_OF_EMAIL = {k: v for k, v in EMAIL.items() if k not in {"source_arn", "from_email_address"}}
OTHER_EMAIL = EMAIL | {"configuration_set": "x", "from_email_address": "x@y.example", "source_arn": "arn:x"}
ARN = {"arn": LIVE["Arn"]}
MANY = tuple(f"part_{letter}" for letter in "abcdefghijkl")
CLIENT = "aws_cognito_user_pool_client"


@pytest.mark.parametrize(
    ("why", "situation", "expected"),
    [
        (
            "a replaced pool is one finding, whatever else would change with it",
            managed(
                change(**REPLACED, after=STATE | {"name": "x", "mfa_configuration": "OFF"}, after_unknown={"arn": True})
            ),
            [("block", "keeps-user-pool", POOL)],
        ),
        (
            "a pool that goes in patch mode is one finding too",
            patched(change(actions=("delete",), after=None)),
            [("block", "keeps-user-pool", POOL)],
        ),
        (
            "a deletion is seen even where the plan does not say of what",
            managed(change(), change(address="b", actions=("delete",), before=None, after=None)),
            [("block", "keeps-user-pool", "b")],
        ),
        (
            "a step whose content is not known is not compared as if it were empty",
            patched(plan=plan(change_of(STEP, after={}, after_unknown={"triggers_replace": {"user_pool_id": True}}))),
            [("unknown", "step-is-of-this-environment", STEP_ADDRESS)],
        ),
        (
            "a step without content is another environment's, in each point",
            patched(plan=plan(change_of(STEP, after={"triggers_replace": None}))),
            [("block", "step-is-of-this-environment", f"{STEP_ADDRESS}.{name}") for name in sorted(PATCH.triggers)],
        ),
        (
            "each point of a step that differs, in order",
            switching(**dict.fromkeys(MANY, "x")),
            [("block", "step-is-of-this-environment", f"{STEP_ADDRESS}.{name}") for name in MANY],
        ),
        (
            "a pool that Terraform only forgets loses nothing",
            managed(change(actions=("forget",), after=None)),
            [],
        ),
        (
            "a plan without an e-mail configuration is not the environment's, in each point",
            managed(planned(email_configuration=[])),
            [("block", "email-is-as-wanted", f"EmailConfiguration.{name}") for name in sorted(WANTED)],
        ),
        (
            "a plan that knows none of the e-mail configuration, in order",
            managed(change(after_unknown={"email_configuration": [dict.fromkeys(EMAIL, True)]})),
            [("unknown", "email-is-as-wanted", f"EmailConfiguration.{name}") for name in sorted(WANTED)],
        ),
        (
            "a state that knows the pool's Arn",
            managed(change(before=STATE | ARN, after=STATE | ARN | {"email_configuration": [EMAIL]})),
            [],
        ),
        (
            "a setting that nobody knows, and no plan: nothing would be written",
            managed(plan=None, live=live_pool(Future=1)),
            [("unknown", "plan-is-readable", "plan"), ("info", "unknown-members", "Future")],
        ),
        (
            "a setting that nobody knows, and a pool that Terraform only forgets",
            managed(change(actions=("forget",), after=None), live=live_pool(Future=1)),
            [("info", "unknown-members", "Future")],
        ),
        (
            "a step that Terraform only forgets is compared too",
            patched(plan=plan(change_of(STEP, actions=("forget",), after=None))),
            [("block", "step-is-of-this-environment", f"{STEP_ADDRESS}.{name}") for name in sorted(PATCH.triggers)],
        ),
        (
            "a step that goes writes nothing",
            patched(plan=plan(change_of(STEP, actions=("delete",), after=None))),
            [],
        ),
        (
            "an e-mail member that is not known is not compared as if it were empty",
            managed(
                change(
                    after=STATE | {"email_configuration": [PART_OF_EMAIL]},
                    after_unknown={"email_configuration": [{"source_arn": True, "from_email_address": True}]},
                )
            ),
            [("unknown", "email-is-as-wanted", f"EmailConfiguration.{name}") for name in ("From", "SourceArn")],
        ),
        (
            "an e-mail configuration that is wholly known",
            managed(change(after_unknown={})),
            [],
        ),
        (
            "an e-mail member that the environment does not want",
            managed(
                settings=MANAGE.model_copy(update={"user_pool": MANAGE.user_pool.model_copy(update={"reply_to": None})})
            ),
            [("block", "email-is-as-wanted", "EmailConfiguration.ReplyToEmailAddress")],
        ),
        (
            "each e-mail member that differs, in order",
            managed(planned(email_configuration=[OTHER_EMAIL])),
            [
                ("block", "email-is-as-wanted", f"EmailConfiguration.{name}")
                for name in ("ConfigurationSet", "From", "SourceArn")
            ],
        ),
        (
            "attributes that come and go, in order",
            managed(
                change(
                    before=STATE | {"sms_gone": "x", "arn_gone": "y"},
                    after=STATE | {"email_configuration": [EMAIL], "new": "z"},
                )
            ),
            [("block", "changes-email-only", f"{POOL}.{name}") for name in ("arn_gone", "new", "sms_gone")],
        ),
        (
            "what is known at every depth changes nothing",
            managed(
                change(
                    after_unknown={"lambda_config": {"a": False}, "schema": [{"b": False}, {}], "tags": {}, "name": []}
                )
            ),
            [],
        ),
        (
            "what is unknown at one place of many is unknown",
            managed(
                change(after_unknown={"lambda_config": {"a": False, "b": [False, True]}, "schema": [{}, {"b": True}]})
            ),
            [("block", "changes-email-only", f"{POOL}.{name}") for name in ("lambda_config", "schema")],
        ),
        (
            "a plan about other things says that the pool is missing, and nothing crashes",
            managed(STEP),
            [("unknown", "plan-holds-what-is-guarded", "plan")],
        ),
        (
            "a pool that comes into the state with the plan",
            managed(change(before=None, import_id=POOL_ID)),
            [],
        ),
        (
            "a resource of others that is only read, kept or forgotten",
            patched(
                change(address="data.x", mode="data", type=CLIENT, actions=("delete",)),
                *(
                    change(address=f"{CLIENT}.{actions[0]}", type=CLIENT, actions=actions)
                    for actions in (("no-op",), ("read",), ("forget",))
                ),
            ),
            [],
        ),
        (
            "what somebody accepted by its address may go",
            patched(
                change(address="aws_iam_role.app", type="aws_iam_role", actions=("delete",)),
                accepted=frozenset({"aws_iam_role.app"}),
                others=(),
            ),
            [],
        ),
    ],
    ids=lambda value: value.replace(" ", "-")[:60] if isinstance(value, str) else "",
)
def test_exactly_what_is_wrong_is_found(why: str, situation: Situation, expected: list[tuple[str, str, str]]) -> None:
    """Neither a finding too few, which lets a plan pass, nor one too many, which hides the true one."""
    assert exactly(situation) == expected, why


@pytest.mark.parametrize("constraint", ["", "=", "~> 5.100.0", "5.100.0, != 5.99.0", ">= 5", "v5.100.0"])
def test_a_version_that_is_not_exact_is_not_known(constraint: str) -> None:
    """Terraform takes the newest that fits, and only one is known."""
    situation = managed(plan=plan(change(), providers={AWS_PROVIDER: (constraint,)}))
    assert exactly(situation) == [("unknown", "provider-is-known", AWS_PROVIDER)]


@pytest.mark.parametrize("status", ["fail", "error"])
def test_a_check_that_does_not_hold_warns(status: str) -> None:
    """One that could not be evaluated no less than one that failed; without words it is named all the same."""
    for wordless in ({}, {"instances": [{}]}, {"instances": [{"problems": [{}]}]}):
        checks = ({"status": status, **wordless}, {"status": "pass"}, {"status": "unknown"})
        made = managed(plan=plan(change(), checks=checks))
        assert exactly(made) == [("warn", "checks-hold", "check")]
        assert the_one(made, "checks-hold").problem == "this check failed"


# How it is said


@pytest.mark.parametrize(
    ("gone", "problem", "remedy"),
    [
        (
            {"actions": ("delete",)},
            "the plan would destroy this user pool with about 48210 users",
            "restore the resource, or",
        ),
        (REPLACED, "the plan would replace this user pool with about 48210 users", "undo the change to name, schema"),
        (
            {"actions": ("delete",), "before": {"id": POOL_ID}},
            "the plan would destroy this user pool",
            "restore the resource",
        ),
        (
            {"actions": ("delete",), "before": STATE | {"estimated_number_of_users": 0}},
            "the plan would destroy this user pool with about 0 users",
            "restore",
        ),
    ],
)
def test_what_becomes_of_a_pool_is_said(gone: dict[str, Any], problem: str, remedy: str) -> None:
    """Destroyed or replaced, with its users where the state knows them, and what undoes it."""
    finding = the_one(managed(change(after=None, **gone)), "keeps-user-pool")
    assert finding.problem == problem
    assert finding.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("rule", "situation", "problem"),
    [
        (
            "provider-is-known",
            managed(plan=plan(change(), providers={})),
            "its version is unknown: the configuration says nothing",
        ),
        (
            "provider-is-known",
            managed(plan=plan(change(), providers={AWS_PROVIDER: ("~> 5.1", "", ">= 5")})),
            "its version is unknown: the configuration says ~> 5.1, >= 5",
        ),
        (
            "provider-is-known",
            managed(plan=plan(change(), providers={AWS_PROVIDER: tuple(f"5.{n}.0" for n in range(9, 0, -1))})),
            f"its version is {', '.join(f'5.{n}.0' for n in range(1, 10))}; supported is 5.100.0",
        ),
        ("plan-holds-what-is-guarded", managed(STEP), f"no aws_cognito_user_pool of the plan is {POOL_ID}"),
        ("changes-email-only", managed(planned(name="x")), "name would change as well: 'production-users' -> 'x'"),
        (
            "changes-email-only",
            managed(change(after_unknown={"arn": True})),
            "arn would change as well: to a value that is known only after the apply",
        ),
        (
            "step-is-of-this-environment",
            switching(user_pool_id="x" * 598),
            f"the plan has '{'x' * 598}'; the environment says '{POOL_ID}'",
        ),
        (
            "step-is-of-this-environment",
            switching(user_pool_id="x" * 599),
            f"the plan has '{'x' * 599}... (601 characters); the environment says '{POOL_ID}'",
        ),
        (
            "leaves-pools-to-their-owner",
            patched(change(actions=("create",), before=None)),
            "the plan would create a user pool, which mode 'patch' never does",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_values(rule: str, situation: Situation, problem: str) -> None:
    """A reader at night sees what it is, and what it should be; long values are cut, and say so."""
    assert the_one(situation, rule).problem == problem


@pytest.mark.parametrize(
    ("planned", "wanted", "said"),
    [
        (
            {"From": "a@x.example", "SourceArn": "arn", "ReplyTo": "r"},
            {"From": "b@x.example", "SourceArn": "arn"},
            "From: the plan has 'a@x.example'; the environment says 'b@x.example'; "
            "ReplyTo: the plan has 'r'; the environment says nothing",
        ),
        ([{"from": "a", "reply_to": ""}], {"from": "b"}, "from: the plan has 'a'; the environment says 'b'"),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, "a: b: the plan has 1; the environment says 2"),
        ({"a": ""}, {}, "the plan has {'a': ''}; the environment says {}"),
        (["a", "b"], {"a": 1}, "the plan has ['a', 'b']; the environment says {'a': 1}"),
        (None, "x", "the plan has nothing; the environment says 'x'"),
    ],
)
def test_a_stale_plan_is_told_by_the_members_that_differ(planned: Any, wanted: Any, said: str) -> None:
    """Whoever reads two whole objects at night has to find the difference between them alone."""
    assert compared(planned, wanted) == said
