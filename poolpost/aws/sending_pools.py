"""The account's other user pools: which of them could send with the resources of an environment. Reads only."""

from dataclasses import dataclass
from typing import Any

from poolpost.aws.account import Account
from poolpost.aws.errors import explained
from poolpost.aws.raw import raw_pool
from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.settings.second_region import provider_region
from poolpost.standards import regions
from poolpost.standards.raw import Json

_PAGE = 60  # ListUserPools, MaxResults: at most


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingPools:
    """
    What was found.

    Attributes:
        pools: each pool except the environment's own, as DescribeUserPool returns it; replicas in other Regions count.
        unseen: region or pool id that could not be read -> the reason.
    """

    pools: tuple[Json, ...]
    unseen: dict[str, str]


def sending_pools(account: Account) -> SendingPools:
    """Describe every pool of each region that can send through the environment's SES region; the account was checked."""
    settings = account.settings
    pools: list[Json] = []
    unseen: dict[str, str] = {}
    for region in sorted(_pool_regions(settings)):
        try:
            ids = _ids(account.client("cognito-idp", region))
        except CannotDecide as error:
            unseen[region] = str(error)
            continue
        for pool_id in ids:
            if (region, pool_id) == (settings.pool_region, settings.user_pool.id_):
                continue
            try:
                pools += _described(account.client("cognito-idp", region), pool_id)
            except CannotDecide as error:
                unseen[pool_id] = str(error)
    return SendingPools(pools=tuple(pools), unseen=unseen)


def _pool_regions(settings: Settings) -> set[str]:
    """Return the regions whose pools can send through one of the environment's SES regions, and its own pool's."""
    ses = filter(None, (settings.aws.region, provider_region(settings)))
    return {settings.pool_region, *(region for each in ses for region in regions.pool_regions_through(each))}


def _ids(client: Any) -> list[str]:
    with explained("cognito-idp:ListUserPools"):
        pages = client.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": _PAGE})
        return [pool["Id"] for page in pages for pool in page["UserPools"]]


def _described(client: Any, pool_id: str) -> list[Json]:
    """Describe a pool; one that was deleted since it was listed sends nothing."""
    with explained("cognito-idp:DescribeUserPool"):
        try:
            return [raw_pool(client.describe_user_pool(UserPoolId=pool_id), pool_id)]
        except client.exceptions.ResourceNotFoundException:
            return []
