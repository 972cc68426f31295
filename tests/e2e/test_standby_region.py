"""
Sending that survives a region: a rehearsal of the failover, and of the way back, with the real Terraform and provider.

SES of the first region refuses every request. Terraform cannot even plan then, so the switch must not need it; the standby
region sends, and when the first region is back Terraform learns of it.
"""

import json
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from poolpost.dns.formats import as_rows
from poolpost.dns.records import records
from poolpost.emulator import run_terraform
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from poolpost.settings import validated
from tests.e2e.conftest import Deployment, make_deployment

pytestmark = pytest.mark.e2e

HOME, STANDBY, DOMAIN = "eu-west-1", "us-west-2", "mail.example.org"
TABLE = f"""
[aws.standby_region]
name = "{STANDBY}"
"""
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{HOME}"
{TABLE}
[backend]
type = "local"

[domain]
name = "{DOMAIN}"

[dns]
provider = "external"

[configuration_set]
name = "sign-in"

[events.sns]
topic_name = "sign-in-mail"
event_types = ["BOUNCE", "COMPLAINT", "DELIVERY"]

[user_pool]
id = "{POOL_ID}"
from = "no-reply@{DOMAIN}"
"""


def publish_both(deployment: Deployment, environment: str) -> None:
    """Publish an environment's records for both regions beforehand; the embedded AWS always makes the same tokens."""
    settings = validated(Path(f"environments/{deployment.name}.toml"), tomllib.loads(environment))
    assert settings.second is not None
    tokens: list[list[str]] = []
    for region in (settings.aws.region, settings.second.aws.region):
        ses = deployment.client("sesv2", region)
        tokens.append(ses.create_email_identity(EmailIdentity=settings.domain.name)["DkimAttributes"]["Tokens"])
        ses.delete_email_identity(EmailIdentity=settings.domain.name)
    published: dict[tuple[str, str], list[str]] = {}
    for row in as_rows(records(settings, tokens[0], second_tokens=tokens[1])):
        value = {"MX": f"{row['priority']} {row['value']}", "TXT": f'"{row["value"]}"'}.get(row["type"], row["value"])
        published.setdefault((str(row["name"]), str(row["type"])), []).append(str(value))
    deployment.aws.external_dns(published)


def deploy(deployment: Deployment, *, first: bool = False, verb: str = "apply") -> Run:
    """Synthesize, and run the gate as cdktf does, without the time that cdktf takes."""
    run_terraform.must_run([sys.executable, "main.py"], deployment.project, deployment.environment)
    if first:
        assert deployment.terraform("init", "-input=false").exit_code == 0
    return deployment.gate(verb, *(["-auto-approve"] if verb != "plan" else ["-detailed-exitcode"]), "-no-color")


@dataclass
class Story:
    """The runs of the rehearsal, and the pool's e-mail configuration after each."""

    runs: dict[str, Run] = field(default_factory=dict[str, Run])
    email: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    refused: str = ""
    sent: str = ""
    proof: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    left: list[Any] = field(default_factory=list[Any])


def _send(deployment: Deployment, email: dict[str, Any]) -> str:
    """Send as Cognito does for a pool: by the region of its SourceArn, with its From and configuration set."""
    ses = deployment.client("sesv2", email["SourceArn"].split(":")[3])
    body = {"Simple": {"Subject": {"Data": "Your code"}, "Body": {"Text": {"Data": "123456"}}}}
    found = ses.send_email(
        FromEmailAddress=email["From"],
        ConfigurationSetName=email["ConfigurationSet"],
        Destination={"ToAddresses": ["user@example.com"]},
        Content=body,
    )
    return str(found["MessageId"])


