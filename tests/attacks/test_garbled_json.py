"""JSON that nobody meant, wherever poolpost reads some: a sentence, never a traceback."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from poolpost.errors import CannotDecide, UsageError
from poolpost.gate.partly_created import half_made_in
from poolpost.pool import snapshots
from poolpost.review import evidence
from poolpost.review.dns_changes import dns_changes
from poolpost.review.drift import drift, planned_at
from poolpost.review.mail_changes import mail_changes
from poolpost.review.plan_digest import changed_addresses, digest
from poolpost.review.resources import touched
from poolpost.standards.iam_policies import read_policy
from poolpost.standards.terraform_plan import plan_object, read_plan
from tests.conftest import ROOT, MakeSettings
from tests.scenes.garbled import WHOLE

PLAN: dict[str, Any] = json.loads((ROOT / "tests/plans/first_deploy.json").read_text(encoding="utf-8"))
PLAN["resource_changes"] = list({each["type"]: each for each in PLAN["resource_changes"]}.values())
PLAN["configuration"] = {"provider_config": PLAN["configuration"].get("provider_config", {}), "root_module": {}}
PLAN["planned_values"] = {}
NASTY: tuple[Any, ...] = (None, True, 0, -1, 1.5, "", "x", [], {}, [None], [[]], [{}], {"x": None}, {"actions": 1})


@pytest.mark.parametrize("body", [body for name, body in WHOLE.items() if name != "nothing"] + [b"{}", b" "])
def test_no_reader_takes_what_is_no_document(body: bytes, tmp_path: Path, settings: MakeSettings) -> None:
    """Deep nesting, 5,000 digits, another type: each reader says that it cannot read it."""
    with pytest.raises(CannotDecide):
        plan_object(body)
    assert half_made_in(body.decode("latin-1")) == []
    file = tmp_path / "staging.evidence.json"
    file.write_bytes(body)
    with pytest.raises(CannotDecide):
        evidence.read("staging", tmp_path)
    with pytest.raises(UsageError):
        snapshots.load(file, settings())
    if body.strip() != b"{}":
        with pytest.raises(CannotDecide):
            read_policy(body.decode("latin-1"), "x")


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything inside a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def _replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(document)
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    if value is _replaced:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return made


@pytest.mark.parametrize("first", range(3))
def test_every_member_of_a_plan_may_be_anything(first: int, settings: MakeSettings) -> None:
    """Each member in turn is replaced or gone: a plan that passes the boundary crashes nothing that reads one."""
    environment = settings()
    refused = 0
    for number, path in enumerate(paths(PLAN)):
        value = (*NASTY, _replaced)[(number * 7 + first * 5) % (len(NASTY) + 1)]
        text = json.dumps(_replaced(PLAN, path, value))
        try:
            data, plan = plan_object(text), read_plan(text)
            planned_at(text)
        except CannotDecide:
            refused += 1
            continue
        digest(data)
        changed_addresses(data)
        changes = dns_changes(plan)
        mail_changes(environment, plan, {}, changes)
        touched(plan)
        try:
            drift(plan)
        except CannotDecide:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("policy", [{"Statement": 5}, {"Statement": [{}]}, {"Statement": {"Effect": "Perhaps"}}, [], 5])
def test_a_policy_that_is_none_allows_and_forbids_nothing(policy: object) -> None:
    """A topic's, key's or identity's policy that nobody can read is cannot tell."""
    read: Callable[[str, str], object] = read_policy
    with pytest.raises(CannotDecide, match="policy of topic x"):
        read(json.dumps(policy), "topic x")
