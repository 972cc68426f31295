"""
`manage` mode for real: the pool is imported into the state, and only the gate may apply.

Every stage runs once, in order; the pool is looked at after each.
"""

import json
import subprocess
import tomllib
from dataclasses import dataclass, replace
from typing import Any

import pytest

from poolpost.constructs.managed_user_pool import IGNORED
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from poolpost.pool import losses
from poolpost.project.toolchain import toolchain_environment
from tests.e2e.conftest import Deployment, make_deployment, publish, words

pytestmark = pytest.mark.e2e

REGION, POOL = "eu-west-1", "eu-west-1_Managed"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"
tags = {{ application = "poolpost" }}

[backend]
type = "local"

[domain]
name = "mail.example.com"

[dns]
provider = "external"

[configuration_set]
name = "sign-in"

[user_pool]
id = "{POOL}"
mode = "manage"
from = "Example <no-reply@mail.example.com>"
"""


def sendable(**more: Any) -> dict[str, Any]:
    """Give a pool with what the provider can send, and more."""
    pool = production_pool(POOL)
    for newer in ("KeyConfiguration", "IssuerConfiguration", "UserPoolTags"):
        del pool[newer]
    del pool["LambdaConfig"]["InboundFederation"]
    return pool | more


@dataclass
class Stage:
    """A run and the pool after it."""

    run: Run
    pool: dict[str, Any]


@dataclass
class Story:
    """What happened, in order."""

    before: dict[str, Any]
    plain: Stage
    tagged: Stage
    tagged_before: dict[str, Any]
    gated: Stage
    diff: Run
    second_plan: int
    gate_says: subprocess.CompletedProcess[str]
    destroy: Stage
    destroy_plan: str
    identities: list[str]
    let_go: Stage
    schema: dict[str, Any]


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Deploy without the gate, with tags, through the gate; destroy; go back to `patch`."""
    gated = make_deployment(aws, tmp_path_factory.mktemp("manage") / "project", "managed", ENVIRONMENT)
    ungated = {name: value for name, value in gated.environment.items() if name != "TERRAFORM_BINARY_NAME"}
    plain = replace(gated, environment=ungated)
    publish(plain, tomllib.loads(ENVIRONMENT))
    aws.put_pool(REGION, sendable(), production_mfa())
    before = aws.pool(REGION, POOL)

    def stage(deployment: Deployment, verb: str) -> Stage:
        return Stage(deployment.cdktf(verb), aws.pool(REGION, POOL))

    refused = stage(plain, "deploy")
    aws.put_pool(REGION, sendable(UserPoolTags={"team": "identity"}), production_mfa())
    tagged_before = aws.pool(REGION, POOL)
    tagged = stage(gated, "deploy")
    aws.put_pool(REGION, sendable(), production_mfa())
    deployed = stage(gated, "deploy")
    diff = gated.cdktf("diff")
    says = gated.poolpost("gate", "managed", "--json")
    second = plain.terraform("plan", "-detailed-exitcode", "-input=false").exit_code
    schema = _schema(plain)
    destroyed = stage(plain, "destroy")
    destroy_plan = plain.terraform("plan", "-destroy", "-no-color", "-input=false").output
    listed = plain.client("sesv2", REGION).list_email_identities()["EmailIdentities"]
    identities = [identity["IdentityName"] for identity in listed]
    plain.write(ENVIRONMENT.replace('mode = "manage"', 'mode = "patch"'))
    let_go = stage(gated, "deploy")
    return Story(
        before,
        refused,
        tagged,
        tagged_before,
        deployed,
        diff,
        second,
        says,
        destroyed,
        destroy_plan,
        identities,
        let_go,
        schema,
    )


def _schema(deployment: Deployment) -> dict[str, Any]:
    command = ["terraform", f"-chdir={deployment.stack}", "providers", "schema", "-json"]
    shown = subprocess.run(command, env=deployment.environment, capture_output=True, check=True)
    return json.loads(shown.stdout)


