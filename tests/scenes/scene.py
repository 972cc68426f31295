"""A production pool of its own for each test, and a sending domain that is ready: the fixture `scene`."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.pool.apply import Applied, apply
from poolpost.pool.snapshots import before_writes
from poolpost.settings import Settings
from tests.conftest import MakeSettings

REGION = "eu-west-1"
NUMBERS = itertools.count()


@dataclass
class Scene:
    """A pool of its own for each test, and a sending domain that is ready."""

    server: EmbeddedAws
    settings: Settings
    directory: Path

    def apply(self) -> Applied:
        """Do what `poolpost pool apply` does."""
        return apply(self.settings, Aws(self.settings), lambda _line: None, self.directory)

    def live(self) -> dict[str, Any]:
        """Look at the pool behind poolpost's back."""
        return self.server.pool(REGION, self.settings.user_pool.id)

    def state(self) -> dict[str, Any]:
        """Look at pool and factors as a snapshot has them."""
        live = self.live()
        return {"UserPool": live["UserPool"], "MfaConfig": live["Mfa"]}

    def snapshots(self) -> list[Path]:
        """List the snapshots that applies left behind, the latest first."""
        return before_writes(self.settings, self.directory)

    def writes(self) -> list[dict[str, Any]]:
        """List the UpdateUserPool calls that this pool got."""
        return [
            call
            for call in self.server.calls()
            if call["operation"] == "UpdateUserPool" and call["body"]["UserPoolId"] == self.settings.user_pool.id
        ]


@pytest.fixture
def scene(aws: EmbeddedAws, settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Make a production pool, a verified domain and a configuration set."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    number = next(NUMBERS)
    made = settings(
        ("user_pool.id", f"{REGION}_Apply{number}"),
        ("domain.name", f"apply{number}.example.com"),
        ("user_pool.from", f"Example <no-reply@apply{number}.example.com>"),
        ("domain.mail_from.on_mx_failure", "USE_DEFAULT_VALUE"),
        ("configuration_set.name", f"apply{number}"),
    )
    ses: Any = botocore.session.Session().create_client("sesv2", REGION)
    ses.create_configuration_set(ConfigurationSetName=made.configuration_set.name)
    aws.verify(REGION, made.domain.name)
    aws.put_pool(REGION, production_pool(made.user_pool.id), production_mfa())
    yield Scene(aws, made, tmp_path)
    aws.clear_faults()
    aws.account(REGION, ProductionAccessEnabled=True, SendingEnabled=True)


def settings_of(state: dict[str, Any]) -> str:
    """Return everything of a pool but its e-mail as text, MFA configuration included."""
    pool = {k: v for k, v in state["UserPool"].items() if k not in {"EmailConfiguration", "LastModifiedDate"}}
    return json.dumps([pool, state["Mfa"]], sort_keys=True)
