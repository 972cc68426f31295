"""What we read of ministack's own state: the only place that touches its internals, which have no types.

Written against ministack 1.5.33; `tests/emulator` fails loudly when another version keeps its state
elsewhere.
"""

# ministack has no types, and no public way to look at its state.
# pyright: reportMissingTypeStubs=false, reportPrivateUsage=false, reportUnknownMemberType=false
# ruff: noqa: SLF001

from collections.abc import Iterable
from typing import Any, cast

from ministack.core import responses, router
from ministack.services import kms, route53, sns

from emulator.state import Json, Region


def caller(headers: dict[str, str], query: dict[str, list[str]]) -> tuple[str, str]:
    """Account and region of a request as ministack sees them.

    An access key of twelve digits is the account.
    """
    responses.set_request_account_id(router.extract_access_key_id(headers, query))
    return responses.get_account_id(), router.extract_region(headers, query)


def public_zones() -> Iterable[tuple[str, list[Json]]]:
    """Name and records of every public Route 53 zone of all accounts."""
    zones = cast("dict[Any, Json]", route53._zones.to_dict())
    records = cast("dict[Any, list[Json]]", route53._records.to_dict())
    return [(zone["name"], records[key]) for key, zone in zones.items() if not zone["private"]]


def topic_attributes(here: Region, arn: str) -> dict[str, str] | None:
    """The attributes of an SNS topic of this account and region."""
    with responses.request_scope(here.account, here.name):
        topic = cast("Json | None", sns._topics.get(arn))
    return topic["attributes"] if topic else None


def key(here: Region, name: str) -> Json | None:
    """The record of a KMS key, by id, ARN or alias."""
    with responses.request_scope(here.account, here.name):
        return cast("Json | None", kms._resolve_key(name))
