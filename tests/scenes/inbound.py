"""Environments that receive mail: the shipped local one with [inbound]."""

import copy
from typing import Any

import botocore.session

from poolpost.emulator.client import EmbeddedAws

Json = dict[str, Any]

INBOUND: Json = {
    "domain": "in.mail.example.com",
    "rule_set": "mail",
    "bucket": {"name": "acme-mail", "retention_days": 30},
    "rules": {"dmarc": {"recipients": ["dmarc@in.mail.example.com"], "s3": {"prefix": "dmarc/"}}},
}
"""DMARC reports into a bucket."""


def with_inbound(*changes: tuple[str, Any]) -> list[tuple[str, Any]]:
    """Return the change that adds [inbound], with keys below it set; None removes one."""
    data = copy.deepcopy(INBOUND)
    for key, value in changes:
        *path, last = key.split(".")
        holder = data
        for part in path:
            holder = holder.setdefault(part, {})
        holder.pop(last, None)
        if value is not None:
            holder[last] = value
    return [("inbound", data)]


def s3_of(aws: EmbeddedAws, region: str = "eu-west-1") -> Any:
    """Return a client that is not behind poolpost's boundary, which knows no answer of a write to S3."""
    session = botocore.session.Session()
    session.set_credentials("000000000000", "test")
    return session.create_client("s3", region, endpoint_url=aws.url)


def make_bucket(aws: EmbeddedAws, name: str, *keys: str, region: str = "eu-west-1") -> None:
    """Create a bucket with objects of four bytes."""
    s3 = s3_of(aws, region)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    for key in keys:
        s3.put_object(Bucket=name, Key=key, Body=b"mail")
