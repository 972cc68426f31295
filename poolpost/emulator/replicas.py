"""Replicas of a user pool in another Region (Cognito's multi-Region replication).

Source: Cognito developer guide, user-pool-multi-region; botocore's text of UpdateUserPool and of the four operations. What
they leave open is played as the worst: a new replica has none of the primary's regional settings, and every setting that the
guide does not list as regional must be sent to a secondary as it is.
"""

from poolpost.emulator import dependencies, pool_members
from poolpost.emulator.errors import AwsError, invalid_parameter
from poolpost.emulator.state import Json, Region, Replica

REGIONAL = frozenset({"EmailConfiguration", "LambdaConfig", "SmsConfiguration", "UserPoolTags"})
"""Settings that each Region has of its own; all others are the primary's and are copied."""
_OWN = REGIONAL | {"Arn", "EmailConfigurationFailure", "SmsConfigurationFailure"}
"""Members that a replica does not have from its primary."""
_PRIMARY_ONLY = frozenset({"AddCustomAttributes", "CreateUserPoolReplica", "DeleteUserPool", "DeleteUserPoolReplica"})


def of(here: Region, pool_id: str) -> Replica | None:
    """Return the replica of a pool of this account, None if it has none."""
    return here.world.replicas.get((here.account, pool_id))


def is_secondary(here: Region, pool_id: str) -> bool:
    """Whether this Region has the pool's replica, not the pool itself."""
    replica = of(here, pool_id)
    return replica is not None and replica.region == here.name


def check_operation(here: Region, operation: str, body: Json) -> None:
    """Refuse what a secondary Region does not do."""
    pool_id = body.get("UserPoolId", "")
    if operation in _PRIMARY_ONLY and is_secondary(here, pool_id):
        code = "OperationNotEnabledException"
        raise AwsError(code, f"{operation} is not supported in the secondary Region {here.name}.")
    if operation == "DeleteUserPool" and of(here, pool_id):
        msg = "The user pool cannot be deleted because it has a replica."
        raise invalid_parameter(msg)


def check_update(here: Region, pool: Json, updated: Json) -> None:
    """Refuse an UpdateUserPool in a secondary Region that would change what is the primary's."""
    if not is_secondary(here, pool["Id"]):
        return
    before, after = _global(pool), _global(updated)
    differ = sorted(member for member in before.keys() | after.keys() if before.get(member) != after.get(member))
    if differ:
        msg = f"Global settings must match the existing configuration in secondary Region {here.name}: {', '.join(differ)}"
        raise invalid_parameter(msg)


def _global(pool: Json) -> Json:
    """Return what is the primary's of a raw pool, with what AWS describes of settings that it lacks."""
    whole = pool_members.defaults() | pool
    pool_members.mirror_validity(whole)
    return {member: value for member, value in whole.items() if member not in _OWN}


def replicate(here: Region, pool_id: str) -> None:
    """Copy to the replica what is not regional, unless a test holds replication up."""
    replica = of(here, pool_id)
    if replica is None or replica.region == here.name or here.world.replication_held:
        return
    there, pool = here.sibling(replica.region), here.pools[pool_id]
    own = {name: value for name, value in there.pools[pool_id].items() if name in _OWN}
    there.pools[pool_id] = {name: value for name, value in pool.items() if name not in _OWN} | own
    there.mfa[pool_id] = there.mfa.get(pool_id, {}) | {"MfaConfiguration": pool.get("MfaConfiguration", "OFF")}


def put(here: Region, region: str, pool_id: str, *, status: str, pool: Json | None = None) -> None:
    """Store a replica of a pool as a test wants it, without AWS's checks; `pool`: the raw replica, default the primary's copy."""
    primary, there = here.pools[pool_id], here.sibling(region)
    own = {"Arn": there.arn("cognito-idp", f"userpool/{pool_id}")}
    here.world.replicas[here.account, pool_id] = Replica(region=region, status=status)
    there.pools[pool_id] = (primary if pool is None else pool) | own
    dependencies.remember(here.world, there.pools[pool_id])
    there.mfa[pool_id] = dict(here.mfa.get(pool_id, {"MfaConfiguration": primary.get("MfaConfiguration", "OFF")}))


