"""Who changed it: the real Terraform provider deploys, a colleague resets the pool, and poolpost names both."""

import json
import tomllib
from typing import Any

import boto3
import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from tests.e2e.conftest import Deployment, make_deployment, publish

pytestmark = pytest.mark.e2e

ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"
trail = {{}}

[backend]
type = "local"

[domain]
name = "mail.example.com"

[dns]
provider = "external"

[configuration_set]
name = "sign-in"

[user_pool]
id = "{POOL_ID}"
from = "Example <no-reply@mail.example.com>"
"""
ALICE = {"type": "AssumedRole", "arn": "arn:aws:sts::000000000000:assumed-role/support/alice"}


@pytest.fixture(scope="module")
def deployment(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Deploy with the real provider and review the pool; then alice resets it and adds an identity provider."""
    made = make_deployment(aws, tmp_path_factory.mktemp("trail") / "project", "staging", ENVIRONMENT)
    aws.put_pool(REGION, production_pool(), production_mfa())
    publish(made, tomllib.loads(ENVIRONMENT))
    made.synth()
    for arguments in (("init", "-input=false"), ("apply", "-auto-approve", "-input=false")):
        done = made.gate(*arguments)
        assert done.exit_code == 0, done.output[-4000:]
    assert made.poolpost("pool", "snapshot", "staging").returncode == 0
    aws.principal(ALICE)
    colleague: Any = boto3.client(
        "cognito-idp",
        REGION,
        endpoint_url=aws.url,
        aws_access_key_id="000000000000",
        aws_secret_access_key="test",  # noqa: S106 -- the embedded AWS checks none
    )
    colleague.update_user_pool(UserPoolId=POOL_ID, AutoVerifiedAttributes=["email"])
    details = {
        "client_id": "1",
        "client_secret": "hush-hush",
        "oidc_issuer": "https://evil.example",
        "authorize_scopes": "openid",
    }
    colleague.create_identity_provider(
        UserPoolId=POOL_ID,
        ProviderName="Evil",
        ProviderType="OIDC",
        ProviderDetails=details | {"attributes_request_method": "GET"},
    )
    aws.principal({})
    return made


def test_the_second_plan_is_empty_but_for_the_mail(deployment: Deployment) -> None:
    """Nothing of [aws.trail] or of the children is in Terraform: what changed is the pool's e-mail, which a deploy repairs."""
    code, plan = deployment.plan()
    changed = [
        each["address"] for each in plan["resource_changes"] if each["change"]["actions"] not in (["no-op"], ["read"])
    ]
    assert code in {0, 2}
    assert changed in ([], ["terraform_data.user_pool_email"])
    assert "trail" not in (deployment.stack / "cdk.tf.json").read_text(encoding="utf-8")


def test_the_real_tools_are_known_by_their_user_agents(deployment: Deployment) -> None:
    """Terraform's provider for the identity, poolpost for the pool, boto3 for alice."""
    done = deployment.poolpost("who", "staging", "--only", "pool", "--json")
    assert done.returncode == 0, done.stderr
    newest, ours, *_ = json.loads(done.stdout)["changes"]
    assert (newest["principal"], newest["event"]) == ("role support (session alice)", "UpdateUserPool")
    assert newest["tool"] == f"boto3 {boto3.__version__}"
    assert newest["set"] == ["AutoVerifiedAttributes"]
    assert {"LambdaConfig", "DeviceConfiguration", "UserPoolTags"} <= set(newest["reset"])
    assert ours["tool"].startswith("poolpost ")
    assert ours["reset"] == []
    mail = deployment.poolpost("who", "staging", "--only", "mail", "--json")
    tools = {each["event"]: each["tool"] for each in json.loads(mail.stdout)["changes"]}
    assert tools["CreateConfigurationSet"] == "Terraform 1.11.4 (AWS provider 5.100.0)"


def test_verify_names_alice_for_the_pool_and_for_the_identity_provider(deployment: Deployment) -> None:
    """The identity provider first, since accounts may be taken over now."""
    done = deployment.poolpost("pool", "verify", "staging")
    assert done.returncode == 1
    assert done.stderr.startswith("IdentityProviders.Evil was never reviewed: ")
    assert "IdentityProviders.Evil: absent -> " in done.stdout
    assert done.stderr.count("role support (session alice)") == 2
    assert "hush" not in done.stdout + done.stderr + (deployment.project / "environments/staging.pool.json").read_text()


def test_the_doctor_names_alice_and_misses_the_trail(deployment: Deployment) -> None:
    """Three lines: the pool, the identity provider, and a trail that is not there."""
    lines = json.loads(deployment.poolpost("doctor", "staging", "--json").stdout)["lines"]
    failed = [(line["check"], line["evidence"]) for line in lines if line["outcome"] == "fail"]
    blamed = {check for check, evidence in failed if "role support (session alice)" in evidence}
    assert blamed == {"settings-are-not-lost", "children-are-reviewed"}
    assert ("trail-keeps-changes", "there is no trail") in failed


def test_the_environment_can_be_destroyed(deployment: Deployment) -> None:
    """Nothing here makes anything that would stay behind."""
    (
        deployment.project / "environments/staging.pool.json"
    ).unlink()  # the gate stops while the pool is not the reviewed one
    done = deployment.gate("destroy", "-auto-approve")
    assert done.exit_code == 0, done.output[-4000:]
