"""What is not shaped as Terraform writes it is no plan."""

import json
from typing import Any

import pytest

from poolpost.errors import CannotDecide
from poolpost.standards.terraform_plan import read_plan
from tests.scenes.terraform_json import PLAN, POOL


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"resource_changes": {}}, "at resource_changes;"),
        ({"resource_changes": [POOL | {"change": {"actions": []}}]}, r"at resource_changes\[0\].change.actions;"),
        ({"resource_changes": [POOL | {"change": {}}]}, r"at resource_changes\[0\].change.actions;"),
        (
            {"resource_changes": [POOL, POOL | {"change": {"actions": ["update"], "after": {"id": 5}}}]},
            r"at resource_changes\[1\].change.after.id;",
        ),
        ({"resource_drift": [POOL | {"type": None}]}, r"at resource_drift\[0\].type;"),
        ({"resource_drift": [0] * 9}, "at " + ", ".join(rf"resource_drift\[{n}\]" for n in range(5)) + ";"),
    ],
)
def test_a_plan_that_terraform_did_not_write_is_not_judged(wrong: Any, where: str) -> None:
    """What a rule would look for may be where nobody looks: the first five places are told."""
    with pytest.raises(CannotDecide, match=f"not as Terraform writes it, {where} plan again"):
        read_plan(json.dumps(PLAN | wrong))
