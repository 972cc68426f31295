"""What was tried against the gate and `poolpost-terraform`: ways past it, plans that are none, pools made twice."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.services import Aws
from poolpost.cli import gate as gate_commands
from poolpost.cli import terraform as terraform_gate
from poolpost.cli.terminal import note
from poolpost.cli.terraform_run import Gate
from poolpost.errors import CannotDecide, Stopped
from poolpost.gate.apply_outcome import Writer
from poolpost.gate.apply_watch import ExistingPool, watch
from poolpost.gate.judgement import judge_plan, with_made_pool
from poolpost.gate.new_pool_watch import NewPool
from poolpost.pool import snapshots as pool_snapshots
from poolpost.project import toolchain
from poolpost.review.judged_plan import Judgement
from poolpost.settings import EnvironmentFileError, validated
from poolpost.standards.terraform_plan import read_plan
from tests.conftest import changed
from tests.scenes.gate_situations import (
    EMAIL,
    POOL,
    STATE,
    change,
    found,
    managed,
    origin_in_plan,
    plan,
)
from tests.scenes.scene import REGION, Scene


def _plan_of(scene: Scene, **after: Any) -> dict[str, Any]:
    step = {
        "address": "terraform_data.user_pool_email",
        "mode": "managed",
        "type": "terraform_data",
        "name": "user_pool_email",
        "provider_name": "terraform.io/builtin/terraform",
        "change": {"actions": ["create"], "after": {"triggers_replace": scene.settings.triggers} | after},
    }
    made = {"format_version": "1.2", "planned_values": {}, "complete": True, "resource_changes": [step]}
    return made | origin_in_plan(scene.settings)


@pytest.mark.parametrize("verb", ["plan", "apply", "destroy"])
def test_an_empty_argument_is_no_way_past_the_gate(verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terraform passes over it and finds the verb behind it; so must whoever judges."""
    stack = tmp_path / "cdktf.out/stacks/gone"
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text("{}")
    monkeypatch.chdir(stack)
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("handed to Terraform without being judged"))
    with pytest.raises(CannotDecide, match="cannot be judged"):
        terraform_gate.run(["", verb])


