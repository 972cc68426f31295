"""Terraform states next to those of the environments, in the same buckets. Reads only."""

from collections.abc import Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.account import Account
from poolpost.aws.errors import code_of, explained
from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.settings.project_files import PLAN_LIMIT
from poolpost.settings.tables.aws import S3Backend
from poolpost.standards.json_text import loads

_LOCK = ".tflock"
_NO_STATE = "if it is no Terraform state, move it away from the states"


def states_beside(settings: Settings, backend: S3Backend) -> dict[str, Any]:
    """
    Read every state below the directory of an environment's own, by key; None for an object that is not JSON.

    Raises:
        CannotDecide: AWS could not be asked.
    """
    # Terraform reads a state with backend.role_arn, whichever role creates the resources.
    account = settings.aws.model_copy(update={"role_arn": backend.role_arn})
    client = Account(settings.model_copy(update={"aws": account})).client("s3", backend.region)
    prefix = backend.key.rpartition("/")[0]
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=backend.bucket, Prefix=f"{prefix}/" if prefix else ""
    )
    with explained("s3:ListBucket"):
        try:
            keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
        except client.exceptions.NoSuchBucket as error:
            msg = (
                f"the bucket does not exist; correct [backend] in environments/{settings.name}.toml, or create the bucket "
                "before the first deploy"
            )
            raise CannotDecide(msg) from error
    return {key: _read(client, backend.bucket, key) for key in keys if not key.endswith(_LOCK)}


def _read(client: Any, bucket: str, key: str) -> Any:
    with explained(f"s3:GetObject of s3://{bucket}/{key}"):
        try:
            body = client.get_object(Bucket=bucket, Key=key)["Body"]
            return loads(b"".join(within(PLAN_LIMIT, body.iter_chunks(2**20), f"s3://{bucket}/{key}", _NO_STATE)))
        except ValueError:
            return None
        except ClientError as error:
            if code_of(error) == "NoSuchKey":
                return None  # deleted since it was listed
            raise


def within(limit: int, chunks: Iterable[bytes], what: str, remedy: str) -> Iterator[bytes]:
    """
    Yield the chunks of an object.

    Raises:
        CannotDecide: they are more than `limit` bytes.
    """
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            msg = f"{what} is larger than {limit // 2**20} MiB, so it was not read; {remedy}"
            raise CannotDecide(msg)
        yield chunk
