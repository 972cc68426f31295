"""`poolpost pool ... --replica REGION`, and `poolpost retire` of a pool with a replica."""

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.cli import pool_email as pool_commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.cli import retire as retire_commands
from poolpost.errors import Stopped, UsageError
from poolpost.settings.replicas import about_replica
from poolpost.settings.tables.user_pool import UserPool
from poolpost.settings.terraform_names import PLANNED
from tests.scenes.scene import Scene

AWAY = "eu-central-1"
RECOVERY = {"RecoveryMechanisms": [{"Name": "verified_phone_number", "Priority": 1}]}
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def named(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Let the file name a replica, which can send by SES of its Region."""
    monkeypatch.chdir(tmp_path)
    pool = scene.settings.user_pool.model_dump(by_alias=True, exclude_none=True) | {"replicas": {AWAY: {}}}
    scene.settings = scene.settings.model_copy(update={"user_pool": UserPool.model_validate(pool)})
    for commands in (pool_commands, retire_commands):
        monkeypatch.setattr(commands, "load", lambda _name: scene.settings)
    ses: Any = botocore.session.Session().create_client("sesv2", AWAY)
    ses.create_configuration_set(ConfigurationSetName=scene.settings.configuration_set.name)
    scene.server.verify(AWAY, scene.settings.domain.name)
    live = scene.live()["UserPool"]
    only_passwords = {"Policies": {"PasswordPolicy": live["Policies"]["PasswordPolicy"]}}
    scene.server.put_pool("eu-west-1", live | only_passwords, {"MfaConfiguration": "OPTIONAL"})
    scene.server.put_replica(scene.settings.user_pool.id, AWAY, status="ACTIVE")
    return scene


def _away(scene: Scene) -> dict[str, Any]:
    return scene.server.pool(AWAY, scene.settings.user_pool.id)["UserPool"]


def test_apply_and_show_are_about_the_replica(named: Scene, capsys: Capture) -> None:
    """Its e-mail is written and shown, and the pool's stays as it is."""
    before = named.live()
    assert pool_commands.apply_pool("local", replica=AWAY, accepted=frozenset(), json=False) == 0
    assert f":{AWAY}:" in _away(named)["EmailConfiguration"]["SourceArn"]
    assert named.live() == before
    assert pool_commands.show_pool("local", replica=AWAY, json=False) == 0
    assert f"replica in {AWAY}" in capsys.readouterr().out


@pytest.mark.usefixtures("named")
def test_show_of_the_pool_leads_to_its_replica(capsys: Capture) -> None:
    """Whoever looks at one learns of the other."""
    pool_commands.show_pool("local", json=False)
    assert f"poolpost pool show local --replica {AWAY}" in capsys.readouterr().err


@pytest.mark.usefixtures("named")
def test_a_region_that_the_file_does_not_name_is_a_mistake() -> None:
    """The message names the Regions that it does name."""
    with pytest.raises(UsageError, match=f"names no replica in 'us-east-1'; allowed: {AWAY}"):
        pool_commands.show_pool("local", replica="us-east-1", json=False)


def test_a_plan_of_the_pool_does_not_write_its_replica(named: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Terraform planned for one of them is not what is written to the other."""
    monkeypatch.setenv(PLANNED, json.dumps(named.settings.planned))
    with pytest.raises(Stopped, match="is not the file that the plan was made from"):
        pool_commands.apply_pool("local", replica=AWAY, accepted=frozenset(), json=False)


def test_snapshot_verify_and_restore_are_about_the_replica(named: Scene, capsys: Capture) -> None:
    """Each file is the replica's own; what it has lost comes back there, and what is the primary's is named."""
    Path("environments").mkdir()
    assert snapshot_commands.snapshot_pool("local", replica=AWAY, json=False) == 0
    assert Path(f"environments/local.{AWAY}.pool.json").is_file()
    pool = _away(named)
    changed = {k: v for k, v in pool.items() if k != "LambdaConfig"} | {"AccountRecoverySetting": RECOVERY}
    named.server.put_replica(pool["Id"], AWAY, pool=changed)
    assert snapshot_commands.verify_pool("local", replica=AWAY, snapshot=None, json=False) == 1
    assert f"'poolpost pool restore local --replica {AWAY}'" in capsys.readouterr().err
    assert snapshot_commands.restore_pool("local", replica=AWAY, snapshot=None, only=(), yes=True, json=False) == 1
    assert _away(named)["LambdaConfig"] == pool["LambdaConfig"]
    assert "AccountRecoverySetting" in capsys.readouterr().err
    assert not Path("environments/local.pool.json").exists()


@pytest.mark.parametrize("as_json", [True, False])
def test_retire_switches_the_replica_too(named: Scene, capsys: Capture, *, as_json: bool) -> None:
    """Both have another sender before anything is destroyed, and the output says so of each."""
    named.apply()
    assert pool_commands.apply_pool("local", replica=AWAY, accepted=frozenset(), json=False) == 0
    capsys.readouterr()
    assert retire_commands.retire_pool("local", to=None, accepted=frozenset(), yes=True, json=as_json) == 0
    out = capsys.readouterr().out
    for pool in (named.live()["UserPool"], _away(named)):
        assert pool["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    if as_json:
        assert [each["region"] for each in json.loads(out)["replicas"]] == [AWAY]
    else:
        assert f"replica in {AWAY} sends by COGNITO_DEFAULT" in out


def test_retire_passes_over_a_replica_that_is_gone(named: Scene, capsys: Capture) -> None:
    """It sends nothing any more."""
    named.server.put_replica(named.settings.user_pool.id, "us-east-1")
    assert retire_commands.retire_pool("local", to=None, accepted=frozenset(), yes=True, json=False) == 0
    assert AWAY not in capsys.readouterr().out


def test_the_step_of_the_replica_is_planned_by_its_settings(named: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counter-check: with its own plan the write goes through."""
    monkeypatch.setenv(PLANNED, json.dumps(about_replica(named.settings, AWAY).planned))
    assert pool_commands.apply_pool("local", replica=AWAY, accepted=frozenset(), json=False) == 0
    assert Aws(about_replica(named.settings, AWAY)).cognito.user_pool()["Arn"].split(":")[3] == AWAY
