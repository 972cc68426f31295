"""The checks of received mail: what passes, what fails, what cannot be told, and what does not apply."""

import json
from typing import Any

import pytest

from poolpost.doctor.checks.inbound import CHECKS
from poolpost.settings.stack_policies import mail_bucket_policy, mail_key_policy
from tests.scenes.inbound import INBOUND, make_bucket, s3_of, with_inbound
from tests.scenes.place import Place

BUCKET = INBOUND["bucket"]["name"]
RULE = "poolpost-local-dmarc"


def _receive(place: Place, *, changes: tuple[tuple[str, Any], ...] = (), rules: bool = True) -> None:
    """Deploy [inbound] by hand: the bucket with its policy, an active rule set, and the rule."""
    place.changes += with_inbound(*changes)
    make_bucket(place.server, BUCKET)
    policy = mail_bucket_policy(place.settings, f"arn:aws:s3:::{BUCKET}")
    s3_of(place.server).put_bucket_policy(Bucket=BUCKET, Policy=policy)
    place.server.verify("eu-west-1", place.settings.domain.name)
    ses = place.client("ses")
    ses.create_receipt_rule_set(RuleSetName="mail")
    ses.set_active_receipt_rule_set(RuleSetName="mail")
    if rules:
        action = {"S3Action": {"BucketName": BUCKET, "ObjectKeyPrefix": "dmarc/"}}
        rule = {"Name": RULE, "Enabled": True, "Recipients": ["in.mail.example.com"], "Actions": [action]}
        ses.create_receipt_rule(RuleSetName="mail", Rule=rule)


def _encrypt(place: Place, policy: str) -> str:
    """Encrypt the bucket with a key that has this policy."""
    key: str = place.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3_of(place.server).put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration=rules)
    return key


def _said(place: Place, check: str) -> list[tuple[str, str]]:
    return [(line.outcome, line.evidence) for line in place.lines(check)]


@pytest.mark.parametrize("check", [check.id for check in CHECKS])
def test_an_environment_that_only_sends_has_nothing_to_check(check: str, place: Place) -> None:
    """And asks AWS nothing about receipt rules."""
    assert _said(place, check) == [("not applicable", "[inbound] is not set")]


def test_rules_of_the_active_set_receive(place: Place) -> None:
    """The set is active, and the rule is enabled as the file says."""
    _receive(place)
    assert _said(place, "mail-is-received") == [("pass", "mail is active"), ("pass", "enabled")]


@pytest.mark.parametrize(("active", "said"), [("", "none is active"), ("other", "other is active")])
def test_another_active_set_receives_nothing_for_us(active: str, said: str, place: Place) -> None:
    """Someone deactivated ours, or activated another over it."""
    _receive(place)
    ses = place.client("ses")
    if active:
        ses.create_receipt_rule_set(RuleSetName=active)
    ses.set_active_receipt_rule_set(**({"RuleSetName": active} if active else {}))
    assert _said(place, "mail-is-received") == [("fail", f"{said}, not mail: SES refuses the mail")]


def test_a_rule_that_is_missing_or_disabled_fails(place: Place) -> None:
    """SES refuses mail that no enabled rule matches."""
    _receive(place, rules=False)
    assert _said(place, "mail-is-received")[1] == ("fail", "it does not exist")
    rule = {"Name": RULE, "Enabled": False, "Recipients": ["in.mail.example.com"]}
    place.client("ses").create_receipt_rule(RuleSetName="mail", Rule=rule)
    assert _said(place, "mail-is-received")[1] == ("fail", "disabled; the file says otherwise")


def test_ses_may_write_by_the_policies_of_the_stack(place: Place) -> None:
    """The bucket's policy, and that of a key, as the stack writes them."""
    _receive(place)
    assert _said(place, "ses-may-store-mail") == [
        ("pass", f"SES may write to {BUCKET}"),
        ("pass", "S3's own keys encrypt it"),
    ]
    _encrypt(place, mail_key_policy(place.settings))
    assert _said(place, "ses-may-store-mail")[1] == ("pass", "SES may use its key")


def test_a_policy_that_is_too_narrow_fails(place: Place) -> None:
    """For another rule only, or for no one: SES bounces the mail."""
    _receive(place)
    policy = json.loads(mail_bucket_policy(place.settings, f"arn:aws:s3:::{BUCKET}"))
    policy["Statement"][0]["Condition"]["StringEquals"]["aws:SourceArn"] = ["arn:aws:ses:eu-west-1:000000000000:other"]
    s3_of(place.server).put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    key = _encrypt(place, json.dumps({"Version": "2012-10-17", "Statement": []}))
    (outcome, bucket), (other, about_key) = _said(place, "ses-may-store-mail")
    assert (outcome, other) == ("fail", "fail")
    assert bucket.startswith("its policy does not let SES write: ")
    assert about_key.startswith(f"the policy of {key} does not let SES use it: ")


def test_a_disabled_key_fails(place: Place) -> None:
    """SES cannot write, and the mail that is there cannot be read."""
    _receive(place)
    key = _encrypt(place, mail_key_policy(place.settings))
    place.client("kms").disable_key(KeyId=key)
    assert _said(place, "ses-may-store-mail")[1][0] == "fail"
    assert "is Disabled" in _said(place, "ses-may-store-mail")[1][1]


def test_the_newest_mail_has_a_day(place: Place) -> None:
    """SES's test object is no mail."""
    _receive(place)
    assert _said(place, "mail-has-arrived") == [("not applicable", "dmarc: no mail yet")]
    place.server.receive("eu-west-1", b"Subject: x\r\nFrom: a@b.example\r\n\r\n", "dmarc@in.mail.example.com")
    ((outcome, evidence),) = _said(place, "mail-has-arrived")
    assert (outcome, evidence.endswith(" UTC")) == ("pass", True)


def test_what_may_not_be_read_cannot_be_told(place: Place) -> None:
    """A role without permission to list says nothing about mail."""
    _receive(place)
    s3_of(place.server).delete_bucket_policy(Bucket=BUCKET)
    place.server.fault(f"s3:GET /{BUCKET}", "denied", count=5)
    ((outcome, evidence),) = _said(place, "mail-has-arrived")
    assert outcome == "cannot tell"
    assert f"s3:ListBucket on arn:aws:s3:::{BUCKET}" in evidence
    place.server.clear_faults()


def test_a_rule_set_without_a_bucket_stores_nothing(place: Place) -> None:
    """A rule that only refuses mail needs no bucket."""
    bounce = {"all": {"bounce": {"sender": "a@mail.example.com", "message": "no"}}}
    place.changes += with_inbound(("bucket", None), ("rules", bounce))
    assert _said(place, "ses-may-store-mail") == [("not applicable", "no rule stores mail")]
    assert _said(place, "mail-has-arrived") == [("not applicable", "no rule stores mail")]
