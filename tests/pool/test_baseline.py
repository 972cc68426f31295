"""The baseline: no advice leads to a damaged state, our own writes are nobody else's, and a loss is not forgotten."""

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.cognito import Cognito
from poolpost.aws.services import Aws
from poolpost.cli import pool_email as pool_commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.emulator.demo_pool import production_mfa
from poolpost.errors import CannotDecide, PoolpostError, Stopped, UsageError
from poolpost.pool import baseline
from poolpost.pool import interrupted_writes as unfinished
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.restore import restore, target_of
from poolpost.settings import terraform_names
from tests.scenes.scene import REGION, Scene, settings_of

PRE_SIGN_UP = "LambdaConfig.PreSignUp"


@pytest.fixture
def project(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Work in a directory of our own, where this environment is the only one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "environments").mkdir()
    monkeypatch.setattr(pool_commands, "load", lambda _name: scene.settings)
    monkeypatch.delenv(terraform_names.PLANNED, raising=False)
    scene.directory = pool_snapshots.SNAPSHOTS
    return scene


def bare_update(scene: Scene) -> None:
    """Reset the pool as a blog post does."""
    cognito: Any = botocore.session.Session().create_client("cognito-idp", REGION)
    cognito.update_user_pool(UserPoolId=scene.settings.user_pool.id)


def lose(scene: Scene, **members: Any) -> None:
    """Let somebody replace members of the pool; without any, the trigger before a sign-up goes."""
    pool = scene.live()["UserPool"]
    lambdas = {name: arn for name, arn in pool["LambdaConfig"].items() if name != "PreSignUp"}
    scene.server.put_pool(
        REGION, pool | (members or {"LambdaConfig": lambdas}) | {"LastModifiedDate": 9.0}, scene.live()["Mfa"]
    )


def lose_at_the_write(scene: Scene, patch: pytest.MonkeyPatch) -> None:
    """Let the trigger go right after our write."""
    real = Cognito.update_user_pool

    def loses(self: Cognito, body: dict[str, Any]) -> None:
        real(self, body)
        lose(scene)

    patch.setattr(Cognito, "update_user_pool", loses)


def good(scene: Scene) -> baseline.Baseline:
    """Return the baseline."""
    return baseline.required(scene.settings, scene.directory)


def apply_pool() -> int:
    """Run `poolpost pool apply local`."""
    return pool_commands.apply_pool("local", accepted=frozenset(), json=False)


def verify_pool() -> int:
    """Run `poolpost pool verify local`."""
    return snapshot_commands.verify_pool("local", snapshot=None, json=False)


def restore_pool(snapshot: Path | None = None, only: tuple[str, ...] = ()) -> int:
    """Run `poolpost pool restore local --yes`."""
    return snapshot_commands.restore_pool("local", snapshot=snapshot, only=only, yes=True, json=False)


