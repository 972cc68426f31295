"""What no plan's JSON shows is looked for in the plan file: steps of `removed` blocks, and how the stack's own step runs."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from poolpost.errors import CannotDecide, Stopped
from poolpost.gate import plan_file
from poolpost.project.toolchain import real_terraform
from poolpost.settings import Settings
from poolpost.settings.step_commands import apply_command, let_go_command
from stacks.app import synthesize
from tests.scenes.gate_situations import MANAGE, PATCH

STEP = [{"local-exec": {"when": "destroy", "command": "touch ran"}}]
REMOVED = {"from": "terraform_data.b", "lifecycle": [{"destroy": True}]}
PROOF: dict[str, Any] = {"default": "", "ephemeral": True, "validation": [{"condition": "${false}"}]}
GATE = "poolpost_gate"


def _plan(directory: Path, configuration: Any) -> Path:
    """Return a file like Terraform's plans, of a stack that has the gate's variable."""
    file = directory / "plan"
    with ZipFile(file, "w") as packed:
        packed.writestr("tfplan", b"\xff")
        text = configuration if isinstance(configuration, str) else json.dumps(configuration)
        packed.writestr("tfconfig/m-/cdk.tf.json", text)
        if GATE not in text:
            packed.writestr("tfconfig/m-/gate.tf.json", json.dumps({"variable": {GATE: PROOF}}))
    return file


@pytest.mark.parametrize(
    "configuration",
    [
        {"removed": REMOVED | {"provisioner": STEP}},
        {"removed": [REMOVED, REMOVED | {"provisioner": STEP}]},
        {"removed": [[REMOVED | {"provisioner": STEP[0]}]]},
        [{"removed": [REMOVED | {"provisioner": STEP}]}],
    ],
)
def test_a_step_of_what_is_removed_stops(configuration: Any, tmp_path: Path) -> None:
    """However Terraform's JSON writes the block."""
    with pytest.raises(
        Stopped, match=r"no plan shows: a `removed` block with a provisioner, terraform_data\.b; nothing was done; take"
    ):
        plan_file.check(PATCH, _plan(tmp_path, configuration))


@pytest.mark.parametrize(
    "configuration",
    [
        {},
        {"moved": [{}]},
        {"removed": [REMOVED]},
        {"resource": {"x": {"provisioner": STEP}}},
        {"resource": {"aws_sns_topic": {"events": {"provisioner": STEP}}}},
        {"resource": {"aws_iam_user": {"theirs": {"dynamic": {}, "lifecycle": {"ignore_changes": []}}}}},
    ],
)
def test_what_is_removed_without_a_step_passes(configuration: Any, tmp_path: Path) -> None:
    """The counter-check: our own `removed` block, and steps that a plan shows."""
    plan_file.check(PATCH, _plan(tmp_path, configuration))


APPLY, LET_GO = {"command": apply_command(PATCH)}, {"command": let_go_command(PATCH), "when": "destroy"}


def _switch(*steps: dict[str, Any], name: str = "user_pool_email", **beside: Any) -> dict[str, Any]:
    body = {"provisioner": [{"local-exec": step} for step in steps], **beside}
    return {"resource": {"terraform_data": {name: body}}}


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        (
            _switch(APPLY | {"on_failure": "continue"}, LET_GO),
            "on_failure in the step of terraform_data.user_pool_email",
        ),
        (
            _switch({"on_failure": "continue"}, name="mail_would_arrive"),
            "on_failure in the step of terraform_data.mail_would_arrive",
        ),
        (_switch({"z": 1, "quiet": True, "on_failure": "continue"}), "on_failure in the step of"),
        (_switch(APPLY | {"when": "destroy"}, LET_GO), "the step at destroy of terraform_data.user_pool_email"),
        (_switch(APPLY, {"command": let_go_command(PATCH)}), "the step at create of terraform_data.user_pool_email"),
        (_switch(APPLY, LET_GO, lifecycle={"ignore_changes": ["triggers_replace"]}), "lifecycle.ignore_changes of"),
        (_switch(APPLY, LET_GO, lifecycle=[{"replace_triggered_by": []}]), "lifecycle.replace_triggered_by of"),
        ({"ephemeral": {"aws_lambda_invocation": {"x": {}}}}, "`ephemeral`"),
        ({"terraform": [{"cloud": {}}]}, "`terraform.cloud`"),
        ({"check": {"evil": {"data": {"external": {"run": {}}}}}}, "data of the check evil"),
        ({"check": {"evil": [{"assert": {}}, {"data": {"external": {"run": {}}}}]}}, "data of the check evil"),
        ({"variable": {"poolpost_gate": PROOF | {"default": "judged"}}}, "a variable poolpost_gate by which"),
        ({"variable": {"poolpost_gate": PROOF | {"validation": []}}}, "a variable poolpost_gate by which"),
        ({"variable": {"poolpost_gate": PROOF | {"ephemeral": False}}}, "a variable poolpost_gate by which"),
        ({"variable": {"poolpost_gate": []}}, "no variable poolpost_gate (put it back:"),
        ({"variable": {"poolpost_gates": PROOF}}, "no variable poolpost_gate (put it back:"),
        ({"resource": [{"aws_kms_key": [{"events": [{"dynamic": {}}]}]}]}, "a `dynamic` block of aws_kms_key.events"),
    ],
)
def test_how_our_own_step_runs_is_as_poolpost_writes_it(configuration: Any, said: str, tmp_path: Path) -> None:
    """A step that may fail, never runs, or runs at the wrong end is a deploy that ends well and wrote nothing."""
    with pytest.raises(Stopped, match=re.escape(said)):
        plan_file.check(PATCH, _plan(tmp_path, configuration))


