"""Faults on demand, and the call log that shows what really arrived."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from poolpost.emulator.client import EmbeddedAws, EmbeddedAwsError

REGION = "eu-west-1"
UPDATE = "cognito-idp:UpdateUserPool"
Client = Callable[..., Any]


def test_throttling_lasts_as_many_requests_as_asked(
    aws: EmbeddedAws, cognito: Any, ses: Any, pool: dict[str, Any]
) -> None:
    """Cognito throttles with status 400, SES with 429; the request after the last fault is served."""
    aws.fault("cognito-idp:DescribeUserPool", "throttle", count=2)
    aws.fault("sesv2:GetAccount", "throttle")
    for _ in range(2):
        with pytest.raises(cognito.exceptions.TooManyRequestsException) as refused:
            cognito.describe_user_pool(UserPoolId=pool["Id"])
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    cognito.describe_user_pool(UserPoolId=pool["Id"])
    with pytest.raises(ses.exceptions.TooManyRequestsException) as refused:
        ses.get_account()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429


@pytest.mark.parametrize(("kind", "status", "code"), [("error500", 500, "Internal"), ("expired", 403, "ExpiredToken")])
def test_errors_reach_services_of_every_protocol(
    aws: EmbeddedAws, client: Client, kind: str, status: int, code: str
) -> None:
    """JSON, REST JSON, Query and REST XML clients all understand the error."""
    asked = {
        "cognito-idp:ListUserPools": lambda: client("cognito-idp").list_user_pools(MaxResults=1),
        "sesv2:GetAccount": lambda: client("sesv2").get_account(),
        "sns:ListTopics": lambda: client("sns").list_topics(),
        "route53:ListHostedZones": lambda: client("route53").list_hosted_zones(),
        "kms:ListKeys": lambda: client("kms").list_keys(),
        "sts:GetCallerIdentity": lambda: client("sts").get_caller_identity(),
    }
    for operation, ask in asked.items():
        aws.fault(operation, kind)
        with pytest.raises(ClientError) as refused:
            ask()
        assert status == refused.value.response["ResponseMetadata"]["HTTPStatusCode"], operation
        assert refused.value.response["Error"]["Code"].startswith(code), operation
        ask()


def test_a_connection_dropped_before_the_write_changes_nothing(
    aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]
) -> None:
    """The caller cannot know, but nothing happened."""
    aws.fault(UPDATE, "drop_before")
    with pytest.raises(ConnectionClosedError):
        cognito.update_user_pool(UserPoolId=pool["Id"])

    assert pool == aws.pool(REGION, pool["Id"])["UserPool"]


def test_a_connection_dropped_after_the_write_has_changed_the_pool(
    aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]
) -> None:
    """The caller cannot know, but the write took effect; the call log says that there was no answer."""
    aws.fault(UPDATE, "drop_after")
    aws.clear_calls()
    with pytest.raises(ConnectionClosedError):
        cognito.update_user_pool(UserPoolId=pool["Id"])

    assert "LambdaConfig" not in aws.pool(REGION, pool["Id"])["UserPool"]
    assert [(call["status"], call["fault"]) for call in aws.calls()] == [(None, "drop_after")]


def test_a_slow_answer_comes_late(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """Slow requests are handled all the same, and others need not wait for them."""
    aws.fault("*", "slow", seconds=0.3)
    started = time.monotonic()
    cognito.describe_user_pool(UserPoolId=pool["Id"])

    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_second_writer_changes_the_pool(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any], when: str) -> None:
    """Before the describe it shows in the answer, after it it does not; the date moves either way."""
    patch = {"LambdaConfig": {"PostConfirmation": "arn:aws:lambda:eu-west-1:0:function:g", "FutureTrigger": None}}
    aws.fault(
        "cognito-idp:DescribeUserPool",
        "second_writer",
        region=REGION,
        pool=pool["Id"],
        patch=patch,
        when=when,
    )
    seen = cognito.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]["LambdaConfig"]
    left = aws.pool(REGION, pool["Id"])["UserPool"]

    assert ("PostConfirmation" in seen) == (when == "before")
    assert {"PreSignUp", "PostConfirmation"} == set(left["LambdaConfig"])
    assert left["LastModifiedDate"] > pool["LastModifiedDate"]
    assert pool["FutureSetting"] == left["FutureSetting"]


def test_a_second_writer_can_replace_the_pool(aws: EmbeddedAws, cognito: Any, pool: dict[str, Any]) -> None:
    """Two faults of different kinds can hit the same request.

    The answer is lost, and somebody else wrote after us.
    """
    replacement = {"Id": pool["Id"], "Name": "theirs"}
    details = {"region": REGION, "pool": pool["Id"], "patch": replacement, "replace": True, "when": "after"}
    aws.fault(UPDATE, "second_writer", **details)
    aws.fault(UPDATE, "drop_after")
    with pytest.raises(ConnectionClosedError):
        cognito.update_user_pool(UserPoolId=pool["Id"])

    left = aws.pool(REGION, pool["Id"])["UserPool"]

    assert replacement | {"LastModifiedDate": left["LastModifiedDate"]} == left


def test_an_unknown_fault_is_refused(aws: EmbeddedAws) -> None:
    """A misspelt fault must not make a test pass."""
    with pytest.raises(EmbeddedAwsError, match="no such fault: explode"):
        aws.fault("*", "explode")


def test_the_log_tells_what_was_asked(aws: EmbeddedAws, client: Client, pool: dict[str, Any]) -> None:
    """Service, operation, region and account of every request, and the body where it is JSON."""
    aws.clear_calls()
    client("cognito-idp").describe_user_pool(UserPoolId=pool["Id"])
    client("sesv2", region="eu-central-1", account="222222222222").get_account()
    client("sns").list_topics()
    client("route53").list_hosted_zones()
    calls = aws.calls()

    assert [
        ("cognito-idp", "DescribeUserPool", REGION, "000000000000", {"UserPoolId": pool["Id"]}, 200),
        ("sesv2", "GetAccount", "eu-central-1", "222222222222", None, 200),
        ("sns", "ListTopics", REGION, "000000000000", None, 200),
        ("route53", "ListHostedZones", REGION, "000000000000", None, 200),
    ] == [tuple(call[key] for key in ("service", "operation", "region", "account", "body", "status")) for call in calls]


def test_a_region_can_be_down_alone(aws: EmbeddedAws, client: Client) -> None:
    """Every operation of one service in one region, and nothing else: a rehearsal of an outage."""
    aws.fault("sesv2:*", "denied", count=2, region="us-west-2")
    client("sesv2", region="eu-west-1").get_account()
    client("sns", region="us-west-2").list_topics()
    for ask in ("get_account", "list_email_identities"):
        with pytest.raises(ClientError, match="AccessDenied"):
            getattr(client("sesv2", region="us-west-2"), ask)()
    client("sesv2", region="us-west-2").get_account()
