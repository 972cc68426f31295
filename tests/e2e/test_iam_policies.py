"""
The policies of docs/iam against what AWS is really asked for: a plan-only run, a deploy, a change, a destroy, a new pool.

Every stage notes the requests that reached the embedded AWS; those by which a test sets its scene are not among them.
"""

import json
import re
import sys
import tomllib
from dataclasses import dataclass, replace

import pytest

from poolpost.emulator import run_terraform
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from poolpost.project.toolchain import ROOT
from tests.e2e.conftest import Deployment, let_go, make_deployment, publish
from tests.scenes.children import add_children
from tests.scenes.iam_policies import NOT_SEEN, actions_of, allowed_by

pytestmark = pytest.mark.e2e

BUCKET = "poolpost-state"
COMMON = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"
tags = {{ application = "poolpost-test", step = "first" }}
trail = {{}}

[backend]
type = "s3"
bucket = "{BUCKET}"
key = "poolpost/NAME.tfstate"
region = "{REGION}"

[domain]
name = "mail.example.com"
"""
FIRST = (
    COMMON
    + f"""
[dns]
provider = "route53"
zones = ["example.com"]

[dns.dmarc]
p = "none"
rua = ["mailto:dmarc@example.com"]

[addresses]
senders = ["stop-gap@example.org"]

[configuration_set]
name = "sign-in"
max_delivery_seconds = 3600

[account]
suppressed_reasons = ["BOUNCE", "COMPLAINT"]
service_linked_role = true

[events.sns]
topic_name = "sign-in-mail"
kms = "create"
event_types = ["BOUNCE", "COMPLAINT"]
subscribers = [{{ protocol = "email", endpoint = "mail-operations@example.com" }}]

[events.cloudwatch]
event_types = ["SEND"]

[events.eventbridge]
event_types = ["BOUNCE"]

[alarms]
bounce_rate = 0.05
complaint_rate = 0.001

[user_pool]
id = "{POOL_ID}"
from = "Example <no-reply@mail.example.com>"
"""
)
SECOND = (
    (
        FIRST.replace(', step = "first"', "")  # tags are taken away too
        .replace("poolpost-test", "poolpost-changed")
        .replace("0.05", "0.04")
        .replace('["SEND"]', '["SEND", "BOUNCE"]')
        .replace("max_delivery_seconds = 3600", 'max_delivery_seconds = 900\nsuppressed_reasons = ["COMPLAINT"]')
        .replace('zones = ["example.com"]', 'zones = ["example.com"]\nttl = 600')
        .replace('name = "mail.example.com"\n', 'name = "mail.example.com"\nfeedback_forwarding = false\n')
        .replace('name = "sign-in"\n', 'name = "sign-in"\ntls_policy = "OPTIONAL"\nreputation_metrics = false\n')
        .replace('event_types = ["BOUNCE", "COMPLAINT"]\n', 'event_types = ["BOUNCE", "COMPLAINT", "REJECT"]\n')
        .replace('suppressed_reasons = ["BOUNCE", "COMPLAINT"]', 'suppressed_reasons = ["BOUNCE"]')
        .replace('"Example <no-reply', '"Sign-in <no-reply')
    )
    + """
[domain.dkim]
key_length = "RSA_1024_BIT"

[configuration_set.tracking]
domain = "click.example.com"

[events.firehose]
delivery_stream_arn = "arn:aws:firehose:eu-west-1:000000000000:deliverystream/mail-events"
event_types = ["SEND", "DELIVERY"]
"""
)
CREATED = (
    COMMON
    + """
[dns]
provider = "external"

[configuration_set]
name = "sign-in"

[user_pool]
mode = "manage"
from = "Example <no-reply@mail.example.com>"