def create(here: Region, body: Json) -> Json:
    """Make the one replica: INACTIVE, with nothing regional of the primary's."""
    pool_id, region = body["UserPoolId"], body["RegionName"]
    pool = _stored(here, pool_id)
    if pool.get("UserPoolTier") == "LITE":
        code = "FeatureUnavailableInTierException"
        raise AwsError(code, "Multi-Region replication is not available in your user pool's feature plan.")
    key: Json = pool.get("KeyConfiguration", {})
    if key.get("KeyType") != "CUSTOMER_MANAGED_KEY" or "/mrk-" not in key.get("KmsKeyArn", ""):
        msg = "Multi-Region replication requires a multi-Region customer managed key."
        raise invalid_parameter(msg)
    if region == here.name:
        msg = f"The replica must be in another Region than {here.name}."
        raise invalid_parameter(msg)
    if of(here, pool_id):
        code = "LimitExceededException"
        raise AwsError(code, "The user pool has a replica already.")
    new = {name: value for name, value in pool.items() if name not in _OWN}
    new |= {name: value for name, value in pool_members.defaults().items() if name in REGIONAL}
    put(here, region, pool_id, status="INACTIVE", pool=new | {"UserPoolTags": body.get("UserPoolTags", {})})
    return {"UserPoolReplica": _described(here, pool_id) | {"Status": "CREATING"}}


def update(here: Region, body: Json) -> Json:
    """Activate or deactivate; from either Region."""
    replica = _named(here, body)
    if body["Status"] not in {"ACTIVE", "INACTIVE"}:
        msg = f"Value '{body['Status']}' at 'status' failed to satisfy constraint: [ACTIVE, INACTIVE]"
        raise invalid_parameter(msg)
    replica.status = body["Status"]
    return {"UserPoolReplica": _described(here, body["UserPoolId"])}


def delete(here: Region, body: Json) -> Json:
    """Only an INACTIVE one."""
    replica = _named(here, body)
    if replica.status != "INACTIVE":
        msg = f"The replica in {replica.region} is {replica.status}; only an INACTIVE replica can be deleted."
        raise invalid_parameter(msg)
    shown = _described(here, body["UserPoolId"]) | {"Status": "DELETING"}
    del here.world.replicas[here.account, body["UserPoolId"]]
    del here.sibling(replica.region).pools[body["UserPoolId"]]
    return {"UserPoolReplica": shown}


def listed(here: Region, body: Json) -> Json:
    """List the primary and its secondary, in either Region."""
    pool_id = body["UserPoolId"]
    _stored(here, pool_id)
    home = pool_id.partition("_")[0]
    primary = {
        "RegionName": home,
        "Status": "ACTIVE",
        "Role": "PRIMARY",
        "UserPoolArn": here.sibling(home).arn("cognito-idp", f"userpool/{pool_id}"),
    }
    return {"UserPoolReplicas": [primary, *([_described(here, pool_id)] if of(here, pool_id) else [])]}


def _described(here: Region, pool_id: str) -> Json:
    replica = here.world.replicas[here.account, pool_id]
    there = here.sibling(replica.region)
    return {
        "RegionName": replica.region,
        "Status": replica.status,
        "Role": "SECONDARY",
        "UserPoolArn": there.arn("cognito-idp", f"userpool/{pool_id}"),
    }


def _named(here: Region, body: Json) -> Replica:
    _stored(here, body["UserPoolId"])
    replica = of(here, body["UserPoolId"])
    if replica is None or replica.region != body["RegionName"]:
        code = "ResourceNotFoundException"
        raise AwsError(code, f"User pool {body['UserPoolId']} has no replica in {body['RegionName']}.")
    return replica


def _stored(here: Region, pool_id: str) -> Json:
    if pool_id not in here.pools:
        code = "ResourceNotFoundException"
        raise AwsError(code, f"User pool {pool_id} does not exist.")
    return here.pools[pool_id]
