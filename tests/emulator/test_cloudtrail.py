"""CloudTrail's event history: what is recorded of whom, and what a lookup may ask."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.cloudtrail import HIDDEN
from poolpost.emulator.demo_pool import production_mfa, production_pool
from tests.emulator.conftest import REGION
from tests.scenes.children import SECRET, add_provider

POOL = f"{REGION}_Trail1"


@pytest.fixture
def trail(client: Callable[..., Any]) -> Any:
    """Return a client of CloudTrail."""
    return client("cloudtrail")


@pytest.fixture
def pool(aws: EmbeddedAws) -> Iterator[str]:
    """Store a pool."""
    aws.put_pool(REGION, production_pool(POOL), production_mfa())
    yield POOL
    aws.principal({})


def newest(trail: Any, name: str) -> dict[str, Any]:
    """Return the newest event of a name."""
    attribute = {"AttributeKey": "EventName", "AttributeValue": name}
    return json.loads(trail.lookup_events(LookupAttributes=[attribute])["Events"][0]["CloudTrailEvent"])


def test_a_request_is_recorded_with_who_sent_it_by_what(aws: EmbeddedAws, cognito: Any, trail: Any, pool: str) -> None:
    """Members in lowerCamelCase, tags as they are, and texts for users hidden."""
    aws.principal({"type": "Root", "accountId": "000000000000"})
    cognito.update_user_pool(
        UserPoolId=pool, UserPoolTags={"Team": "x"}, SmsVerificationMessage="{####}", AutoVerifiedAttributes=["email"]
    )
    found = newest(trail, "UpdateUserPool")
    assert found["userIdentity"]["type"] == "Root"
    assert found["userAgent"].startswith("Boto3/")
    assert found["requestParameters"] == {
        "userPoolId": pool,
        "userPoolTags": {"Team": "x"},
        "smsVerificationMessage": HIDDEN,
        "autoVerifiedAttributes": ["email"],
    }


def test_no_secret_is_recorded(cognito: Any, trail: Any, pool: str) -> None:
    """Details of an identity provider are hidden whole."""
    add_provider(cognito, pool, "Okta")
    found = newest(trail, "CreateIdentityProvider")
    assert found["requestParameters"]["providerDetails"] == HIDDEN
    assert SECRET not in json.dumps(found)


def test_a_refused_request_is_recorded_as_refused(aws: EmbeddedAws, cognito: Any, trail: Any, pool: str) -> None:
    """With AWS's code; of one that was denied CloudTrail has no parameters."""
    with pytest.raises(ClientError):
        cognito.update_user_pool(UserPoolId=pool, EmailConfiguration={"EmailSendingAccount": "DEVELOPER"})
    assert newest(trail, "UpdateUserPool")["errorCode"] == "InvalidParameterException"
    aws.fault("cognito-idp:UpdateUserPool", "denied")
    with pytest.raises(ClientError):
        cognito.update_user_pool(UserPoolId=pool)
    assert newest(trail, "UpdateUserPool")["requestParameters"] is None


def test_ses_is_recorded_in_both_of_its_versions(client: Callable[..., Any], ses: Any, trail: Any) -> None:
    """Under one event source."""
    ses.create_email_identity(EmailIdentity="trail.example.com")
    client("ses").verify_domain_identity(Domain="trail1.example.com")
    assert newest(trail, "CreateEmailIdentity")["requestParameters"] == {"emailIdentity": "trail.example.com"}
    assert newest(trail, "VerifyDomainIdentity")["requestParameters"] == {"domain": "trail1.example.com"}
    assert newest(trail, "VerifyDomainIdentity")["eventSource"] == "ses.amazonaws.com"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (
            {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": name} for name in "ab"]},
            "InvalidLookupAttributes",
        ),
        ({"StartTime": 2_000_000_000, "EndTime": 1}, "InvalidTimeRange"),
    ],
)
def test_a_lookup_is_as_strict_as_aws(asked: dict[str, Any], code: str, trail: Any) -> None:
    """One attribute, and a start before the end."""
    with pytest.raises(ClientError, match=code):
        trail.lookup_events(**asked)


def test_an_empty_trail_of_another_account_stays_empty(
    client: Callable[..., Any], trail: Any, cognito: Any, pool: str
) -> None:
    """Per account and region, as the event history is."""
    cognito.describe_user_pool(UserPoolId=pool)
    assert trail.lookup_events()["Events"]
    assert client("cloudtrail", account="777777777777").lookup_events()["Events"] == []
    assert client("cloudtrail", region="us-west-2").lookup_events()["Events"] == []
