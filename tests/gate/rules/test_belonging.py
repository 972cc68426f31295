"""Whose state a plan was made with: another environment's stops, and so does an empty one beside a live stack."""

from typing import Any

import pytest

from poolpost.emulator.demo_pool import POOL_ID, production_pool
from poolpost.findings import Finding
from poolpost.gate.judgement import without_consequences
from poolpost.gate.rules import belonging as belonging_rules
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.rule import Situation
from poolpost.settings.passes import Pass
from tests.scenes.gate_situations import (
    STEP,
    TAINTED,
    WANTED,
    change,
    change_of,
    managed,
    patched,
    plan,
)

Json = dict[str, Any]
THEIRS = {"environment": {"actions": ["update"], "before": "production", "after": "local"}}
OURS = {"environment": {"actions": ["no-op"], "before": "local", "after": "local"}}
ARN = "arn:aws:ses:eu-west-1:000000000000:identity/mail.example.com"


def found(now: Situation) -> list[tuple[str, str, str]]:
    """Judge by these rules: rule, level, subject."""
    return [(f.rule, f.level, f.subject) for f in judge(now, belonging_rules.RULES)]


def step_about(pool_id: str) -> Any:
    """Return the step in a state that writes to a pool."""
    return change_of(STEP, before={"triggers_replace": {"user_pool_id": pool_id}}, actions=("delete", "create"))


def identity(**fields: Any) -> Any:
    """Return the domain's identity in a plan."""
    made: Json = {"address": "aws_sesv2_email_identity.domain", "type": "aws_sesv2_email_identity", "name": "domain"}
    made |= {"before": {"arn": ARN}, "after": {}, "actions": ("update",)}
    return change(**(made | fields))


@pytest.mark.parametrize("situation", [patched, managed])
def test_a_state_of_another_environment_stops(situation: Any) -> None:
    """It names both; a destroy, after which nothing says whose it was, stops as well."""
    (finding,) = judge(situation(plan=plan(STEP, output_changes=THEIRS)), belonging_rules.RULES)
    assert (finding.rule, finding.level, finding.subject) == ("state-is-of-this-environment", "block", "state")
    assert "'production'; this is 'local'" in finding.problem
    gone = {"environment": {"actions": ["delete"], "before": "production", "after": None}}
    assert len(found(situation(plan=plan(step_about(POOL_ID), output_changes=gone)))) == 1


def test_another_pool_in_the_file_of_the_same_environment_passes() -> None:
    """A team may move to another pool; a state that does not say whose it is stops, and names both."""
    assert found(patched(plan=plan(step_about("eu-west-1_Before"), output_changes=OURS))) == []
    (finding,) = judge(patched(plan=plan(step_about("eu-west-1_Before"))), belonging_rules.RULES)
    assert (finding.level, finding.subject) == ("block", "terraform_data.user_pool_email")
    assert f"user pool eu-west-1_Before; the environment has {POOL_ID}" in finding.problem
    assert found(patched(plan=plan(step_about(POOL_ID)))) == []


