"""A bucket of received mail: who may write, and what is in it."""

import json

import pytest

from poolpost.aws.s3_mail import SETUP_OBJECT
from poolpost.errors import CannotDecide, Stopped
from tests.scenes.inbound import make_bucket, s3_of
from tests.scenes.place import Place

BUCKET = "acme-mail"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}],
}


def test_a_bucket_says_who_may_write_and_what_is_in_it(place: Place) -> None:
    """Its policy and key, and its objects by prefix, without the one by which SES tested it."""
    place.touched = True
    bucket = place.reader(place.settings).mail_bucket(BUCKET)
    assert bucket.is_taken() is False
    make_bucket(place.server, BUCKET)
    assert (bucket.is_taken(), bucket.policy(), bucket.key(), list(bucket.listed())) == (True, None, "", [])
    s3 = s3_of(place.server)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(POLICY))
    for key in (f"dmarc/{SETUP_OBJECT}", "dmarc/1", "other/1"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"mail")
    assert bucket.policy() == POLICY
    assert [(each.key, each.size, each.is_mail) for each in bucket.listed("dmarc/")] == [
        ("dmarc/1", 4, True),
        (f"dmarc/{SETUP_OBJECT}", 4, False),
    ]
    assert bucket.content("dmarc/1", 4) == b"mail"
    with pytest.raises(CannotDecide, match="s3://acme-mail/dmarc/1 is larger than"):
        bucket.content("dmarc/1", 3)


def test_a_bucket_that_does_not_exist_stops(place: Place) -> None:
    """Its name is wrong, or nothing created it yet."""
    bucket = place.reader(place.settings).mail_bucket("no-such-bucket")
    with pytest.raises(Stopped, match="the bucket no-such-bucket does not exist"):
        list(bucket.listed())
    with pytest.raises(Stopped, match="no-such-bucket"):
        bucket.policy()


@pytest.mark.parametrize("operation", ["s3:GET /acme-mail", "s3:GET /acme-mail/1"])
def test_a_refusal_names_the_action_and_the_resource(operation: str, place: Place) -> None:
    """Without them the right permission is a guess."""
    place.touched = True
    bucket = place.reader(place.settings).mail_bucket(BUCKET)
    make_bucket(place.server, BUCKET, "1")
    place.server.fault(operation, "denied", count=5)
    wanted = (
        "s3:GetObject on arn:aws:s3:::acme-mail/1"
        if operation.endswith("/1")
        else "s3:ListBucket on arn:aws:s3:::acme-mail"
    )
    with pytest.raises(CannotDecide, match=f"may not call {wanted}"):
        _ = bucket.content("1", 9) if operation.endswith("/1") else list(bucket.listed())
