"""One embedded AWS for all tests of this folder; tests keep apart through names of their own."""

# ruff: noqa: S310 -- every URL here is our own process on loopback

import itertools
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore.config import Config

from poolpost.emulator.client import EmbeddedAws

REGION = "eu-west-1"
ACCOUNT = "000000000000"

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _clean(aws: EmbeddedAws) -> Iterator[None]:
    """No faults, modes or external DNS left over for the next test."""
    yield
    aws.clear_faults()
    aws.external_dns({})
    aws.mode("worst-case")


@pytest.fixture(scope="session")
def client(running_aws: EmbeddedAws) -> Callable[..., Any]:
    """Make a boto3 client that tries once: `client("sesv2", region=..., account=...)`."""
    session = boto3.Session()

    @cache
    def make(service: str, region: str = REGION, account: str = ACCOUNT) -> Any:
        return session.client(
            service,
            region_name=region,
            endpoint_url=running_aws.url,
            aws_access_key_id=account,
            aws_secret_access_key="test",  # noqa: S106 -- the embedded AWS checks none
            config=Config(retries={"total_max_attempts": 1}, read_timeout=20),
        )

    return make


@pytest.fixture
def cognito(client: Callable[..., Any]) -> Any:
    """Return a Cognito client."""
    return client("cognito-idp")


@pytest.fixture
def ses(client: Callable[..., Any]) -> Any:
    """Return an SES v2 client."""
    return client("sesv2")


@pytest.fixture
def name() -> str:
    """Return a name that no other test uses."""
    return f"t{next(_numbers)}"


@pytest.fixture
def domain(name: str) -> str:
    """Return a domain that no other test uses."""
    return f"{name}.example.org"


@pytest.fixture
def zone(client: Callable[..., Any], domain: str) -> str:
    """Return the id of a public Route 53 zone for that domain."""
    zone_id: str = client("route53").create_hosted_zone(Name=domain, CallerReference=domain)["HostedZone"]["Id"]
    return zone_id


@pytest.fixture
def record(client: Callable[..., Any], zone: str) -> Callable[..., None]:
    """Change records of that zone: `record("UPSERT" or "DELETE", name, type, *values)`."""

    def change(action: str, record_name: str, kind: str, *values: str) -> None:
        records = [{"Value": value} for value in values]
        record_set = {"Name": record_name, "Type": kind, "TTL": 300, "ResourceRecords": records}
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": record_set}]}
        client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)

    return change


@pytest.fixture
def raw(aws: EmbeddedAws) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Send Cognito a body that no SDK would let pass, and get status and JSON back."""

    def send(operation: str, body: dict[str, Any], region: str = REGION) -> tuple[int, dict[str, Any]]:
        request = Request(aws.url, json.dumps(body).encode(), method="POST")
        request.add_header("X-Amz-Target", f"AWSCognitoIdentityProviderService.{operation}")
        scope = f"{ACCOUNT}/20260101/{region}/cognito-idp/aws4_request"
        request.add_header("Authorization", f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0")
        try:
            with urlopen(request) as response:
                return response.status, json.load(response)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    return send


@pytest.fixture
def pool(aws: EmbeddedAws, name: str) -> dict[str, Any]:
    """Return a stored pool with something in every kind of member, some of them unknown to today's SDKs."""
    stored = {
        "Id": f"{REGION}_{name}",
        "Name": "people",
        "Arn": f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_{name}",
        "CreationDate": 1700000000.25,
        "LastModifiedDate": 1700000001.5,
        "EstimatedNumberOfUsers": 1200,
        "Domain": "people",
        "UserPoolTier": "PLUS",
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False},
        "SchemaAttributes": [{"Name": "custom:team", "AttributeDataType": "String"}],
        "AutoVerifiedAttributes": ["email"],
        "DeletionProtection": "ACTIVE",
        "MfaConfiguration": "OPTIONAL",
        "Policies": {
            "PasswordPolicy": {"MinimumLength": 14},
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
        },
        "LambdaConfig": {
            "PreSignUp": "arn:aws:lambda:eu-west-1:000000000000:function:f",
            "FutureTrigger": "x",
        },
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "UnusedAccountValidityDays": 7},
        "EmailConfiguration": {
            "EmailSendingAccount": "COGNITO_DEFAULT",
            "ReplyToEmailAddress": "help@example.org",
        },
        "UserPoolTags": {"team": "identity", "aws:cloudformation:stack-name": "auth"},
        "FutureSetting": {"Level": 3},
    }
    aws.put_pool(REGION, stored, {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}})
    return stored