def _poolpost(deployment: Deployment, *arguments: str) -> Run:
    return run_terraform.run(["poolpost", *arguments], deployment.project, deployment.environment)


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Deploy both regions, take SES of the first away, fail over, get it back, go back and leave the standby."""
    made = make_deployment(aws, tmp_path_factory.mktemp("standby") / "project", "standby", ENVIRONMENT)
    aws.put_pool(HOME, production_pool(POOL_ID), production_mfa())
    publish_both(made, ENVIRONMENT)
    told = Story()

    def stage(name: str, run: Run) -> None:
        told.runs[name] = run
        told.email[name] = aws.pool(HOME, POOL_ID)["UserPool"]["EmailConfiguration"]

    stage("deploy", deploy(made, first=True))
    stage("plan", deploy(made, verb="plan"))

    made.write(ENVIRONMENT.replace(TABLE, ""))
    stage("given up too early", deploy(made, verb="plan"))
    made.write(ENVIRONMENT)

    aws.fault("sesv2:*", "denied", count=100_000, region=HOME)
    stage("plan in the outage", deploy(made, verb="plan"))
    try:
        _send(made, told.email["plan"])
    except ClientError as error:
        told.refused = error.response["Error"]["Code"]
    stage("failover", _poolpost(made, "failover", "standby", "--yes"))
    aws.clear_calls()
    stage("pool apply", _poolpost(made, "pool", "apply", "standby"))
    told.calls = [(call["service"], call["region"]) for call in aws.calls()]
    told.sent = _send(made, told.email["pool apply"])
    stage("proof", _poolpost(made, "doctor", "standby", "--send", "--json"))

    aws.clear_faults()
    stage("catch up", deploy(made))
    stage("failover --back", _poolpost(made, "failover", "standby", "--back", "--yes"))
    file = made.project / "environments/standby.toml"
    file.write_text(file.read_text().replace(f'name = "{STANDBY}"', f'name = "{STANDBY}"\nuse = "leaving"'))
    aws.clear_calls()
    stage("back, and leave", deploy(made))
    told.runs["calls"] = Run(0, "\n".join(call["operation"] for call in aws.calls() if call["status"] == 200))

    stage("retire", _poolpost(made, "retire", "standby", "--yes"))
    stage("destroy", deploy(made, verb="destroy"))
    told.left = [made.client("sesv2", each).list_email_identities()["EmailIdentities"] for each in (HOME, STANDBY)]
    return told


def _passed(story: Story, name: str) -> None:
    assert story.runs[name].exit_code == 0, story.runs[name].output[-4000:]


def test_both_regions_are_deployed_and_the_next_plan_is_empty(story: Story) -> None:
    """Identity, configuration set and events in both; the pool sends by the first."""
    _passed(story, "deploy")
    _passed(story, "plan")
    assert f":{HOME}:" in story.email["deploy"]["SourceArn"]


def test_a_table_that_is_removed_too_early_is_named(story: Story) -> None:
    """Terraform 1.11.4 destroys by the provider that created, and names neither the file nor the key that helps."""
    assert story.runs["given up too early"].exit_code not in {0, 2}
    output = " ".join(story.runs["given up too early"].output.replace("│", " ").split())
    assert "Provider configuration not present" in output
    assert 'put [aws.standby_region] with the name of that region and use = "leaving" into it' in output


def test_a_plan_needs_the_region_that_is_down(story: Story) -> None:
    """The counter-check: Terraform refreshes what it holds there, so no deploy can switch the pool in the outage."""
    assert story.runs["plan in the outage"].exit_code not in {0, 2}
    assert story.refused == "AccessDeniedException"
    assert story.email["plan in the outage"] == story.email["deploy"]


def test_failover_prepares_and_writes_nothing_to_the_pool(story: Story) -> None:
    """It changes the file alone, and says what comes next."""
    _passed(story, "failover")
    assert story.email["failover"] == story.email["deploy"]
    assert "poolpost pool apply standby" in story.runs["failover"].output


def test_the_switch_asks_nothing_of_the_region_that_is_down(story: Story) -> None:
    """`pool apply` reads the standby region's SES, and changes SourceArn alone; mail goes out by it."""
    _passed(story, "pool apply")
    before, after = story.email["deploy"], story.email["pool apply"]
    assert after == before | {"SourceArn": f"arn:aws:ses:{STANDBY}:000000000000:identity/{DOMAIN}"}
    assert ("sesv2", HOME) not in story.calls
    assert ("sesv2", STANDBY) in story.calls
    assert story.sent


def test_the_proof_by_sending_goes_by_the_standby(story: Story) -> None:
    """Delivery, bounce and complaint arrive at the topic of that region."""
    _passed(story, "proof")
    proofs = json.loads(story.runs["proof"].output[story.runs["proof"].output.index("{") :])["proofs"]
    assert {each["outcome"] for each in proofs} == {"arrived"}


def test_terraform_learns_of_the_switch_when_the_region_is_back(story: Story) -> None:
    """The step finds the pool as wanted and writes nothing."""
    _passed(story, "catch up")
    assert "already as wanted" in story.runs["catch up"].output
    assert story.email["catch up"] == story.email["pool apply"]


def test_the_way_back_is_a_deploy_and_the_pool_leaves_before_the_region_does(story: Story) -> None:
    """One deploy switches the pool back, and only then destroys what the standby region had."""
    _passed(story, "failover --back")
    _passed(story, "back, and leave")
    assert story.email["back, and leave"] == story.email["deploy"]
    calls = story.runs["calls"].output.splitlines()
    assert calls.index("UpdateUserPool") < calls.index("DeleteEmailIdentity")


def test_a_destroy_takes_both_regions_once_the_pool_has_another_sender(story: Story) -> None:
    """The pool itself stays."""
    _passed(story, "retire")
    _passed(story, "destroy")
    assert story.left == [[], []]
    assert story.email["destroy"]["EmailSendingAccount"] == "COGNITO_DEFAULT"
