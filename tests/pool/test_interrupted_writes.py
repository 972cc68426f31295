"""A write that was cut off before its comparison: the next run compares, and says what was lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.cognito import Cognito
from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide, Stopped
from poolpost.pool.baseline import required
from poolpost.pool.interrupted_writes import MARK, Mark, settle, stop_while_another_writes
from poolpost.pool.restore import restore, target_of
from poolpost.pool.snapshots import save
from tests.scenes.cut_off import cut_off, lose, mark_of_the_last, marks
from tests.scenes.in_memory import InMemory
from tests.scenes.scene import REGION, Scene


def test_what_was_lost_is_told_until_it_is_back(scene: Scene) -> None:
    """By name, with the way back; the comparison is made once, and what is lost stays lost until somebody acts."""
    cut_off(scene)
    with pytest.raises(
        Stopped, match=r"was interrupted before its result was checked(.|\n)*LambdaConfig\.PreSignUp"
    ) as caught:
        scene.apply()
    good = required(scene.settings, scene.directory)
    assert "'poolpost pool restore local'" in str(caught.value)
    assert not marks(scene)
    with pytest.raises(Stopped, match=r"lost settings around an earlier write(.|\n)*LambdaConfig\.PreSignUp"):
        scene.apply()
    live = scene.live()["UserPool"]
    restore(scene.settings, Aws(scene.settings), live, target_of(live, good.snapshot, ()), scene.directory)
    assert not scene.apply().changed


def test_without_the_mark_nobody_would_know(scene: Scene) -> None:
    """The counter-check: the e-mail is as wanted, so an apply has nothing to do and compares nothing."""
    cut_off(scene)
    marks(scene)[0].unlink()
    assert not scene.apply().changed
    assert "PreSignUp" not in scene.live()["UserPool"]["LambdaConfig"]


def test_nothing_lost_is_nothing_said(scene: Scene) -> None:
    """The mark goes with the next look."""
    scene.apply()
    mark_of_the_last(scene)
    assert not scene.apply().changed
    assert not marks(scene)


@pytest.mark.parametrize("text", [None, "{"])
def test_a_snapshot_that_is_gone_is_told_once(text: str | None, scene: Scene) -> None:
    """Nobody can compare any more: that is no reason to be silent, and none to stop for ever."""
    scene.apply()
    snapshot = mark_of_the_last(scene).with_suffix(".json")
    snapshot.unlink() if text is None else snapshot.write_text(text)
    with pytest.raises(Stopped, match="was interrupted before its result was checked, and it can no longer be checked"):
        scene.apply()
    assert not scene.apply().changed


def test_the_mark_of_a_write_under_way_is_left_alone(scene: Scene) -> None:
    """Another process on this machine is between its write and its comparison: this one stops, and changes nothing."""
    scene.apply()
    with Mark(scene.snapshots()[0], scene.state()):
        with pytest.raises(Stopped, match="another poolpost is writing to user pool"):
            scene.apply()
        assert marks(scene)


def test_a_restore_waits_for_no_write_under_way_either(scene: Scene) -> None:
    """What it restored would be overwritten by the other's write, or be taken for its loss."""
    scene.apply()
    live = scene.live()["UserPool"]
    writes = len(scene.writes())
    with Mark(scene.snapshots()[0], scene.state()), pytest.raises(Stopped, match="another poolpost is writing"):
        restore(scene.settings, Aws(scene.settings), live, live | {"LambdaConfig": {}}, scene.directory)
    assert len(scene.writes()) == writes


def test_a_refused_write_leaves_no_mark(scene: Scene) -> None:
    """Nothing was written, so what the owner changes later is no loss of ours."""
    scene.server.fault("cognito-idp:UpdateUserPool", "throttle")
    with pytest.raises(CannotDecide, match="AWS refused UpdateUserPool"):
        scene.apply()
    assert not marks(scene)


