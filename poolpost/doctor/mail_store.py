"""What the doctor knows about the bucket of received mail: who may write, its key, and its newest mail."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from poolpost.aws.s3_mail import MailBucket
from poolpost.aws.services import Aws
from poolpost.standards.raw import Json

MOST = 10_000
"""Objects that are looked at for the newest; S3 lists by key, and SES's keys say nothing about time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStore:
    """
    The bucket of received mail as it is.

    Attributes:
        policy: of the bucket; None if it has none.
        key: that encrypts by default; '' for S3's own keys.
        key_state: e.g. 'Enabled'; '' without a key.
        key_policy: {} without a key.
    """

    policy: Json | None
    key: str = ""
    key_state: str = ""
    key_policy: Json


def mail_store(aws: Aws) -> MailStore:
    """
    Read bucket and key.

    Raises:
        Stopped: the bucket does not exist.
        CannotDecide: AWS could not be asked.
    """
    bucket = _bucket(aws)
    policy, key = bucket.policy(), bucket.key()
    if not key:
        return MailStore(policy=policy, key_policy={})
    state = aws.kms.key(key)["KeyState"]
    return MailStore(policy=policy, key=key, key_state=state, key_policy=aws.kms.key_policy(key))


def newest_mail(aws: Aws, rule: str) -> datetime | None:
    """Return when the newest mail of a rule arrived, among the first `MOST` objects; None when there is none."""
    inbound = aws.account.settings.inbound
    action = inbound.rules[rule].s3 if inbound is not None else None
    listed = _bucket(aws).listed(action.prefix if action is not None else "")
    return max((each.modified for each in islice(listed, MOST) if each.is_mail), default=None)


def _bucket(aws: Aws) -> MailBucket:
    inbound = aws.account.settings.inbound
    return aws.mail_bucket(inbound.bucket.name if inbound is not None and inbound.bucket is not None else "")