@pytest.mark.parametrize(
    ("domain", "pool", "stops"),
    [
        ("other.example.com", "eu-west-1_Other", True),
        ("other.example.com", POOL_ID, False),
        ("mail.example.com", "eu-west-1_Other", False),
    ],
)
def test_a_state_of_an_environment_of_this_name_in_another_project_stops(
    domain: str, pool: str, *, stops: bool
) -> None:
    """Neither its domain nor its pool is the file's; a team that changes one of them goes on, and both pass by name."""
    held = identity(before={"arn": ARN, "email_identity": domain})
    now = patched(plan=plan(step_about(pool), held, output_changes=OURS))
    assert found(now) == ([("state-is-of-this-environment", "block", "state")] if stops else [])
    reason = Pass(rule="state-is-of-this-environment", subject="state", reason="the team moves domain and pool")
    if stops:
        passed = found(patched(plan=now.the_plan, passes=(reason,)))
        assert passed == [("state-is-of-this-environment", "warn", "state")]


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (ARN.replace("000000000000", "111111111111"), "to account 111111111111"),
        (ARN.replace("arn:aws:", "arn:aws-us-gov:"), "(aws-us-gov)"),
        (ARN.replace("eu-west-1", "us-east-1"), "in us-east-1; the environment's SES is in eu-west-1"),
    ],
)
@pytest.mark.parametrize("drifted", [False, True])
def test_a_state_of_another_place_stops(arn: str, said: str, *, drifted: bool) -> None:
    """Account, partition and region are in its ARNs; what a refresh there does not find is still in the drift."""
    held = identity(before={"arn": arn})
    made = plan(STEP, resource_drift=(held,)) if drifted else plan(STEP, held)
    (finding,) = judge(patched(plan=made), belonging_rules.RULES)
    assert finding.level == "block"
    assert said in finding.problem
    assert found(patched(plan=plan(STEP, identity()))) == []


ELSEWHERE: dict[str, tuple[Any, list[str]]] = {
    "a role, which has no region": (
        change(address="aws_iam_role.x", type="aws_iam_role", before={"arn": "arn:aws:iam::111111111111:role/x"}),
        ["aws_iam_role.x"],
    ),
    "a bucket, which has no account": (
        change(address="aws_s3_bucket.x", type="aws_s3_bucket", before={"arn": "arn:aws:s3:::x"}),
        [],
    ),
    "what is only read": (identity(mode="data", before={"arn": ARN.replace("000000000000", "111111111111")}), []),
    "a topic beside the pool": (
        change(address="aws_sns_topic.x", type="aws_sns_topic", before={"arn": "arn:aws:sns:us-east-1:000000000000:x"}),
        [],
    ),
    "a zone, which has no ARN": (change(address="aws_x.y", type="aws_x", before={"arn": None}), []),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_arn_says_what_it_says(name: str) -> None:
    """The account where it has one, and the region of SES; what is only read belongs to no state."""
    held, stops = ELSEWHERE[name]
    assert [subject for _, _, subject in found(patched(plan=plan(STEP, held)))] == stops


OTHER_POOL = step_about("eu-west-1_Other")
OTHER_DOMAIN: Json = {"arn": ARN, "email_identity": "other.example.com"}


@pytest.mark.parametrize(
    "changes",
    [
        (identity(before=OTHER_DOMAIN),),
        (change_of(OTHER_POOL, before={"triggers_replace": None}), identity(before=OTHER_DOMAIN)),
        (OTHER_POOL, identity(before=None, actions=("create",))),
        (OTHER_POOL, identity(before=OTHER_DOMAIN, import_id="other.example.com")),
        (change_of(OTHER_POOL, address="terraform_data.theirs"), identity(before=OTHER_DOMAIN)),
    ],
    ids=["no step", "a step about no pool", "a new identity", "an imported identity", "a step of somebody's"],
)
def test_a_state_that_says_less_than_both_is_not_of_another_project(changes: tuple[Any, ...]) -> None:
    """Domain and pool must both be others."""
    assert found(patched(plan=plan(*changes, output_changes=OURS))) == []


def test_a_step_of_somebodys_says_nothing_about_the_environment() -> None:
    """Nor does one that was never run."""
    for held in (
        change_of(OTHER_POOL, address="terraform_data.theirs"),
        change_of(OTHER_POOL, before=None),
        change_of(OTHER_POOL, before={"triggers_replace": None}),
    ):
        assert found(patched(plan=plan(held))) == []


def test_a_state_of_another_environment_is_told_once() -> None:
    """Its domain and its pool are others, of course."""
    now = patched(plan=plan(OTHER_POOL, identity(before=OTHER_DOMAIN), output_changes=THEIRS))
    assert found(now) == [("state-is-of-this-environment", "block", "state")]


def test_a_renamed_environment_passes_by_name_and_reason() -> None:
    """Its file has another name now, and the state is still its own."""
    reason = Pass(rule="state-is-of-this-environment", subject="state", reason="renamed from production on Monday")
    assert found(patched(plan=plan(STEP, output_changes=THEIRS), passes=(reason,))) == [
        ("state-is-of-this-environment", "warn", "state")
    ]


LIVE = production_pool() | {"EmailConfiguration": WANTED}
NEW = identity(before=None, actions=("create",))


def test_an_empty_state_beside_a_live_stack_stops() -> None:
    """The pool sends through what the plan would make; the remedy looks for the state before it adopts anything."""
    (finding,) = judge(patched(plan=plan(STEP, NEW), live=LIVE), belonging_rules.RULES)
    assert (finding.rule, finding.level, finding.subject) == ("state-is-the-stacks", "block", NEW.address)
    assert "this state is empty, but user pool" in finding.problem
    assert finding.remedy.startswith("check [backend], TF_WORKSPACE, TF_DATA_DIR")


@pytest.mark.parametrize(
    "beside",
    [
        (),
        (change(address="data.aws_x.y", type="aws_x", mode="data", before={"id": "x"}),),
        (change(address="aws_x.y", type="aws_x", before={"id": "x"}, import_id="x"),),
    ],
    ids=["nothing", "what is read", "what is imported"],
)
@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("aws_sesv2_email_identity.domain", "identity mail.example.com"),
        ("aws_sesv2_configuration_set.sign_in", "configuration set sign-in"),
    ],
)
def test_an_empty_state_is_one_with_nothing_of_its_own(address: str, what: str, beside: tuple[Any, ...]) -> None:
    """What a plan reads or imports was in no state."""
    new = change_of(NEW, address=address)
    (finding,) = judge(patched(plan=plan(change_of(STEP, before=None), new, *beside), live=LIVE), belonging_rules.RULES)
    assert (finding.level, finding.subject) == ("block", address)
    assert f"user pool {POOL_ID} sends through {what} already" in finding.problem


