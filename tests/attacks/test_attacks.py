"""What a hostile reviewer tried against the safety step: each is closed, and stays so."""

import copy
import io
import json
import os
import shutil
from pathlib import Path

import pytest

from poolpost.aws.cognito import Cognito
from poolpost.aws.services import Aws
from poolpost.cli.ask import CI_VARIABLES, ask
from poolpost.cli.pool_email import apply_pool
from poolpost.cli.terraform import _options, run
from poolpost.emulator.demo_pool import production_pool
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool import differences as core
from poolpost.pool import update_body
from poolpost.pool.apply import apply
from poolpost.pool.losses import losses
from poolpost.pool.restore import target_of
from poolpost.pool.snapshots import load
from poolpost.settings.terraform_names import PLANNED
from tests.conftest import ROOT, MakeSettings
from tests.scenes.scene import Scene


def test_a_tag_without_a_value_is_a_setting() -> None:
    """Its loss is seen by every comparison."""
    before = production_pool() | {"UserPoolTags": {"pii": "", "production": ""}}
    after = production_pool() | {"UserPoolTags": {}}
    assert [difference.path for difference in core.differences(before, after)] == [
        "UserPoolTags.pii",
        "UserPoolTags.production",
    ]
    body = update_body.update_body(before, {"EmailSendingAccount": "COGNITO_DEFAULT"})
    del body["UserPoolTags"]
    assert {loss.path for loss in losses(before, body)} == {"UserPoolTags.pii", "UserPoolTags.production"}


def test_new_users_are_no_change_of_the_pool() -> None:
    """A growing pool must not stop a deploy, a moved date must."""
    pool = production_pool()
    assert core.unchanged(pool, pool | {"EstimatedNumberOfUsers": 1})
    assert not core.unchanged(pool, pool | {"LastModifiedDate": 1.0})


def test_a_restore_keeps_what_was_added_since() -> None:
    """Without --only it puts back what was saved; nothing that came later is removed, at any depth."""
    saved, live = production_pool(), production_pool()
    live["SmsConfiguration"] = {"SnsCallerArn": "arn"}
    live["LambdaConfig"]["PostAuthentication"] = "new"
    live["LambdaConfig"]["PreSignUp"] = "other"
    target = target_of(live, {"UserPool": saved}, ())
    assert target["SmsConfiguration"] == {"SnsCallerArn": "arn"}
    assert target["LambdaConfig"] == saved["LambdaConfig"] | {"PostAuthentication": "new"}


def test_email_is_not_restored() -> None:
    """A snapshot's e-mail may be of another time: `pool apply` writes it, with its checks."""
    with pytest.raises(UsageError, match="e-mail is 'pool apply'"):
        target_of(production_pool(), {"UserPool": production_pool()}, ("EmailConfiguration",))


@pytest.mark.parametrize("member", ["LambdaConfig", "UserPoolTags", "Policies"])
@pytest.mark.parametrize("value", [None, "x", []])
def test_a_damaged_snapshot_is_refused(member: str, value: object, settings: MakeSettings, tmp_path: Path) -> None:
    """Writing null would wipe the member."""
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps({"UserPool": production_pool() | {member: value}}))
    with pytest.raises(UsageError, match=f"is damaged: {member}"):
        load(path, settings())


