"""Children of pools: ministack answers for our pools, and the domains it gives them are theirs."""

import itertools
from typing import Any

import pytest
from botocore.exceptions import ClientError

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from tests.emulator.conftest import REGION
from tests.scenes.children import LOGS, add_children, domain_of

_numbers = itertools.count(1)


@pytest.fixture
def pool(aws: EmbeddedAws) -> dict[str, Any]:
    """Store a pool behind Cognito's back."""
    pool_id = f"{REGION}_Children{next(_numbers)}"
    stored = production_pool(pool_id) | {"Domain": pool_id.rpartition("_")[2].lower()}
    aws.put_pool(REGION, stored, production_mfa())
    return {"UserPoolId": pool_id}


def test_a_pool_that_a_test_stored_takes_children(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """Clients, providers, groups, servers and domains; and the pool shows the domain that it got."""
    add_children(cognito, pool["UserPoolId"])
    assert [each["ClientName"] for each in cognito.list_user_pool_clients(**pool)["UserPoolClients"]] == ["web"]
    assert aws.pool(REGION, pool["UserPoolId"])["UserPool"]["CustomDomain"] == domain_of(pool["UserPoolId"])
    assert cognito.describe_user_pool(**pool)["UserPool"]["CustomDomain"] == domain_of(pool["UserPoolId"])
    cognito.delete_user_pool_domain(**pool, Domain=domain_of(pool["UserPoolId"]))
    assert "CustomDomain" not in aws.pool(REGION, pool["UserPoolId"])["UserPool"]
    assert (
        cognito.describe_user_pool_domain(Domain=aws.pool(REGION, pool["UserPoolId"])["UserPool"]["Domain"])[
            "DomainDescription"
        ]["UserPoolId"]
        == pool["UserPoolId"]
    )


def test_an_update_of_the_pool_leaves_its_children_alone(cognito: Any, pool: dict[str, Any]) -> None:
    """UpdateUserPool resets members of the pool, never its children."""
    add_children(cognito, pool["UserPoolId"])
    cognito.update_user_pool(**pool)
    assert cognito.list_identity_providers(**pool, MaxResults=10)["Providers"]
    assert cognito.get_log_delivery_configuration(**pool)["LogDeliveryConfiguration"]["LogConfigurations"]


def test_risk_is_of_the_pool_or_of_a_client_and_needs_threat_protection(
    aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]
) -> None:
    """A client without its own has the pool's; without the add-on Cognito refuses."""
    client = add_children(cognito, pool["UserPoolId"])
    of_pool = cognito.describe_risk_configuration(**pool)["RiskConfiguration"]
    assert of_pool["CompromisedCredentialsRiskConfiguration"]["Actions"] == {"EventAction": "BLOCK"}
    of_client = cognito.describe_risk_configuration(**pool, ClientId=client)["RiskConfiguration"]
    assert (of_client["ClientId"], of_client != of_pool) == (client, True)
    assert "ClientId" not in cognito.describe_risk_configuration(**pool, ClientId="other")["RiskConfiguration"]
    stored = production_pool(pool["UserPoolId"]) | {"UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}}
    aws.put_pool(REGION, stored, production_mfa())
    with pytest.raises(ClientError, match="UserPoolAddOnNotEnabledException"):
        cognito.describe_risk_configuration(**pool)


@pytest.mark.parametrize("method", ["describe_risk_configuration", "get_log_delivery_configuration"])
def test_a_pool_that_is_not_there_has_no_children(method: str, cognito: Any) -> None:
    """As for the pool itself."""
    with pytest.raises(ClientError, match="does not exist"):
        getattr(cognito, method)(UserPoolId=f"{REGION}_Nowhere")


def test_a_log_source_is_configured_once(cognito: Any, pool: dict[str, Any]) -> None:
    """Cognito refuses two configurations of one source."""
    with pytest.raises(ClientError, match="InvalidParameterException"):
        cognito.set_log_delivery_configuration(**pool, LogConfigurations=[LOGS, LOGS])
