"""Snapshots and what can be done with them: review, verify, restore."""

import json
from pathlib import Path

import pytest

from poolpost.aws.cognito import Cognito
from poolpost.aws.services import Aws
from poolpost.cli import pool_email as pool_commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool.apply import apply
from poolpost.pool.baseline import required
from poolpost.pool.restore import restore, target_of, what_changes
from poolpost.pool.snapshots import changes, load, save, write_reviewed
from tests.conftest import MakeSettings
from tests.scenes.scene import REGION, Scene, settings_of


@pytest.fixture
def project(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Work in a directory of our own, where this environment is the only one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "environments").mkdir()
    monkeypatch.setattr(pool_commands, "load", lambda _name: scene.settings)
    return scene


def _damage(scene: Scene) -> None:
    pool = scene.live()["UserPool"]
    del pool["LambdaConfig"]["PreSignUp"]
    pool["Policies"]["PasswordPolicy"]["MinimumLength"] = 6
    pool["LastModifiedDate"] += 1
    scene.server.put_pool(REGION, pool, production_mfa())


def test_what_was_lost_can_be_put_back(scene: Scene) -> None:
    """The snapshot of an apply restores the settings; the e-mail of today stays."""
    done = scene.apply()
    whole = scene.live()
    _damage(scene)
    assert done.snapshot is not None
    live = scene.live()["UserPool"]
    target = target_of(live, load(done.snapshot, scene.settings), ())
    assert [difference.path for difference in what_changes(live, target)] == [
        "LambdaConfig.PreSignUp",
        "Policies.PasswordPolicy.MinimumLength",
    ]
    restore(scene.settings, Aws(scene.settings), live, target, scene.directory)
    assert settings_of(scene.live()) == settings_of(whole)
    assert scene.live()["UserPool"]["EmailConfiguration"] == scene.settings.email_configuration


def test_only_the_named_members_are_put_back(scene: Scene) -> None:
    """What a second writer changed elsewhere is kept."""
    done = scene.apply()
    _damage(scene)
    assert done.snapshot is not None
    live = scene.live()["UserPool"]
    target = target_of(live, load(done.snapshot, scene.settings), ("LambdaConfig",))
    restore(scene.settings, Aws(scene.settings), live, target, scene.directory)
    pool = scene.live()["UserPool"]
    assert "PreSignUp" in pool["LambdaConfig"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 6


def test_a_member_that_cannot_be_set_cannot_be_restored() -> None:
    """The message lists those that can."""
    with pytest.raises(UsageError, match=r"UsernameAttributes cannot be restored .*; allowed: AccountRecoverySetting"):
        target_of(production_pool(), {"UserPool": production_pool()}, ("UsernameAttributes",))


def test_a_restore_is_as_careful_as_an_apply(scene: Scene) -> None:
    """A pool changed since it was looked at is left alone."""
    saved = save(scene.settings, scene.state(), scene.directory)
    _damage(scene)
    live = scene.live()["UserPool"]
    target = target_of(live, load(saved, scene.settings), ())
    scene.server.put_pool(REGION, live | {"LastModifiedDate": 1.0, "DeletionProtection": "INACTIVE"})
    with pytest.raises(Stopped, match=r"changed by somebody else just now \(DeletionProtection\)"):
        restore(scene.settings, Aws(scene.settings), live, target, scene.directory)
    assert scene.writes() == []


def test_snapshots_of_another_pool_are_refused(scene: Scene, tmp_path: Path) -> None:
    """A wrong file must not be written into a pool."""
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"UserPool": production_pool("eu-west-1_Other")}))
    with pytest.raises(UsageError, match="is of user pool eu-west-1_Other, but"):
        load(other, scene.settings)
    other.write_text("[]")
    with pytest.raises(UsageError, match="is not a snapshot"):
        load(other, scene.settings)


def test_the_last_snapshot_is_found(scene: Scene) -> None:
    """And a clear sentence where there is none."""
    with pytest.raises(UsageError, match="there is no snapshot of"):
        required(scene.settings, scene.directory)
    for _ in range(3):
        last = save(scene.settings, scene.state(), scene.directory)
    assert required(scene.settings, scene.directory).path == last


def test_a_reviewed_snapshot_stops_a_deploy_when_the_pool_changed(project: Scene) -> None:
    """The difference is shown, nothing is written, and a new review lets it go on."""
    write_reviewed(project.settings, project.live()["UserPool"], production_mfa())
    _damage(project)
    with pytest.raises(
        Stopped, match=r"is not the one in environments/local.pool.json any more:(.|\n)*MinimumLength: 14 -> 6"
    ):
        project.apply()
    assert project.writes() == []
    assert snapshot_commands.snapshot_pool("local", json=False) == 0
    assert project.apply().changed


def test_a_reviewed_snapshot_is_stable(project: Scene) -> None:
    """Volatile members and the e-mail that we own are not in it, so it changes only with the pool's settings."""
    first = write_reviewed(project.settings, project.live()["UserPool"], production_mfa()).read_text()
    project.apply()
    assert write_reviewed(project.settings, project.live()["UserPool"], production_mfa()).read_text() == first
    assert "EmailConfiguration" not in json.loads(first)["UserPool"]


