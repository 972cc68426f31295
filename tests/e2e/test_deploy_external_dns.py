"""
The other way to deploy: DNS elsewhere, a pool in a region that sends through another one, state in S3.

The first deploy cannot finish, since nobody has published the DNS records yet: it must say so, leave the pool alone,
and finish when it is run again.
"""

import json
import subprocess
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from poolpost.dns.formats import as_rows
from poolpost.dns.records import records
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from poolpost.settings import validated
from poolpost.settings.terraform_names import PROOF
from tests.e2e.conftest import Deployment, make_deployment

pytestmark = pytest.mark.e2e

SES, POOL_REGION, POOL = "ap-southeast-1", "ap-east-1", "ap-east-1_Elsewhere"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{SES}"

[backend]
type = "s3"
bucket = "terraform-state"
key = "poolpost/elsewhere.tfstate"
region = "eu-west-1"

[domain]
name = "mail.example.net"

[dns]
provider = "external"

[dns.dmarc]
p = "none"
rua = ["mailto:dmarc@mail.example.net"]

[configuration_set]
name = "sign-in"

[events.sns]
topic_name = "sign-in-mail"

[alarms]
daily_sends = 40000

[user_pool]
id = "{POOL}"
from = "no-reply@mail.example.net"
"""


@dataclass
class Story:
    """The first deploy, the second one after the DNS was published, and the pool at each moment."""

    first: Run
    second: Run
    plan: tuple[int, dict[str, Any]]
    listed: list[dict[str, Any]]
    pools: list[dict[str, Any]]


@pytest.fixture(scope="module")
def deployment(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Make the pool, the state bucket and the project."""
    made = make_deployment(aws, tmp_path_factory.mktemp("external") / "project", "elsewhere", ENVIRONMENT)
    location = {"LocationConstraint": "eu-west-1"}
    made.client("s3").create_bucket(Bucket="terraform-state", CreateBucketConfiguration=location)
    aws.put_pool(POOL_REGION, production_pool(POOL), production_mfa())
    return made


@pytest.fixture(scope="module")
def story(deployment: Deployment) -> Story:
    """Deploy, publish what `poolpost dns` lists, deploy again."""
    aws = deployment.aws
    pools = [aws.pool(POOL_REGION, POOL)]
    first = deployment.cdktf("deploy")
    pools.append(aws.pool(POOL_REGION, POOL))
    listed = json.loads(deployment.poolpost("dns", "elsewhere", "--json").stdout)
    aws.external_dns(_published(listed))
    second = deployment.cdktf("deploy")
    plan = deployment.plan()
    pools.append(aws.pool(POOL_REGION, POOL))
    return Story(first, second, plan, listed, pools)


