"""A pool whose e-mail somebody reverted: the plan of a deploy runs the step again, and only then."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.account import Aws
from poolpost.cli.terminal import note
from poolpost.errors import Stopped
from poolpost.gate.repair import REPLACE, repairing
from poolpost.project.repair import repair
from poolpost.settings.tables.messages import Messages
from poolpost.settings.terraform_names import PATCH_ADDRESS, POOL_ADDRESS
from tests.scenes.scene import REGION, Scene


def state(scene: Scene, status: str = "", **triggers: Any) -> str:
    """Write a state that holds the step, as `terraform state pull` prints it."""
    value = scene.settings.triggers | triggers
    step = {"attributes": {"triggers_replace": {"value": value, "type": ["object", {}]}}, "status": status}
    return json.dumps(
        {
            "resources": [
                {"mode": "data", "type": "aws_cognito_user_pool", "name": "live", "instances": []},
                {"mode": "managed", "type": "terraform_data", "name": "user_pool_email", "instances": [step]},
            ]
        }
    )


def options(scene: Scene, pulled: str | None = None, given: tuple[str, ...] = ("-input=false",)) -> list[str]:
    """Return what is added to the options of a plan."""
    text = state(scene) if pulled is None else pulled
    made = repairing(scene.settings, Aws(scene.settings), given, lambda: text, note)
    assert made[: len(given)] == list(given)
    return made[len(given) :]


def revert(scene: Scene, **members: Any) -> None:
    """Let the pool's owner write its e-mail."""
    pool = scene.live()["UserPool"] | {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}} | members
    scene.server.put_pool(REGION, pool, scene.live()["Mfa"])


def test_a_reverted_pool_is_written_again(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan shows it, and one line says why."""
    scene.apply()
    assert options(scene) == []
    revert(scene)
    assert options(scene) == [REPLACE]
    assert "somebody changed the e-mail of user pool" in capsys.readouterr().err


def test_a_changed_text_is_written_again(scene: Scene) -> None:
    """No plan shows it by itself: the provider's data source has no message templates."""
    messages = Messages.model_validate({"verification": {"email_subject": "Ours"}})
    scene.settings = scene.settings.model_copy(update={"messages": messages})
    scene.apply()
    assert options(scene) == []
    pool = scene.live()["UserPool"]
    theirs = pool["VerificationMessageTemplate"] | {"EmailSubject": "Theirs"}
    revert(scene, EmailConfiguration=pool["EmailConfiguration"], VerificationMessageTemplate=theirs)
    assert options(scene) == [REPLACE]


@pytest.mark.parametrize(
    "pulled",
    ["", '{"version": 4}', "other file", "tainted"],
    ids=["no state", "an empty state", "the file has changed", "the last step failed"],
)
def test_a_step_that_runs_anyway_is_left_to_terraform(pulled: str, scene: Scene) -> None:
    """The plan shows its own reason then."""
    revert(scene)
    states = {"other file": state(scene, email_configuration={}), "tainted": state(scene, status="tainted")}
    assert options(scene, states.get(pulled, pulled)) == []


@pytest.mark.parametrize("given", ["-destroy", "-destroy=true", "-refresh-only"])
def test_a_plan_of_another_kind_is_left_alone(given: str, scene: Scene) -> None:
    """Terraform refuses -replace beside these."""
    revert(scene)
    assert options(scene, given=(given,)) == []
    assert options(scene, given=("-input=false", given, "-lock-timeout=5s")) == []
    assert options(scene, given=(f"{given.partition('=')[0]}=false", "-lock-timeout=5s")) == [REPLACE]


def test_a_step_that_somebody_asks_for_is_asked_for_once(scene: Scene) -> None:
    """Terraform takes each -replace by itself."""
    revert(scene)
    assert options(scene, given=(REPLACE,)) == []


def test_a_pool_of_another_account_is_not_taken_for_ours(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it sends with says nothing about the environment's; the judgement stops at the account."""
    revert(scene)

    def another(_self: Aws) -> None:
        raise Stopped("the credentials are of another account")

    monkeypatch.setattr(Aws, "check_account", another)
    assert options(scene) == []


def test_only_the_step_itself_says_that_it_was_run(scene: Scene) -> None:
    """Not another resource with the same triggers, nor one without any."""
    revert(scene)
    known = json.loads(state(scene))
    written = known["resources"][1]
    for other in (
        written | {"name": "mail_would_arrive"},
        written | {"mode": "data"},
        written | {"instances": [{}]},
        written | {"instances": [{"attributes": {"triggers_replace": None}}]},
        written | {"instances": []},
    ):
        assert options(scene, json.dumps({"resources": [other]})) == []
    assert options(scene, json.dumps({"resources": [written]})) == [REPLACE]


def test_in_manage_mode_terraform_sees_it_itself(scene: Scene) -> None:
    """The pool is in its state."""
    revert(scene)
    pool = scene.settings.user_pool.model_copy(update={"mode": "manage"})
    scene.settings = scene.settings.model_copy(update={"user_pool": pool})
    assert options(scene) == []


def test_a_pool_that_cannot_be_read_is_left_to_the_judgement(scene: Scene) -> None:
    """The gate says by its own findings that nobody looked; here nothing is guessed."""
    revert(scene)
    scene.server.fault("cognito-idp:DescribeUserPool", "expired", count=9)
    assert options(scene) == []


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
