"""`poolpost pool apply` killed with SIGKILL at each step: the pool is untouched or switched, and the next run finishes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from poolpost.pool.snapshots import SNAPSHOTS
from tests.conftest import ROOT
from tests.scenes.scene import Scene, settings_of

pytestmark = pytest.mark.slow

STEPS = {
    "while the account is asked for": ("sts:GetCallerIdentity", 0),
    "during the first look": ("cognito-idp:DescribeUserPool", 1),
    "while MFA is read": ("cognito-idp:GetUserPoolMfaConfig", 2),
    "while readiness is looked at": ("sesv2:GetAccount", 4),
    "during the write": ("cognito-idp:UpdateUserPool", 8),
    "after the write, before the last look": ("", 9),
}
"""The call that takes two seconds, and how many calls were answered before it; then the process is killed."""


def _write_environment(scene: Scene, directory: Path) -> None:
    text = (ROOT / "environments/local.toml").read_text(encoding="utf-8")
    made = scene.settings
    (directory / "environments").mkdir()
    (directory / "environments/local.toml").write_text(
        text.replace("mail.example.com", made.domain.name)
        .replace("Example Sign-in", "Example")
        .replace("eu-west-1_Production1", made.user_pool.id)
        .replace('"sign-in"', f'"{made.configuration_set.name}"')
        .replace("REJECT_MESSAGE", "USE_DEFAULT_VALUE"),
        encoding="utf-8",
    )


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_apply_loses_nothing_and_is_finished_by_the_next(step: str, scene: Scene, tmp_path: Path) -> None:
    """Nothing is half-written, whichever step it was."""
    operation, answered = STEPS[step]
    _write_environment(scene, tmp_path)
    before = scene.live()
    command = [sys.executable, "-m", "poolpost", "pool", "apply", "local"]
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    scene.server.clear_calls()
    if operation:
        scene.server.fault(operation, "slow", seconds=2)
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as process:
        _wait_for_answers(scene, answered)
        if operation == "cognito-idp:UpdateUserPool":
            _wait_for_mark(tmp_path)
        time.sleep(1.2 if answered == 0 else 0.4 if operation else 0)
        process.send_signal(signal.SIGKILL)
    time.sleep(2 if operation else 0)  # the server finishes what it had begun
    scene.server.clear_faults()
    assert settings_of(scene.live()) == settings_of(before)
    marks = list((tmp_path / SNAPSHOTS).glob("*.uncompared"))
    if operation:  # else it may have ended before the signal came
        assert len(marks) == (operation == "cognito-idp:UpdateUserPool")
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not list((tmp_path / SNAPSHOTS).glob("*.uncompared"))
    assert scene.live()["UserPool"]["EmailConfiguration"] == scene.settings.email_configuration
    assert settings_of(scene.live()) == settings_of(before)


def _wait_for_answers(scene: Scene, number: int) -> None:
    for _ in range(600):
        if len(scene.server.calls()) >= number:
            return
        time.sleep(0.1)
    pytest.fail(f"only {len(scene.server.calls())} of {number} calls were answered")


def _wait_for_mark(directory: Path) -> None:
    """Wait until the process is about to write, however busy the machine is."""
    for _ in range(600):
        if list((directory / SNAPSHOTS).glob("*.uncompared")):
            return
        time.sleep(0.05)
    pytest.fail("no write was marked")
