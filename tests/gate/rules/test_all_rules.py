"""The gate: each rule passes, blocks and cannot tell; and it never passes because it saw nothing."""

import dataclasses
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolpost.emulator.demo_pool import ACCOUNT, POOL_ID, production_mfa, production_pool
from poolpost.findings import Problem, noted, worst
from poolpost.gate.rules.all_rules import RULES, judge
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.standards.terraform_plan import AWS_PROVIDER
from tests.scenes.gate_situations import (
    EMAIL,
    LIVE,
    POOL,
    RECORD,
    STATE,
    STEP,
    TAINTED,
    WANTED,
    change,
    change_of,
    found,
    known_with,
    live_pool,
    managed,
    patched,
    plan,
    planned,
    settings_in,
    switching,
)

# What passes


@pytest.mark.parametrize(
    ("why", "situation"),
    [
        ("an update of the e-mail configuration alone", managed()),
        ("the same while the pool is imported", managed(change(import_id=POOL_ID))),
        ("a plan that changes nothing", managed(change(actions=("no-op",), after=STATE))),
        (
            "members that are known after the apply",
            managed(change(after_unknown={"email_configuration": [{"x": True}]})),
        ),
        (
            "another pool that stays as it is",
            managed(change(), change(address="b", before={"id": "x"}, after={"id": "x"}, actions=("no-op",))),
        ),
        ("the version of the lock file", managed(plan=plan(change(), providers={}), provider_version="5.100.0")),
        ("an exact constraint in words", managed(plan=plan(change(), providers={AWS_PROVIDER: ("= 5.100.0", "")}))),
        ("patch mode, with all that the provider cannot send", patched()),
        ("patch mode, looking at the pool", patched(change(mode="data", actions=("read",)))),
        ("patch mode, letting a pool go", patched(change(actions=("forget",), after=None))),
        ("the pool is as it was reviewed", managed(reviewed={"UserPool": LIVE, "MfaConfig": production_mfa()})),
        (
            "the reviewed snapshot is the pool alone",
            managed(reviewed={k: v for k, v in LIVE.items() if k != "CreationDate"}),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_safe_plan_passes(why: str, situation: Situation) -> None:
    """Without this the gate could stop everything and still look right."""
    assert judge(situation) == [], why


def test_a_step_that_failed_runs_again() -> None:
    """It is tainted like a record that was half-made, but making it twice is the very point."""
    assert judge(patched(plan=plan(change_of(STEP, actions=("delete", "create"), action_reason=TAINTED)))) == []


# What blocks


@pytest.mark.parametrize(
    ("rule", "subject", "situation"),
    [
        ("keeps-user-pool", POOL, managed(change(actions=("delete",), after=None))),
        ("keeps-user-pool", POOL, managed(change(actions=("delete", "create"), replace_paths=("name",)))),
        ("keeps-user-pool", POOL, managed(change(actions=("create", "delete"), before={"id": POOL_ID}))),
        ("keeps-user-pool", POOL, patched(change(actions=("delete",), after=None))),
        (
            "keeps-user-pool",
            "module.x.other",
            managed(change(), change(address="module.x.other", before={"id": "b"}, actions=("delete",), after=None)),
        ),
        ("keeps-user-pool", POOL, patched(change(type="awscc_cognito_user_pool", actions=("delete",), after=None))),
        *(
            (
                "harms-nothing-of-others",
                f"{kind}.app",
                patched(change(address=f"{kind}.app", type=kind, actions=actions)),
            )
            for kind, actions in (
                ("aws_sns_topic", ("delete",)),
                ("aws_cloudwatch_log_group", ("create", "delete")),
                ("aws_lambda_permission_of_others", ("delete",)),
                ("aws_cognito_user_pool_domain", ("update",)),
                ("aws_cognito_user_pool_client", ("create",)),
                ("aws_cloudcontrolapi_resource", ("update",)),
                ("aws_cloudformation_stack", ("delete",)),
            )
        ),
        ("makes-nothing-twice", RECORD.address, patched(RECORD)),
        ("makes-nothing-twice", RECORD.address, managed(change(), RECORD)),
        ("leaves-pools-to-their-owner", POOL, patched(change(type="awscc_cognito_user_pool"))),
        ("provider-is-known", POOL, managed(change(type="awscc_cognito_user_pool", provider_name="hashicorp/awscc"))),
        ("creates-no-second-pool", POOL, managed(change(actions=("create",), before=None))),
        ("leaves-pools-to-their-owner", POOL, patched(change())),
        ("leaves-pools-to-their-owner", POOL, patched(change(actions=("create",), before=None))),
        ("changes-email-only", f"{POOL}.name", managed(planned(name="x"))),
        ("changes-email-only", f"{POOL}.lambda_config", managed(planned(lambda_config=[]))),
        ("changes-email-only", f"{POOL}.tags_all", managed(planned(tags_all={"a": "b"}))),
        ("changes-email-only", f"{POOL}.arn", managed(change(after_unknown={"arn": True}))),
        ("changes-email-only", f"{POOL}.schema", managed(change(after_unknown={"schema": [{"name": True}]}))),
        (
            "email-is-as-wanted",
            "EmailConfiguration.From",
            managed(planned(email_configuration=[EMAIL | {"from_email_address": "x@y.example"}])),
        ),
        (
            "email-is-as-wanted",
            "EmailConfiguration.ConfigurationSet",
            managed(planned(email_configuration=[EMAIL | {"configuration_set": ""}])),
        ),
        ("calls-no-mfa-update", POOL, managed(planned(mfa_configuration="OFF"))),
        ("calls-no-mfa-update", POOL, managed(planned(software_token_mfa_configuration=[{"enabled": True}]))),
        ("provider-is-known", POOL, managed(change(provider_name="registry.opentofu.org/hashicorp/aws"))),
        ("provider-is-known", AWS_PROVIDER, managed(plan=plan(change(), providers={AWS_PROVIDER: ("6.62.0",)}))),
        ("provider-is-known", AWS_PROVIDER, managed(provider_version="5.99.0")),
        ("right-account", "aws.account_id", managed(account="123456789012")),
        ("right-account", "aws.account_id", patched(account="123456789012")),
        ("step-is-of-this-environment", f"{STEP.address}.user_pool_id", switching(user_pool_id="eu-west-1_Other")),
        ("step-is-of-this-environment", f"{STEP.address}.email_configuration", switching(email_configuration={})),
        ("step-is-of-this-environment", f"{STEP.address}.role", switching(role="somebody else's")),
        ("right-pool", "user_pool.id", managed(live=live_pool(Id="eu-west-1_Other"))),
        ("right-pool", "user_pool.id", managed(live=live_pool(Arn=LIVE["Arn"].replace(ACCOUNT, "123456789012")))),
        ("right-pool", "user_pool.id", managed(live=live_pool(Arn=LIVE["Arn"].replace("eu-west-1:", "eu-west-2:")))),
        ("right-pool", "user_pool.id", managed(change(before=STATE | {"arn": "arn:of:another:account"}))),
        ("pool-is-enabled", POOL_ID, managed(live=live_pool(Status="Disabled"))),
        ("deletion-protection", "DeletionProtection", managed(live=live_pool(DeletionProtection="INACTIVE"))),
        ("deletion-protection", "DeletionProtection", managed(live=live_pool(DeletionProtection=None))),
        ("unknown-members", "FutureThing", managed(live=live_pool(FutureThing={"Mode": "ON"}))),
        ("unknown-members", "FutureThing", patched(live=production_pool() | {"FutureThing": 1})),
        (
            "unknown-members",
            "LambdaConfig.Future",
            managed(live=live_pool(LambdaConfig=LIVE["LambdaConfig"] | {"Future": "arn"})),
        ),
        ("pool-is-the-planned-one", POOL, managed(live=live_pool(LastModifiedDate=1762345679.0))),
        (
            "pool-is-the-reviewed-one",
            "DeletionProtection",
            managed(reviewed={"UserPool": live_pool(DeletionProtection="INACTIVE")}),
        ),
        (
            "pool-is-the-reviewed-one",
            "MfaConfig.MfaConfiguration",
            managed(reviewed={"UserPool": LIVE, "MfaConfig": production_mfa() | {"MfaConfiguration": "OFF"}}),
        ),
        (
            "pool-is-the-reviewed-one",
            "AcrConfiguration",
            patched(reviewed=production_pool() | {"AcrConfiguration": "x"}),
        ),
        ("lost-settings-are-back", "UserPoolTier", managed(baseline=known_with("UserPoolTier"))),
        ("lost-settings-are-back", "UserPoolTier", patched(baseline=known_with("UserPoolTier"))),
    ],
)
def test_what_would_harm_is_blocked(rule: str, subject: str, situation: Situation) -> None:
    """Whatever else is found, this rule names this subject, and the exit code is 1."""
    assert (rule, subject) in found(situation, "block")
    assert worst(judge(situation)) == 1


def test_what_somebody_else_has_changed_is_a_warning() -> None:
    """The pool is theirs, so it stops nothing; it is said by every plan, and the reviewed snapshot has its own rule."""
    assert ("pool-is-as-last-known", POOL_ID) in found(patched(baseline=known_with()), "warn")
    reviewed = dataclasses.replace(known_with(), reviewed=True)
    for quiet in (reviewed, None):
        rules = [rule for rule, _ in found(patched(baseline=quiet))]
        assert "pool-is-as-last-known" not in rules


# What cannot be told


@pytest.mark.parametrize(
    ("rule", "situation"),
    [
        ("plan-is-readable", managed(plan=None)),
        ("plan-is-readable", patched(plan=None)),
        ("plan-holds-what-is-guarded", managed(plan=plan())),
        ("plan-holds-what-is-guarded", managed(STEP)),
        ("plan-holds-what-is-guarded", managed(change(before=STATE | {"id": "eu-west-1_Other"}))),
        ("plan-holds-what-is-guarded", patched(plan=plan())),
        ("step-is-of-this-environment", patched(plan=plan(change_of(STEP, after_unknown={"triggers_replace": True})))),
        ("plan-holds-what-is-guarded", patched(plan=plan(change(mode="data", actions=("read",))))),
        ("provider-is-known", managed(plan=plan(change(), providers={}))),
        ("provider-is-known", managed(plan=plan(change(), providers={AWS_PROVIDER: ("~> 5.100",)}))),
        ("provider-is-known", managed(plan=plan(change(), providers={AWS_PROVIDER: (">= 5.0, < 6.0",)}))),
        ("changes-no-other-pool", managed(change(), change(address="b", before={"id": "x"}))),
        ("pool-was-read", managed(live=None)),
        ("pool-was-read", patched(live=None)),
        ("pool-was-read", managed(mfa=None)),
        ("right-account", managed(account=None)),
        ("pool-is-the-planned-one", managed(live=live_pool(LastModifiedDate=None))),
        ("pool-is-the-planned-one", managed(change(before=STATE | {"last_modified_date": ""}))),
    ],
)
def test_what_could_not_be_looked_at_stops(rule: str, situation: Situation) -> None:
    """Not having looked is its own outcome, and never "fine"."""
    assert rule in {name for name, _ in found(situation, "unknown")}
    assert worst(judge(situation)) in {1, 3}


@pytest.mark.parametrize("mode", ["manage", "patch"])
def test_nothing_at_all_is_never_fine(mode: str) -> None:
    """The gate asks for each fact; with none of them it cannot decide."""
    nothing = Situation(settings=settings_in(mode), plan=None, live=None, mfa=None, account=None)
    assert worst(judge(nothing)) == 3
    assert {f.level for f in judge(nothing)} == {"unknown"}


def test_an_unknown_mode_is_not_judged() -> None:
    """A mode that no rule knows would pass vacuously."""
    assert found(managed(settings=settings_in("adopt"))) == [("mode-is-known", "user_pool.mode")]


# How it is said


def test_a_destroyed_pool_is_said_with_its_users() -> None:
    """The reader must see at once what is at stake, and which attribute to put back."""
    situation = managed(change(actions=("delete", "create"), replace_paths=("name",)))
    (finding,) = [f for f in judge(situation) if f.rule == "keeps-user-pool"]
    assert finding.problem == "the plan would replace this user pool with about 48210 users"
    assert finding.remedy == "undo the change to name"


def test_accepted_unknown_members_are_on_record() -> None:
    """Accepting lets pass and says what was accepted; other unknown members still stop."""
    live = live_pool(FutureThing={"Mode": "ON"}, Another=[{"x": 1}])
    findings = judge(managed(live=live, accepted=frozenset({"FutureThing"})))
    assert [(f.level, f.subject) for f in findings] == [("block", "Another"), ("info", "FutureThing")]
    assert "--accept-unknown 'Another'" in findings[0].remedy


def test_unknown_members_stop_nothing_when_nothing_would_be_written() -> None:
    """A pool that is as wanted is not held up; the members are mentioned."""
    live = live_pool(FutureThing=1, EmailConfiguration=WANTED)
    nothing = change(actions=("no-op",), after=STATE)
    assert found(managed(nothing, live=live)) == [("unknown-members", "FutureThing")]
    assert worst(judge(patched(live=live))) == 0


def test_an_unknown_member_inside_a_list_is_named() -> None:
    """Its path can be given to --accept-unknown as it is shown."""
    recovery = {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1, "Future": True}]}
    assert ("unknown-members", "AccountRecoverySetting.RecoveryMechanisms[0].Future") in found(
        patched(live=production_pool() | {"AccountRecoverySetting": recovery}), "block"
    )


def test_a_failed_check_warns() -> None:
    """Checks tell about drift; that is no reason to stop its repair."""
    problem = {"instances": [{"problems": [{"message": "mail is not as wanted"}]}]}
    failed = {"address": {"to_display": "check.mail"}, "status": "fail", **problem}
    passed = {"address": {"to_display": "check.other"}, "status": "pass"}
    (finding,) = judge(managed(plan=plan(change(), checks=(passed, failed))))
    assert (finding.level, finding.subject, finding.problem) == ("warn", "check.mail", "mail is not as wanted")


# Properties


def test_a_crashing_rule_is_a_finding() -> None:
    """A rule that failed has not looked, and the others still do."""

    @gate_rule("looks-at-nothing", source="test")
    def looks_at_nothing(now: Situation) -> Iterator[Problem]:
        """Why."""
        yield noted("x", str(1 // len(now.accepted)))

    (crashed, *others) = judge(managed(live=None), (looks_at_nothing, *RULES))
    assert (crashed.rule, crashed.level, crashed.subject) == ("rule-crashed", "unknown", "looks-at-nothing")
    assert "ZeroDivisionError" in crashed.problem
    assert [f.rule for f in others] == ["pool-was-read"]


def test_a_rule_that_forgets_to_say_what_it_needs_does_not_pass() -> None:
    """Asking for a fact in vain is a crash, and so stops."""

    @gate_rule("forgetful", source="test")
    def forgetful(now: Situation) -> Iterator[Problem]:
        """Why."""
        yield noted(str(now.the_plan if now.live else now.the_pool), "")

    assert worst(judge(managed(live=None), (forgetful,))) == 3
    assert worst(judge(managed(plan=None), (forgetful,))) == 3


def test_rules_say_why_and_are_unique() -> None:
    """docs/rules.md is made of them."""
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(rule.why and rule.source and rule.modes <= {"manage", "patch"} for rule in RULES)


ACTIONS = st.lists(st.sampled_from(["create", "update", "read", "no-op", "forget"]), max_size=2)


@given(actions=ACTIONS, where=st.integers(0, 2), mode=st.sampled_from(["manage", "patch"]), address=st.text(min_size=1))
def test_any_delete_of_any_pool_blocks(actions: list[str], where: int, mode: str, address: str) -> None:
    """Whatever stands beside it, at whatever address."""
    gone = change(address=address, actions=(*actions[:where], "delete", *actions[where:]))
    situation = managed(STEP, change(), gone, settings=settings_in(mode))
    assert ("keeps-user-pool", address) in found(situation, "block")


def test_the_verdict_does_not_depend_on_the_order_of_rules() -> None:
    """A rule sees the situation and never another rule's findings."""
    situation = managed(live=production_pool())
    expected = set(judge(situation))
    for rotated in itertools.islice(itertools.permutations(RULES), 0, 5000, 997):
        assert set(judge(situation, rotated)) == expected