def test_verify_says_what_differs(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """0 the same, 1 with a line for each setting."""
    assert snapshot_commands.snapshot_pool("local", json=True) == 0
    assert snapshot_commands.verify_pool("local", snapshot=None, json=False) == 0
    _damage(project)
    capsys.readouterr()
    assert snapshot_commands.verify_pool("local", snapshot=None, json=False) == 1
    assert "  Policies.PasswordPolicy.MinimumLength: 14 -> 6" in capsys.readouterr().out.splitlines()


def test_restore_asks_before_it_writes(
    project: Scene, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal --yes is needed; anything but 'yes' is a no."""
    snapshot_commands.snapshot_pool("local", json=True)
    _damage(project)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(Stopped, match="add --yes"):
        snapshot_commands.restore_pool("local", snapshot=None, only=(), yes=False, json=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: "y")
    with pytest.raises(Stopped, match="nothing was written"):
        snapshot_commands.restore_pool("local", snapshot=None, only=(), yes=False, json=False)
    assert project.writes() == []
    assert snapshot_commands.restore_pool("local", snapshot=None, only=(), yes=True, json=False) == 0
    assert "MinimumLength: 6 -> 14" in capsys.readouterr().out
    assert snapshot_commands.restore_pool("local", snapshot=None, only=(), yes=True, json=True) == 0
    assert len(project.writes()) == 1


def test_an_accepted_unknown_member_is_sent_back_as_it_was_read(scene: Scene) -> None:
    """Who knows better may go on, by name, and the result says so."""
    pool = production_pool(scene.settings.user_pool.id) | {"FutureThing": {"Mode": "ON"}}
    scene.server.put_pool(REGION, pool, production_mfa())
    with pytest.raises(Stopped, match="--accept-unknown FutureThing"):
        scene.apply()
    done = apply(scene.settings, Aws(scene.settings), lambda _: None, scene.directory, frozenset({"FutureThing"}))
    assert done.unknown == ("FutureThing",)
    assert scene.live()["UserPool"]["FutureThing"] == {"Mode": "ON"}


def test_mfa_changed_by_somebody_else_is_reported(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Poolpost never calls SetUserPoolMfaConfig, so it says who did."""
    other = production_mfa() | {"SoftwareTokenMfaConfiguration": {"Enabled": False}}
    answers = iter([production_mfa(), production_mfa(), other])
    monkeypatch.setattr(Cognito, "mfa_configuration", lambda _self: next(answers))
    with pytest.raises(Stopped, match=r"MfaConfig.SoftwareTokenMfaConfiguration.Enabled: true -> false"):
        scene.apply()


@pytest.mark.parametrize("needs", ["e-mail MFA", "e-mail one-time passwords"])
def test_sign_in_by_mail_keeps_ses(needs: str, scene: Scene) -> None:
    """COGNITO_DEFAULT cannot send these: users would be locked out."""
    scene.apply()
    pool, mfa = scene.live()["UserPool"], production_mfa()
    if needs == "e-mail MFA":
        mfa |= {"EmailMfaConfiguration": {"Message": "{####}", "Subject": "Code"}}
    else:
        pool["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"].append("EMAIL_OTP")
    scene.server.put_pool(REGION, pool, mfa)
    default = scene.settings.user_pool.model_copy(update={"sending": "COGNITO_DEFAULT", "from_": None})
    scene.settings = scene.settings.model_copy(update={"user_pool": default})
    with pytest.raises(Stopped, match=f"uses {needs}"):
        scene.apply()
    assert len(scene.writes()) == 1


def test_differences_of_mfa_are_part_of_a_comparison(settings: MakeSettings) -> None:
    """DescribeUserPool does not hold the factors."""
    saved = {"UserPool": production_pool(), "MfaConfig": production_mfa()}
    found = changes(settings(), saved, production_pool(), {"MfaConfiguration": "OFF"})
    assert {difference.path for difference in found} >= {"MfaConfig.MfaConfiguration"}


def test_mfa_that_a_bare_update_turned_off_comes_back(scene: Scene) -> None:
    """MfaConfiguration is a member of both APIs: to restore it is no change by somebody else."""
    done = scene.apply()
    assert done.snapshot is not None
    live = scene.live()
    off = live["UserPool"] | {"MfaConfiguration": "OFF", "LastModifiedDate": 1.0}
    scene.server.put_pool(REGION, off, live["Mfa"] | {"MfaConfiguration": "OFF"})
    target = target_of(off, load(done.snapshot, scene.settings), ())
    restore(scene.settings, Aws(scene.settings), off, target, scene.directory)
    assert scene.live()["UserPool"]["MfaConfiguration"] == "OPTIONAL"


def test_a_repair_says_what_else_was_reset(scene: Scene) -> None:
    """A bare UpdateUserPool resets the e-mail, and all the rest: who repairs the e-mail hears of it, with the way back."""
    scene.apply()
    _damage(scene)
    pool = scene.live()["UserPool"] | {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}
    scene.server.put_pool(REGION, pool, production_mfa())
    said: list[str] = []
    apply(scene.settings, Aws(scene.settings), said.append, scene.directory)
    told = "\n".join(said)
    assert "somebody changed 2 settings besides the e-mail" in told
    assert "LambdaConfig.PreSignUp" in told
    good = required(scene.settings, scene.directory).path
    assert "'poolpost pool restore local'" in told
    good.write_text("{")
    scene.server.put_pool(REGION, pool, production_mfa())
    with pytest.raises(CannotDecide, match=r"is not a snapshot.*remove that file to go on"):
        scene.apply()


def test_a_reviewed_snapshot_that_cannot_be_written_is_a_sentence(scene: Scene, tmp_path: Path) -> None:
    """And not a traceback."""
    (tmp_path / "environments").write_text("a file in the way")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        with pytest.raises(CannotDecide, match=r"environments/local\.pool\.json cannot be written"):
            write_reviewed(scene.settings, scene.live()["UserPool"], scene.live()["Mfa"])
