"""Records that stand in Route 53 before the first deploy: preflight says what to write, and with it Terraform imports."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from emulator.client import EmbeddedAws
from scripts.demo_pool import REGION, production_mfa, production_pool
from scripts.run_terraform import Run
from tests.e2e.conftest import Deployment, make_deployment

pytestmark = pytest.mark.e2e
THERE = {
    ("_dmarc.mail.example.com", "TXT"): '"v=DMARC1; p=none; rua=mailto:dmarc@example.com"',
    ("bounce.mail.example.com", "MX"): "10 feedback-smtp.eu-west-1.amazonses.com",
}


@dataclass
class Story:
    """What preflight said before and after the setting, the deploy, and the next plan."""

    before: dict[str, Any]
    after: dict[str, Any]
    run: Run
    plan: tuple[int, dict[str, Any]]
    deployment: Deployment


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, local_toml: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Put the records there, look, write what preflight prints, and deploy."""
    deployment = make_deployment(aws, tmp_path_factory.mktemp("adopt") / "project", "local", local_toml)
    route53 = deployment.client("route53")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="adopt")["HostedZone"]["Id"]
    sets = [
        {"Name": name, "Type": type_, "TTL": 300, "ResourceRecords": [{"Value": value}]}
        for (name, type_), value in THERE.items()
    ]
    changes = [{"Action": "CREATE", "ResourceRecordSet": one} for one in sets]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    aws.put_pool(REGION, production_pool(), production_mfa())
    before = json.loads(deployment.poolpost("preflight", "local", "--json").stdout)
    adopt = ", ".join(f'"{record}"' for record in before["adopt"])
    deployment.write(local_toml.replace("ttl = 300\n", f"ttl = 300\nadopt = [{adopt}]\n"))
    after = json.loads(deployment.poolpost("preflight", "local", "--json").stdout)
    return Story(before, after, deployment.cdktf("deploy"), deployment.plan(), deployment)


def test_preflight_says_what_to_write(story: Story) -> None:
    """The ids of both records; nothing is in the way, with the setting or without."""
    assert sorted(story.before["adopt"]) == ["dmarc", "mail-from-mx"]
    assert [finding["level"] for finding in story.before["findings"]] == ["info", "info"]
    assert story.after["findings"] == []


def test_adopted_records_are_imported_and_the_next_plan_is_empty(story: Story) -> None:
    """Without the import Route 53 would refuse to create them; with it they are the stack's, unchanged."""
    assert story.run.exit_code == 0, story.run.output[-4000:]
    assert story.plan[0] == 0
    created = [call["body"] for call in story.deployment.aws.calls() if call["operation"] == "ChangeResourceRecordSets"]
    assert not any("_dmarc" in str(body) for body in created[1:])
    state = json.loads((story.deployment.project / "terraform.local.tfstate").read_text())
    records = {one["name"] for one in state["resources"] if one["type"] == "aws_route53_record"}
    assert {"dmarc", "mail_from_mx", "mail_from_spf", "dkim_1"} <= records
