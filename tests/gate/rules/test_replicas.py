"""The gate and the replicas of a pool: named or not, there or not, and judged by the rules about one pool."""

import copy
from typing import Any

import pytest

from poolpost.emulator.demo_pool import POOL_ID, production_mfa, production_pool
from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.all_rules import OF_A_REPLICA, judge
from poolpost.gate.rules.replicas import RULES
from poolpost.gate.rules.rule import Situation
from poolpost.pool.differences import email_configuration
from poolpost.settings import validated
from poolpost.settings.passes import Pass
from poolpost.settings.replicas import about_replica
from poolpost.standards.pool_dependencies import Looked, Need
from poolpost.standards.pool_replicas import LiveReplica
from tests.conftest import changed
from tests.scenes.gate_situations import STEP, change_of, patched, plan

AWAY = "eu-central-1"
NAMED = validated(*changed(("user_pool.replicas", {AWAY: {}})))
REPLICA = about_replica(NAMED, AWAY)
STEP_AWAY = change_of(STEP, address=REPLICA.switch_address, after={"triggers_replace": REPLICA.triggers})


def _live(status: str, region: str = AWAY) -> tuple[LiveReplica, ...]:
    return (LiveReplica(region=region, status=status),)


def _found(live: Any, *, named: bool, step: Any = STEP_AWAY) -> list[tuple[str, str, str]]:
    facts = {"settings": NAMED} if named else {}
    now = patched(plan=plan(STEP, step), replicas=live, **facts)
    return [(f.level, f.rule, f.subject) for f in judge(now, RULES)]


@pytest.mark.parametrize(
    ("live", "named", "found"),
    [
        ((), False, []),
        (_live("ACTIVE"), True, []),
        (_live("ACTIVE"), False, [("warn", "replicas-are-named", AWAY)]),
        (
            _live("INACTIVE", "us-east-1"),
            True,
            [("warn", "replicas-are-named", "us-east-1"), ("block", "named-replica-exists", AWAY)],
        ),
        ((), True, [("block", "named-replica-exists", AWAY)]),
        (_live("INACTIVE"), True, [("warn", "named-replica-exists", AWAY)]),
        (_live("CREATING"), True, [("block", "named-replica-exists", AWAY)]),
        (_live("DELETING"), True, [("block", "named-replica-exists", AWAY)]),
        (NotSeen("replicas-are-listed", "no"), True, []),
    ],
)
def test_what_lives_is_held_against_what_the_file_names(live: Any, named: bool, found: list[Any]) -> None:
    """One that no file names is reported with its mail; one that the file names and a deploy could not write to stops."""
    assert _found(live, named=named) == found


def test_a_destroy_needs_no_replica() -> None:
    """What is gone is let go of like the pool."""
    gone = change_of(STEP_AWAY, actions=("delete",), before=STEP_AWAY.after, after=None)
    assert _found((), named=True, step=gone) == []


def _replica(**fields: Any) -> Situation:
    pool = production_pool() | {"Arn": REPLICA.pool_arn}
    made: dict[str, Any] = {"settings": REPLICA, "plan": plan(STEP, STEP_AWAY), "live": pool}
    return patched(**(made | {"mfa": production_mfa()} | fields))


def test_a_sound_replica_is_no_finding() -> None:
    """The base of the tests below; what would be sent is the replica's own configuration."""
    assert [(f.level, f.rule) for f in judge(_replica(), OF_A_REPLICA) if f.level != "info"] == []
    body = _replica().body
    assert body is not None
    assert email_configuration({"EmailConfiguration": body["EmailConfiguration"]}) == REPLICA.email_configuration


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"live": production_pool()}, "right-pool"),
        ({"live": production_pool() | {"Arn": REPLICA.pool_arn, "Future": 1}}, "unknown-members"),
        ({"live": production_pool() | {"Arn": REPLICA.pool_arn, "Status": "Disabled"}}, "pool-is-enabled"),
        ({"plan": plan(STEP)}, "plan-holds-what-is-guarded"),
        ({"plan": plan(STEP, change_of(STEP_AWAY, after=STEP.after))}, "step-is-of-this-environment"),
        (
            {"reviewed": {"UserPool": production_pool() | {"Arn": REPLICA.pool_arn, "LambdaConfig": {}}}},
            "pool-is-the-reviewed-one",
        ),
    ],
)
def test_what_stops_the_pool_stops_its_replica(fields: dict[str, Any], rule: str) -> None:
    """Under a subject that says which of the two is meant."""
    found = [f for f in judge(_replica(**fields), OF_A_REPLICA) if f.level in {"block", "unknown"}]
    assert {f.rule for f in found} == {rule}
    assert all(f.subject.startswith(f"{AWAY}/") for f in found)


def test_a_body_that_loses_something_is_found() -> None:
    """A request that would reset a member of the replica is refused before it is sent."""
    now = _replica()
    pool = copy.deepcopy(now.the_pool)

    class Losing(Situation):
        @property
        def body(self) -> Any:
            return {"UserPoolId": POOL_ID, "EmailConfiguration": {}}

    losing = Losing(settings=REPLICA, plan=now.plan, live=pool, mfa=production_mfa(), account=now.account)
    assert {f.subject.partition(".")[0] for f in judge(losing, OF_A_REPLICA) if f.rule == "body-loses-nothing"} >= {
        f"{AWAY}/LambdaConfig",
        f"{AWAY}/Policies",
    }


@pytest.mark.parametrize(
    ("subject", "level"), [("LambdaConfig.PreSignUp", "block"), (f"{AWAY}/LambdaConfig.PreSignUp", "warn")]
)
def test_a_pass_for_the_pool_is_none_for_its_replica(subject: str, level: str) -> None:
    """The two use different functions: what a team accepted of one says nothing about the other."""
    need = Need(kind="function", arn="arn:aws:lambda:eu-central-1:0:function:f", members=("LambdaConfig.PreSignUp",))
    allowed = Pass(rule="what-the-pool-uses-works", subject=subject, reason="it is being repaired")
    now = _replica(dependencies=(Looked(need=need, found=None),), passes=(allowed,))
    (finding,) = [f for f in judge(now, OF_A_REPLICA) if f.rule == "what-the-pool-uses-works"]
    assert (finding.level, finding.subject) == (level, f"{AWAY}/LambdaConfig.PreSignUp")
