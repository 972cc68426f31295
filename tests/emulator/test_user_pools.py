"""User pools: what UpdateUserPool and its relatives do to what they are not told."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.pool_members import DEFAULTS

REGION = "eu-west-1"
Raw = Callable[..., tuple[int, dict[str, Any]]]


def test_update_resets_whatever_is_omitted(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """A bare UpdateUserPool leaves the create-only and read-only members and the tier, and defaults."""
    cognito.update_user_pool(UserPoolId=pool["Id"])

    left = aws.pool(REGION, pool["Id"])["UserPool"]
    kept = [
        "Id",
        "Name",
        "Arn",
        "CreationDate",
        "EstimatedNumberOfUsers",
        "Domain",
        "UserPoolTier",
        "UsernameAttributes",
        "UsernameConfiguration",
        "SchemaAttributes",
    ]
    expected = {member: pool[member] for member in kept} | DEFAULTS
    expected["UserPoolTags"] = {"aws:cloudformation:stack-name": "auth"}
    expected["AdminCreateUserConfig"] = {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7}
    expected["LastModifiedDate"] = left["LastModifiedDate"]

    assert expected == left


def test_update_keeps_the_mfa_factors(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """MFA factors are SetUserPoolMfaConfig's.

    An UpdateUserPool without MfaConfiguration only turns MFA off.
    """
    cognito.update_user_pool(UserPoolId=pool["Id"])

    mfa = aws.pool(REGION, pool["Id"])["Mfa"]

    assert mfa == {"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": {"Enabled": True}}


def test_update_replaces_members_whole(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """Sub-members that a sent member lacks are lost, and so are unknown ones."""
    cognito.update_user_pool(
        UserPoolId=pool["Id"], LambdaConfig={"PostConfirmation": pool["LambdaConfig"]["PreSignUp"]}
    )

    assert {"PostConfirmation"} == set(aws.pool(REGION, pool["Id"])["UserPool"]["LambdaConfig"])


def test_update_keeps_and_returns_unknown_members(raw: Raw, pool: dict[str, Any]) -> None:
    """A member that nobody knows yet is stored when sent and described."""
    assert raw("UpdateUserPool", {"UserPoolId": pool["Id"], "FutureSetting": {"Level": 4}}) == (200, {})

    _, described = raw("DescribeUserPool", {"UserPoolId": pool["Id"]})

    assert described["UserPool"]["FutureSetting"] == {"Level": 4}


def test_update_can_rename(cognito: Any, pool: dict[str, Any]) -> None:
    """PoolName is the one member with another name in DescribeUserPool."""
    cognito.update_user_pool(UserPoolId=pool["Id"], PoolName="crew")

    described = cognito.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]

    assert described["Name"] == "crew"


def test_every_write_moves_last_modified_date(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """Two writes within the same millisecond can still be told apart."""
    dates = [pool["LastModifiedDate"]]
    for _ in range(3):
        cognito.update_user_pool(UserPoolId=pool["Id"])
        dates.append(aws.pool(REGION, pool["Id"])["UserPool"]["LastModifiedDate"])
    cognito.tag_resource(ResourceArn=pool["Arn"], Tags={"a": "b"})
    dates.append(aws.pool(REGION, pool["Id"])["UserPool"]["LastModifiedDate"])

    assert sorted(set(dates)) == dates


def test_merge_mode_keeps_what_is_omitted(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """A bare update changes nothing but the date, so a test that relies on the reset can be proven."""
    aws.mode("merge")
    cognito.update_user_pool(UserPoolId=pool["Id"])

    left = aws.pool(REGION, pool["Id"])["UserPool"]

    assert pool | {"LastModifiedDate": left["LastModifiedDate"]} == left


@pytest.mark.parametrize(
    "body",
    [
        {"UsernameAttributes": ["email"]},
        {"SchemaAttributes": []},
        {"Arn": "x"},
        {"Domain": "x"},
        {"UserPoolTags": {"aws:x": "y"}},
        {
            "AdminCreateUserConfig": {"UnusedAccountValidityDays": 7},
            "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}},
        },
        {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}},
    ],
    ids="+".join,
)
def test_update_refuses_what_aws_refuses(
    aws: EmbeddedAws, raw: Raw, pool: dict[str, Any], body: dict[str, Any]
) -> None:
    """Create-only and read-only members, system tags and contradictions change nothing."""
    status, answer = raw("UpdateUserPool", {"UserPoolId": pool["Id"]} | body)

    assert (status, answer["__type"]) == (400, "InvalidParameterException")
    assert pool == aws.pool(REGION, pool["Id"])["UserPool"]


def test_unknown_pool_is_not_found(cognito: Any) -> None:
    """A pool id that does not exist is ResourceNotFoundException, as the SDKs model it."""
    with pytest.raises(cognito.exceptions.ResourceNotFoundException, match=r"eu-west-1_none does not exist"):
        cognito.describe_user_pool(UserPoolId="eu-west-1_none")


def test_unknown_operation_is_named(cognito: Any) -> None:
    """What is not emulated says so instead of pretending that the pool does not exist."""
    with pytest.raises(ClientError, match="does not emulate cognito-idp:ListUsers"):
        cognito.list_users(UserPoolId="eu-west-1_none")


def test_set_mfa_config_replaces_everything(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """A bare SetUserPoolMfaConfig turns MFA off and drops all factors."""
    cognito.set_user_pool_mfa_config(UserPoolId=pool["Id"])

    stored = aws.pool(REGION, pool["Id"])

    assert stored["Mfa"] == {"MfaConfiguration": "OFF"}
    assert stored["UserPool"]["MfaConfiguration"] == "OFF"


def test_get_mfa_config_returns_what_was_set(cognito: Any, pool: dict[str, Any]) -> None:
    """E-mail MFA, which other emulators forget, comes back."""
    wanted = {
        "MfaConfiguration": "ON",
        "EmailMfaConfiguration": {"Message": "Code {####}", "Subject": "Code"},
    }
    cognito.set_user_pool_mfa_config(UserPoolId=pool["Id"], **wanted)

    answer = cognito.get_user_pool_mfa_config(UserPoolId=pool["Id"])

    assert wanted == {member: answer[member] for member in wanted}


def test_delete_respects_deletion_protection(cognito: Any, pool: dict[str, Any]) -> None:
    """A protected pool cannot be deleted; once it is unprotected it can."""
    with pytest.raises(cognito.exceptions.InvalidParameterException, match="deletion protection"):
        cognito.delete_user_pool(UserPoolId=pool["Id"])
    cognito.update_user_pool(UserPoolId=pool["Id"])
    cognito.delete_user_pool(UserPoolId=pool["Id"])

    with pytest.raises(cognito.exceptions.ResourceNotFoundException):
        cognito.describe_user_pool(UserPoolId=pool["Id"])


def test_create_gives_defaults_and_schema(cognito: Any) -> None:
    """A new pool has AWS's defaults, the standard attributes, and custom ones under their prefix."""
    schema = [{"Name": "team", "AttributeDataType": "String"}, {"Name": "email", "Required": True}]
    created = cognito.create_user_pool(PoolName="people", Schema=schema)["UserPool"]
    attributes = {attribute["Name"]: attribute for attribute in created["SchemaAttributes"]}

    assert created["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert created["Id"].startswith("eu-west-1_")
    assert attributes["email"]["Required"]
    assert {"custom:team", "sub", "updated_at"} <= set(attributes)


def test_custom_attributes_can_be_added_once(cognito: Any, pool: dict[str, Any]) -> None:
    """AddCustomAttributes appends, and refuses a name that exists."""
    added = [{"Name": "floor", "AttributeDataType": "Number"}]
    cognito.add_custom_attributes(UserPoolId=pool["Id"], CustomAttributes=added)
    described = cognito.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]

    assert [attribute["Name"] for attribute in described["SchemaAttributes"]] == [
        "custom:team",
        "custom:floor",
    ]
    with pytest.raises(cognito.exceptions.InvalidParameterException):
        cognito.add_custom_attributes(UserPoolId=pool["Id"], CustomAttributes=added)


