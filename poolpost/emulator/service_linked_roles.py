"""Cognito's service-linked roles under their real names.

ministack names them differently and gives them a description that was not requested, which makes every plan non-empty.
"""

import json
from contextlib import suppress
from urllib.parse import urlencode

from poolpost.emulator import ministack_app
from poolpost.emulator.errors import AwsError
from poolpost.emulator.ministack_app import Answer, Scope

NAMES = {
    "cognito-idp.amazonaws.com": "AWSServiceRoleForAmazonCognitoIdp",
    "email.cognito-idp.amazonaws.com": "AWSServiceRoleForAmazonCognitoIdpEmailService",
}
"""Amazon Cognito developer guide, "Using service-linked roles for Amazon Cognito"."""
EMAIL = "email.cognito-idp.amazonaws.com"
CONFLICT = 409
_SIGNED_FOR_COGNITO = b"/cognito-idp/aws4_request"
_SIGNED_FOR_IAM = b"/iam/aws4_request"


async def create(scope: Scope, body: bytes, sent: dict[str, str]) -> Answer:
    """Create the role as an ordinary one at its reserved path, which ministack stores in the same place.

    Raises:
        AwsError: InvalidInput, AWS's answer when the role exists.
    """
    service = sent["AWSServiceName"]
    if service not in NAMES:
        return await ministack_app.call(scope, body)
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    role = {
        "Action": "CreateRole",
        "Version": sent["Version"],
        "RoleName": NAMES[service],
        "Path": f"/aws-service-role/{service}/",
        "AssumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    } | ({"Description": sent["Description"]} if "Description" in sent else {})
    answer = await ministack_app.call(scope, urlencode(role).encode())
    if answer.status == CONFLICT:
        code = "InvalidInput"
        raise AwsError(
            code,
            f"Service role name {NAMES[service]} has been taken in this account.",
        )
    renamed = answer.body.replace(b"CreateRoleRes", b"CreateServiceLinkedRoleRes")
    return Answer(status=answer.status, headers=answer.headers, body=renamed)


async def create_for_cognito(scope: Scope) -> None:
    """Do what Cognito does when a pool is set to send with DEVELOPER: create its role, unless it exists."""
    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    for name, value in scope["headers"]:
        if name.lower() == b"authorization":
            headers.append((name, value.replace(_SIGNED_FOR_COGNITO, _SIGNED_FOR_IAM)))
        elif name.lower() in {b"host", b"x-amz-date"}:
            headers.append((name, value))
    with suppress(AwsError):
        await create({**scope, "headers": headers}, b"", {"AWSServiceName": EMAIL, "Version": "2010-05-08"})
