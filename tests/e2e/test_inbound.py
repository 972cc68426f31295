"""Received mail from the MX record to the DMARC summary: deployed, received, changed and destroyed, with external DNS."""

import io
import json
import tomllib
import zipfile
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from tests.e2e.conftest import Deployment, let_go, make_deployment, publish, words
from tests.scenes.dmarc_samples import gzipped, mailed, rfc7489, zipped
from tests.scenes.iam_policies import actions_of, allowed_by

pytestmark = pytest.mark.e2e

REGION, POOL, BUCKET = "eu-west-1", "eu-west-1_Receives", "acme-received-mail"
FUNCTION = f"arn:aws:lambda:{REGION}:000000000000:function:replies"
ASKED: set[str] = set()
READ: set[str] = set()
"""Permissions that the deploys, and what only reads, were seen to need."""
NOT_SEEN = {"ses:UpdateReceiptRule", "s3:PutBucketTagging", "kms:DeleteAlias"}
"""Allowed, and not part of this story: a rule that changes in place, and tags."""
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"

[backend]
type = "local"

[domain]
name = "mail.example.net"

[dns]
provider = "external"

[dns.dmarc]
p = "none"
rua = ["mailto:dmarc@in.mail.example.net"]

[configuration_set]
name = "receives"

[user_pool]
id = "{POOL}"
from = "Example <no-reply@mail.example.net>"
reply_to = "support@in.mail.example.net"

[inbound]
domain = "in.mail.example.net"
rule_set = "received"

[inbound.bucket]
name = "{BUCKET}"
retention_days = 90

[inbound.rules.dmarc]
recipients = ["dmarc@in.mail.example.net"]
s3 = {{ prefix = "dmarc/" }}

[inbound.rules.replies]
recipients = ["support@in.mail.example.net"]
s3 = {{ prefix = "replies/" }}
lambda = {{ function_arn = "{FUNCTION}" }}

[inbound.rules.refuse]
recipients = ["no-reply@in.mail.example.net"]
bounce = {{ sender = "no-reply@mail.example.net", message = "Please write to support" }}
"""


@pytest.fixture(scope="module")
def deployment(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Deploy once; the function that is named exists."""
    made = make_deployment(aws, tmp_path_factory.mktemp("inbound") / "project", "receives", ENVIRONMENT)
    aws.put_pool(REGION, production_pool(POOL), production_mfa())
    _make_function(made)
    publish(made, tomllib.loads(ENVIRONMENT))
    aws.clear_calls()
    deployed = made.cdktf("deploy")
    assert deployed.exit_code == 0, deployed.output[-6000:]
    _note(made, ASKED)
    return made


def _note(deployment: Deployment, into: set[str]) -> None:
    """Add the permissions that the requests since the last time needed."""
    into |= actions_of(deployment.aws.calls())
    deployment.aws.clear_calls()


def _make_function(deployment: Deployment) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("index.py", "def handler(event, context): return None\n")
    deployment.client("lambda").create_function(
        FunctionName="replies",
        Runtime="python3.12",
        Role="arn:aws:iam::000000000000:role/replies",
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
    )


def test_a_second_plan_is_empty(deployment: Deployment) -> None:
    """What SES and S3 answer is what the stack wrote."""
    deployment.aws.clear_calls()
    code, plan = deployment.plan()
    _note(deployment, READ)
    changed = [each for each in plan["resource_changes"] if each["change"]["actions"] != ["no-op"]]
    assert (code, [each["address"] for each in changed]) == (0, [])


