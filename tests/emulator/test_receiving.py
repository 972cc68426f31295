"""SES's inbound server: who may create rules, which rule takes a mail, and what SES refuses."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from poolpost.emulator.client import EmbeddedAws
from tests.emulator.conftest import ACCOUNT, REGION

MAIL = b"From: someone@example.org\r\nTo: you\r\nSubject: Hello\r\n\r\nGood morning\r\n"


def _policy(bucket: str, rule: str, **changes: Any) -> str:
    source = f"arn:aws:ses:{REGION}:{ACCOUNT}:receipt-rule-set/{rule}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ses.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": source}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | changes]})


class Receiving:
    """A verified domain and an active rule set of its own, called like the test."""

    def __init__(self, aws: EmbeddedAws, client: Callable[..., Any], name: str) -> None:
        """Create what a rule needs."""
        self.aws, self.name, self.host = aws, name, f"{name}.example"
        self.ses, self.s3 = client("ses"), client("s3")
        aws.verify(REGION, self.host)
        self.ses.create_receipt_rule_set(RuleSetName=name)
        self.ses.set_active_receipt_rule_set(RuleSetName=name)

    def bucket(self, policy: str | None) -> str:
        """Create a bucket with a policy."""
        bucket = f"{self.name}-mail"
        self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        if policy is not None:
            self.s3.put_bucket_policy(Bucket=bucket, Policy=policy)
        return bucket

    def rule(self, name: str, *actions: dict[str, Any], after: str = "", **fields: Any) -> None:
        """Create a rule."""
        place = {"After": after} if after else {}
        rule = {"Name": name, "Enabled": True, "Recipients": [self.host], "Actions": list(actions)} | fields
        self.ses.create_receipt_rule(RuleSetName=self.name, Rule=rule, **place)

    def receive(self, local: str = "you", mail: bytes = MAIL, **how: Any) -> dict[str, Any]:
        """Bring a mail."""
        return self.aws.receive(REGION, mail, f"{local}@{self.host}", **how)


@pytest.fixture
def receiving(aws: EmbeddedAws, client: Callable[..., Any], request: pytest.FixtureRequest) -> Receiving:
    """Return a domain that receives, for this test alone."""
    return Receiving(aws, client, f"r{zlib.crc32(request.node.name.encode())}")


def test_a_mail_is_stored_with_the_headers_of_ses(receiving: Receiving) -> None:
    """As it came, below what SES puts on top; another object shows that SES tested the bucket when it took the rule."""
    bucket = receiving.bucket(_policy(f"{receiving.name}-mail", f"{receiving.name}:receipt-rule/store"))
    receiving.rule("store", {"S3Action": {"BucketName": bucket, "ObjectKeyPrefix": "in/"}}, ScanEnabled=True)
    received = receiving.receive()
    assert received["refused"] == {}
    keys = [each["Key"] for each in receiving.s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert sorted(keys) == sorted(["in/AMAZON_SES_SETUP_NOTIFICATION", f"in/{received['message_id']}"])
    stored = receiving.s3.get_object(Bucket=bucket, Key=f"in/{received['message_id']}")["Body"].read()
    assert stored.endswith(MAIL)
    assert b"X-SES-Spam-Verdict: PASS" in stored


@pytest.mark.parametrize(
    ("what", "policy"),
    [
        ("no policy", None),
        ("another rule", _policy("BUCKET", "SET:receipt-rule/other")),
        ("another action", _policy("BUCKET", "SET:receipt-rule/store", Action="s3:GetObject")),
        (
            "objects of a prefix",
            _policy("BUCKET", "SET:receipt-rule/store", Resource="arn:aws:s3:::BUCKET/elsewhere/*"),
        ),
        ("another service", _policy("BUCKET", "SET:receipt-rule/store", Principal={"Service": "s3.amazonaws.com"})),
    ],
)
def test_a_bucket_that_does_not_let_ses_write_is_refused(what: str, policy: str | None, receiving: Receiving) -> None:
    """SES writes a test object before it takes the rule."""
    bucket = f"{receiving.name}-mail"
    receiving.bucket(policy.replace("BUCKET", bucket).replace("SET", receiving.name) if policy else None)
    with pytest.raises(ClientError, match=f"InvalidS3Configuration.*{bucket}"):
        receiving.rule("store", {"S3Action": {"BucketName": bucket}})
    assert receiving.ses.describe_receipt_rule_set(RuleSetName=receiving.name)["Rules"] == [], what


def test_a_key_that_does_not_let_ses_encrypt_is_refused(receiving: Receiving, client: Callable[..., Any]) -> None:
    """The bucket's default encryption asks KMS in the name of SES; with the right policy the same rule is taken."""
    bucket = receiving.bucket(_policy(f"{receiving.name}-mail", f"{receiving.name}:receipt-rule/store"))
    kms = client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    receiving.s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rules)
    with pytest.raises(ClientError, match="InvalidS3Configuration"):
        receiving.rule("store", {"S3Action": {"BucketName": bucket}})
    allowed = {"Action": ["kms:GenerateDataKey*", "kms:Decrypt"], "Resource": "*"}
    kms.put_key_policy(
        KeyId=key, PolicyName="default", Policy=_policy(bucket, f"{receiving.name}:receipt-rule/store", **allowed)
    )
    receiving.rule("store", {"S3Action": {"BucketName": bucket}})
    kms.disable_key(KeyId=key)
    assert "InvalidS3Configuration" in receiving.receive()["actions"][0]["error"]


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ({"S3Action": {"BucketName": "no-such-bucket"}}, "InvalidS3Configuration"),
        ({"SNSAction": {"TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:no-such-topic"}}, "InvalidSnsTopic"),
        (
            {"LambdaAction": {"FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:none"}},
            "InvalidLambdaFunction",
        ),
    ],
    ids=["bucket", "topic", "function"],
)
def test_a_target_that_does_not_exist_is_refused(action: dict[str, Any], code: str, receiving: Receiving) -> None:
    """Not when the first mail is lost, but when the rule is created."""
    with pytest.raises(ClientError, match=code):
        receiving.rule("one", action)


