"""What preflight says about replicas, before there is a plan."""

import pytest

from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide
from poolpost.gate.existing_replicas import replica_findings
from poolpost.settings import Settings
from poolpost.settings.tables.user_pool import UserPool
from tests.conftest import MakeSettings
from tests.scenes.scene import Scene

AWAY = "eu-central-1"


def _named(settings: Settings) -> Settings:
    pool = settings.user_pool.model_dump(by_alias=True, exclude_none=True) | {"replicas": {AWAY: {}}}
    return settings.model_copy(update={"user_pool": UserPool.model_validate(pool)})


def _found(settings: Settings) -> list[tuple[str, str, str]]:
    return [(f.level, f.rule, f.subject) for f in replica_findings(settings, Aws(settings))]


def test_a_pool_without_replicas_is_no_finding(scene: Scene) -> None:
    """Nearly every pool."""
    assert _found(scene.settings) == []


@pytest.mark.parametrize(
    ("status", "named", "found"),
    [
        ("ACTIVE", False, [("warn", "replicas-are-named", AWAY)]),
        ("ACTIVE", True, []),
        ("INACTIVE", True, [("warn", "named-replica-exists", AWAY)]),
        ("", True, [("block", "named-replica-exists", AWAY)]),
    ],
)
def test_what_lives_is_held_against_the_file(
    scene: Scene, status: str, found: list[tuple[str, str, str]], *, named: bool
) -> None:
    """Under the ids of the gate's rules, which find the same in a plan."""
    if status:
        scene.server.put_replica(scene.settings.user_pool.id, AWAY, status=status)
    assert _found(_named(scene.settings) if named else scene.settings) == found


def test_a_list_that_may_not_be_read_matters_where_the_file_names_one(scene: Scene) -> None:
    """Elsewhere it is no reason against a deploy."""
    scene.server.fault("cognito-idp:ListUserPoolReplicas", "denied", count=9)
    assert _found(scene.settings) == []
    with pytest.raises(CannotDecide, match="ListUserPoolReplicas"):
        _found(_named(scene.settings))


def test_a_pool_that_is_yet_to_be_created_has_none(settings: MakeSettings) -> None:
    """Nothing is asked about it."""
    made = settings(("user_pool.id", None), ("user_pool.mode", "manage"), ("user_pool.create", {"name": "users"}))
    assert list(replica_findings(made, Aws(made))) == []
