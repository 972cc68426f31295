"""Cognito makes its own role, as on AWS, when a pool is told to send through SES."""

from typing import Any

import botocore.session

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool

REGION, ROLE = "eu-west-1", "AWSServiceRoleForAmazonCognitoIdpEmailService"


def _client(aws: EmbeddedAws, service: str) -> Any:
    session = botocore.session.Session()
    session.set_credentials("333333333333", "test")
    return session.create_client(service, REGION, endpoint_url=aws.url)


def test_switching_a_pool_to_ses_makes_the_role_once(aws: EmbeddedAws) -> None:
    """The role of the caller's account is there afterwards; the second switch finds it."""
    pool = production_pool(f"{REGION}_Role") | {
        "Arn": f"arn:aws:cognito-idp:{REGION}:333333333333:userpool/{REGION}_Role"
    }
    aws.put_pool(REGION, pool, production_mfa(), account="333333333333")
    aws.verify(REGION, "role.example.com", account="333333333333")
    cognito, iam = _client(aws, "cognito-idp"), _client(aws, "iam")
    before = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    arn = f"arn:aws:ses:{REGION}:333333333333:identity/role.example.com"
    email = {"EmailSendingAccount": "DEVELOPER", "SourceArn": arn, "From": "a@role.example.com"}
    for _ in range(2):
        cognito.update_user_pool(UserPoolId=f"{REGION}_Role", EmailConfiguration=email)
    assert ROLE not in before
    assert [role["RoleName"] for role in iam.list_roles()["Roles"]].count(ROLE) == 1
