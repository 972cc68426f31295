"""Cognito user pools.

Each operation takes the caller's region and the request's JSON, and returns the response's.
"""

import secrets
import string
import time
from collections.abc import Callable

from poolpost.emulator import cognito_children, dependencies, pool_email, pool_members, replicas
from poolpost.emulator.errors import AwsError, invalid_parameter
from poolpost.emulator.state import Json, Region

TARGET = "AWSCognitoIdentityProviderService"
_ID_CHARACTERS = string.ascii_letters + string.digits
_ID_LENGTH = 9
_REPLICATED = {"AddCustomAttributes", "SetUserPoolMfaConfig", "UpdateUserPool"}
"""Operations whose result reaches the pool's replica."""
_SUMMARY = ("Id", "Name", "LambdaConfig", "Status", "LastModifiedDate", "CreationDate")


def answer(here: Region, operation: str, body: Json) -> Json:
    """Perform one operation.

    Raises:
        AwsError: the operation is refused, or not emulated.
    """
    if operation not in OPERATIONS:
        code = "UnknownOperationException"
        raise AwsError(code, f"the embedded AWS does not emulate cognito-idp:{operation}")
    replicas.check_operation(here, operation, body)
    answered = OPERATIONS[operation](here, body)
    if operation in _REPLICATED:
        replicas.replicate(here, body["UserPoolId"])
    return answered


def find(here: Region, pool_id: str) -> Json:
    """Return the stored pool."""
    if pool_id not in here.pools:
        code = "ResourceNotFoundException"
        raise AwsError(code, f"User pool {pool_id} does not exist.")
    return here.pools[pool_id]


def _arn(here: Region, pool_id: str) -> str:
    return here.arn("cognito-idp", f"userpool/{pool_id}")


def touch(pool: Json) -> None:
    """Move LastModifiedDate, by at least a millisecond so that every write shows."""
    now, last = time.time(), pool.get("LastModifiedDate", 0)
    pool["LastModifiedDate"] = round(max(now, last + 0.001) if isinstance(last, int | float) else now, 3)


def create_user_pool(here: Region, body: Json) -> Json:
    """Store a pool with the settings given and AWS's defaults for the rest."""
    if not body.get("PoolName"):
        msg = "1 validation error detected: Value at 'poolName' must not be null"
        raise invalid_parameter(msg)
    pool_id = f"{here.name}_" + "".join(secrets.choice(_ID_CHARACTERS) for _ in range(_ID_LENGTH))
    pool_members.check_settings(body)
    pool_email.check(here, _arn(here, pool_id), body.get("EmailConfiguration", {}))
    settings = {name: value for name, value in body.items() if name not in {"PoolName", "Schema"}}
    pool = {"Id": pool_id, "Name": body["PoolName"], "UserPoolTier": "ESSENTIALS"} | pool_members.defaults() | settings
    pool |= {"Arn": _arn(here, pool_id), "EstimatedNumberOfUsers": 0}
    pool["SchemaAttributes"] = pool_members.schema(body.get("Schema", []))
    pool_members.mirror_validity(pool)
    touch(pool)
    pool["CreationDate"] = pool["LastModifiedDate"]
    here.pools[pool_id] = pool
    dependencies.remember(here.world, pool)
    here.mfa[pool_id] = {"MfaConfiguration": pool["MfaConfiguration"]}
    return {"UserPool": pool}


def describe_user_pool(here: Region, body: Json) -> Json:
    """Every stored member, also unknown ones."""
    return {"UserPool": find(here, body["UserPoolId"])}


def update_user_pool(here: Region, body: Json) -> Json:
    """Replace the settings: what the request omits is lost (see the package docstring)."""
    pool_id = body["UserPoolId"]
    pool = find(here, pool_id)
    pool_members.check_updatable(body)
    pool_members.check_settings(body)
    dependencies.check(here, body)
    dependencies.remember(here.world, body)
    pool_email.check(here, _arn(here, pool_id), body.get("EmailConfiguration", {}))
    sent = {name: value for name, value in body.items() if name not in {"UserPoolId", "PoolName"}}
    if "PoolName" in body:
        sent["Name"] = body["PoolName"]
    updated = pool | sent if here.world.mode == "merge" else _replaced(pool, sent)
    pool_members.mirror_validity(updated)
    replicas.check_update(here, pool, updated)
    touch(updated)
    here.pools[pool_id] = updated
    here.mfa[pool_id] = here.mfa.get(pool_id, {}) | {"MfaConfiguration": updated["MfaConfiguration"]}
    return {}


def _replaced(pool: Json, sent: Json) -> Json:
    kept = {name: value for name, value in pool.items() if name in pool_members.SURVIVES_UPDATE}
    updated = kept | pool_members.defaults() | sent
    system_tags = {key: value for key, value in pool.get("UserPoolTags", {}).items() if key.startswith("aws:")}
    updated["UserPoolTags"] = system_tags | updated["UserPoolTags"]
    return updated