@pytest.mark.parametrize("wanted", [{}, {"EmailConfiguration": {"ConfigurationSet": "theirs", "SourceArn": ARN + "x"}}])
def test_what_the_pool_does_not_send_through_may_be_made(wanted: Json) -> None:
    """A pool without e-mail, or with another's."""
    live = {name: value for name, value in LIVE.items() if name != "EmailConfiguration"} | wanted
    others = change_of(NEW, address="aws_sesv2_configuration_set.sign_in")
    assert found(patched(plan=plan(change_of(STEP, before=None), NEW, others), live=live)) == []


@pytest.mark.parametrize(
    ("changes", "live"),
    [
        ((STEP, NEW), production_pool()),  # a first deploy
        ((STEP, identity(before=None, actions=("create",), import_id="mail.example.com")), LIVE),  # adopted by name
        (
            (STEP, identity(), change_of(NEW, address="aws_sesv2_configuration_set.sign_in")),
            LIVE,
        ),  # a state with something
        ((STEP, identity(actions=("create", "delete"), action_reason=TAINTED)), LIVE),
    ],
    ids=["first deploy", "adopted", "half of it", "tainted"],
)
def test_other_plans_are_no_empty_state(changes: tuple[Any, ...], live: Json) -> None:
    """The counter-checks."""
    assert found(patched(plan=plan(*changes), live=live)) == []


def test_an_empty_state_leads_to_no_advice_to_adopt() -> None:
    """Adopting would take what another state holds; without an empty state the advice stays."""

    def finding(rule: str) -> Finding:
        return Finding(rule=rule, level="block", subject="x", problem="y")

    taken, record, lost = finding("name-is-taken"), finding("record-exists"), finding("body-loses-nothing")
    empty = finding("state-is-the-stacks")
    assert without_consequences([taken, record, lost, empty]) == [lost, empty]
    assert without_consequences([taken, record, lost]) == [taken, record, lost]
