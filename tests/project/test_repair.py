"""`make repair` writes a reverted pool again, and does nothing else."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from poolpost.errors import Stopped
from poolpost.project.repair import repair
from poolpost.settings.terraform_names import PATCH_ADDRESS, POOL_ADDRESS


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Run `make repair` with a plan of these changes; returns its exit code, 100 where it applied the plan."""
    monkeypatch.chdir(tmp_path)
    stack = tmp_path / "cdktf.out/stacks/local"
    stack.mkdir(parents=True)
    monkeypatch.setattr("poolpost.project.repair.apply_plan", lambda *_arguments: 100)

    def run(*changes: dict[str, Any], drift: Sequence[dict[str, Any]] = (), code: int = 0, **outputs: Any) -> int:
        plan = {"format_version": "1.2", "planned_values": {}, "resource_changes": changes, "resource_drift": drift}
        (stack / "plan.json").write_text(json.dumps(plan | {"output_changes": outputs}))
        monkeypatch.setattr("poolpost.project.repair.make_plan", lambda _environment, *, lock: code + (not lock))
        return repair("local")

    return run


def changing(address: str, *actions: str, reason: str = "", **values: Any) -> dict[str, Any]:
    """Return a change as Terraform's JSON has it."""
    type_, _, name = address.partition(".")
    about = {"address": address, "mode": "managed", "type": type_, "name": name, "provider_name": "x"}
    return about | {"action_reason": reason, "change": {"actions": list(actions), "before": {}, "after": {}} | values}


STEP = changing(PATCH_ADDRESS, "delete", "create", reason="replace_by_request")
OURS, THEIRS = [{"email_sending_account": "DEVELOPER"}], [{"email_sending_account": "COGNITO_DEFAULT"}]
REVERTED = changing(POOL_ADDRESS, "update", before={"email_configuration": OURS}, after={"email_configuration": THEIRS})


def test_a_schedule_repairs_and_does_nothing_else(planned: Callable[..., int]) -> None:
    """In either mode the plan is applied when all of it brings back what was deployed."""
    assert planned() == 0
    assert planned(changing("aws_sns_topic.events", "no-op")) == 0
    assert planned(STEP) == 100
    back = changing(POOL_ADDRESS, "update", before={"email_configuration": THEIRS}, after={"email_configuration": OURS})
    assert planned(back, drift=[REVERTED]) == 100
    assert planned(code=3) == 3


@pytest.mark.parametrize(
    ("changes", "drift"),
    [
        ([changing(POOL_ADDRESS, "delete", after=None)], [REVERTED]),
        ([changing(POOL_ADDRESS, "update", after={"name": "new"})], [changing(POOL_ADDRESS, "update")]),
        ([changing(POOL_ADDRESS, "update", after={"email_configuration": THEIRS})], [REVERTED]),
        (
            [changing(POOL_ADDRESS, "update", after={"email_configuration": OURS})],
            [REVERTED | {"address": "aws_cognito_user_pool.other"}],
        ),
        (
            [changing("aws_cognito_user_pool.other", "update", after={"email_configuration": OURS})],
            [REVERTED | {"address": "aws_cognito_user_pool.other"}],
        ),
        (
            [changing(POOL_ADDRESS, "update", after={"email_configuration": OURS})],
            [changing(POOL_ADDRESS, "update", before=None)],
        ),
    ],
    ids=["a pool that goes", "another change", "a third e-mail", "another pool's", "another pool", "a new pool"],
)
def test_a_change_that_brings_nothing_back_is_no_repair(
    changes: list[dict[str, Any]], drift: list[dict[str, Any]], planned: Callable[..., int]
) -> None:
    """Only the e-mail of the environment's pool as it was deployed is."""
    with pytest.raises(Stopped, match="holds more than a repair"):
        planned(*changes, drift=drift)


@pytest.mark.parametrize(
    ("changes", "outputs"),
    [
        ([STEP, changing("aws_sns_topic.events", "update")], {}),
        ([changing(PATCH_ADDRESS, "delete", "create", reason="replace_because_cannot_update")], {}),
        ([changing(PATCH_ADDRESS, "create")], {}),
        ([changing(POOL_ADDRESS, "update", after={"email_configuration": OURS})], {}),
        ([STEP], {"dns_records": {"actions": ["update"]}}),
    ],
    ids=["something else", "the file has changed", "a first deploy", "a pool that nobody reverted", "an output"],
)
def test_what_nobody_has_approved_waits_for_a_deploy(
    changes: list[dict[str, Any]], outputs: dict[str, Any], planned: Callable[..., int]
) -> None:
    """A merged change is on main before somebody approves its deploy: a schedule must not bring it."""
    with pytest.raises(Stopped, match="holds more than a repair"):
        planned(*changes, **outputs)
