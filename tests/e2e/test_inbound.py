"""Received mail from the MX record to the DMARC summary: deployed, received, changed and destroyed, with external DNS."""

import io
import tomllib
import zipfile

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from tests.e2e.conftest import Deployment, make_deployment, publish

pytestmark = pytest.mark.e2e

REGION, POOL, BUCKET = "eu-west-1", "eu-west-1_Receives", "acme-received-mail"
FUNCTION = f"arn:aws:lambda:{REGION}:000000000000:function:replies"
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
    deployed = made.cdktf("deploy")
    assert deployed.exit_code == 0, deployed.output[-6000:]
    return made


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
    code, plan = deployment.plan()
    changed = [each for each in plan["resource_changes"] if each["change"]["actions"] != ["no-op"]]
    assert (code, [each["address"] for each in changed]) == (0, [])
