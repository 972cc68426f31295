"""Access to ministack's own state: the only module that uses its internals, which have no types.

Written against ministack 1.5.33; `tests/emulator` fails loudly when another version keeps its state
elsewhere.
"""

# ministack has no types, and no public way to read its state.
# pyright: reportMissingTypeStubs=false, reportPrivateUsage=false, reportUnknownMemberType=false
# ruff: noqa: SLF001 -- ministack has no public way to its state, and this is the only place that needs it

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, cast
from urllib.parse import urlsplit

from ministack.core import responses, router
from ministack.services import cognito, kms, lambda_svc, route53, s3, ses, ses_v2, sns, sqs

from poolpost.emulator import policies
from poolpost.emulator.state import Json, Region


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
    """Return the attributes of an SNS topic of this account and region."""
    with responses.request_scope(here.account, here.name):
        topic = cast("Json | None", sns._topics.get(arn))
    return topic["attributes"] if topic else None


def key(here: Region, name: str) -> Json | None:
    """Return the record of a KMS key, by id, ARN or alias."""
    with responses.request_scope(here.account, here.name):
        return cast("Json | None", kms._resolve_key(name))


def bucket(here: Region, name: str) -> Json | None:
    """Return the policy and the default encryption (XML) of a bucket of this account, '' where it has none."""
    with responses.request_scope(here.account, here.name):
        if name not in s3._buckets:
            return None
        return {"policy": s3._bucket_policies.get(name) or "", "encryption": s3._bucket_encryption.get(name) or ""}


def put_object(here: Region, bucket_name: str, key_name: str, content: bytes) -> None:
    """Write an object in the name of an AWS service."""
    with responses.request_scope(here.account, here.name):
        s3._put_object(bucket_name, key_name, content, {})


def function_policy(here: Region, arn: str) -> str:
    """Return the resource policy of a Lambda function of this account and region; '' when there is none."""
    with responses.request_scope(here.account, here.name):
        found = cast("Json | None", lambda_svc._functions.get(arn.split(":")[6]))
    return json.dumps(found["policy"]) if found else ""


def introduce_ses(here: Region, verified: dict[str, bool]) -> None:
    """Make our identities and the sandbox known to ministack's SES, so that it accepts the right mail."""
    in_production = here.ses_account["ProductionAccessEnabled"]
    with responses.request_scope(here.account, here.name):
        for name in cast("list[str]", ses_v2._identities.keys()):
            ses_v2._identities.pop(name)
        ses_v2._identities.update({name: {"VerifiedForSendingStatus": ok} for name, ok in verified.items()})
        ses._account_details["account"] = {"ProductionAccessEnabled": in_production}


_DOMAINS = ("Domain", "CustomDomain")


def introduce_pools(here: Region, pools: dict[str, Json]) -> None:
    """Make our user pools known to ministack's Cognito, which keeps their children."""
    empty: Json = {f"_{kind}": {} for kind in ("clients", "users", "groups", "identity_providers", "resource_servers")}
    with responses.request_scope(here.account, here.name):
        for pool_id, pool in pools.items():
            known = cast("Json", cognito._user_pools.get(pool_id) or deepcopy(empty))
            cognito._user_pools[pool_id] = known
            known.update({"Id": pool_id, "Name": pool["Name"]} | {member: pool.get(member) for member in _DOMAINS})
            for member in _DOMAINS:
                if pool.get(member):
                    cognito._pool_domain_map[pool[member]] = pool_id


def pool_domains(here: Region) -> dict[str, Json]:
    """Return the domains of the user pools that ministack knows."""
    with responses.request_scope(here.account, here.name):
        pools = cast("list[tuple[str, Json]]", list(cognito._user_pools.items()))
    return {pool_id: {member: pool.get(member) for member in _DOMAINS} for pool_id, pool in pools}


def subscription(here: Region, topic: str, protocol: str, endpoint: str) -> Json | None:
    """Return the record of an SNS subscription."""
    wanted = (protocol, endpoint)
    return next((s for s in subscriptions(here, topic) if (s["protocol"], s["endpoint"]) == wanted), None)


def subscriptions(here: Region, topic: str) -> list[Json]:
    """Return the records of a topic's subscriptions."""
    with responses.request_scope(here.account, here.name):
        return cast("Json", sns._topics.get(topic, {})).get("subscriptions", [])


def publish(here: Region, topic: str, subject: str, message: str) -> None:
    """Publish to a topic in the name of an AWS service: to every confirmed subscription."""
    with responses.request_scope(here.account, here.name):
        sns.publish_internal(topic, message, subject)


def guard_queues() -> None:
    """Let SNS deliver only to queues whose policy lets that topic in; ministack checks policies for callers only."""

    def allowed(queue_arn: str, service: str, source_arn: str, source_account: str) -> bool:
        if service != "sns.amazonaws.com":
            return True
        stored = sqs.queue_policy_for_arn(queue_arn)
        context = {"aws:sourcearn": source_arn, "aws:sourceaccount": source_account}
        policy = stored[0] if stored else ""
        return policies.allows(policy, service=service, action="sqs:SendMessage", resource=queue_arn, context=context)

    sqs.queue_policy_allows = allowed


def keep_inside() -> None:
    """Let SNS deliver to loopback only; ministack would call any https endpoint in the world."""
    post = cast("Callable[[str, str, str], int]", sns._http_post_sync)

    def post_inside(endpoint: str, payload: str, kind: str) -> int:
        if urlsplit(endpoint).hostname not in {"127.0.0.1", "localhost"}:
            msg = f"the embedded AWS does not deliver to {endpoint}"
            raise ConnectionRefusedError(msg)
        return post(endpoint, payload, kind)

    sns._http_post_sync = post_inside