def delete_user_pool(here: Region, body: Json) -> Json:
    """Refused while deletion protection is on."""
    pool = find(here, body["UserPoolId"])
    if pool.get("DeletionProtection") == "ACTIVE":
        msg = (
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )
        raise invalid_parameter(msg)
    del here.pools[body["UserPoolId"]]
    here.mfa.pop(body["UserPoolId"], None)
    return {}


def list_user_pools(here: Region, body: Json) -> Json:
    """Summaries, in pages of MaxResults."""
    start, size = int(body.get("NextToken", 0)), body["MaxResults"]
    pools = list(here.pools.values())
    page: Json = {"UserPools": [_summary(here, pool) for pool in pools[start : start + size]]}
    return page | ({"NextToken": str(start + size)} if start + size < len(pools) else {})


def _summary(here: Region, pool: Json) -> Json:
    replica = replicas.of(here, pool["Id"])
    return {k: pool[k] for k in _SUMMARY if k in pool} | ({"ReplicaRegions": [replica.region]} if replica else {})


def get_user_pool_mfa_config(here: Region, body: Json) -> Json:
    """Return what SetUserPoolMfaConfig stored; for a pool that never saw one, MfaConfiguration alone."""
    pool = find(here, body["UserPoolId"])
    return {"MfaConfiguration": pool.get("MfaConfiguration", "OFF")} | here.mfa.get(body["UserPoolId"], {})


def set_user_pool_mfa_config(here: Region, body: Json) -> Json:
    """Replace the whole MFA configuration: a bare call turns MFA off and drops every factor."""
    pool = find(here, body["UserPoolId"])
    mfa: Json = {"MfaConfiguration": "OFF"} | body
    del mfa["UserPoolId"]
    here.mfa[body["UserPoolId"]] = mfa
    pool["MfaConfiguration"] = mfa["MfaConfiguration"]
    sms: Json = mfa.get("SmsMfaConfiguration", {})
    pool |= {name: sms[name] for name in ("SmsConfiguration", "SmsAuthenticationMessage") if name in sms}
    touch(pool)
    return mfa


def add_custom_attributes(here: Region, body: Json) -> Json:
    """Attributes can be added, never changed or removed."""
    pool = find(here, body["UserPoolId"])
    added = pool_members.custom_attributes(body["CustomAttributes"])
    existing = {attribute["Name"] for attribute in pool.get("SchemaAttributes", [])}
    if taken := sorted(existing & {attribute["Name"] for attribute in added}):
        msg = f"{taken[0]}: Existing attribute already has name {taken[0]}."
        raise invalid_parameter(msg)
    pool["SchemaAttributes"] = [*pool.get("SchemaAttributes", []), *added]
    touch(pool)
    return {}


def tag_resource(here: Region, body: Json) -> Json:
    """Add or overwrite tags."""
    pool = _tagged(here, body)
    pool_members.check_settings({"UserPoolTags": body["Tags"]})
    pool["UserPoolTags"] = pool.get("UserPoolTags", {}) | body["Tags"]
    touch(pool)
    return {}


def untag_resource(here: Region, body: Json) -> Json:
    """Remove tags; unknown keys are not an error."""
    pool = _tagged(here, body)
    pool["UserPoolTags"] = {
        key: value for key, value in pool.get("UserPoolTags", {}).items() if key not in body["TagKeys"]
    }
    touch(pool)
    return {}


def list_tags_for_resource(here: Region, body: Json) -> Json:
    """Return the tags of a pool, by its ARN."""
    return {"Tags": _tagged(here, body).get("UserPoolTags", {})}


def _tagged(here: Region, body: Json) -> Json:
    return find(here, body["ResourceArn"].rpartition("/")[2])


OPERATIONS: dict[str, Callable[[Region, Json], Json]] = {
    "AddCustomAttributes": add_custom_attributes,
    "CreateUserPool": create_user_pool,
    "CreateUserPoolReplica": replicas.create,
    "DeleteUserPool": delete_user_pool,
    "DeleteUserPoolReplica": replicas.delete,
    "DescribeUserPool": describe_user_pool,
    "GetUserPoolMfaConfig": get_user_pool_mfa_config,
    "ListTagsForResource": list_tags_for_resource,
    "ListUserPoolReplicas": replicas.listed,
    "ListUserPools": list_user_pools,
    "SetUserPoolMfaConfig": set_user_pool_mfa_config,
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
    "UpdateUserPool": update_user_pool,
    "UpdateUserPoolReplica": replicas.update,
    **cognito_children.OPERATIONS,
}
