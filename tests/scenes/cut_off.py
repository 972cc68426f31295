"""A write that is cut off before its comparison."""

from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.cognito import Cognito
from poolpost.errors import CannotDecide
from poolpost.pool.interrupted_writes import MARK, Mark
from tests.scenes.scene import REGION, Scene


def cut_off(scene: Scene) -> None:
    """Write, and lose AWS before the last look, which the one right before the write is not; then a trigger is gone."""
    real = Cognito.mfa_configuration

    def fails_after_the_write(self: Cognito) -> Any:
        if scene.writes():
            scene.server.fault("cognito-idp:GetUserPoolMfaConfig", "expired", count=9)
        return real(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cognito, "mfa_configuration", fails_after_the_write)
        with pytest.raises(CannotDecide, match="could not be read afterwards"):
            scene.apply()
    scene.server.clear_faults()
    assert scene.live()["UserPool"]["EmailConfiguration"] == scene.settings.email_configuration
    lose(scene)


def lose(scene: Scene) -> None:
    """Take a trigger away."""
    now = scene.live()
    lambdas = {name: arn for name, arn in now["UserPool"]["LambdaConfig"].items() if name != "PreSignUp"}
    scene.server.put_pool(REGION, now["UserPool"] | {"LambdaConfig": lambdas}, now["Mfa"])


def marks(scene: Scene) -> list[Path]:
    """List the marks."""
    return list(scene.directory.glob(f"*{MARK}"))


def mark_of_the_last(scene: Scene) -> Path:
    """Mark the last snapshot, as a process does that is killed after its write."""
    snapshot = scene.snapshots()[0]
    with Mark(snapshot, scene.state()):
        return snapshot.with_suffix(MARK)
