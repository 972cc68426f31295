"""A bucket of received mail: whether it exists, who may write, and the mails in it. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.account import Account
from poolpost.aws.errors import code_of, explained
from poolpost.aws.s3 import within
from poolpost.errors import Stopped
from poolpost.standards.iam_policies import read_policy
from poolpost.standards.raw import Json

SETUP_OBJECT = "AMAZON_SES_SETUP_NOTIFICATION"
"""The object by which SES tests, when it takes a rule, that it may write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One object: its key, its size in bytes, and when it was written."""

    key: str
    size: int
    modified: datetime

    @property
    def is_mail(self) -> bool:
        """Whether it is not the one by which SES tests the bucket."""
        return self.key.rpartition("/")[2] != SETUP_OBJECT


class MailBucket:
    """One bucket, asked for with the environment's credentials; raises CannotDecide when AWS could not be asked."""

    def __init__(self, account: Account, name: str) -> None:
        """Store account and name; makes no request."""
        self._account = account
        self.name = name

    def is_taken(self) -> bool:
        """Return whether a bucket of this name exists, in this or any other account."""
        with explained(f"s3:ListBucket on arn:aws:s3:::{self.name}"):
            try:
                self._client.list_objects_v2(Bucket=self.name, MaxKeys=1)
            except ClientError as error:
                if code_of(error) == "NoSuchBucket":
                    return False
                if code_of(error) != "AccessDenied":  # then it exists, most likely in another account
                    raise
        return True

    def policy(self) -> Json | None:
        """Get the bucket policy; None when it has none.

        Raises:
            Stopped: there is no such bucket.
        """
        with explained(f"s3:GetBucketPolicy on arn:aws:s3:::{self.name}"):
            try:
                text = self._client.get_bucket_policy(Bucket=self.name)["Policy"]
            except ClientError as error:
                self._stop_if_absent(error)
                if code_of(error) == "NoSuchBucketPolicy":
                    return None
                raise
        return read_policy(text, f"bucket {self.name}")

    def key(self) -> str:
        """Return the KMS key of the default encryption; '' for S3's own keys."""
        with explained(f"s3:GetEncryptionConfiguration on arn:aws:s3:::{self.name}"):
            answer = self._client.get_bucket_encryption(Bucket=self.name)
        rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
        defaults = [each.get("ApplyServerSideEncryptionByDefault", {}) for each in rules]
        return next((each["KMSMasterKeyID"] for each in defaults if "KMSMasterKeyID" in each), "")

    def listed(self, prefix: str = "") -> Iterator[Stored]:
        """List the objects whose keys start with a prefix, page by page.

        Raises:
            Stopped: there is no such bucket.
        """
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        with explained(f"s3:ListBucket on arn:aws:s3:::{self.name}"):
            try:
                for page in pages:
                    for each in page.get("Contents", []):
                        yield Stored(key=each["Key"], size=each["Size"], modified=each["LastModified"])
            except ClientError as error:
                self._stop_if_absent(error)
                raise

    def content(self, key: str, limit: int) -> bytes:
        """Read an object; raises CannotDecide where it is larger than `limit` bytes."""
        where = f"s3://{self.name}/{key}"
        with explained(f"s3:GetObject on arn:aws:s3:::{self.name}/{key}"):
            body = self._client.get_object(Bucket=self.name, Key=key)["Body"]
            return b"".join(within(limit, body.iter_chunks(2**20), where, "it is no report: move it elsewhere"))

    def _stop_if_absent(self, error: ClientError) -> None:
        if code_of(error) == "NoSuchBucket":
            msg = f"the bucket {self.name} does not exist; correct its name, or deploy the environment that creates it"
            raise Stopped(msg) from error

    @cached_property
    def _client(self) -> Any:
        with explained("s3"):
            return self._account.client("s3", self._account.settings.aws.region)
