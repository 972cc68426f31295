"""Replicas: one secondary, regional settings of its own, and everything else as in the primary."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from poolpost.emulator.client import EmbeddedAws

HOME, AWAY = "eu-west-1", "eu-central-1"
KEY = {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:eu-west-1:000000000000:key/mrk-1"}
Client = Callable[..., Any]


@pytest.fixture
def made(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> dict[str, Any]:
    """Return a pool that may have a replica, and has one."""
    known = {name: value for name, value in pool.items() if name != "FutureSetting"}
    triggers = {"LambdaConfig": {"PreSignUp": pool["LambdaConfig"]["PreSignUp"]}}
    aws.put_pool(HOME, known | triggers | {"KeyConfiguration": KEY, "UserPoolTier": "ESSENTIALS"})
    cognito.create_user_pool_replica(UserPoolId=pool["Id"], RegionName=AWAY, UserPoolTags={"where": "away"})
    return aws.pool(HOME, pool["Id"])["UserPool"]


def _body(pool: dict[str, Any], **changes: Any) -> dict[str, Any]:
    left_out = {"Id", "Arn", "Name", "CreationDate", "LastModifiedDate", "EstimatedNumberOfUsers", "Domain"}
    left_out |= {"UsernameAttributes", "UsernameConfiguration", "SchemaAttributes"}
    body = {name: value for name, value in pool.items() if name not in left_out}
    tags = {key: value for key, value in pool["UserPoolTags"].items() if not key.startswith("aws:")}
    return {"UserPoolId": pool["Id"]} | body | {"UserPoolTags": tags} | changes


def _refusal(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"]


def test_a_new_replica_is_inactive_and_has_no_regional_settings(
    aws: EmbeddedAws, cognito: Any, made: dict[str, Any]
) -> None:
    """It has the primary's id and global settings, an ARN of its own, and only the tags of the request."""
    there = aws.pool(AWAY, made["Id"])["UserPool"]
    assert there["Arn"] == made["Arn"].replace(HOME, AWAY, 1)
    assert there["Policies"] == made["Policies"]
    assert there["UserPoolTags"] == {"where": "away"}
    assert "LambdaConfig" not in there
    assert there["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    listed = cognito.list_user_pool_replicas(UserPoolId=made["Id"])["UserPoolReplicas"]
    assert [(each["RegionName"], each["Role"], each["Status"]) for each in listed] == [
        (HOME, "PRIMARY", "ACTIVE"),
        (AWAY, "SECONDARY", "INACTIVE"),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"UserPoolTier": "LITE"}, "FeatureUnavailableInTierException"),
        ({"KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"}}, "InvalidParameterException"),
        ({"KeyConfiguration": KEY | {"KmsKeyArn": "arn:aws:kms:eu-west-1:1:key/1"}}, "InvalidParameterException"),
    ],
)
def test_a_pool_needs_a_tier_and_a_multi_region_key(
    aws: EmbeddedAws, cognito: Any, pool: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    """Essentials or Plus, and a multi-Region customer managed key: the guide's two prerequisites."""
    aws.put_pool(HOME, pool | {"KeyConfiguration": KEY, "UserPoolTier": "PLUS"} | change)
    assert _refusal(lambda: cognito.create_user_pool_replica(UserPoolId=pool["Id"], RegionName=AWAY)) == code


def test_a_pool_has_one_secondary(cognito: Any, made: dict[str, Any]) -> None:
    """And none in its own Region."""
    make = cognito.create_user_pool_replica
    assert _refusal(lambda: make(UserPoolId=made["Id"], RegionName="us-east-1")) == "LimitExceededException"


@pytest.mark.parametrize("member", ["Policies", "AutoVerifiedAttributes", "MfaConfiguration", "KeyConfiguration"])
def test_a_secondary_refuses_what_would_change_a_global_setting(
    aws: EmbeddedAws, client: Client, made: dict[str, Any], member: str
) -> None:
    """An omitted global setting would be reset, so it does not match."""
    there = aws.pool(AWAY, made["Id"])["UserPool"]
    body = _body(there)
    assert member in body
    del body[member]
    away = client("cognito-idp", region=AWAY)
    assert _refusal(lambda: away.update_user_pool(**body)) == "InvalidParameterException"
    assert aws.pool(AWAY, made["Id"])["UserPool"] == there


def test_a_secondary_takes_regional_settings(aws: EmbeddedAws, client: Client, made: dict[str, Any]) -> None:
    """With every global one as it is; what is regional and omitted is reset there as in a primary."""
    there = aws.pool(AWAY, made["Id"])["UserPool"]
    away = client("cognito-idp", region=AWAY)
    away.update_user_pool(**_body(there, LambdaConfig=made["LambdaConfig"], UserPoolTags={"a": "b"}))
    changed = aws.pool(AWAY, made["Id"])["UserPool"]
    assert (changed["LambdaConfig"], changed["UserPoolTags"]) == (made["LambdaConfig"], {"a": "b"})
    assert aws.pool(HOME, made["Id"])["UserPool"]["UserPoolTags"] == made["UserPoolTags"]
    away.update_user_pool(**{k: v for k, v in _body(changed).items() if k != "LambdaConfig"})
    assert "LambdaConfig" not in aws.pool(AWAY, made["Id"])["UserPool"]


def test_a_change_of_the_primary_reaches_its_replica(aws: EmbeddedAws, cognito: Any, made: dict[str, Any]) -> None:
    """Global settings only, and later where replication is held up."""
    aws.hold_replication()
    cognito.update_user_pool(**_body(made, MfaConfiguration="OFF", UserPoolTags={"only": "here"}))
    assert aws.pool(AWAY, made["Id"])["UserPool"]["MfaConfiguration"] == made["MfaConfiguration"]
    aws.hold_replication(held=False)
    there = aws.pool(AWAY, made["Id"])["UserPool"]
    assert (there["MfaConfiguration"], there["UserPoolTags"]) == ("OFF", {"where": "away"})


def test_only_an_inactive_replica_is_deleted_and_only_from_the_primary(
    aws: EmbeddedAws, cognito: Any, client: Client, made: dict[str, Any]
) -> None:
    """A secondary Region does not do what would change the directory."""
    away, named = client("cognito-idp", region=AWAY), {"UserPoolId": made["Id"], "RegionName": AWAY}
    away.update_user_pool_replica(**named, Status="ACTIVE")
    assert _refusal(lambda: cognito.delete_user_pool_replica(**named)) == "InvalidParameterException"
    cognito.update_user_pool_replica(**named, Status="INACTIVE")
    assert _refusal(lambda: away.delete_user_pool_replica(**named)) == "OperationNotEnabledException"
    assert _refusal(lambda: away.delete_user_pool(UserPoolId=made["Id"])) == "OperationNotEnabledException"
    assert _refusal(lambda: cognito.delete_user_pool(UserPoolId=made["Id"])) == "InvalidParameterException"
    cognito.delete_user_pool_replica(**named)
    with pytest.raises(Exception, match="no pool"):
        aws.pool(AWAY, made["Id"])