@pytest.mark.parametrize("reviewed", [False, True])
def test_after_a_restore_the_restored_state_is_the_baseline(
    reviewed: bool, project: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """Deploy, reset by somebody, repair, restore: the pool is well, verify says so, and nobody is blamed for our restore."""
    assert apply_pool() == 0
    whole = settings_of(project.live())
    if reviewed:
        assert snapshot_commands.snapshot_pool("local", json=False) == 0
    bare_update(project)
    if reviewed:
        with pytest.raises(Stopped, match="is not the one in environments"):
            apply_pool()
    else:
        capsys.readouterr()
        assert apply_pool() == 0
        assert "to put back what is lost: 'poolpost pool restore local'; MFA factors by" in capsys.readouterr().err
    assert verify_pool() == 1
    assert restore_pool() == 0
    assert settings_of(project.live()) == whole
    capsys.readouterr()
    assert verify_pool() == 0
    assert apply_pool() == 0
    said = capsys.readouterr()
    assert "somebody" not in said.err + said.out
    assert "restore" not in said.err + said.out


def test_the_last_snapshot_would_have_been_the_damaged_one(project: Scene) -> None:
    """The counter-check: what a repair saves last is the pool as somebody left it, and it says so."""
    apply_pool()
    bare_update(project)
    apply_pool()
    last = pool_snapshots.load(project.snapshots()[0], project.settings)
    assert PRE_SIGN_UP in pool_snapshots.lost_in(last)
    assert "LambdaConfig" not in last["UserPool"]
    assert "PreSignUp" in good(project).snapshot["UserPool"]["LambdaConfig"]


def test_a_damaged_snapshot_is_called_that(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """Who names it hears which file has the good state, from verify and from restore."""
    apply_pool()
    bare_update(project)
    apply_pool()
    damaged = project.snapshots()[0]
    restore_pool()
    capsys.readouterr()
    assert snapshot_commands.verify_pool("local", snapshot=damaged, json=False) == 1
    told = capsys.readouterr().err
    assert f"the state that it is to be in is in {good(project).path.as_posix()}" in told
    assert f"--snapshot {damaged.as_posix()}" not in told
    restore_pool(damaged, only=("DeletionProtection",))
    assert "of its settings" in capsys.readouterr().err


def test_a_loss_in_our_write_is_told_until_it_is_back(project: Scene) -> None:
    """Exit code 1 once is not the end of it: the next apply stops as well, and goes on when the setting is back."""
    with pytest.MonkeyPatch.context() as patch:
        lose_at_the_write(project, patch)
        with pytest.raises(Stopped, match=r"PreSignUp(.|\n)*'poolpost pool restore local'"):
            apply_pool()
    for _ in range(2):
        with pytest.raises(
            Stopped, match=r"lost settings around an earlier write, and they are not back:\n.*PreSignUp"
        ):
            apply_pool()
    assert restore_pool(only=("LambdaConfig",)) == 0
    assert apply_pool() == 0
    assert good(project).open == frozenset()


@pytest.mark.parametrize("command", ["verify", "restore"])
def test_a_pool_that_is_not_there_is_the_reason_not_its_missing_snapshot(command: str, project: Scene) -> None:
    """Who has put a wrong id into the file looks for a snapshot in vain."""
    apply_pool()
    wrong = project.settings.user_pool.model_copy(update={"id_": "eu-west-1_Typo"})
    project.settings = project.settings.model_copy(update={"user_pool": wrong})
    with pytest.raises(
        PoolpostError, match=r"there is no user pool eu-west-1_Typo in account .*; correct user_pool.id"
    ):
        verify_pool() if command == "verify" else restore_pool()


def test_a_loss_is_accepted_by_name(project: Scene) -> None:
    """What was meant is part of the baseline from then on, and nothing else is."""
    with pytest.MonkeyPatch.context() as patch:
        lose_at_the_write(project, patch)
        with pytest.raises(Stopped, match="pool accept local LambdaConfig"):
            apply_pool()
    lose(project, DeletionProtection="INACTIVE")
    with pytest.raises(UsageError, match=r"nothing of Policies is lost.*allowed: DeletionProtection, LambdaConfig"):
        snapshot_commands.accept_pool("local", members=("Policies",), json=False)
    assert snapshot_commands.accept_pool("local", members=("LambdaConfig",), json=False) == 0
    assert apply_pool() == 0
    assert [each.path for each in baseline.lost(project.settings, good(project), *_live(project))] == [
        "DeletionProtection"
    ]


def test_nothing_is_accepted_while_another_process_writes(project: Scene) -> None:
    """What it loses is not known yet, and the one baseline would be written over the other."""
    saved = pool_snapshots.save(project.settings, project.state())
    lose(project)
    with unfinished.Mark(saved, project.state()), pytest.raises(Stopped, match="another poolpost is writing"):
        snapshot_commands.accept_pool("local", members=("LambdaConfig",), json=False)
    assert good(project).path == saved


@pytest.mark.parametrize("other", ["{", json.dumps({"UserPool": {"Id": "eu-west-1_Other"}}), None])
def test_a_baseline_that_is_damaged_or_of_another_pool_is_not_passed_over(other: str | None, project: Scene) -> None:
    """A copied file, a half of one, a link that leads nowhere: nothing is compared with an older state in its place."""
    pool_snapshots.save(project.settings, project.state())
    path = baseline.path_of(project.settings, pool_snapshots.SNAPSHOTS)
    path.symlink_to("gone") if other is None else path.write_text(other)
    with pytest.raises(CannotDecide, match=r"baseline\.json.*remove that file to go on without what it says"):
        baseline.find(project.settings)


def test_a_reviewed_snapshot_is_accepted_by_review_only(project: Scene) -> None:
    """What a pull request says is not changed by a command on one machine."""
    snapshot_commands.snapshot_pool("local", json=False)
    lose(project)
    with pytest.raises(Stopped, match="run 'poolpost pool snapshot local', and commit it"):
        snapshot_commands.accept_pool("local", members=("LambdaConfig",), json=False)


def test_a_new_review_says_what_it_accepts(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged pool does not become the reviewed one without a word."""
    snapshot_commands.snapshot_pool("local", json=False)
    lose(project)
    capsys.readouterr()
    assert snapshot_commands.snapshot_pool("local", json=False) == 0
    assert PRE_SIGN_UP in capsys.readouterr().err


def test_what_somebody_else_lost_is_said_by_every_apply(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """It stops nothing, since the pool is theirs; it is no loss of ours, and a repair does not make it the good state."""
    apply_pool()
    lose(project)
    for _ in range(2):
        capsys.readouterr()
        assert apply_pool() == 0
        assert PRE_SIGN_UP in capsys.readouterr().err
    lose(project, EmailConfiguration={"EmailSendingAccount": "COGNITO_DEFAULT"})
    assert apply_pool() == 0
    assert "PreSignUp" in good(project).snapshot["UserPool"]["LambdaConfig"]


def test_what_somebody_adds_is_part_of_the_next_baseline(project: Scene) -> None:
    """It is nothing lost; were it lost later, it would be told."""
    apply_pool()
    pool = project.live()["UserPool"]
    lambdas = pool["LambdaConfig"] | {"UserMigration": "arn:aws:lambda:eu-west-1:000000000000:function:new"}
    default = {"EmailSendingAccount": "COGNITO_DEFAULT"}
    lose(project, LambdaConfig=lambdas, EmailConfiguration=default)
    assert apply_pool() == 0
    assert good(project).snapshot["UserPool"]["LambdaConfig"] == lambdas
    assert not good(project).open


def test_a_part_that_was_restored_closes_that_part(project: Scene) -> None:
    """The members that were not named stay lost, by name."""
    apply_pool()
    lose(project)
    lose(project, DeletionProtection="INACTIVE")
    assert restore_pool(only=("DeletionProtection",)) == 0
    assert [each.path for each in baseline.lost(project.settings, good(project), *_live(project))] == [PRE_SIGN_UP]


def test_a_chosen_older_state_becomes_the_baseline(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """Who restores by path means that state, also where it is not the last good one."""
    apply_pool()
    older = project.directory / "older.json"
    state = project.state()
    state["UserPool"]["Policies"]["PasswordPolicy"]["MinimumLength"] = 20
    older.write_text(json.dumps(state))
    assert restore_pool(older) == 0
    capsys.readouterr()
    assert verify_pool() == 0


def test_factors_that_are_gone_stay_told(project: Scene) -> None:
    """No restore of ours writes them, so the baseline keeps them, and says what does."""
    apply_pool()
    project.server.put_pool(REGION, project.live()["UserPool"], {"MfaConfiguration": "OPTIONAL"})
    assert restore_pool() == 1
    found = baseline.lost(project.settings, good(project), *_live(project))
    assert "set-user-pool-mfa-config" in baseline.remedy(project.settings, good(project), found, found)
    assert snapshot_commands.accept_pool("local", members=("MfaConfig",), json=False) == 0
    assert verify_pool() == 0


def test_snapshots_of_older_versions_are_read(scene: Scene) -> None:
    """They say nothing of why or what state: the last one is the baseline, as it was for those versions."""
    assert baseline.find(scene.settings, scene.directory) is None
    old = scene.directory / f"local-{scene.settings.user_pool.id}-20250101T000000000000Z.json"
    old.write_text(json.dumps(scene.state()))
    assert good(scene).path == old
    lose(scene)
    pool_snapshots.save(scene.settings, scene.state(), scene.directory, lost=[PRE_SIGN_UP])
    assert good(scene).path == old


def test_a_baseline_that_cannot_be_written_leaves_the_mark(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write is done then, and the next run compares once more."""
    real = pool_snapshots.write

    def full(path: Path, value: dict[str, Any]) -> None:
        if path.name.endswith("-baseline.json"):
            raise OSError(28, "No space left on device")
        real(path, value)

    monkeypatch.setattr("poolpost.pool.snapshots.write", full)
    with pytest.raises(CannotDecide, match="No space left on device"):
        scene.apply()
    monkeypatch.setattr("poolpost.pool.snapshots.write", real)
    lose(scene)
    with pytest.raises(Stopped, match=PRE_SIGN_UP):
        scene.apply()


def test_a_restore_starts_from_live_where_nothing_was_known(scene: Scene) -> None:
    """Without a baseline the state after the write is the first one."""
    live = scene.live()["UserPool"]
    target = target_of(live, {"UserPool": live | {"DeletionProtection": "INACTIVE"}}, ())
    restore(scene.settings, Aws(scene.settings), live, target, scene.directory)
    assert good(scene).snapshot["UserPool"]["DeletionProtection"] == "INACTIVE"
    assert good(scene).snapshot["MfaConfig"] == production_mfa()


def _live(scene: Scene) -> tuple[dict[str, Any], dict[str, Any]]:
    live = scene.live()
    return live["UserPool"], live["Mfa"]
