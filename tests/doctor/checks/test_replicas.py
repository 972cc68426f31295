"""The checks of a pool's replica: what passes, what fails, what cannot be told, and what does not apply."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.doctor.checks.check import Line
from poolpost.doctor.checks.replicas import replica_mail_arrives, replicas_exist
from poolpost.doctor.facts import Facts
from poolpost.pool.apply import apply
from poolpost.pool.snapshots import SNAPSHOTS
from poolpost.settings import Settings
from poolpost.settings.replicas import about_replica
from poolpost.settings.tables.user_pool import UserPool
from tests.scenes.scene import REGION, Scene

AWAY = "eu-central-1"
Break = Callable[[Scene, Settings], None]


def _named(settings: Settings) -> Settings:
    pool = settings.user_pool.model_dump(by_alias=True, exclude_none=True) | {"replicas": {AWAY: {}}}
    return settings.model_copy(update={"user_pool": UserPool.model_validate(pool)})


@pytest.fixture
def on_ses(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Give the pool a replica that sends through SES of its own Region, as a deploy leaves it."""
    monkeypatch.chdir(tmp_path)
    scene.settings = _named(scene.settings)
    ses: Any = botocore.session.Session().create_client("sesv2", AWAY)
    ses.create_configuration_set(ConfigurationSetName=scene.settings.configuration_set.name)
    scene.server.verify(AWAY, scene.settings.domain.name)
    scene.server.put_replica(scene.settings.user_pool.id, AWAY, status="ACTIVE")
    replica = about_replica(scene.settings, AWAY)
    apply(replica, Aws(replica), lambda _line: None, SNAPSHOTS)
    return scene


def _lines(scene: Scene, check: Any, settings: Settings | None = None) -> list[Line]:
    made = settings or scene.settings
    return list(check.lines(Facts(made, Aws(made), View(start=Start(resolvers=[]), authoritative=False))))


def test_a_pool_without_replicas_has_none_to_check(scene: Scene) -> None:
    """Nearly every pool."""
    for check in (replicas_exist, replica_mail_arrives):
        assert [line.outcome for line in _lines(scene, check)] == ["not applicable"]


def test_a_replica_on_ses_passes(on_ses: Scene) -> None:
    """Counter-check of everything below."""
    (exists,), (arrives,) = _lines(on_ses, replicas_exist), _lines(on_ses, replica_mail_arrives)
    assert (exists.outcome, exists.evidence) == ("pass", "ACTIVE")
    assert arrives.outcome == "pass"
    assert f":{AWAY}:" in arrives.evidence


@pytest.mark.parametrize(("status", "outcome"), [("ACTIVE", "fail"), ("INACTIVE", "pass")])
def test_a_replica_that_no_file_names_is_reported(status: str, outcome: str, scene: Scene) -> None:
    """One that serves users sends by a configuration that nothing checks; one that does not yet is named."""
    scene.server.put_replica(scene.settings.user_pool.id, AWAY, status=status)
    (line,) = _lines(scene, replicas_exist)
    assert line.outcome == outcome
    assert "this environment does not name" in line.evidence


def test_a_named_replica_that_does_not_exist_fails(scene: Scene) -> None:
    """With the command that creates it."""
    (line,) = _lines(scene, replicas_exist, _named(scene.settings))
    assert line.outcome == "fail"
    assert "create-user-pool-replica" in line.remedy


@pytest.mark.parametrize(("named", "outcome"), [(True, "cannot tell"), (False, "not applicable")])
def test_a_list_that_may_not_be_read_matters_where_the_file_names_one(
    scene: Scene, outcome: str, *, named: bool
) -> None:
    """Elsewhere it is a note: most pools have no replica, and older policies lack the action."""
    scene.server.fault("cognito-idp:ListUserPoolReplicas", "denied", count=9)
    (line,) = _lines(scene, replicas_exist, _named(scene.settings) if named else scene.settings)
    assert line.outcome == outcome
    assert "ListUserPoolReplicas" in line.evidence


def _reset_email(scene: Scene, replica: Settings) -> None:
    pool = scene.server.pool(AWAY, replica.user_pool.id)["UserPool"]
    scene.server.put_replica(pool["Id"], AWAY, pool=pool | {"EmailConfiguration": {}})


def _lose_a_trigger(scene: Scene, replica: Settings) -> None:
    pool = scene.server.pool(AWAY, replica.user_pool.id)["UserPool"]
    scene.server.put_replica(pool["Id"], AWAY, pool={k: v for k, v in pool.items() if k != "LambdaConfig"})


def _pause(scene: Scene, _replica: Settings) -> None:
    scene.server.account(AWAY, SendingEnabled=False)


def _unverify(scene: Scene, replica: Settings) -> None:
    scene.server.verify(AWAY, replica.domain.name, verified=False)


def _lose_the_set(_scene: Scene, replica: Settings) -> None:
    ses: Any = botocore.session.Session().create_client("sesv2", AWAY)
    ses.delete_configuration_set(ConfigurationSetName=replica.configuration_set.name)


@pytest.mark.parametrize(
    ("change", "evidence", "remedy"),
    [
        (_reset_email, "EmailSendingAccount is COGNITO_DEFAULT", f"'poolpost pool apply local --replica {AWAY}'"),
        (_lose_a_trigger, "LambdaConfig.PreSignUp", f"'poolpost pool restore local --replica {AWAY}'"),
        (_pause, f"SES in {AWAY} is not allowed to send", "it was switched off in this account"),
        (_unverify, "SES has not verified", "publish"),
        (_lose_the_set, f"SES in {AWAY} has no configuration set", "deploy first"),
    ],
)
def test_what_keeps_its_mail_from_arriving_fails(change: Break, evidence: str, remedy: str, on_ses: Scene) -> None:
    """Each with the command for the replica; the pool itself is as it was."""
    try:
        change(on_ses, about_replica(on_ses.settings, AWAY))
        lines = _lines(on_ses, replica_mail_arrives)
        assert [line.outcome for line in lines] == ["fail"] * len(lines)
        assert any(evidence in line.evidence for line in lines)
        assert any(remedy in line.remedy for line in lines)
    finally:
        on_ses.server.account(AWAY, SendingEnabled=True)
    assert REGION in on_ses.live()["UserPool"]["Arn"]
