"""The children of a pool as the embedded AWS returns them: all kinds, pages, and what may not be read."""

import json
from typing import Any

import boto3
import pytest

from poolpost.aws import pool_children
from poolpost.aws.pace import Pace
from poolpost.aws.pool_children import UNREAD
from poolpost.aws.pool_children_members import KINDS
from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide
from tests.scenes.children import PROVIDERS, SECRET, add_children, domain_of
from tests.scenes.scene import REGION, Scene


@pytest.fixture
def cognito(scene: Scene) -> Any:
    """Return a client of the scene's account."""
    assert scene
    return boto3.client("cognito-idp", region_name=REGION)


def _read(scene: Scene, **options: Any) -> dict[str, Any]:
    aws = Aws(scene.settings)
    return aws.children.read(aws.cognito.user_pool(), **options)


def test_children_of_every_kind_are_read_without_secrets(scene: Scene, cognito: Any) -> None:
    """Each kind by name, and nothing in it that must not be in git."""
    client = add_children(cognito, scene.settings.user_pool.id)
    found = _read(scene)
    assert found.pop(UNREAD) == {}
    assert set(found) == set(KINDS)
    assert all(found.values())
    assert set(found["IdentityProviders"]) == set(PROVIDERS)
    assert set(found["Domains"]) == {"example-sign-in", domain_of(scene.settings.user_pool.id)}
    assert found["Clients"][client]["CallbackURLs"] == ["https://app.example.com/callback"]
    assert found["RiskConfigurations"] != found["ClientRiskConfigurations"]
    assert found["Groups"]["staff"] == {"Description": "All of us", "Precedence": 1}
    secret = cognito.describe_user_pool_client(UserPoolId=scene.settings.user_pool.id, ClientId=client)
    text = json.dumps(found)
    assert SECRET not in text
    assert secret["UserPoolClient"]["ClientSecret"] not in text


def test_a_pool_without_children_is_read_too(scene: Scene) -> None:
    """Nothing set is nothing, not "could not be read"; without threat protection there is no risk to ask about."""
    scene.server.put_pool(REGION, {**scene.live()["UserPool"], "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}})
    found = _read(scene)
    assert found[UNREAD] == {}
    assert found["RiskConfigurations"] == found["Clients"] == found["LogDelivery"] == {}


def test_what_may_not_be_read_is_recorded_with_its_reason(scene: Scene, cognito: Any) -> None:
    """The rest is read; of identity providers the names are known as long as they may be listed."""
    add_children(cognito, scene.settings.user_pool.id)
    for operation in ("DescribeIdentityProvider", "ListGroups", "ListUserPoolClients"):
        scene.server.fault(f"cognito-idp:{operation}", "denied", count=99)
    found = _read(scene)
    assert set(found[UNREAD]) == {"IdentityProviders.*", "Groups", "Clients", "ClientRiskConfigurations"}
    assert "may not call cognito-idp:ListGroups" in found[UNREAD]["Groups"]
    assert found["IdentityProviders"]["Okta"] == {"ProviderType": "OIDC"}
    assert "Groups" not in found
    assert found["ResourceServers"]


def test_a_throttled_read_is_repeated(scene: Scene, cognito: Any) -> None:
    """AWS answers five requests a second; too many once is no reason to know nothing."""
    add_children(cognito, scene.settings.user_pool.id)
    scene.server.fault("cognito-idp:DescribeUserPoolClient", "throttle", count=2)
    assert _read(scene)[UNREAD] == {}


def test_all_pages_are_read_and_a_hurried_caller_gets_names(
    scene: Scene, cognito: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page has 60 app clients; of more than the caller wants described only the names are read."""
    monkeypatch.setattr(Pace, "wait", lambda _self: None)
    pool_id = scene.settings.user_pool.id
    for number in range(62):
        cognito.create_user_pool_client(UserPoolId=pool_id, ClientName=f"client {number}")
    scene.server.clear_calls()
    found = _read(scene, most_clients=61)
    assert len(found["Clients"]) == 62
    assert {name for each in found["Clients"].values() for name in each} == {"ClientName"}
    assert set(found[UNREAD]) == {"Clients.*", "ClientRiskConfigurations"}
    assert not [call for call in scene.server.calls() if call["operation"] == "DescribeUserPoolClient"]
    monkeypatch.setattr(pool_children, "MOST_LISTED", 61)
    assert "returned more than 61" in _read(scene)[UNREAD]["Clients"]


def test_an_app_client_that_is_deleted_meanwhile_is_left_out(scene: Scene, cognito: Any) -> None:
    """It was listed, and is gone when it is described: there is nothing to compare."""
    client = add_children(cognito, scene.settings.user_pool.id)
    aws = Aws(scene.settings)
    read = aws.children._clients({client: "web", "gone": "old"}, {})  # noqa: SLF001 -- between two reads
    assert set(read) == {client}


def test_the_names_of_identity_providers_are_one_request(scene: Scene, cognito: Any) -> None:
    """The gate asks for no more; where that is refused it knows why."""
    add_children(cognito, scene.settings.user_pool.id)
    aws = Aws(scene.settings)
    scene.server.clear_calls()
    assert set(aws.children.provider_names()) == set(PROVIDERS)
    assert [call["operation"] for call in scene.server.calls()] == ["ListIdentityProviders"]
    scene.server.fault("cognito-idp:ListIdentityProviders", "denied")
    with pytest.raises(CannotDecide, match="may not call cognito-idp:ListIdentityProviders"):
        aws.children.provider_names()
