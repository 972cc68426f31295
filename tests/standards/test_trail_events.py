"""CloudTrail's events as values: who, when, with what; and text that is no event."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from poolpost.standards.trail_events import event, leaves, principal

ROLE = "arn:aws:sts::000000000000:assumed-role/{}/{}"
EVENT: dict[str, Any] = {
    "eventID": "1",
    "eventTime": "2026-11-28T14:02:11Z",
    "eventName": "UpdateUserPool",
    "userIdentity": {"type": "AssumedRole", "arn": ROLE.format("deploy", "alice")},
    "userAgent": "aws-cli/2.31.0 ua/2.1",
    "requestParameters": {"userPoolId": "eu-west-1_X"},
}


def text(**members: Any) -> str:
    """Return the text of an event with other members."""
    return json.dumps(EVENT | members)


@pytest.mark.parametrize(
    ("identity", "phrase"),
    [
        ({"type": "Root", "accountId": "000000000000"}, "the root user of account 000000000000"),
        ({"type": "IAMUser", "userName": "bob"}, "user bob"),
        (EVENT["userIdentity"], "role deploy (session alice)"),
        (
            {"type": "AssumedRole", "arn": ROLE.format("AWSReservedSSO_Admin_0123456789abcdef", "carol@example.com")},
            "carol@example.com (permission set Admin)",
        ),
        (
            {"type": "AWSService", "invokedBy": "cloudformation.amazonaws.com"},
            "AWS service cloudformation.amazonaws.com",
        ),
        ({"type": "AWSAccount", "accountId": "111111111111"}, "account 111111111111"),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1"}}, "IAM Identity Center user u-1"),
        ({"type": "FederatedUser", "arn": "arn:x"}, "FederatedUser arn:x"),
        ({}, "an unknown principal"),
    ],
)
def test_a_principal_is_a_phrase(identity: dict[str, Any], phrase: str) -> None:
    """Each type of CloudTrail's userIdentity, and one that it does not have yet."""
    assert principal(identity) == phrase


def test_an_event_has_a_time_a_principal_a_tool_and_a_request() -> None:
    """What follows from it is told from these."""
    found = event(text())
    assert found.time == datetime(2026, 11, 28, 14, 2, 11, tzinfo=UTC)
    assert (found.principal, found.tool) == ("role deploy (session alice)", "AWS CLI 2.31.0")
    assert (found.request, found.refused) == ({"userPoolId": "eu-west-1_X"}, "")
    assert (
        event(text(requestParameters=None, errorCode="AccessDenied", errorMessage="not you")).refused == "AccessDenied"
    )
    assert event(text(sessionCredentialFromConsole="true", userAgent="aws-sdk-js/3")).tool == "AWS console"
    by_service = EVENT["userIdentity"] | {"invokedBy": "cloudformation.amazonaws.com"}
    assert event(text(userIdentity=by_service)).tool == "CloudFormation"


@pytest.mark.parametrize("wrong", ["", "[]", "{}", '{"eventID": 1}', text(eventTime="today"), text(userIdentity="x")])
def test_what_is_no_event_is_an_error(wrong: str) -> None:
    """Not a traceback, and not an event without a time."""
    with pytest.raises(ValueError, match=r"."):
        event(wrong)


def test_every_text_of_a_request_is_found() -> None:
    """At any depth: SES and Cognito name what they are about in different members."""
    assert set(leaves({"a": ["x", {"b": "y"}], "c": 1, "d": None})) == {"x", "y"}
    assert list(leaves(None)) == []