[user_pool.create]
name = "Sign in, new"
"""
)


@dataclass
class Seen:
    """
    What was asked of AWS.

    Attributes:
        plan: the actions of a plan-only run.
        deploy: those of everything that writes.
        looked: exit codes of the plan-only run.
    """

    plan: set[str]
    deploy: set[str]
    looked: dict[str, int]


def _python(deployment: Deployment, module: str, *arguments: str) -> Run:
    command = [sys.executable, "-m", module, deployment.name, *arguments]
    return run_terraform.run(command, deployment.project, deployment.environment)


def _look(deployment: Deployment) -> dict[str, int]:
    """Do what a pull request and the nightly look do, with credentials that may only read."""
    codes = {
        "drift": _python(deployment, "poolpost.project.drift").exit_code,  # plans without a lock, and asks the doctor
        "report": _python(deployment, "poolpost.project.report_files").exit_code,
    }
    commands = (
        *(("gate",), ("preflight",), ("pool", "show"), ("pool", "ready")),
        ("pool", "snapshot"),
        ("pool", "verify"),
        ("who", "--only", "pool"),
    )
    return codes | {" ".join(one): deployment.poolpost(*one, deployment.name).returncode for one in commands}


def _deploy(deployment: Deployment) -> None:
    """Plan with a lock, and apply that plan through the gate."""
    for module in ("poolpost.project.plan_file", "poolpost.project.apply_plan"):
        done = _python(deployment, module)
        assert done.exit_code == 0, done.output[-4000:]


@pytest.fixture(scope="module")
def deployment(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Make the pool, the zone, the bucket and the project; nothing of that is noted."""
    made = make_deployment(aws, tmp_path_factory.mktemp("iam") / "project", "staging", FIRST.replace("NAME", "staging"))
    made.environment |= {"PYTHONPATH": str(ROOT)}
    made.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    made.client("route53").create_hosted_zone(Name="example.com", CallerReference="iam")
    aws.put_pool(REGION, production_pool(), production_mfa())
    add_children(made.client("cognito-idp"), POOL_ID)
    made.client("cloudtrail").create_trail(Name="audit", S3BucketName=BUCKET, IsMultiRegionTrail=True)
    return made


@pytest.fixture(scope="module")
def seen(aws: EmbeddedAws, deployment: Deployment) -> Seen:
    """Deploy, look, change, destroy, and make a pool."""
    plan: set[str] = set()
    deploy: set[str] = set()

    def note(into: set[str]) -> None:
        into |= actions_of(aws.calls())
        aws.clear_calls()

    aws.clear_calls()
    _deploy(deployment)
    note(deploy)
    looked = _look(deployment)
    assert not (deployment.stack / "plan.json").stat().st_mode & 0o077
    note(plan)
    deployment.write(SECOND.replace("NAME", "staging"))
    signing = "keeps-how-it-signs aws_sesv2_email_identity.domain"
    deployment.environment["POOLPOST_PASS"] = f"staging {signing}: another key length asks for another permission"
    _deploy(deployment)
    leaving = replace(deployment, environment=deployment.environment | {"POOLPOST_PASS": let_go("staging")})
    done = leaving.gate("destroy", "-auto-approve")
    assert done.exit_code == 0, done.output[-4000:]
    note(deploy)
    (deployment.project / "environments/staging.toml").unlink()
    created = replace(deployment, name="created")
    created.write(CREATED.replace("NAME", "created"))
    publish(created, tomllib.loads(CREATED))
    aws.clear_calls()
    _deploy(created)
    note(deploy)
    return Seen(plan, deploy, looked)


def test_a_plan_only_run_needs_no_more_than_its_policy(seen: Seen) -> None:
    """Plan, doctor, gate, report and preflight, without a lock on the state."""
    assert {name: code for name, code in seen.looked.items() if name != "drift"} == {
        "report": 0,
        "gate": 0,
        "preflight": 0,
        "pool show": 0,
        "pool ready": 0,
        "pool snapshot": 0,
        "pool verify": 0,
        "who --only pool": 0,
    }
    assert seen.plan - allowed_by("plan") == set()


def test_the_nightly_look_tells_the_plan_and_the_doctor(seen: Seen, deployment: Deployment) -> None:
    """Nothing to deploy, but a doctor that finds no record in the world's DNS is not green."""
    told = (deployment.project / "build/drift/staging.md").read_text(encoding="utf-8")
    assert seen.looked["drift"] in {1, 3}
    assert "Nothing: everything is as the last deploy left it." in told
    assert "### poolpost doctor staging" in told
    verdict = json.loads((deployment.project / "build/drift/staging.json").read_text(encoding="utf-8"))
    assert verdict == {"environment": "staging", "exit_code": seen.looked["drift"]}


def test_the_report_says_which_plan_it_is_about(seen: Seen, deployment: Deployment) -> None:
    """In every format, and with the digest by which a deploy knows the plan again."""
    assert seen.looked["report"] == 0
    files = {file.name for file in (deployment.project / "build/report").iterdir()}
    assert files == {"staging.md", "staging.html", "staging.json", "staging.reviewed.json"}
    reviewed = json.loads((deployment.project / "build/report/staging.reviewed.json").read_text(encoding="utf-8"))
    assert reviewed["changes"] == 0
    assert re.fullmatch("[0-9a-f]{64}", reviewed["digest"])


def test_a_deploy_needs_no_more_than_its_policy(seen: Seen) -> None:
    """First deploy, change, destroy, a new pool; and whatever a plan needs."""
    assert (seen.plan | seen.deploy) - allowed_by("deploy") == set()


def test_nothing_is_allowed_that_nobody_asked_for(seen: Seen) -> None:
    """An action of the policies was seen, or has its reason."""
    assert (allowed_by("deploy") | allowed_by("plan")) - seen.plan - seen.deploy == set(NOT_SEEN)
