"""In manage mode the provider writes, and the gate compares the live pool of the embedded AWS before and after."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from poolpost.cli.terminal import note
from poolpost.errors import CannotDecide, Stopped
from poolpost.gate.apply_watch import ExistingPool
from poolpost.pool.interrupted_writes import MARK
from tests.scenes.cut_off import lose
from tests.scenes.scene import REGION, Scene


class TestManageMode:
    """There the provider writes, and the gate looks."""

    @pytest.fixture
    def managed(self, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
        """Give the scene in manage mode; snapshots are where the gate puts them."""
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("poolpost.pool.write.SECONDS_BETWEEN", 0.01)
        pool = scene.settings.user_pool.model_copy(update={"mode": "manage"})
        scene.settings = scene.settings.model_copy(update={"user_pool": pool})
        return scene

    @staticmethod
    def killed(scene: Scene) -> None:
        """Begin an apply whose gate is killed."""
        gate = ExistingPool(scene.settings, scene.live()["UserPool"], note, "provider")
        gate.before()
        assert gate.mark is not None
        with gate.mark:
            pass

    def test_the_next_run_compares(self, managed: Scene) -> None:
        """Once, by name."""
        self.killed(managed)
        lose(managed)
        live = managed.live()["UserPool"]
        with pytest.raises(Stopped, match=r"was interrupted before its result was checked(.|\n)*LambdaConfig"):
            ExistingPool(managed.settings, live, note).before()
        ExistingPool(managed.settings, live, note).before()

    def test_what_the_provider_leaves_out_is_no_loss(self, managed: Scene) -> None:
        """It sends no false: the pool that comes back without it is not another one."""
        policy = managed.live()["UserPool"]["Policies"]
        without = {k: v for k, v in policy["PasswordPolicy"].items() if k != "RequireSymbols"}
        pool = managed.live()["UserPool"] | {
            "Policies": policy | {"PasswordPolicy": without | {"RequireSymbols": False}}
        }
        managed.server.put_pool(REGION, pool, managed.live()["Mfa"])
        self.killed(managed)
        now = pool | {"Policies": policy | {"PasswordPolicy": without}}
        managed.server.put_pool(REGION, now, managed.live()["Mfa"])
        ExistingPool(managed.settings, now, note).before()

    def test_a_look_that_lags_is_no_comparison(self, managed: Scene) -> None:
        """Terraform says yes, and the pool is as before: cannot tell, and the next run compares."""
        gate = ExistingPool(managed.settings, managed.live()["UserPool"], note, "provider")
        gate.before()
        with pytest.raises(CannotDecide, match="is unchanged; run the same command again"):
            gate.after(0)
        assert list(Path(".poolpost/snapshots").glob(f"*{MARK}"))

    def test_an_email_that_somebody_else_wrote_is_told(self, managed: Scene) -> None:
        """The apply ended well, and the pool sends by something else."""
        gate = ExistingPool(managed.settings, managed.live()["UserPool"], note, "provider")
        gate.before()
        other = {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}, "LastModifiedDate": 1.0}
        managed.server.put_pool(REGION, managed.live()["UserPool"] | other, managed.live()["Mfa"])
        with pytest.raises(Stopped, match="is not as planned: somebody else wrote it"):
            gate.after(0)

    def test_factors_that_change_while_the_gate_asks_stop_it(self, managed: Scene) -> None:
        """The description of the pool does not hold them, so they are looked at as well."""
        gate = ExistingPool(managed.settings, managed.live()["UserPool"], note, "provider")
        managed.server.put_pool(REGION, managed.live()["UserPool"], {"MfaConfiguration": "OFF"})
        with pytest.raises(Stopped, match="was changed by somebody else since the plan was judged"):
            gate.before()

    def test_what_the_apply_has_overwritten_is_told(self, managed: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody sets a trigger while the provider waits, and it writes what was judged: only a look in between knows."""
        monkeypatch.setattr("poolpost.gate.concurrent_writes.SECONDS", 0.01)
        judged, mfa = managed.live()["UserPool"], managed.live()["Mfa"]
        gate = ExistingPool(managed.settings, judged, note, "provider")
        gate.before()
        with gate.meanwhile():
            theirs = {"LambdaConfig": judged["LambdaConfig"] | {"PostConfirmation": "arn:aws:lambda:::new"}}
            managed.server.put_pool(REGION, judged | theirs | {"LastModifiedDate": 1.0}, mfa)
            _wait_for(lambda: bool(gate._meanwhile and gate._meanwhile._seen))  # noqa: SLF001 -- when it has looked
            sent = {"EmailConfiguration": managed.settings.email_configuration, "LastModifiedDate": 2.0}
            managed.server.put_pool(REGION, judged | sent, mfa)
        with pytest.raises(Stopped, match=r'PostConfirmation: "arn:aws:lambda:::new" -> (.|\n)*--only LambdaConfig'):
            gate.after(0)
        (saved,) = Path(".poolpost/snapshots").glob("*-meanwhile-*.json")
        assert "arn:aws:lambda:::new" in saved.read_text()

    def test_after_a_refused_write_others_are_not_undone(self, managed: Scene) -> None:
        """The apply failed and wrote nothing: the difference is somebody else's, and no restore is recommended."""
        gate = ExistingPool(managed.settings, managed.live()["UserPool"], note, "provider")
        gate.before()
        lose(managed)
        with pytest.raises(Stopped, match=r"wrote nothing to user pool .*, but somebody else changed it") as stopped:
            gate.after(1)
        assert "restore" not in str(stopped.value)

    def test_a_step_that_did_not_run_is_no_success(self, scene: Scene) -> None:
        """In patch mode: the plan holds the step, Terraform says yes, and the pool sends as before."""
        gate = ExistingPool(scene.settings, scene.live()["UserPool"], note, "step")
        with pytest.raises(Stopped, match=r"or the step that writes it did not run; 'poolpost pool apply"):
            gate.after(0)
        ExistingPool(scene.settings, scene.live()["UserPool"], note).after(0)


def _wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)