@pytest.mark.parametrize("settings", [PATCH, MANAGE], ids=["patch", "manage"])
def test_what_a_synthesis_writes_passes(settings: Settings, tmp_path: Path) -> None:
    """The counter-check: the real stacks of both modes."""
    synthesize([settings], outdir=tmp_path)
    text = (tmp_path / "stacks" / settings.name / "cdk.tf.json").read_text(encoding="utf-8")
    plan_file.check(settings, _plan(tmp_path, text))


def test_a_stack_without_a_pool_yet_has_no_last_step(tmp_path: Path) -> None:
    """It lets go of no pool, so every step of it runs at create."""
    pool = PATCH.user_pool.model_copy(update={"id_": None})
    settings = PATCH.model_copy(update={"user_pool": pool})
    plan_file.check(settings, _plan(tmp_path, _switch(APPLY)))
    with pytest.raises(Stopped, match="the step at destroy"):
        plan_file.check(settings, _plan(tmp_path, _switch(LET_GO)))


def test_all_that_is_odd_is_told_in_order(tmp_path: Path) -> None:
    """By name, however the file has it."""
    names = [f"x{number}" for number in range(9)]
    odd = dict.fromkeys(reversed(names), 1)
    written = odd | {"terraform": odd} | _switch(odd, lifecycle=odd)
    with pytest.raises(Stopped) as stopped:
        plan_file.check(PATCH, _plan(tmp_path, written))
    address = "terraform_data.user_pool_email"
    assert str(stopped.value).partition("shows: ")[2].partition("; nothing")[0].split("; ") == [
        *(f"`{name}`" for name in names),
        *(f"`terraform.{name}`" for name in names),
        *(f"lifecycle.{name} of {address}" for name in names),
        *(f"{name} in the step of {address}" for name in names),
    ]


def test_what_is_no_plan_is_terraforms_to_refuse(tmp_path: Path) -> None:
    """It says so itself, and applies nothing."""
    (tmp_path / "plan").write_text("{}")
    plan_file.check(PATCH, tmp_path / "plan")
    plan_file.check(PATCH, tmp_path / "absent")


def test_a_key_that_is_there_twice_stops(tmp_path: Path) -> None:
    """Terraform takes each `removed` for a block; whoever reads JSON sees the last one alone."""
    step = json.dumps(REMOVED | {"provisioner": STEP})
    with pytest.raises(CannotDecide, match="it has removed twice"):
        plan_file.check(PATCH, _plan(tmp_path, f'{{"removed": {step}, "removed": {json.dumps(REMOVED)}}}'))


def test_each_key_that_is_there_twice_is_told(tmp_path: Path) -> None:
    """And none that is there once."""
    keys = ["check", "data", "import", "locals", "moved", "output", "removed"]
    twice = ", ".join(f'"{key}": {{}}' for key in [*reversed(keys), "resource", *keys])
    with pytest.raises(CannotDecide, match=f"it has {', '.join(keys)} twice"):
        plan_file.check(PATCH, _plan(tmp_path, f"{{{twice}}}"))


@pytest.mark.parametrize("broken", [b"{}", None])
def test_a_plan_that_is_broken_was_not_looked_at(
    broken: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a file, or one that goes away meanwhile."""
    file = _plan(tmp_path, '{"moved": {}}')

    def gone(*_: object) -> None:
        raise PermissionError("denied")

    if broken is None:
        monkeypatch.setattr(plan_file, "ZipFile", gone)
    else:
        file.write_bytes(file.read_bytes().replace(b'{"moved": {}}', b'{"moved": []}'))
    with pytest.raises(CannotDecide, match=r"the configuration in the plan .* cannot be read"):
        plan_file.check(PATCH, file)


@pytest.mark.parametrize("text", ["{", '{"x":' * 5000 + "1" + "}" * 5000], ids=["half", "deep"])
def test_a_configuration_that_cannot_be_read_was_not_looked_at(text: str, tmp_path: Path) -> None:
    """And is no yes."""
    with pytest.raises(CannotDecide, match=r"the configuration in the plan .* cannot be read"):
        plan_file.check(PATCH, _plan(tmp_path, text))


def test_a_plan_without_a_configuration_was_not_looked_at(tmp_path: Path) -> None:
    """A Terraform that keeps it elsewhere would have every plan pass."""
    with ZipFile(tmp_path / "plan", "w") as packed:
        packed.writestr("tfplan", b"\xff")
        packed.writestr("tfconfig/modules.json", "[]")
    with pytest.raises(CannotDecide, match="it has nothing below tfconfig/m-, where Terraform 1"):
        plan_file.check(PATCH, tmp_path / "plan")


def test_terraform_runs_such_a_step_and_shows_it_in_no_plan(tmp_path: Path) -> None:
    """The real Terraform: the day that it shows them, the rule about steps can take this over."""

    def run(*arguments: str) -> str:
        command, quiet = [real_terraform(), *arguments], os.environ | {"TF_IN_AUTOMATION": "1"}
        return subprocess.run(
            command, cwd=tmp_path, env=quiet, check=True, capture_output=True, encoding="utf-8"
        ).stdout

    file = tmp_path / "cdk.tf.json"
    file.write_text(json.dumps({"resource": {"terraform_data": {"b": {}}}}))
    run("init")
    run("apply", "-auto-approve")
    file.write_text(json.dumps({"removed": [REMOVED | {"provisioner": STEP}]}))
    run("plan", "-out=plan")
    assert "touch ran" not in run("show", "-json", "plan")
    with pytest.raises(Stopped, match=r"a `removed` block with a provisioner, terraform_data\.b"):
        plan_file.check(PATCH, tmp_path / "plan")
    run("apply", "plan")
    assert (tmp_path / "ran").exists()
