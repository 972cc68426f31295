"""An apply that was cut off between its write and its comparison: the next one compares, and says what was lost."""

from pathlib import Path

import pytest

from poolpost.errors import CannotDecide, Stopped
from poolpost.gate.watch import ExistingPool
from poolpost.live import Aws
from poolpost.pool.apply import apply
from poolpost.pool.unfinished import MARK
from tests.scene import REGION, Scene


def cut_off(scene: Scene) -> None:
    """Write, and lose AWS before the last look; then a trigger is gone."""

    def say(line: str) -> None:
        if "saved as it is" in line:
            scene.server.fault("cognito-idp:GetUserPoolMfaConfig", "expired", count=9)

    with pytest.raises(CannotDecide, match="could not be looked at afterwards"):
        apply(scene.settings, Aws(scene.settings), say, scene.directory)
    scene.server.clear_faults()
    now = scene.live()
    assert now["UserPool"]["EmailConfiguration"] == scene.settings.email_configuration
    lambdas = {name: arn for name, arn in now["UserPool"]["LambdaConfig"].items() if name != "PreSignUp"}
    scene.server.put_pool(REGION, now["UserPool"] | {"LambdaConfig": lambdas}, now["Mfa"])


def marks(scene: Scene) -> list[Path]:
    """List the marks."""
    return list(scene.directory.glob(f"*{MARK}"))


def test_what_was_lost_is_told_by_the_next_apply_once(scene: Scene) -> None:
    """By name, with the snapshot and the way back; then the same command finishes."""
    cut_off(scene)
    (mark,) = marks(scene)
    with pytest.raises(Stopped, match=r"was cut off before it could compare(.|\n)*LambdaConfig\.PreSignUp") as caught:
        scene.apply()
    assert f"poolpost pool restore local --snapshot {mark.with_suffix('.json').as_posix()}" in str(caught.value)
    assert not marks(scene)
    assert not scene.apply().changed


def test_without_the_mark_nobody_would_know(scene: Scene) -> None:
    """The counter-check: the e-mail is as wanted, so an apply has nothing to do and compares nothing."""
    cut_off(scene)
    marks(scene)[0].unlink()
    assert not scene.apply().changed
    assert "PreSignUp" not in scene.live()["UserPool"]["LambdaConfig"]


def test_nothing_lost_is_nothing_said(scene: Scene) -> None:
    """The mark goes with the next look, also when its snapshot was cleaned away."""
    scene.apply()
    snapshot = next(scene.directory.glob("*.json"))
    snapshot.with_suffix(MARK).touch()
    (scene.directory / f"{snapshot.stem}1{MARK}").touch()
    assert not scene.apply().changed
    assert not marks(scene)


def test_a_write_that_was_compared_leaves_no_mark(scene: Scene) -> None:
    """Neither when all went well nor when something else had changed: that was told already."""
    scene.apply()
    assert not marks(scene)


def test_in_manage_mode_the_gate_compares(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the provider writes, and the gate looks afterwards; it was killed before it could."""
    monkeypatch.chdir(tmp_path)
    pool = scene.settings.user_pool.model_copy(update={"mode": "manage"})
    managed = scene.settings.model_copy(update={"user_pool": pool})
    live = scene.live()["UserPool"]
    ExistingPool(managed, live, saves=True).before()
    lost = live | {"LambdaConfig": {}}
    scene.server.put_pool(REGION, lost, scene.live()["Mfa"])
    with pytest.raises(Stopped, match=r"was cut off before it could compare(.|\n)*LambdaConfig"):
        ExistingPool(managed, lost).before()
    ExistingPool(managed, lost).before()
