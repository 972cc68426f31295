"""
What a live pool sends with cannot be taken away, for real: Terraform, the provider and the gate against the embedded AWS.

One environment with DNS elsewhere; every stage once and in order, and at the end what happens without the gate.
"""

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from tests.e2e.conftest import Deployment, make_deployment, publish, words

pytestmark = pytest.mark.e2e

REGION, POOL, OTHER = "eu-west-1", "eu-west-1_Taken", "us-east-1_Other"
IDENTITY = "aws_sesv2_email_identity.domain"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"

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
from = "no-reply@mail.example.com"
"""


MAIL_FROM = "aws_sesv2_email_identity_mail_from_attributes"


def _emptied(resources: dict[str, Any]) -> None:
    del resources[MAIL_FROM]["domain"]["mail_from_domain"]


def _forgiving(resources: dict[str, Any]) -> None:
    resources["terraform_data"]["user_pool_email"]["provisioner"][0]["local-exec"]["on_failure"] = "continue"


IN_PLACE = {"MAIL FROM emptied": _emptied, "a step that may fail": _forgiving}
"""Updates in place, as code of a stack could write them: no address or type shows them."""


def with_other_terraform(
    deployment: Deployment, alter: Callable[[dict[str, Any]], None], run: Callable[[], None]
) -> None:
    """Run something while the stack's Terraform is another one."""
    file = deployment.stack / "cdk.tf.json"
    text = file.read_text("utf-8")
    made = json.loads(text)
    alter(made["resource"])
    file.write_text(json.dumps(made), encoding="utf-8")
    run()
    file.write_text(text, encoding="utf-8")


@dataclass
class Story:
    """
    The stages by name.

    Attributes:
        runs: what was run, by name of the stage.
        identities: what SES has after each.
        email: the pool's e-mail configuration after each.
    """

    runs: dict[str, Run] = field(default_factory=dict[str, Run])
    identities: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    email: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])


def _pool(pool_id: str) -> dict[str, Any]:
    """Return a production pool in which nobody signs in by mail, so that it may do without SES."""
    pool = production_pool(pool_id)
    pool["Policies"].pop("SignInPolicy", None)
    return pool


