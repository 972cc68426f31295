"""What stays of an apply that ended early: everything but a step that has to run again, and a pool."""

import json
from typing import Any

import pytest

from poolpost.gate.existing_records import created
from poolpost.gate.partly_created import half_made, half_made_in, resources_in, would_be_made_twice
from tests.scenes.gate_situations import RECORD, STEP, change, change_of, plan

TAINTED = {"status": "tainted"}


def _state(kind: str, *instances: dict[str, Any], mode: str = "managed") -> dict[str, Any]:
    return {"resources": [{"mode": mode, "type": kind, "name": "x", "instances": list(instances)}]}


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ({}, []),
        (_state("aws_route53_record", {}), []),
        (_state("aws_route53_record", TAINTED), ["aws_route53_record.x"]),
        (_state("aws_route53_record", {}, TAINTED), ["aws_route53_record.x"]),
        (_state("aws_route53_record", {}, TAINTED | {"deposed": "1a2b3c4d"}), []),
        (_state("aws_route53_zone", TAINTED, mode="data"), []),
        (_state("terraform_data", TAINTED), []),
        (_state("aws_cognito_user_pool", TAINTED), []),
    ],
    ids=["no state", "sound", "tainted", "one of two", "an old object that is to go", "data source", "step", "pool"],
)
def test_what_is_kept(state: dict[str, Any], kept: list[str]) -> None:
    """A state file, version 4."""
    assert half_made(state) == kept
    assert half_made_in(json.dumps(state)) == kept


@pytest.mark.parametrize("text", ["", "no state", "[]", '{"resources": [{}]}', '{"resources": {"a": 1}}'])
def test_what_is_no_state_has_nothing(text: str) -> None:
    """An error of Terraform's is told by Terraform."""
    assert resources_in(text) == half_made_in(text) == []


def test_what_a_plan_would_make_twice() -> None:
    """The same by a plan; a replacement for another reason is meant."""
    assert would_be_made_twice(RECORD)
    assert not would_be_made_twice(change_of(RECORD, action_reason="replace_because_cannot_update"))
    assert not would_be_made_twice(change_of(STEP, action_reason=RECORD.action_reason))
    assert not would_be_made_twice(change_of(RECORD, mode="data"))
    assert not would_be_made_twice(change(action_reason=RECORD.action_reason))


def test_a_record_of_our_own_is_not_taken_for_somebody_elses() -> None:
    """Else its remedy would be to adopt what is in the state already."""
    assert created(plan(RECORD)) == frozenset()
    assert created(plan(change_of(RECORD, action_reason=""))) == {RECORD.address}
