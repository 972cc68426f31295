"""The roles, functions and keys that pools name: by default each exists, trusts Cognito and is enabled.

They are not deployed here, so everything that a pool of the account refers to, or has referred to, is answered as if it
existed; `World.broken` lists exceptions. UpdateUserPool refuses the same then, for the role by AWS's error (botocore: its
documentation); that AWS refuses for a function or a key is not documented, and those texts are in its style.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from poolpost.emulator.errors import AwsError, invalid_parameter
from poolpost.emulator.state import Json, Region, World

STATES = frozenset({"fine", "missing", "distrusts", "other_external_id", "disabled", "pending_deletion"})
_USERS = ("LambdaConfig", "SmsConfiguration", "KeyConfiguration")
_COLONS = 5  # of an ARN
_KEY_STATES = {"disabled": "Disabled", "pending_deletion": "PendingDeletion"}


def set_state(world: World, arn: str, state: str) -> None:
    """Let one thing be in a state.

    Raises:
        AwsError: there is no such state.
    """
    if state not in STATES:
        code = "UnknownState"
        raise AwsError(code, f"no such state: {state}; states are {', '.join(sorted(STATES))}")
    world.broken.pop(arn, None)
    if state != "fine":
        world.broken[arn] = state


def check(here: Region, body: Json) -> None:
    """Refuse an update of a pool that names what does not work."""
    for arn in _named(body):
        state, service = here.world.broken.get(arn), arn.split(":")[2]
        if state and service == "iam":
            code = "InvalidSmsRoleTrustRelationshipException"
            raise AwsError(code, "Role does not have a trust relationship allowing Cognito to assume the role")
        if state:
            msg = f"{arn} is not valid: it is {state}."
            raise invalid_parameter(msg)


def remember(world: World, pool: Json) -> None:
    """Let what a pool names be there from now on, also when the pool names it no longer."""
    sms: Json = pool.get("SmsConfiguration") or {}
    external: str | None = (sms.get("EumsSms") or sms).get("ExternalId")
    for arn in _named(pool):
        world.named[arn] = external


def role(world: World, account: str, name: str) -> str | None:
    """Answer iam:GetRole in XML; None for a role that no pool has named."""
    start, end = f"arn:aws:iam::{account}:role/", f"/{name}"
    arn = next((each for each in world.named if each.startswith(start) and each.endswith(end)), None)
    if arn is None:
        return None
    state = world.broken.get(arn)
    if state == "missing":
        code = "NoSuchEntity"
        raise AwsError(code, f"The role with name {name} cannot be found.", 404)
    return _role_xml(arn, name, _trust(state, world.named[arn]))


def function(world: World, account: str, arn: str) -> Json | None:
    """Answer lambda:GetFunctionConfiguration; None for a function that no pool has named."""
    if not _is_named(world, account, arn):
        return None
    if world.broken.get(arn):
        code = "ResourceNotFoundException"
        raise AwsError(code, f"Function not found: {arn}", 404)
    return {"FunctionName": arn.rpartition(":")[2], "FunctionArn": arn, "State": "Active"}


def key(world: World, account: str, arn: str) -> Json | None:
    """Answer kms:DescribeKey; None for a key that no pool has named."""
    if not _is_named(world, account, arn):
        return None
    state = world.broken.get(arn, "")
    if state == "missing":
        code = "NotFoundException"
        raise AwsError(code, f"Key '{arn}' does not exist")
    shown = _KEY_STATES.get(state, "Enabled")
    return {
        "KeyMetadata": {
            "KeyId": arn.rpartition("/")[2],
            "Arn": arn,
            "KeyState": shown,
            "Enabled": shown == "Enabled",
            "AWSAccountId": account,
        }
    }


def _is_named(world: World, account: str, arn: str) -> bool:
    return arn in world.named and arn.split(":")[4] == account


def _named(pool: Json) -> Iterator[str]:
    """Every ARN in the members by which a pool uses something."""
    waiting: list[Any] = [pool.get(member) for member in _USERS]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, str) and value.startswith("arn:") and value.count(":") >= _COLONS:
            yield value


def _trust(state: str | None, external: str | None) -> Json:
    service = "ec2.amazonaws.com" if state == "distrusts" else "cognito-idp.amazonaws.com"
    wanted = "another" if state == "other_external_id" else external
    condition = {"Condition": {"StringEquals": {"sts:ExternalId": wanted}}} if wanted else {}
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"} | condition
    return {"Version": "2012-10-17", "Statement": [statement]}


def _role_xml(arn: str, name: str, trust: Json) -> str:
    return (
        '<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role>'
        f"<Path>/</Path><RoleName>{name}</RoleName><RoleId>AROAEXAMPLE</RoleId><Arn>{arn}</Arn>"
        f"<CreateDate>2021-02-03T00:00:00Z</CreateDate>"
        f"<AssumeRolePolicyDocument>{quote(json.dumps(trust))}</AssumeRolePolicyDocument>"
        "</Role></GetRoleResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></GetRoleResponse>"
    )
