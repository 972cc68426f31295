"""The commands below `poolpost pool` on a pool in memory: quick, and without a server."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from poolpost.cli import pool_email as pool_commands
from poolpost.pool import apply as applying
from poolpost.pool import baseline
from poolpost.settings import Settings, terraform_names
from poolpost.settings.terraform_names import JUDGED
from tests.conftest import MakeSettings
from tests.scenes.one_pool import Json, OnePool


@dataclass
class InMemory:
    """An environment whose pool is in memory, and the baseline that its commands find."""

    settings: Settings
    aws: Any

    def use(self, *changes: tuple[str, Any], make: MakeSettings) -> None:
        """Change the environment's file; the pool stays."""
        self.settings = make(*changes)

    def apply(self) -> int:
        """Run `poolpost pool apply local`."""
        return pool_commands.apply_pool("local", accepted=frozenset(), json=False)

    def damage(self) -> None:
        """Be somebody who takes a trigger and the protection."""
        lambdas = {name: arn for name, arn in self.aws.pool["LambdaConfig"].items() if name != "PreSignUp"}
        self.aws.set(LambdaConfig=lambdas, DeletionProtection="INACTIVE")

    @property
    def state(self) -> Json:
        """Return pool and factors as a snapshot has them."""
        return {"UserPool": self.aws.pool, "MfaConfig": self.aws.mfa}

    @property
    def baseline_or_none(self) -> baseline.Baseline | None:
        """Return the baseline, where there is one."""
        return baseline.find(self.settings)

    @property
    def baseline(self) -> baseline.Baseline:
        """Return the baseline."""
        return baseline.required(self.settings)


@pytest.fixture
def in_memory(settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InMemory:
    """Work in a directory of our own, where this environment is the only one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "environments").mkdir()
    made = settings()
    given = InMemory(made, OnePool(made))
    for name in (terraform_names.PLANNED, JUDGED):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pool_commands, "load", lambda _name: given.settings)
    monkeypatch.setattr(pool_commands, "Aws", lambda _settings: given.aws)
    monkeypatch.setattr(applying, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=_never))
    return given


def _never(seconds: float) -> None:
    pytest.fail(f"a command waits {seconds} s, though wait_minutes is 0")


@pytest.fixture
def applied(in_memory: InMemory, capsys: pytest.CaptureFixture[str]) -> InMemory:
    """Have written once, so that there is a baseline."""
    in_memory.apply()
    in_memory.aws.calls.clear()
    in_memory.aws.written.clear()
    capsys.readouterr()
    return in_memory
