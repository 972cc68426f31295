"""
The children of user pools: risk configurations and log delivery here, the rest by ministack, which knows no pool of ours.

`introduce` makes a pool known to ministack before it answers; `settle` takes back what it changed in the pool, its domains.
"""

from collections.abc import Callable

from poolpost.emulator import ministack_state
from poolpost.emulator.errors import AwsError, invalid_parameter
from poolpost.emulator.state import Json, Region

_KINDS = ("UserPoolClient", "IdentityProvider", "ResourceServer", "UserPoolDomain", "Group")
HANDED_ON = frozenset(
    {
        *(f"{verb}{kind}" for verb in ("Create", "Delete", "Describe", "Update") for kind in _KINDS),
        *("GetGroup", "GetIdentityProviderByIdentifier", "GetUICustomization", "SetUICustomization"),
        *("ListGroups", "ListIdentityProviders", "ListResourceServers", "ListUserPoolClients"),
    }
)
"""What ministack answers for our pools."""
ALL = "ALL"


def introduce(here: Region) -> None:
    """Make the pools of a region known to ministack."""
    ministack_state.introduce_pools(here, here.pools)


def settle(here: Region) -> None:
    """Take over the domains that ministack has given to pools, or taken from them."""
    for pool_id, domains in ministack_state.pool_domains(here).items():
        pool = here.pools.get(pool_id)
        if pool is not None:
            for member, value in domains.items():
                pool.pop(member, None)
                pool |= {member: value} if value else {}


def describe_risk_configuration(here: Region, body: Json) -> Json:
    """Return what is set for the pool, or for one app client; refused while threat protection is off."""
    pool = _pool(here, body)
    if pool.get("UserPoolAddOns", {}).get("AdvancedSecurityMode", "OFF") == "OFF":
        code = "UserPoolAddOnNotEnabledException"
        raise AwsError(code, "User pool does not have the add-on enabled.")
    found = here.risks.get(body["UserPoolId"], {})
    chosen = found.get(body.get("ClientId", ALL)) or found.get(ALL, {})
    return {"RiskConfiguration": {"UserPoolId": body["UserPoolId"]} | chosen}


def set_risk_configuration(here: Region, body: Json) -> Json:
    """Replace the risk configuration of the pool, or of one app client."""
    _pool(here, body)
    stored = {name: value for name, value in body.items() if name != "UserPoolId"}
    here.risks.setdefault(body["UserPoolId"], {})[body.get("ClientId", ALL)] = stored
    return {"RiskConfiguration": {"UserPoolId": body["UserPoolId"]} | stored}


def get_log_delivery_configuration(here: Region, body: Json) -> Json:
    """Return where the pool's logs go; nothing is set by default."""
    _pool(here, body)
    logs = here.logs.get(body["UserPoolId"], [])
    return {"LogDeliveryConfiguration": {"UserPoolId": body["UserPoolId"], "LogConfigurations": logs}}


def set_log_delivery_configuration(here: Region, body: Json) -> Json:
    """Replace where the pool's logs go."""
    _pool(here, body)
    sources = [each["EventSource"] for each in body["LogConfigurations"]]
    if len(set(sources)) < len(sources):
        msg = "Duplicate event sources are not allowed."
        raise invalid_parameter(msg)
    here.logs[body["UserPoolId"]] = body["LogConfigurations"]
    return get_log_delivery_configuration(here, body)


def _pool(here: Region, body: Json) -> Json:
    pool_id = body["UserPoolId"]
    if pool_id not in here.pools:
        code = "ResourceNotFoundException"
        raise AwsError(code, f"User pool {pool_id} does not exist.")
    return here.pools[pool_id]


OPERATIONS: dict[str, Callable[[Region, Json], Json]] = {
    "DescribeRiskConfiguration": describe_risk_configuration,
    "GetLogDeliveryConfiguration": get_log_delivery_configuration,
    "SetLogDeliveryConfiguration": set_log_delivery_configuration,
    "SetRiskConfiguration": set_risk_configuration,
}
