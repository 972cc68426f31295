"""Where `poolpost dmarc` finds reports: files and directories, and mails that SES received into an S3 bucket."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from poolpost.cli import terminal as out
from poolpost.errors import UsageError
from poolpost.mail.dmarc_archives import LARGEST
from poolpost.mail.dmarc_report import Report, Unread
from poolpost.mail.dmarc_report_files import read_all
from poolpost.mail.dmarc_stored_mails import Mail, read_stored
from poolpost.settings import Settings, load, names

if TYPE_CHECKING:
    from poolpost.aws.s3_mail import MailBucket

SCHEME = "s3://"
_PLACE = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/(?P<prefix>.*))?")


def files_of(places: Sequence[str]) -> list[Path]:
    """Return the places that are files and directories."""
    return [Path(place) for place in places if not place.startswith(SCHEME)]


def read_places(
    places: Sequence[str], set_aside: Sequence[str] = (), *, environment: str = ""
) -> tuple[list[Report], list[Unread]]:
    """
    Read all reports.

    Args:
        places: files, directories, and s3://BUCKET/PREFIX.
        set_aside: files, and s3://BUCKET/KEY, that are not read.
        environment: whose account has the buckets; '': the one whose [inbound.bucket] has that name.

    Raises:
        UsageError: a place is malformed, or no environment has the bucket.
        Stopped: the bucket does not exist, or the credentials are of another account.
        CannotDecide: AWS could not be asked.
    """
    with out.counting("reading reports") as progress:
        reports, unread = read_all(files_of(places), set_aside=files_of(set_aside), progress=progress)
        stored = [place for place in places if place.startswith(SCHEME)]
        mails = [mail for place in stored for mail in _mails(place, environment) if mail.name not in set_aside]
        more, set_apart = read_stored(mails, so_far=sum(len(each.rows) for each in reports), progress=progress)
    return [*reports, *more], [*unread, *set_apart]


def _mails(place: str, environment: str) -> list[Mail]:
    found = _PLACE.fullmatch(place)
    if found is None:
        msg = f"{place!r} is no place in S3; allowed: s3://BUCKET/PREFIX, such as s3://acme-mail/dmarc/"
        raise UsageError(msg)
    from poolpost.aws.services import Aws  # reports in files need no botocore, which takes 0.2 s to load

    name, prefix = found["bucket"], found["prefix"] or ""
    aws = Aws(load(environment) if environment else _owner(name))
    aws.account.check()
    bucket = aws.mail_bucket(name)
    return [
        Mail(name=f"s3://{name}/{each.key}", size=each.size, read=partial(_content, bucket, each.key))
        for each in bucket.listed(prefix)
        if each.is_mail
    ]


def _content(bucket: "MailBucket", key: str) -> bytes:
    return bucket.content(key, LARGEST)


def _owner(bucket: str) -> Settings:
    """
    Return the environment that receives mail into a bucket.

    Raises:
        UsageError: none does.
    """
    receiving = {each.inbound.bucket.name: each for each in map(load, names()) if each.inbound and each.inbound.bucket}
    if bucket not in receiving:
        known = ", ".join(f"{name} ({each.name})" for name, each in receiving.items()) or "none has one"
        msg = (
            f"no environment has [inbound.bucket] name = {bucket!r}; allowed: {known}; or name the environment whose account has "
            "the bucket with --env"
        )
        raise UsageError(msg)
    return receiving[bucket]
