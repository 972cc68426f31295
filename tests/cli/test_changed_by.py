"""`pool verify` names who changed the pool: real requests, and a role that may not read CloudTrail."""

from typing import Any

import boto3
import pytest

from poolpost.aws.pace import Pace
from poolpost.aws.services import Aws
from poolpost.cli.changed_by import changed_by
from poolpost.pool.children import compare
from poolpost.pool.snapshots import changes
from tests.pool.test_children import TODAY
from tests.scenes.children import add_provider
from tests.scenes.scene import REGION, Scene


@pytest.fixture
def lines(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what says who did it, after alice reset the pool and added an identity provider."""
    monkeypatch.setattr(Pace, "wait", lambda _self: None)
    before, pool_id = scene.state(), scene.settings.user_pool.id
    cognito: Any = boto3.client("cognito-idp", region_name=REGION)
    cognito.update_user_pool(UserPoolId=pool_id, AutoVerifiedAttributes=["email"])
    add_provider(cognito, pool_id, "Okta")
    aws = Aws(scene.settings)

    def say() -> list[str]:
        live = scene.state()
        found = changes(scene.settings, before, live["UserPool"], live["MfaConfig"])
        children = compare(scene.settings, {"IdentityProviders": {}}, aws.children.read(live["UserPool"]), TODAY)
        return changed_by(scene.settings, aws, before["UserPool"], found, children)

    return say


def test_the_request_that_reset_the_pool_is_named_and_who_added_a_provider(lines: Any) -> None:
    """A line each."""
    pool, provider = lines()
    assert f"user developer, by boto3 {boto3.__version__}, called UpdateUserPool" in pool
    assert "and so reset: " in pool
    assert "LambdaConfig" in pool
    assert provider.startswith("IdentityProviders.Okta: changed ")
    assert "called CreateIdentityProvider" in provider


def test_without_the_permission_the_comparison_still_ends_as_it_would(lines: Any, scene: Scene) -> None:
    """Who did it is help, and no condition."""
    scene.server.fault("cloudtrail:LookupEvents", "denied", count=99)
    pool, provider = lines()
    scene.server.clear_faults()
    for line in (pool, provider):
        assert "who changed it is not known: the credentials may not call cloudtrail:LookupEvents" in line


def test_nothing_that_differs_asks_nobody(scene: Scene) -> None:
    """Counter-check: no lookup where there is nothing to ask about."""
    scene.server.clear_calls()
    assert changed_by(scene.settings, Aws(scene.settings), {}, [], None) == []
    assert scene.server.calls() == []