def test_tags_have_their_own_api(cognito: Any, pool: dict[str, Any]) -> None:
    """TagResource and UntagResource change single tags; system tags cannot be set."""
    cognito.tag_resource(ResourceArn=pool["Arn"], Tags={"stage": "dev"})
    cognito.untag_resource(ResourceArn=pool["Arn"], TagKeys=["team", "unknown"])

    tags = cognito.list_tags_for_resource(ResourceArn=pool["Arn"])["Tags"]

    assert tags == {"stage": "dev", "aws:cloudformation:stack-name": "auth"}
    with pytest.raises(cognito.exceptions.InvalidParameterException):
        cognito.tag_resource(ResourceArn=pool["Arn"], Tags={"aws:x": "y"})


def test_pools_are_listed_in_pages(client: Callable[..., Any]) -> None:
    """ListUserPools hands out MaxResults at a time, of its own region only."""
    cognito = client("cognito-idp", region="eu-north-1")
    created = {cognito.create_user_pool(PoolName=f"p{number}")["UserPool"]["Id"] for number in range(3)}
    first = cognito.list_user_pools(MaxResults=2)
    second = cognito.list_user_pools(MaxResults=2, NextToken=first["NextToken"])

    assert created == {pool["Id"] for pool in first["UserPools"] + second["UserPools"]}
    assert "NextToken" not in second


def test_pools_are_kept_per_account(client: Callable[..., Any], pool: dict[str, Any]) -> None:
    """A twelve-digit access key is the account, as in ministack; another account does not see the pool."""
    other = client("cognito-idp", account="111111111111")

    with pytest.raises(other.exceptions.ResourceNotFoundException):
        other.describe_user_pool(UserPoolId=pool["Id"])


def test_mfa_of_a_stored_pool_without_factors(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """A pool that was stored without an MFA configuration still tells its MfaConfiguration."""
    aws.put_pool(REGION, pool)

    assert cognito.get_user_pool_mfa_config(UserPoolId=pool["Id"])["MfaConfiguration"] == "OPTIONAL"