def test_the_gate_does_not_call_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link named `terraform` to the gate would start it again and again."""
    ourselves = tmp_path / "poolpost-terraform"
    ourselves.write_text("#!/bin/sh\n")
    ourselves.chmod(0o755)
    (tmp_path / "terraform").symlink_to(ourselves)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(toolchain.REAL, raising=False)
    with pytest.raises(CannotDecide, match="is poolpost-terraform itself; put the path of the real Terraform"):
        toolchain.real_terraform()


def test_an_interrupted_gate_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a traceback, and with the exit code of an interrupt."""

    def interrupted(_arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(terraform_gate, "run", interrupted)
    with pytest.raises(SystemExit) as caught:
        terraform_gate.main()
    assert caught.value.code == 130
    assert "interrupted; run the same command again" in capsys.readouterr().err


def test_the_judged_plan_is_applied_whatever_becomes_of_its_file(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `make plan` in another terminal writes the same file while the gate looks at the pool."""
    monkeypatch.chdir(tmp_path)
    judged, applied = tmp_path / "plan", tmp_path / "applied"
    judged.write_text(json.dumps(_plan_of(scene)))
    terraform = tmp_path / "terraform"
    terraform.write_text(
        "#!/bin/sh\nfor file; do :; done\n"
        f'if [ "$1" = show ]; then cat "$file"; echo other > {judged}; else cat "$file" > {applied}; fi\n'
    )
    terraform.chmod(0o755)
    gate = Gate(scene.settings, tmp_path, str(terraform))
    with pytest.raises(Stopped, match="or the step that writes it did not run"):  # this Terraform applies nothing
        gate.apply(["-auto-approve"], ["plan"])
    assert judged.read_text() == "other\n"
    assert json.loads(applied.read_text()) == _plan_of(scene)
    with pytest.raises(CannotDecide, match=r"gone cannot be read: .*No such file"):
        gate.apply(["-auto-approve"], ["gone"])
    (tmp_path / "zz_override.tf.json").write_text("{}")
    for run in (lambda: gate.apply(["-auto-approve"], ["plan"]), lambda: gate.plan([])):
        with pytest.raises(Stopped, match=r"holds Terraform that synthesis did not write: zz_override\.tf\.json"):
            run()


def test_another_state_by_an_environment_variable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terraform would read one state and write another; the next run would make everything once more."""
    stack = tmp_path / "cdktf.out/stacks/local"
    stack.mkdir(parents=True)
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/local.toml").write_text("")
    monkeypatch.setenv("TF_CLI_ARGS_apply", "-state-out=elsewhere.tfstate")
    with pytest.raises(Stopped, match=r"TF_CLI_ARGS_apply .*-state-out=elsewhere"):
        terraform_gate.run([f"-chdir={stack}", "apply"])


@pytest.mark.parametrize(
    "resource",
    [{}, {"change": None}, None, {"address": "a", "mode": "managed", "type": "t", "name": "n", "change": {}}],
)
def test_a_plan_with_something_missing_is_no_plan(resource: object) -> None:
    """Cut by hand or by another tool: exit code 3, no traceback."""
    text = json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": [resource]})
    with pytest.raises(CannotDecide, match="is not as Terraform writes it"):
        read_plan(text)


def test_a_request_that_cannot_be_predicted_is_not_a_go(scene: Scene) -> None:
    """A state without what the request is made of is found, whatever else is."""
    pool = scene.settings.user_pool.model_copy(update={"mode": "manage"})
    settings = scene.settings.model_copy(update={"user_pool": pool})
    before = STATE | {"id": pool.id, "account_recovery_setting": [{"recovery_mechanism": [{}]}]}
    update = {
        "address": POOL,
        "mode": "managed",
        "type": "aws_cognito_user_pool",
        "name": "pool",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {"actions": ["update"], "before": before, "after": before | {"email_configuration": [EMAIL]}},
    }
    text = json.dumps(_plan_of(scene) | {"resource_changes": [update]})
    judgement = judge_plan(settings, Aws(settings), text, frozenset())
    said = [f.problem for f in judgement.findings if f.rule == "plan-is-readable" and f.level == "unknown"]
    assert any("the update request cannot be derived" in problem for problem in said)
    assert judgement.body is None


def test_a_plan_file_that_is_no_text_is_no_traceback(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A binary plan under a name that ends in .json, or one of a stack that is not there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(gate_commands, "load", lambda _name: scene.settings)
    for name, words in (("plan.json", "cannot be read"), ("plan", "does not exist, and Terraform reads a plan")):
        (tmp_path / name).write_bytes(b"\xff\xff")
        with pytest.raises(CannotDecide, match=words):
            gate_commands.run_gate("local", plan=tmp_path / name, accepted=frozenset(), show_body=False, json=False)


@pytest.mark.parametrize("attribute", ["source_arn", "from_email_address"])
def test_an_email_that_is_known_only_after_the_apply_is_not_judged(attribute: str) -> None:
    """Nobody can say that it is the reviewed one."""
    after = STATE | {"email_configuration": [{k: v for k, v in EMAIL.items() if k != attribute}]}
    unknown = {"email_configuration": [{attribute: True}]}
    assert [rule for rule, _ in found(managed(change(after=after, after_unknown=unknown)), "unknown")] == [
        "email-is-as-wanted"
    ]


def test_a_state_without_an_id_is_no_made_pool() -> None:
    """What was made has an id; without one nothing is guessed."""
    made: list[tuple[str, Any]] = [
        ("user_pool.id", None),
        ("user_pool.mode", "manage"),
        ("user_pool.create", {"name": "x"}),
    ]
    settings = validated(*changed(*made))
    assert with_made_pool(settings, plan(change(before={"name": "x"}))) is settings


def test_two_pools_of_the_name_after_a_creation_are_told(scene: Scene) -> None:
    """Somebody else made one at the same moment: which is which must be decided, exit code 1."""
    pool: list[tuple[str, Any]] = [
        ("user_pool.id", None),
        ("user_pool.mode", "manage"),
        ("user_pool.create", {"name": f"twice, {scene.settings.configuration_set.name}"}),
    ]
    settings = validated(*changed(*pool))
    for number in range(2):
        scene.server.put_pool(
            REGION,
            {
                "Id": f"eu-west-1_Twice{number}",
                "Name": pool[2][1]["name"],
                "DeletionProtection": "ACTIVE",
                "EmailConfiguration": settings.email_configuration,
            },
        )
    with pytest.raises(Stopped, match="there are 2 user pools") as caught:
        NewPool(settings, note).after(0)
    assert "eu-west-1_Twice0, eu-west-1_Twice1" in str(caught.value)
    scene.server.reset()


def test_what_the_provider_writes_to_is_saved_before(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In manage mode nobody else saves the pool, and a loss could not be put back."""
    monkeypatch.chdir(tmp_path)
    live = scene.live()["UserPool"]
    watched = ExistingPool(scene.settings, live, note, "provider")
    watched.before()
    (saved,) = pool_snapshots.before_writes(scene.settings)
    taken = {"Why": "before a write", "Lost": []}
    assert pool_snapshots.load(saved, scene.settings) == scene.state() | {"Taken": taken}
    assert saved.as_posix() in capsys.readouterr().err
    scene.server.put_pool(REGION, live | {"LambdaConfig": {}}, scene.live()["Mfa"])
    with pytest.raises(Stopped, match=r"LambdaConfig(.|\n)*poolpost pool restore local"):
        watched.after(0)


@pytest.mark.parametrize(
    ("mode", "body", "writer"), [("manage", {}, "provider"), ("manage", None, "nobody"), ("patch", {}, "nobody")]
)
def test_only_a_write_of_the_provider_is_saved_for(
    mode: str, body: dict[str, Any] | None, writer: Writer, scene: Scene
) -> None:
    """`pool apply` saves by itself, and a plan that writes nothing needs no snapshot."""
    pool = scene.settings.user_pool.model_copy(update={"mode": mode})
    settings = scene.settings.model_copy(update={"user_pool": pool})
    live = scene.live()["UserPool"]
    judgement = Judgement(settings=settings, findings=[], plan=None, live=live, body=body)
    watched = watch(judgement, note)
    assert isinstance(watched, ExistingPool)
    assert watched.writer == writer


def test_a_message_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A mistake like any other, told at once."""
    os.mkfifo(tmp_path / "code.html")
    path, data = changed(("messages.verification.email_message_file", "code.html"))
    with pytest.raises(EnvironmentFileError, match=r"'code\.html' cannot be read \(it is no regular file"):
        validated(tmp_path / path.name, data)