def _published(listed: list[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    published: dict[tuple[str, str], list[str]] = {}
    for row in listed:
        value = {"MX": f"{row['priority']} {row['value']}", "TXT": f'"{row["value"]}"'}.get(row["type"], row["value"])
        published.setdefault((row["name"], row["type"]), []).append(value)
    return published


def test_the_first_deploy_stops_and_leaves_the_pool(story: Story) -> None:
    """Mail would not arrive yet: exit code 1, and the pool is byte for byte the same."""
    assert story.first.exit_code == 1
    assert json.dumps(story.pools[1], sort_keys=True) == json.dumps(story.pools[0], sort_keys=True)


def test_the_list_of_records_is_complete(story: Story) -> None:
    """Three DKIM CNAMEs with the deployed identity's tokens, MX and SPF at MAIL FROM, DMARC."""
    assert [row["type"] for row in story.listed] == ["CNAME", "CNAME", "CNAME", "MX", "TXT", "TXT"]
    assert {row["status"] for row in story.listed} == {"ready"}


def test_the_same_command_finishes_the_job(story: Story) -> None:
    """After the records are there, the deploy succeeds and the plan is empty."""
    assert story.second.exit_code == 0, story.second.output[-4000:]
    assert story.plan[0] == 0
    assert story.pools[2]["UserPool"]["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"


def test_an_alternate_region_sends_through_its_first_region(story: Story, deployment: Deployment) -> None:
    """REG3: the identity is there, with a policy that trusts the pool region's principal."""
    arn = story.pools[2]["UserPool"]["EmailConfiguration"]["SourceArn"]
    assert arn == f"arn:aws:ses:{SES}:000000000000:identity/mail.example.net"
    policies = deployment.client("sesv2", SES).get_email_identity(EmailIdentity="mail.example.net")["Policies"]
    assert "cognito-idp.ap-east-1.amazonaws.com" in policies["poolpost-cognito"]


def test_the_state_is_in_s3_and_no_lock_is_left(story: Story, deployment: Deployment) -> None:
    """`use_lockfile` makes and removes a lock object beside the state."""
    assert story.second.exit_code == 0
    keys = [item["Key"] for item in deployment.client("s3").list_objects_v2(Bucket="terraform-state")["Contents"]]
    assert keys == ["poolpost/elsewhere.tfstate"]


def test_another_account_is_refused_before_anything(story: Story, deployment: Deployment) -> None:
    """`allowed_account_ids`: with other credentials the plan stops, with both account ids in the message."""
    assert story.second.exit_code == 0
    other = deployment.environment | PROOF | {"AWS_ACCESS_KEY_ID": "999999999999"}
    command = ["terraform", f"-chdir={deployment.stack}", "plan", "-no-color", "-input=false"]
    done = subprocess.run(command, env=other, capture_output=True, text=True, check=False)
    assert done.returncode == 1


@dataclass
class Renamed:
    """An interrupted deploy of other names, the one that finished it, and the calls of both."""

    interrupted: int
    switch: list[str]
    between: dict[str, Any]
    finished: Run
    still_planned: dict[str, Any]
    after: dict[str, Any]
    calls: list[str]


@pytest.fixture(scope="module")
def renamed(story: Story, deployment: Deployment) -> Renamed:
    """Rename domain and configuration set; press Ctrl-C while the pool is being switched; deploy again."""
    assert story.second.exit_code == 0
    aws = deployment.aws
    _publish_in_advance(deployment, "post.example.net")
    deployment.write(ENVIRONMENT.replace("mail.example.net", "post.example.net").replace('"sign-in"', '"sign-in-2"'))
    aws.clear_calls()
    aws.fault("sesv2:GetAccount", "slow", seconds=5)  # the step asks for it, the gate before it does not
    interrupted = deployment.interrupt("user_pool_email: Creating...")
    _wait_for_the_lock(deployment)
    switch = deployment.statuses()["terraform_data.user_pool_email"]
    between = aws.pool(POOL_REGION, POOL)
    finished = deployment.cdktf("deploy")
    exit_code, plan = deployment.plan()
    calls = [call["operation"] for call in aws.calls() if call["status"] == 200]
    still_planned = _still_planned(exit_code, plan)
    return Renamed(interrupted, switch, between, finished, still_planned, aws.pool(POOL_REGION, POOL), calls)


def _still_planned(exit_code: int, plan: dict[str, Any]) -> dict[str, Any]:
    """Give what a plan that should be empty would do, by address, so that a failure says it."""
    changes = {change["address"]: change["change"] for change in plan.get("resource_changes", [])}
    changes |= {f"output.{name}": change for name, change in plan.get("output_changes", {}).items()}
    planned = {address: change for address, change in changes.items() if change["actions"] != ["no-op"]}
    return planned or ({} if exit_code == 0 else {"exit code": exit_code, "errors": plan.get("errored")})


def _publish_in_advance(deployment: Deployment, domain: str) -> None:
    """Publish a domain's records before it is deployed; the embedded AWS always makes the same DKIM tokens."""
    ses = deployment.client("sesv2", SES)
    tokens = ses.create_email_identity(EmailIdentity=domain)["DkimAttributes"]["Tokens"]
    ses.delete_email_identity(EmailIdentity=domain)
    text = ENVIRONMENT.replace("mail.example.net", domain)
    needed = records(validated(Path("environments/elsewhere.toml"), tomllib.loads(text)), tokens)
    deployment.aws.external_dns(_published(as_rows(needed)))


def _wait_for_the_lock(deployment: Deployment) -> None:
    """Wait: cdktf is gone at once; Terraform ends in good order behind it, and takes its lock along."""
    for _ in range(100):
        listed = deployment.client("s3").list_objects_v2(Bucket="terraform-state")["Contents"]
        if not any(item["Key"].endswith(".tflock") for item in listed):
            return
        time.sleep(0.3)
    pytest.fail("the interrupted deploy left its lock behind")


def test_an_interrupted_deploy_leaves_the_pool_and_is_finished_by_the_next(renamed: Renamed, story: Story) -> None:
    """Ctrl-C before the write: the pool is the same, and the same command goes on from there."""
    assert renamed.interrupted != 0
    assert renamed.switch == ["tainted"], "Terraform did not end in good order, with what it did in its state"
    assert json.dumps(renamed.between, sort_keys=True) == json.dumps(story.pools[2], sort_keys=True)
    assert renamed.finished.exit_code == 0, renamed.finished.output[-4000:]
    assert renamed.still_planned == {}


def test_the_pool_never_points_at_something_that_is_gone(renamed: Renamed) -> None:
    """A renamed domain and configuration set: the old ones are deleted after the pool was switched to the new ones."""
    email = renamed.after["UserPool"]["EmailConfiguration"]
    assert email["ConfigurationSet"] == "sign-in-2"
    assert email["SourceArn"].endswith("identity/post.example.net")
    switched = renamed.calls.index("UpdateUserPool")
    assert switched < renamed.calls.index("DeleteConfigurationSet")
    assert switched < renamed.calls.index("DeleteEmailIdentity")
    assert renamed.calls.index("CreateEmailIdentity") < switched