def _reports() -> dict[str, bytes]:
    """Return mails as receivers send them: zip, gzip, XML, an attachment in a forwarded mail, and damaged ones."""
    forwarded = EmailMessage()
    forwarded["From"], forwarded["Subject"] = "operations@example.net", "Fwd: report"
    forwarded.set_content("See below.")
    forwarded.add_attachment(message_from_bytes(mailed(("d.xml", rfc7489(report_id="d"))), policy=policy.default))
    broken = mailed(("e.xml.gz", gzipped(rfc7489(report_id="e"))))
    return {
        "zip": mailed(("google.com!mail.example.net.zip", zipped(("a.xml", rfc7489(report_id="a"))))),
        "gzip": mailed(("outlook.com.xml.gz", gzipped(rfc7489(report_id="b")))),
        "xml": mailed(("c.xml", rfc7489(report_id="c"))),
        "forwarded": forwarded.as_bytes(),
        "reply": mailed(subject="Re: Your code"),
        "no MIME": b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nno boundary follows\r\n",
        "cut off": broken[: len(broken) * 3 // 4],
    }


def test_received_reports_are_summarized(deployment: Deployment) -> None:
    """Real mails go through receipt rule, bucket policy and key into S3, and `dmarc summarize` reads them there."""
    for name, mail in _reports().items():
        received = deployment.aws.receive(REGION, mail, "dmarc@in.mail.example.net", sender="noreply@google.com")
        assert (received["refused"], [each.get("error") for each in received["actions"]]) == ({}, [None]), name
    done = deployment.poolpost("dmarc", "summarize", f"s3://{BUCKET}/dmarc/", "--json")
    result = json.loads(done.stdout)
    assert sorted(report["report_id"] for report in result["reports"])[:4] == ["a", "b", "c", "d"]
    assert "Traceback" not in done.stderr
    aside = [one["file"] for one in result["unread"] if one["aside"]]
    assert aside == ["1 object"]  # the reply; damaged mails are named
    assert [one for one in result["unread"] if not one["aside"]]


def test_each_recipient_has_what_the_file_says(deployment: Deployment) -> None:
    """Replies are stored and handed to the function, mail to no-reply is refused, and other mail is unknown."""
    reply = mailed(subject="Re: Your code")
    stored = deployment.aws.receive(REGION, reply, "support@in.mail.example.net")
    assert [(each["kind"], each.get("error")) for each in stored["actions"]] == [
        ("S3Action", None),
        ("LambdaAction", None),
    ]
    refused = deployment.aws.receive(REGION, reply, "no-reply@in.mail.example.net")
    assert refused["refused"] == {"no-reply@in.mail.example.net": "550 5.1.1 Please write to support"}
    unknown = deployment.aws.receive(REGION, reply, "someone@in.mail.example.net")
    assert unknown["actions"] == []


def test_doctor_sees_what_receives(deployment: Deployment) -> None:
    """Rule set, rules, bucket, key and newest mail."""
    deployment.aws.clear_calls()
    done = deployment.poolpost("doctor", "receives", "--json", "--nameserver", deployment.aws.name_server)
    _note(deployment, READ)
    lines = {each["check"]: each["outcome"] for each in json.loads(done.stdout)["lines"]}
    checks = ("mail-is-received", "ses-may-store-mail", "mail-has-arrived")
    assert [lines[check] for check in checks] == ["pass"] * 3


def test_a_change_moves_rules_and_retention(deployment: Deployment) -> None:
    """A rule in front of the others, another retention: changed in place, and the next plan is empty."""
    deployment.write(
        ENVIRONMENT.replace("retention_days = 90", "retention_days = 30").replace(
            "[inbound.rules.dmarc]",
            '[inbound.rules.first]\nrecipients = ["first@in.mail.example.net"]\ns3 = {}\n\n[inbound.rules.dmarc]',
        )
    )
    deployment.synth()
    deployment.aws.clear_calls()
    applied = deployment.gate("apply", "-auto-approve")
    assert applied.exit_code == 0, applied.output[-4000:]
    _note(deployment, ASKED)
    rules = deployment.client("ses").describe_active_receipt_rule_set()["Rules"]
    names = [rule["Name"].removeprefix("poolpost-receives-") for rule in rules]
    assert names == ["first", "dmarc", "replies", "refuse"]
    assert deployment.plan()[0] == 0


def test_another_active_set_stops_what_would_end_its_mail(deployment: Deployment) -> None:
    """Someone activated their own set meanwhile: neither a deploy that activates ours again nor a destroy may touch it."""
    ses = deployment.client("ses")
    ses.create_receipt_rule_set(RuleSetName="theirs")
    ses.set_active_receipt_rule_set(RuleSetName="theirs")
    stopped = deployment.gate("apply", "-auto-approve")
    assert stopped.exit_code == 1
    assert "'theirs' is active in eu-west-1" in words(stopped)
    assert ses.describe_active_receipt_rule_set()["Metadata"]["Name"] == "theirs"
    ses.set_active_receipt_rule_set(RuleSetName="received")
    ses.delete_receipt_rule_set(RuleSetName="theirs")


def test_a_destroy_deletes_no_mail(deployment: Deployment) -> None:
    """With mail in the bucket it stops before anything goes; emptied by hand, everything goes, the rules before the bucket."""
    leaving = replace(deployment, environment=deployment.environment | {"POOLPOST_PASS": let_go("receives")})
    stopped = leaving.gate("destroy", "-auto-approve")
    assert stopped.exit_code == 1
    assert f"aws s3 rm s3://{BUCKET} --recursive" in words(stopped)
    assert deployment.client("ses").describe_active_receipt_rule_set()["Metadata"]["Name"] == "received"
    s3 = deployment.client("s3")
    for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
        s3.delete_object(Bucket=BUCKET, Key=each["Key"])
    deployment.aws.clear_calls()
    gone = leaving.gate("destroy", "-auto-approve")
    assert gone.exit_code == 0, gone.output[-4000:]
    order = [call["operation"] for call in deployment.aws.calls() if call["method"] != "GET"]
    _note(deployment, ASKED)
    assert order.index("SetActiveReceiptRuleSet") < order.index("DeleteReceiptRule") < order.index(f"DELETE /{BUCKET}")
    assert "Metadata" not in deployment.client("ses").describe_active_receipt_rule_set()


def test_nothing_was_asked_for_that_the_policies_do_not_allow() -> None:
    """The pages of docs/iam, for a role that reads and for one that deploys; and nothing is allowed without being asked for."""
    assert READ, "the tests above have to run first"
    assert READ - allowed_by("plan") - allowed_by("inbound-read") == set()
    assert (READ | ASKED) - allowed_by("deploy") - allowed_by("inbound") == set()
    assert allowed_by("inbound") - READ - ASKED <= NOT_SEEN