def test_a_mark_that_cannot_be_made_stops_before_the_write(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a sentence."""

    def full(_file: object, _operation: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fcntl.flock", full)
    with pytest.raises(CannotDecide, match=r"No space left on device.*nothing was written to the user pool"):
        scene.apply()
    assert not scene.writes()


def test_pool_and_factors_are_told_together(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lost a trigger and a factor in the same second hears of both."""
    real = Cognito.update_user_pool

    def loses_both(self: Cognito, body: dict[str, Any]) -> None:
        real(self, body)
        lose(scene)
        now = scene.live()
        scene.server.put_pool(
            REGION, now["UserPool"], now["Mfa"] | {"SoftwareTokenMfaConfiguration": {"Enabled": False}}
        )

    monkeypatch.setattr(Cognito, "update_user_pool", loses_both)
    with pytest.raises(Stopped, match=r"LambdaConfig\.PreSignUp: (.|\n)*SoftwareTokenMfaConfiguration\.Enabled"):
        scene.apply()


@pytest.mark.parametrize("looks", [1, 9])
def test_a_look_that_lags_behind_the_write_is_no_comparison(
    looks: int, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS still describes the pool as before: look again, and say so when it stays; the mark stays with it."""
    monkeypatch.setattr("poolpost.pool.write.SECONDS_BETWEEN", 0.01)
    before, real = scene.live()["UserPool"], Cognito.user_pool
    stale = [before] * looks

    def lags(self: Cognito) -> Any:
        return stale.pop() if scene.writes() and stale else real(self)

    monkeypatch.setattr(Cognito, "user_pool", lags)
    if looks == 1:
        assert scene.apply().changed
    else:
        with pytest.raises(CannotDecide, match=r"was answered with a yes, and user pool .* is as it was before"):
            scene.apply()
    assert len(marks(scene)) == (looks > 1)


def test_a_pool_that_is_gone_after_the_write_is_not_compared(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A no to the look is not a no to the write."""
    real = Cognito.user_pool

    def gone(self: Cognito) -> Any:
        if scene.writes():
            raise Stopped("there is no user pool")
        return real(self)

    monkeypatch.setattr(Cognito, "user_pool", gone)
    with pytest.raises(CannotDecide, match=r"UpdateUserPool was sent, and .* could not be read afterwards"):
        scene.apply()
    assert marks(scene)


@pytest.mark.parametrize("also_lost", [False, True])
def test_a_restore_is_compared_with_what_it_wanted(
    also_lost: bool, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off, it leaves its mark; what it changed itself is nobody's loss, and what is gone beside it is told."""
    scene.apply()
    live = scene.live()["UserPool"]
    real = Cognito.user_pool
    looks: list[int] = []

    def fails_after_the_write(self: Cognito) -> Any:
        looks.append(1)
        if len(looks) > 1:
            raise CannotDecide("no network")
        return real(self)

    monkeypatch.setattr(Cognito, "user_pool", fails_after_the_write)
    with pytest.raises(CannotDecide, match="no network"):
        restore(scene.settings, Aws(scene.settings), live, live | {"DeletionProtection": "INACTIVE"}, scene.directory)
    monkeypatch.setattr(Cognito, "user_pool", real)
    if not also_lost:
        assert not scene.apply().changed
        return
    lose(scene)
    with pytest.raises(
        Stopped, match=r"was interrupted before its result was checked(.|\n)*LambdaConfig\.PreSignUp"
    ) as stopped:
        scene.apply()
    assert "DeletionProtection" not in str(stopped.value)


# On a pool in memory


def _marked(given: InMemory, **wanted: Any) -> Path:
    """Save the pool as it is, and mark a write that would change members; returns the mark."""
    snapshot = save(given.settings, given.state)
    with Mark(snapshot, given.state | {"UserPool": given.aws.pool | wanted}):
        return snapshot.with_suffix(MARK)


def _settle(given: InMemory) -> None:
    settle(given.settings, given.aws.pool, given.aws.mfa)


def test_a_write_that_took_no_effect_is_settled_without_a_word(in_memory: InMemory) -> None:
    """Also where it left nothing at all; no baseline is made of it."""
    _settle(in_memory)
    mark = _marked(in_memory, DeletionProtection="INACTIVE")
    assert mark.stat().st_mode & 0o777 == 0o600
    _settle(in_memory)
    assert not mark.exists()
    assert not list(mark.parent.glob("*-baseline.json"))


def test_a_write_that_took_effect_is_settled_and_recorded(in_memory: InMemory) -> None:
    """What it wanted is the baseline then."""
    mark = _marked(in_memory, DeletionProtection="INACTIVE")
    in_memory.aws.set(DeletionProtection="INACTIVE")
    _settle(in_memory)
    assert not mark.exists()
    assert in_memory.baseline.snapshot["UserPool"]["DeletionProtection"] == "INACTIVE"
    assert in_memory.baseline.open == frozenset()


def test_what_neither_was_nor_was_wanted_is_told_once(in_memory: InMemory) -> None:
    """What is lost with the way back and what was added without; the loss is open in the baseline."""
    mark = _marked(in_memory, DeletionProtection="INACTIVE")
    lambdas = {name: arn for name, arn in in_memory.aws.pool["LambdaConfig"].items() if name != "PreSignUp"}
    in_memory.aws.set(LambdaConfig=lambdas | {"PreAuthentication": "arn:new"})
    with pytest.raises(Stopped) as caught:
        _settle(in_memory)
    first, *listed, saved, back = str(caught.value).splitlines()
    pool = in_memory.settings.user_pool.id
    assert first == f"a write to user pool {pool} was interrupted before its result was checked. Since then:"
    assert [line.split(":")[0] for line in listed] == [
        "  - LambdaConfig.PreAuthentication",
        "  - LambdaConfig.PreSignUp",
    ]
    snapshot = mark.with_suffix(".json").as_posix()
    assert saved == f"nothing was written now; the pool as it was is in {snapshot}"
    assert back.startswith("to put back what is lost: 'poolpost pool restore local --only LambdaConfig'")
    assert in_memory.baseline.open == {"LambdaConfig.PreSignUp"}
    assert in_memory.baseline.snapshot["UserPool"]["LambdaConfig"]["PreAuthentication"] == "arn:new"
    _settle(in_memory)


def test_what_was_only_added_is_no_loss(in_memory: InMemory) -> None:
    """It is told, since nobody has seen it, and there is nothing to put back."""
    _marked(in_memory)
    in_memory.aws.set(LambdaConfig=in_memory.aws.pool["LambdaConfig"] | {"PreAuthentication": "arn:new"})
    with pytest.raises(Stopped, match=r"nothing of it is lost; if all of it is meant, run the same command again$"):
        _settle(in_memory)
    assert in_memory.baseline.open == frozenset()


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_of_a_half_written_mark_the_pool_as_it_was_is_what_counts(text: str, in_memory: InMemory) -> None:
    """The process was killed while it wrote the mark, or the disk was full."""
    _marked(in_memory, DeletionProtection="INACTIVE").write_text(text)
    in_memory.aws.set(UserPoolTier="LITE")
    with pytest.raises(Stopped, match=r'UserPoolTier: "PLUS" -> "LITE"'):
        _settle(in_memory)


def test_without_its_snapshot_nobody_can_compare_and_that_is_told_once(in_memory: InMemory) -> None:
    """It stops, and not for ever."""
    mark = _marked(in_memory)
    mark.with_suffix(".json").unlink()
    with pytest.raises(
        Stopped, match=r"and it can no longer be checked: there is no snapshot .* run the same command again$"
    ):
        _settle(in_memory)
    assert not mark.exists()
    _settle(in_memory)


def test_every_mark_is_compared_and_none_of_another_pool(in_memory: InMemory) -> None:
    """Each with its own snapshot, the oldest first."""
    foreign = _marked(in_memory)
    other = foreign.with_name(f"local-eu-west-1_Other-{foreign.name.rpartition('-')[2]}")
    foreign.rename(other)
    first = _marked(in_memory)
    in_memory.aws.set(UserPoolTier="LITE")
    second = _marked(in_memory)
    with pytest.raises(Stopped, match="UserPoolTier"):
        _settle(in_memory)
    assert (first.exists(), second.exists()) == (False, True)
    _settle(in_memory)
    assert not second.exists()
    assert other.exists()


def test_a_mark_holds_what_its_last_write_wanted(in_memory: InMemory) -> None:
    """A longer one that was there leaves nothing behind; once removed it is gone, twice is no mistake."""
    mark = _marked(in_memory, Name="x" * 5000)
    with Mark(mark.with_suffix(".json"), in_memory.state) as second:
        assert json.loads(mark.read_bytes()) == in_memory.state
        with pytest.raises(Stopped, match="another poolpost is writing to user pool"):
            _settle(in_memory)
        with pytest.raises(Stopped, match="another poolpost is writing to user pool"):
            stop_while_another_writes(in_memory.settings, mark.parent)
        assert mark.exists()
        second.remove()
        second.remove()
    assert not mark.exists()
    stop_while_another_writes(in_memory.settings, mark.parent)


def test_a_mark_that_cannot_be_opened_is_not_taken_for_settled(in_memory: InMemory) -> None:
    """Whether its write has ended cannot be told: exit code 3. One that cannot be made lets nothing be written."""
    mark = _marked(in_memory)
    mark.unlink()
    mark.mkdir()
    with pytest.raises(CannotDecide, match=r"cannot be opened .*it is not known whether its write has ended"):
        _settle(in_memory)
    with pytest.raises(CannotDecide, match=r"cannot be written .*nothing was written to the user pool"):
        Mark(mark.with_suffix(".json"), in_memory.state)
