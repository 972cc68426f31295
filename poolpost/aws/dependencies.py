"""Reads of what a user pool depends on: roles, functions and keys."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.account import Account
from poolpost.aws.errors import code_of, explained
from poolpost.errors import CannotDecide
from poolpost.standards.pool_dependencies import ACTIONS, Kind, Looked, Need, elsewhere
from poolpost.standards.raw import Json

_MISSING = {"NoSuchEntity", "NoSuchEntityException", "ResourceNotFoundException", "NotFoundException"}
_AT_ONCE = 8
_ATTEMPTS = 2
"""How often a read is sent: where a network lets nothing through, five would hold up a write for a minute."""


def look(account: Account, needs: tuple[Need, ...]) -> tuple[Looked, ...]:
    """Read each dependency once, in parallel. What cannot be read has its reason in `unknown`; nothing is raised."""
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as threads:
        return tuple(threads.map(lambda need: _looked(account, need), needs))


def _looked(account: Account, need: Need) -> Looked:
    if why := elsewhere(need, account.settings.aws.account_id):
        return Looked(need=need, unknown=why)
    try:
        with explained(ACTIONS[need.kind]):
            return Looked(need=need, found=_found(account, need))
    except CannotDecide as error:
        return Looked(need=need, unknown=str(error))


def _found(account: Account, need: Need) -> Json | None:
    service, read = _READS[need.kind]
    client = account.client(service, need.region or account.settings.pool_region, attempts=_ATTEMPTS)
    try:
        return read(client, need.arn)
    except ClientError as error:
        if code_of(error) in _MISSING:
            return None
        raise


_READS: dict[Kind, tuple[str, Callable[[Any, str], Json]]] = {
    "role": ("iam", lambda client, arn: client.get_role(RoleName=arn.rpartition("/")[2])["Role"]),
    "function": ("lambda", lambda client, arn: client.get_function_configuration(FunctionName=arn)),
    "key": ("kms", lambda client, arn: client.describe_key(KeyId=arn)["KeyMetadata"]),
}
"""By kind: the service that has it, and how it is read."""
