"""
What stands in SES and Route 53 before the first deploy, since mail was sent from the domain before.

The deploy stops before it makes anything; preflight says what to write, and with it Terraform imports.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from poolpost.emulator import run_terraform
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import REGION, production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from tests.e2e.conftest import Deployment, make_deployment, words

pytestmark = pytest.mark.e2e
DOMAIN = "mail.example.com"
THERE = {
    (f"_dmarc.{DOMAIN}", "TXT"): '"v=DMARC1; p=none; rua=mailto:dmarc@example.com"',
    (f"bounce.{DOMAIN}", "MX"): "10 feedback-smtp.eu-west-1.amazonses.com",
}


@dataclass
class Story:
    """The deploy that stops, what preflight said before and after each setting, the deploy, and the next plan."""

    stopped: Run
    before: dict[str, Any]
    between: dict[str, Any]
    after: dict[str, Any]
    made: list[str]
    run: Run
    plan: tuple[int, dict[str, Any]]
    twin: dict[str, dict[str, Any]]
    deployment: Deployment


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, local_toml: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Put everything there, try, look, write what preflight says, and deploy."""
    deployment = make_deployment(aws, tmp_path_factory.mktemp("adopt") / "project", "local", local_toml)
    _send_from_the_domain_already(deployment)
    aws.put_pool(REGION, production_pool(), production_mfa())
    aws.clear_calls()
    stopped = deployment.cdktf("deploy")
    made = [call["operation"] for call in aws.calls() if call["operation"].startswith(("Create", "Put", "Change"))]
    before = _preflight(deployment)
    adopting = local_toml.replace("[aws]\n", '[aws]\nadopt = ["identity", "configuration-set"]\n')
    deployment.write(adopting)
    between = _preflight(deployment)
    records = ", ".join(f'"{record}"' for record in between["adopt"])
    deployment.write(adopting.replace("ttl = 300\n", f"ttl = 300\nadopt = [{records}]\n"))
    after = _preflight(deployment)
    kept = adopting.replace("[domain.mail_from]\n", "[domain.dkim]\nkeep = true\n\n[domain.mail_from]\n")
    changed = adopting.replace(
        "[domain.mail_from]\n", '[domain.dkim]\nkey_length = "RSA_1024_BIT"\n\n[domain.mail_from]\n'
    )
    twin = {"kept": _plan_of_a_twin(deployment, kept), "changed": _plan_of_a_twin(deployment, changed)}
    deployment.write(adopting.replace("ttl = 300\n", f"ttl = 300\nadopt = [{records}]\n"))
    aws.clear_calls()
    return Story(stopped, before, between, after, made, deployment.cdktf("deploy"), deployment.plan(), twin, deployment)


def _plan_of_a_twin(deployment: Deployment, text: str) -> dict[str, Any]:
    """Plan the import of the identity while it signs with the keys of its twin in another region; nothing is applied."""
    ses = deployment.client("sesv2")
    deployment.write(text)
    run_terraform.run(["cdktf", "synth"], deployment.project, deployment.environment)
    ses.put_email_identity_dkim_signing_attributes(EmailIdentity=DOMAIN, SigningAttributesOrigin="AWS_SES_US_EAST_1")
    plan = deployment.plan()[1]
    ses.put_email_identity_dkim_signing_attributes(EmailIdentity=DOMAIN, SigningAttributesOrigin="AWS_SES")
    return next(each for each in plan["resource_changes"] if each["address"] == "aws_sesv2_email_identity.domain")


def _send_from_the_domain_already(deployment: Deployment) -> None:
    ses, route53 = deployment.client("sesv2"), deployment.client("route53")
    tokens = ses.create_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]["Tokens"]
    ses.create_configuration_set(ConfigurationSetName="sign-in")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="adopt")["HostedZone"]["Id"]
    there = THERE | {(f"{token}._domainkey.{DOMAIN}", "CNAME"): f"{token}.dkim.amazonses.com" for token in tokens}
    sets = [
        {"Name": name, "Type": type_, "TTL": 300, "ResourceRecords": [{"Value": value}]}
        for (name, type_), value in there.items()
    ]
    changes = [{"Action": "CREATE", "ResourceRecordSet": one} for one in sets]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def _preflight(deployment: Deployment) -> dict[str, Any]:
    return json.loads(deployment.poolpost("preflight", "local", "--json").stdout)


def test_a_deploy_stops_before_it_makes_anything(story: Story) -> None:
    """Without the gate Terraform would make some of it, and fail at what is there."""
    assert story.stopped.exit_code == 1
    said = words(story.stopped)
    assert f"identity {DOMAIN}: it is there already" in said
    assert "configuration set sign-in: it is there already" in said
    assert said.count("[record-exists]") == 5
    assert story.made == []


def test_preflight_says_what_to_write(story: Story) -> None:
    """First what SES has; once that is to be imported, every record with its id, DKIM's too."""
    assert {finding["level"] for finding in story.before["findings"]} == {"info"}
    assert [found["remedy"] for found in story.before["findings"] if found["rule"] == "name-is-taken"] == [
        'unless this stack created it: import it, name "identity" in aws.adopt',
        'unless this stack created it: import it, name "configuration-set" in aws.adopt, '
        "or choose another configuration_set.name",
    ]
    assert sorted(story.between["adopt"]) == ["dkim-1", "dkim-2", "dkim-3", "dmarc", "mail-from-mx"]
    assert story.after["findings"] == []


def test_what_was_there_is_imported_and_the_next_plan_is_empty(story: Story) -> None:
    """Nothing of it is made a second time, and all of it is the stack's now."""
    assert story.run.exit_code == 0, story.run.output[-4000:]
    assert story.plan[0] == 0
    calls = [call for call in story.deployment.aws.calls() if call["status"] == 200]
    operations = {call["operation"] for call in calls}
    assert not operations & {"CreateEmailIdentity", "CreateConfigurationSet", "DeleteEmailIdentity"}
    changed = [str(call["body"]) for call in calls if call["operation"] == "ChangeResourceRecordSets"]
    assert not any("_dmarc" in body or "_domainkey" in body for body in changed)
    statuses = story.deployment.statuses()
    imported = {"dmarc", "mail_from_mx", "mail_from_spf", "dkim_1", "dkim_2", "dkim_3"}
    assert {f"aws_route53_record.{name}" for name in imported} <= statuses.keys()
    assert {"aws_sesv2_email_identity.domain", "aws_sesv2_configuration_set.sign_in"} <= statuses.keys()


def test_deterministic_easy_dkim_is_imported_as_it_is(story: Story) -> None:
    """With domain.dkim.keep the provider finds no other way to sign in the plan; without it the block changes."""
    signing = {
        name: [each["change"][side]["dkim_signing_attributes"] for side in ("before", "after")]
        for name, each in story.twin.items()
    }
    assert signing["kept"][0] == signing["kept"][1]
    assert signing["kept"][0][0]["signing_attributes_origin"] == "AWS_SES_US_EAST_1"
    assert signing["changed"][0] != signing["changed"][1]