def test_every_rule_that_matches_runs_in_order(receiving: Receiving, client: Callable[..., Any]) -> None:
    """A rule for the address and one for the domain; `After` decides which comes first."""
    topic = client("sns").create_topic(Name=receiving.name)["TopicArn"]
    bounce = {"Sender": "a@b.example", "Message": "no", "SmtpReplyCode": "550", "StatusCode": "5.1.1"}
    receiving.rule("domain", {"SNSAction": {"TopicArn": topic}})
    receiving.rule("address", {"BounceAction": bounce}, after="domain", Recipients=[f"You@{receiving.host}"])
    ran = receiving.receive("you")
    assert [each["rule"] for each in ran["actions"]] == ["domain", "address"]
    assert ran["refused"] == {f"you@{receiving.host}": "550 5.1.1 no"}
    assert [each["rule"] for each in receiving.receive("other")["actions"]] == ["domain"]
    receiving.ses.set_receipt_rule_position(RuleSetName=receiving.name, RuleName="address")
    assert [each["rule"] for each in receiving.receive("you")["actions"]] == ["address", "domain"]


def test_what_no_rule_takes_is_refused(receiving: Receiving, aws: EmbeddedAws) -> None:
    """Another domain, a domain that is not verified, a disabled rule, and a sender without TLS where it is required."""
    receiving.rule("all", Recipients=[receiving.host], TlsPolicy="Require")
    receiving.rule("off", Recipients=["off.example"], Enabled=False)
    assert receiving.receive()["refused"] == {}
    assert "STARTTLS" in next(iter(receiving.receive(tls=False)["refused"].values()))
    for recipient in ("you@off.example", "you@elsewhere.example"):
        assert aws.receive(REGION, MAIL, recipient)["refused"] == {recipient: "550 5.1.1 mailbox unavailable"}
    aws.verify(REGION, receiving.host, verified=False)
    assert "550" in next(iter(receiving.receive()["refused"].values()))


def test_a_large_mail_is_refused_by_the_topic(receiving: Receiving, client: Callable[..., Any]) -> None:
    """SNS takes 150 KB; S3 would take 40 MB."""
    topic = client("sns").create_topic(Name=receiving.name)["TopicArn"]
    receiving.rule("topic", {"SNSAction": {"TopicArn": topic}})
    assert receiving.receive()["refused"] == {}
    assert "552" in next(iter(receiving.receive(mail=MAIL + b"x" * 160 * 1024)["refused"].values()))


def test_an_active_set_cannot_be_deleted(receiving: Receiving) -> None:
    """It is deactivated first; a set that does not exist can be neither described nor activated."""
    with pytest.raises(ClientError, match="CannotDelete"):
        receiving.ses.delete_receipt_rule_set(RuleSetName=receiving.name)
    with pytest.raises(ClientError, match="AlreadyExists"):
        receiving.ses.create_receipt_rule_set(RuleSetName=receiving.name)
    receiving.ses.set_active_receipt_rule_set()
    assert "Metadata" not in receiving.ses.describe_active_receipt_rule_set()
    receiving.ses.delete_receipt_rule_set(RuleSetName=receiving.name)
    with pytest.raises(ClientError, match="RuleSetDoesNotExist"):
        receiving.ses.set_active_receipt_rule_set(RuleSetName=receiving.name)


def test_a_region_without_receiving_knows_no_rule_sets(client: Callable[..., Any]) -> None:
    """SES sends from Zurich, and receives nothing there."""
    with pytest.raises(ClientError, match="InvalidAction"):
        client("ses", region="eu-central-2").describe_active_receipt_rule_set()


def test_a_mail_that_ses_sends_arrives_where_its_mx_says(receiving: Receiving, aws: EmbeddedAws, ses: Any) -> None:
    """To a domain whose MX record is SES's own inbound server; without the record it would go elsewhere."""
    bucket = receiving.bucket(_policy(f"{receiving.name}-mail", f"{receiving.name}:receipt-rule/store"))
    receiving.rule("store", {"S3Action": {"BucketName": bucket}})
    sent = {
        "FromEmailAddress": f"no-reply@{receiving.host}",
        "Destination": {"ToAddresses": [f"you@{receiving.host}"]},
        "Content": {"Raw": {"Data": MAIL}},
    }
    ses.send_email(**sent)
    assert len(receiving.s3.list_objects_v2(Bucket=bucket)["Contents"]) == 1
    aws.external_dns({(receiving.host, "MX"): [f"10 inbound-smtp.{REGION}.amazonaws.com"]})
    ses.send_email(**sent)
    assert len(receiving.s3.list_objects_v2(Bucket=bucket)["Contents"]) == 2
