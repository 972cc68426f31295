"""A pool whose e-mail somebody reverted: the plan of a deploy runs the step again, and only then."""

import json
from typing import Any

import pytest

from poolpost.aws.account import Account
from poolpost.aws.services import Aws
from poolpost.cli.terminal import note
from poolpost.errors import Stopped
from poolpost.gate.repair import repairing, replacing
from poolpost.settings.tables.messages import Messages
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
    assert options(scene) == [replacing(scene.settings)]
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
    assert options(scene) == [replacing(scene.settings)]


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
    assert options(scene, given=(f"{given.partition('=')[0]}=false", "-lock-timeout=5s")) == [replacing(scene.settings)]


def test_a_step_that_somebody_asks_for_is_asked_for_once(scene: Scene) -> None:
    """Terraform takes each -replace by itself."""
    revert(scene)
    assert options(scene, given=(replacing(scene.settings),)) == []


def test_a_pool_of_another_account_is_not_taken_for_ours(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it sends with says nothing about the environment's; the judgement stops at the account."""
    revert(scene)

    def another(_self: Account) -> None:
        raise Stopped("the credentials are of another account")

    monkeypatch.setattr(Account, "check", another)
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
    assert options(scene, json.dumps({"resources": [written]})) == [replacing(scene.settings)]


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