@pytest.mark.parametrize("key", ["user_pool_id", "account_id", "role_arn", "email_configuration"])
def test_only_what_the_plan_showed_is_written(
    key: str, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file edited between plan and apply names another pool, account or role: nothing is written."""
    made = settings()
    monkeypatch.setattr("poolpost.cli.pool_email.load", lambda _name: made)
    monkeypatch.setenv(PLANNED, json.dumps(made.planned | {key: "other"}))
    with pytest.raises(Stopped, match="is not the file that the plan was made from"):
        apply_pool("local", accepted=frozenset(), json=False)
    monkeypatch.setenv(PLANNED, "{")
    with pytest.raises(Stopped, match="is not the file that the plan was made from"):
        apply_pool("local", accepted=frozenset(), json=False)


def test_nothing_listening_at_the_write_is_no_traceback(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request never left: nothing was changed, and it says so."""
    before = scene.live()
    send = Cognito._send  # noqa: SLF001 -- only the write shall meet the closed port

    def closed(self: Cognito, request: object) -> object:
        request.url = "http://127.0.0.1:1/"
        return send(self, request)

    monkeypatch.setattr(Cognito, "_send", closed)
    with pytest.raises(CannotDecide, match="nothing was changed"):
        scene.apply()
    assert scene.live() == before


def test_an_unknown_member_of_the_email_configuration_cannot_be_accepted(scene: Scene) -> None:
    """It is written anew, so it cannot be sent back as it was read."""
    pool = production_pool(scene.settings.user_pool.id)
    pool["EmailConfiguration"]["TenantName"] = "x"
    scene.server.put_pool("eu-west-1", pool)
    accepted = frozenset({"EmailConfiguration.TenantName"})
    with pytest.raises(Stopped, match=r"EmailConfiguration\.TenantName"):
        apply(scene.settings, Aws(scene.settings), lambda _: None, scene.directory, accepted)


def test_a_text_that_is_no_unicode_is_sent_as_it_was_read() -> None:
    """A lone surrogate has no UTF-8, but it has a JSON escape."""
    pool = production_pool() | {"EmailVerificationMessage": "\ud800 {####}"}
    body = update_body.update_body(copy.deepcopy(pool), {})
    assert json.loads(json.dumps(body).encode())["EmailVerificationMessage"] == pool["EmailVerificationMessage"]


@pytest.mark.parametrize(
    ("arguments", "options", "given"),
    [
        (["-out", "plan"], ["-out=plan"], []),
        (["--out=x", "-input=false"], ["-out=x", "-input=false"], []),
        (["-var", "a=b", "-var-file", "plan"], ["-var=a=b", "-var-file=plan"], []),
        (["-auto-approve", "plan"], ["-auto-approve"], ["plan"]),
    ],
)
def test_options_are_read_as_terraform_reads_them(arguments: list[str], options: list[str], given: list[str]) -> None:
    """A value is not a plan file, and two dashes are as good as one."""
    assert _options(arguments) == (options, given)


def test_an_option_without_its_value_is_a_usage_mistake() -> None:
    """Not an IndexError."""
    with pytest.raises(UsageError, match="-out needs a value"):
        _options(["-out"])


def test_without_a_terminal_the_gate_asks_nobody() -> None:
    """-input=false without -auto-approve is a no; with it nobody is asked."""
    with pytest.raises(Stopped, match="nothing was applied: there is nobody to ask"):
        ask(["-input=false"])
    ask(["-input=false", "-auto-approve"])


def test_in_ci_cdktf_does_not_wait_for_an_answer_that_nobody_can_give(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where CI is set cdktf draws no prompt, and would wait until the time limit; plain Terraform asks as ever."""
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\nyes\n"))
    monkeypatch.setenv("CI", "true")
    ask([])
    monkeypatch.setenv("TF_APPEND_USER_AGENT", "cdktf/0.21.0")
    with pytest.raises(Stopped, match="cdktf cannot ask where CI is set; add --auto-approve, or unset CI"):
        ask([])
    ask(["-auto-approve"])
    for name in CI_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    ask([])


@pytest.mark.parametrize("answer", ["no\n", "y\n", "Yes\n", ""])
def test_only_yes_is_a_yes(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Terraform asks it; a closed input is a no."""
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    with pytest.raises(Stopped, match="nothing was applied"):
        ask([])
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    ask([])


def test_a_stack_whose_environment_is_gone_is_not_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot be judged, so it is not handed to Terraform either."""
    stack = tmp_path / "cdktf.out/stacks/renamed"
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text("{}")
    monkeypatch.chdir(stack)
    for verb in ("plan", "apply", "destroy"):
        with pytest.raises(CannotDecide, match=r"without its environments/renamed\.toml"):
            run([verb])
    assert os.getcwd() == str(stack)  # noqa: PTH109 -- the process's own idea of it


@pytest.fixture
def our_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a stack of a sound environment, in which Terraform itself would be asked by `os.execv`."""
    stack = tmp_path / "cdktf.out/stacks/local"
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text("{}")
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    monkeypatch.chdir(stack)

    def execv(_path: str, arguments: list[str]) -> None:
        raise RuntimeError(arguments)

    monkeypatch.setattr("os.execv", execv)
    monkeypatch.setattr("poolpost.project.toolchain.real_terraform", lambda: "/terraform")
    return stack


@pytest.mark.parametrize("arguments", [["apply", "one", "two"], ["destroy", "plan"]])
def test_a_plan_file_too_many_is_a_usage_mistake(arguments: list[str], our_stack: Path) -> None:
    """Terraform refuses it too; the first of them is not applied in its place."""
    with pytest.raises(UsageError, match="plan file; given: "):
        run(arguments)
    assert our_stack.is_dir()


def test_a_state_is_not_edited_past_the_gate(our_stack: Path) -> None:
    """Terraform is not started; what only reads is Terraform's own business."""
    with pytest.raises(Stopped, match="'terraform state rm' goes past the gate"):
        run(["state", "rm", "aws_sesv2_email_identity.domain"])
    with pytest.raises(RuntimeError, match="'state', 'list'"):
        run(["state", "list"])
    assert our_stack.is_dir()


@pytest.mark.parametrize("option", ["-help", "--help", "-h", "-version", "--version", "-v"])
def test_who_asks_for_help_gets_help(option: str, our_stack: Path) -> None:
    """Terraform shows it, and applies nothing, so neither do we."""
    with pytest.raises(RuntimeError, match=f"'terraform', '{option}', 'apply', 'plan'"):
        run([option, "apply", "plan"])
    assert our_stack.is_dir()


def test_a_command_in_the_variable_of_terraform_is_refused(our_stack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a command of its own Terraform runs what TF_CLI_ARGS holds, and the gate would see none."""
    monkeypatch.setenv("TF_CLI_ARGS", "apply -auto-approve")
    for arguments in ([], ["-no-color"], [f"-chdir={our_stack}"], [""]):
        with pytest.raises(Stopped, match=r"TF_CLI_ARGS .*apply -auto-approve"):
            run(arguments)