def test_without_the_gate_nothing_is_applied_to_the_pool(story: Story) -> None:
    """Terraform itself stops plain cdktf, and says what to run."""
    assert story.plain.run.exit_code == 1
    assert "make deploy ENV=managed" in words(story.plain.run)
    assert json.dumps(story.plain.pool, sort_keys=True) == json.dumps(story.before, sort_keys=True)


def test_the_gate_stops_what_the_provider_would_lose(story: Story) -> None:
    """A tag that provider 5.100.0 never sends back: named, and the pool is the same to the last byte."""
    assert story.tagged.run.exit_code == 1
    assert "team" in words(story.tagged.run)
    assert "body-loses-nothing" in words(story.tagged.run)
    assert json.dumps(story.tagged.pool, sort_keys=True) == json.dumps(story.tagged_before, sort_keys=True)


def test_through_the_gate_only_email_changes(story: Story) -> None:
    """
    Import and switch in one deploy; triggers, MFA and all else as before.

    The provider leaves out what is false, which means the same: hence not compared as text.
    """
    assert story.gated.run.exit_code == 0, story.gated.run.output[-5000:]
    assert story.gated.pool["UserPool"]["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"
    assert losses.changes(story.before["UserPool"], story.gated.pool["UserPool"]) == []
    assert story.gated.pool["Mfa"] == story.before["Mfa"]


def test_the_second_plan_is_empty_and_goes(story: Story) -> None:
    """Nothing to do, and `poolpost gate` says go about the plan of `cdktf diff`."""
    assert story.second_plan == 0
    assert story.gate_says.returncode == 0, story.gate_says.stdout + story.gate_says.stderr
    assert json.loads(story.gate_says.stdout)["body"] is None


def test_a_plan_that_goes_is_no_error_to_cdktf_and_is_not_applied_past_the_gate(story: Story) -> None:
    """What cdktf 0.21 gets on standard error it prints twice, as an error; Terraform advises to apply the plan file by itself."""
    assert story.diff.exit_code == 0, story.diff.output[-5000:]
    assert words(story.diff).count("poolpost gate: managed: go") == 1
    assert "[ERROR]" not in story.diff.output
    assert "terraform apply" not in story.diff.output


def test_destroy_cannot_take_the_pool(story: Story) -> None:
    """`prevent_destroy` stops the plan, so nothing else is destroyed either."""
    assert story.destroy.run.exit_code != 0
    assert "Instance cannot be destroyed" in " ".join(story.destroy_plan.replace("│", " ").split())
    assert "mail.example.com" in story.identities
    assert json.dumps(story.destroy.pool, sort_keys=True) == json.dumps(story.gated.pool, sort_keys=True)


def test_going_back_to_patch_mode_lets_the_pool_go(story: Story) -> None:
    """Without a `removed` block Terraform would destroy what left the configuration; with it the pool stays."""
    assert story.let_go.run.exit_code == 0, story.let_go.run.output[-5000:]
    assert json.dumps(story.let_go.pool, sort_keys=True) == json.dumps(story.gated.pool, sort_keys=True)


def test_the_ignore_list_is_complete(story: Story) -> None:
    """Every attribute and block of the real provider's schema that can be set, e-mail aside."""
    provider = story.schema["provider_schemas"]["registry.terraform.io/hashicorp/aws"]
    block = provider["resource_schemas"]["aws_cognito_user_pool"]["block"]
    settable = {name for name, a in block["attributes"].items() if a.get("optional") or a.get("required")}
    expected = settable | set(block["block_types"]) - {"email_configuration"}
    assert set(IGNORED) == expected - {"id", "email_configuration"}


def test_the_toolchain_puts_the_gate_into_cdktf() -> None:
    """Whoever follows the README cannot forget it."""
    assert toolchain_environment()["TERRAFORM_BINARY_NAME"] == "poolpost-terraform"
