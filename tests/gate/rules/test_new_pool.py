"""The rules about a pool that is created: what passes, and what stops it; one or none, never two."""

from typing import Any

import pytest

from poolpost.findings import worst
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.rule import Situation
from tests.scenes.gate_situations import EMAIL, POOL, STATE, Json, change, found, managed, plan
from tests.scenes.new_pool import SETTINGS, planned_pool


def _creation(**fields: Any) -> Any:
    return change(**({"actions": ("create",), "before": None, "after": planned_pool()} | fields))


def _creating(*changes: Any, **fields: Any) -> Situation:
    made: Json = {"settings": SETTINGS, "plan": plan(*(changes or (_creation(),))), "live": None, "mfa": None}
    return managed(**(made | {"namesakes": ()} | fields))


def test_the_one_creation_passes() -> None:
    """At its address, as the environment says, and with no pool of that name."""
    assert judge(_creating()) == []


@pytest.mark.parametrize(
    ("rule", "subject", "situation"),
    [
        ("creates-no-second-pool", POOL, _creating(namesakes=("eu-west-1_Old",))),
        ("creates-no-second-pool", "b", _creating(_creation(), _creation(address="b"))),
        ("keeps-user-pool", POOL, _creating(_creation(actions=("delete", "create"), before=STATE))),
        ("created-pool-is-as-reviewed", f"{POOL}.name", _creating(_creation(after=planned_pool(name="Other")))),
        ("created-pool-is-as-reviewed", f"{POOL}.tags", _creating(_creation(after=planned_pool(tags={"a": "b"})))),
        (
            "created-pool-is-as-reviewed",
            f"{POOL}.deletion_protection",
            _creating(_creation(after=planned_pool(deletion_protection="INACTIVE"))),
        ),
        (
            "created-pool-is-as-reviewed",
            f"{POOL}.email_configuration",
            _creating(
                _creation(after=planned_pool(email_configuration=[EMAIL | {"from_email_address": "x@y.example"}]))
            ),
        ),
        ("created-pool-is-as-reviewed", f"{POOL}.name", _creating(_creation(after=None))),
        ("right-account", "aws.account_id", _creating(account="123456789012")),
        (
            "created-pool-is-named",
            "user_pool.id",
            managed(settings=SETTINGS.with_pool(STATE["id"])),
        ),
    ],
)
def test_what_would_make_two_or_another_is_blocked(rule: str, subject: str, situation: Situation) -> None:
    """Whatever else is found, this rule names this subject, and the exit code is 1."""
    assert (rule, subject) in found(situation, "block")
    assert worst(judge(situation)) == 1


@pytest.mark.parametrize(
    ("rule", "situation"),
    [
        ("pool-was-read", _creating(namesakes=None)),
        ("plan-holds-what-is-guarded", _creating(_creation(address="b"))),
        ("plan-holds-what-is-guarded", _creating(change(actions=("no-op",), after=STATE))),
        ("provider-is-known", _creating(plan=plan(_creation(), providers={}))),
    ],
)
def test_what_could_not_be_looked_at_stops(rule: str, situation: Situation) -> None:
    """A list of pools that could not be read is no empty list."""
    unknown = {name for name, _ in found(situation, "unknown")}
    assert rule in unknown
    assert "rule-crashed" not in unknown
    assert worst(judge(situation)) in {1, 3}


def test_a_creation_where_the_file_names_a_pool_is_told_which() -> None:
    """An empty state beside a pool that is there: importing it is the way, never a new one."""
    [finding] = [each for each in judge(managed(_creation())) if each.rule == "creates-no-second-pool"]
    assert (finding.level, finding.remedy) == ("block", "import that pool into the state")
    assert f"although the environment names {STATE['id']}" in finding.problem
