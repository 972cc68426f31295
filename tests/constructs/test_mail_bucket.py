"""The bucket of received mail: who may write, how it is encrypted, and when mail is deleted."""

import json

import pytest

from tests.conftest import MakeSettings
from tests.scenes.inbound import with_inbound
from tests.scenes.synthesis import Synthesize

RULE = "arn:aws:ses:eu-west-1:000000000000:receipt-rule-set/mail:receipt-rule/poolpost-local-dmarc"


def test_only_ses_writes_for_these_rules_and_over_tls(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Without account and rule in the condition, the rules of any AWS account could write here."""
    stack = synthesize(settings(*with_inbound()))["resource"]
    ses, tls = json.loads(stack["aws_s3_bucket_policy"]["inbound"]["policy"])["Statement"]
    assert (ses["Principal"], ses["Action"]) == ({"Service": "ses.amazonaws.com"}, "s3:PutObject")
    assert ses["Condition"] == {"StringEquals": {"aws:SourceAccount": "000000000000", "aws:SourceArn": [RULE]}}
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert stack["aws_s3_bucket_ownership_controls"]["inbound"]["rule"] == {"object_ownership": "BucketOwnerEnforced"}
    closed = stack["aws_s3_bucket_public_access_block"]["inbound"]
    assert [name for name, value in closed.items() if value is True] == [
        "block_public_acls",
        "block_public_policy",
        "ignore_public_acls",
        "restrict_public_buckets",
    ]


@pytest.mark.parametrize(
    ("kms", "key"),
    [
        ("none", None),
        ("create", "${aws_kms_key.inbound.arn}"),
        ("arn:aws:kms:eu-west-1:000000000000:key/1", "arn:aws:kms:eu-west-1:000000000000:key/1"),
    ],
)
def test_the_file_says_which_key_encrypts(
    kms: str, key: str | None, synthesize: Synthesize, settings: MakeSettings
) -> None:
    """Each mail is encrypted by the bucket's default; the action has no key, which would encrypt on SES's side."""
    stack = synthesize(settings(*with_inbound(("bucket.kms", kms))))["resource"]
    (rule,) = stack["aws_s3_bucket_server_side_encryption_configuration"]["inbound"]["rule"]
    default = rule["apply_server_side_encryption_by_default"]
    assert (
        default == {"sse_algorithm": "AES256"}
        if key is None
        else {"sse_algorithm": "aws:kms", "kms_master_key_id": key}
    )
    assert "kms_key_arn" not in stack["aws_ses_receipt_rule"]["inbound_dmarc"]["s3_action"][0]
    if kms == "create":
        key_policy = json.loads(stack["aws_kms_key"]["inbound"]["policy"])["Statement"][1]
        assert key_policy["Condition"]["StringEquals"]["aws:SourceArn"] == [RULE]
    assert ("aws_kms_key" in stack) is (kms == "create")


def test_mail_is_deleted_by_age_and_by_nothing_else(synthesize: Synthesize, settings: MakeSettings) -> None:
    """With `force_destroy` a destroy would delete all mail."""
    stack = synthesize(settings(*with_inbound()))["resource"]
    (rule,) = stack["aws_s3_bucket_lifecycle_configuration"]["inbound"]["rule"]
    assert (rule["status"], rule["expiration"]) == ("Enabled", [{"days": 30}])
    assert "force_destroy" not in stack["aws_s3_bucket"]["inbound"]
