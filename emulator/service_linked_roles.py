"""Cognito's service-linked roles under their real names.

ministack names them differently and gives them a description nobody asked for, which makes every plan
non-empty.
"""

import json
from urllib.parse import urlencode

from emulator import ministack_app
from emulator.errors import AwsError
from emulator.ministack_app import Answer, Scope

NAMES = {
    "cognito-idp.amazonaws.com": "AWSServiceRoleForAmazonCognitoIdp",
    "email.cognito-idp.amazonaws.com": "AWSServiceRoleForAmazonCognitoIdpEmailService",
}
"""Amazon Cognito developer guide, "Using service-linked roles for Amazon Cognito"."""
CONFLICT = 409


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
