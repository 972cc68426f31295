"""The policies of a stack, read by poolpost's own evaluator: each lets one service do one thing for this environment."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from poolpost.settings import Settings, validated
from poolpost.settings.stack_policies import firehose_trust, identity_policy, topic_policy
from poolpost.standards.iam_policies import allows
from tests.conftest import changed

TOPIC = "arn:aws:sns:eu-west-1:000000000000:sign-in"
PRINCIPAL = "cognito-idp.ap-east-1.amazonaws.com"
SETTINGS = validated(*changed(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")))
POLICIES: dict[str, tuple[Callable[[Settings], str], str, str, dict[str, str]]] = {
    "topic": (
        lambda settings: topic_policy(settings, TOPIC),
        "ses.amazonaws.com",
        "sns:Publish",
        {"aws:SourceAccount": "000000000000", "aws:SourceArn": SETTINGS.configuration_set_arn},
    ),
    "identity": (
        lambda settings: identity_policy(settings) or "",
        PRINCIPAL,
        "ses:SendEmail",
        {"aws:SourceAccount": "000000000000", "aws:SourceArn": SETTINGS.pool_arn},
    ),
    "firehose": (
        firehose_trust,
        "ses.amazonaws.com",
        "sts:AssumeRole",
        {"aws:SourceAccount": "000000000000", "aws:SourceArn": SETTINGS.configuration_set_arn},
    ),
}


RESOURCES = {"topic": TOPIC, "identity": SETTINGS.identity_arn}
"""The resource of those policies that name one."""


@pytest.mark.parametrize("name", POLICIES)
def test_a_service_may_act_for_this_environment_and_for_no_other(name: str) -> None:
    """The counter-checks: another service, action, account or source is refused."""
    write, service, action, context = POLICIES[name]
    policy: Any = json.loads(write(SETTINGS))
    resource = RESOURCES.get(name)
    call = {"service": service, "action": action, "context": context, "resource": resource}
    assert allows(policy, **call) is True
    assert allows(policy, **call | {"service": "lambda.amazonaws.com"}) is False
    assert allows(policy, **call | {"action": "iam:PassRole"}) is False
    for key in context:
        assert allows(policy, **call | {"context": context | {key: "other"}}) is False
