"""A plan's JSON as shells, editors and CI steps leave it: read, or refused with what to pass instead."""

from pathlib import Path

import pytest

from poolpost.cli.plan_input import plan_json
from poolpost.errors import CannotDecide
from poolpost.standards.terraform_plan import read_plan
from tests.wild.plan_cases import CASES


@pytest.mark.parametrize("name", CASES)
def test_a_plan_of_the_wild_is_read_or_named(name: str, tmp_path: Path) -> None:
    """As `gate --plan FILE` does: what is read is the whole plan, and what is not is refused with a remedy."""
    case, file = CASES[name], tmp_path / "plan.json"
    file.write_bytes(case.content)
    if case.says:
        with pytest.raises(CannotDecide) as caught:
            read_plan(plan_json("local", file))
        assert case.says in str(caught.value)
    else:
        assert read_plan(plan_json("local", file)).output_changes["x"]["after"] == "Grüße"