@pytest.fixture(scope="module")
def deployment(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Make the pool, the published records and the project."""
    made = make_deployment(aws, tmp_path_factory.mktemp("taking") / "project", "going", ENVIRONMENT)
    publish(made, tomllib.loads(ENVIRONMENT))
    mfa = {member: value for member, value in production_mfa().items() if member != "EmailMfaConfiguration"}
    aws.put_pool(REGION, _pool(POOL), mfa)
    return made


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, deployment: Deployment) -> Story:
    """Deploy; try to destroy in three ways; delete the file; retire; destroy; and destroy once past the gate."""
    told = Story()
    file = deployment.project / "environments" / "going.toml"

    def note(stage: str, run: Run) -> None:
        ses = deployment.client("sesv2")
        told.runs[stage] = run
        told.identities[stage] = [each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]]
        told.email[stage] = aws.pool(REGION, POOL)["UserPool"]["EmailConfiguration"]

    def command(*arguments: str) -> Run:
        done = deployment.poolpost(*arguments)
        return Run(done.returncode, done.stdout + done.stderr)

    note("deploy", deployment.cdktf("deploy"))
    for stage, alter in IN_PLACE.items():
        with_other_terraform(
            deployment, alter, lambda stage=stage: note(stage, deployment.gate("apply", "-auto-approve"))
        )
    emptied = IN_PLACE["MAIL FROM emptied"]
    with_other_terraform(deployment, emptied, lambda: note("emptied without the gate", deployment.terraform("plan")))
    note("destroy", deployment.cdktf("destroy"))
    note("plan -destroy", deployment.gate("plan", "-destroy"))
    deployment.environment["TF_CLI_ARGS_plan"] = "-destroy"
    note("left-over variable", deployment.gate("apply", "-auto-approve"))
    del deployment.environment["TF_CLI_ARGS_plan"]
    file.rename(file.with_suffix(".away"))
    (file.parent / "other.toml").write_text(ENVIRONMENT.replace(POOL, OTHER))
    note("file deleted", command("check"))
    (file.parent / "other.toml").unlink()
    file.with_suffix(".away").rename(file)
    note("retire", command("retire", "going", "--yes"))
    aws.put_pool("us-east-1", _pool(OTHER) | {"EmailConfiguration": told.email["deploy"]}, {"MfaConfiguration": "OFF"})
    note("another pool", deployment.gate("destroy", "-auto-approve"))
    aws.put_pool("us-east-1", _pool(OTHER), {"MfaConfiguration": "OFF"})
    note("destroy after retire", deployment.gate("destroy", "-auto-approve"))
    note("second deploy", deployment.gate("apply", "-auto-approve"))
    plain = ("destroy", "-auto-approve", "-input=false", "-no-color", "-var", "poolpost_gate=judged")
    note("past the gate", deployment.terraform(*plain))
    note("show", command("pool", "show", "going"))
    return told


def test_the_environment_was_deployed(story: Story) -> None:
    """Without that nothing else would say anything."""
    assert story.runs["deploy"].exit_code == 0, story.runs["deploy"].output[-4000:]
    assert story.email["deploy"]["EmailSendingAccount"] == "DEVELOPER"


def test_an_update_in_place_stops_by_its_argument(story: Story) -> None:
    """MAIL FROM of nothing is an update like any other, and Terraform plans it without the gate."""
    stopped = story.runs["MAIL FROM emptied"]
    assert stopped.exit_code == 1, stopped.output[-4000:]
    assert f"{MAIL_FROM}.domain.mail_from_domain: the plan has none; poolpost writes" in words(stopped)
    plain = story.runs["emptied without the gate"]
    assert plain.exit_code == 0, plain.output[-4000:]
    assert f"{MAIL_FROM}.domain will be updated in-place" in words(plain)


def test_a_step_that_may_fail_stops_although_no_plan_shows_it(story: Story) -> None:
    """With it a deploy whose write was refused ends well; only the plan file holds it."""
    stopped = story.runs["a step that may fail"]
    assert stopped.exit_code == 1, stopped.output[-4000:]
    assert "on_failure in the step of terraform_data.user_pool_email" in words(stopped)


@pytest.mark.parametrize("stage", ["destroy", "plan -destroy", "left-over variable"])
def test_a_destroy_is_stopped_while_the_pool_sends(stage: str, story: Story) -> None:
    """By cdktf, as a plan, and by a variable that was left in the shell: exit code 1, and everything is there."""
    assert story.runs[stage].exit_code == 1, story.runs[stage].output[-4000:]
    assert story.identities[stage] == ["mail.example.com"]
    assert story.email[stage] == story.email["deploy"]


def test_the_refusal_says_what_goes_and_the_way_out(story: Story) -> None:
    """By rule, with the pool and the command."""
    said = words(story.runs["plan -destroy"])
    assert f"{IDENTITY}: the plan would destroy it, and user pool {POOL} sends with it" in said
    assert "first switch the pool to another sender: 'poolpost retire going" in said
    assert "[keeps-what-sends]" in said


def test_retire_changes_the_sender_and_the_destroy_passes(story: Story) -> None:
    """Cognito's own sender, told what is left to do; then the stack goes and the pool stays."""
    assert story.runs["retire"].exit_code == 0, story.runs["retire"].output
    assert story.email["retire"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert story.identities["retire"] == ["mail.example.com"]
    assert story.runs["destroy after retire"].exit_code == 0, story.runs["destroy after retire"].output[-4000:]
    assert story.identities["destroy after retire"] == []


def test_another_pool_of_the_account_stops_it_too(story: Story) -> None:
    """It is in another region, and nobody's environment names it."""
    said = words(story.runs["another pool"])
    assert story.runs["another pool"].exit_code == 1
    assert f"user pool {OTHER} sends with it" in said
    assert f"first switch {OTHER} to another sender" in said
    assert story.identities["another pool"] == ["mail.example.com"]


def test_a_deleted_file_is_noticed_while_its_resources_exist(story: Story) -> None:
    """`poolpost check` finds the state that no file names, and says the way out."""
    said = story.runs["file deleted"].output
    assert "terraform.going.tfstate" in said
    assert "poolpost retire going" in said


def test_without_the_gate_mail_is_dead_and_pool_show_says_so(story: Story) -> None:
    """The counter-check: Terraform alone destroys the identity that the pool names."""
    assert story.runs["past the gate"].exit_code == 0, story.runs["past the gate"].output[-4000:]
    assert story.identities["past the gate"] == []
    assert story.email["past the gate"] == story.email["second deploy"] == story.email["deploy"]
    assert story.runs["show"].exit_code == 1
    said = words(story.runs["show"])
    assert "is as wanted, but its mail does not arrive" in said
    assert "has no identity mail.example.com" in said
