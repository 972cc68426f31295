"""A pool and its replica in another Region, for real: deployed, planned again, changed, retired and destroyed."""

import json
import tomllib
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from tests.e2e.conftest import Deployment, make_deployment, publish, words

pytestmark = pytest.mark.e2e

HOME, AWAY, POOL = "eu-west-1", "eu-central-1", "eu-west-1_Copied"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{HOME}"

[backend]
type = "local"

[domain]
name = "mail.example.org"

[dns]
provider = "external"

[configuration_set]
name = "copied"

[events.sns]
topic_name = "copied-mail"

[user_pool]
id = "{POOL}"
from = "Example <no-reply@mail.example.org>"

[user_pool.replicas."{AWAY}"]
reply_to = "support@mail.example.org"

[messages.verification]
email_subject = "Your code"
"""
OF_AWAY = {
    "LambdaConfig": {"PreSignUp": f"arn:aws:lambda:{AWAY}:000000000000:function:sign-up"},
    "UserPoolTags": {"where": AWAY},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
}
"""What the replica has of its own before the deploy."""


def _beside(pool: dict[str, Any], *members: str) -> str:
    left_out = {"EmailConfiguration", "LastModifiedDate", *members}
    return json.dumps({name: value for name, value in pool.items() if name not in left_out}, sort_keys=True)


class Story:
    """The deployment, and both pools as they were before it."""

    def __init__(self, deployment: Deployment) -> None:
        """Store both pools."""
        self.deployment = deployment
        self.before = {region: self.pool(region) for region in (HOME, AWAY)}

    def pool(self, region: str) -> dict[str, Any]:
        """Look at one of the two behind poolpost's back."""
        return self.deployment.aws.pool(region, POOL)["UserPool"]

    def email(self, region: str) -> dict[str, Any]:
        """Return how one of them sends."""
        return self.pool(region)["EmailConfiguration"]


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Deploy once; the replica exists and serves users."""
    made = make_deployment(aws, tmp_path_factory.mktemp("replicas") / "project", "copied", ENVIRONMENT)
    pool = production_pool(POOL)
    aws.put_pool(HOME, pool, production_mfa())
    aws.put_replica(POOL, AWAY, status="ACTIVE", pool=pool | OF_AWAY)
    publish(made, tomllib.loads(ENVIRONMENT))
    told = Story(made)
    deployed = made.cdktf("deploy")
    assert deployed.exit_code == 0, deployed.output[-6000:]
    return told


def test_both_pools_are_switched_and_nothing_else_of_either_changed(story: Story) -> None:
    """Each sends by SES of its own Region; the text of the file reached the replica from its primary."""
    for region in (HOME, AWAY):
        assert story.email(region)["SourceArn"] == f"arn:aws:ses:{region}:000000000000:identity/mail.example.org"
        text = ("VerificationMessageTemplate", "EmailVerificationSubject")
        assert _beside(story.pool(region), *text) == _beside(story.before[region], *text)
        assert story.pool(region)["VerificationMessageTemplate"]["EmailSubject"] == "Your code"
    assert "ReplyToEmailAddress" not in story.email(HOME)
    assert story.email(AWAY)["ReplyToEmailAddress"] == "support@mail.example.org"


def test_the_replica_is_switched_last(story: Story) -> None:
    """After everything that it needs, and after its pool: one update of each."""
    calls = [call for call in story.deployment.aws.calls() if call["operation"] == "UpdateUserPool"]
    assert [call["region"] for call in calls if call["body"]["UserPoolId"] == POOL] == [HOME, AWAY]


def test_a_second_plan_is_empty(story: Story) -> None:
    """What AWS answers is what the stack wrote; the gate finds nothing in either pool."""
    code, plan = story.deployment.plan()
    assert (code, [c["address"] for c in plan["resource_changes"] if c["change"]["actions"] != ["no-op"]]) == (0, [])


def test_the_doctor_passes_for_the_replica(story: Story) -> None:
    """Both lines, with the identity of the replica's Region."""
    done = story.deployment.poolpost("doctor", "copied", "--json")
    lines = {each["check"]: each for each in json.loads(done.stdout)["lines"] if each["check"].startswith("replica")}
    assert {name: line["outcome"] for name, line in lines.items()} == {
        "replicas-exist": "pass",
        "replica-mail-arrives": "pass",
    }, lines


def test_a_change_of_the_replica_alone_changes_it_alone(story: Story) -> None:
    """Its key of the file is planned and applied; the pool's step has nothing to do."""
    story.deployment.write(ENVIRONMENT.replace("support@mail.example.org", "help@mail.example.org"))
    story.deployment.synth()
    primary = story.pool(HOME)
    done = story.deployment.gate("apply", "-auto-approve", "-input=false", "-no-color")
    assert done.exit_code == 0, done.output[-4000:]
    assert story.email(AWAY)["ReplyToEmailAddress"] == "help@mail.example.org"
    assert story.pool(HOME) == primary


def test_nothing_that_the_replica_sends_with_is_destroyed(story: Story) -> None:
    """Its pool was retired by hand, the replica not: the identity of its Region is in use."""
    live = story.pool(HOME)
    default = {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}
    story.deployment.aws.put_pool(HOME, live | default, production_mfa())
    done = story.deployment.gate("destroy", "-auto-approve", "-input=false", "-no-color")
    story.deployment.aws.put_pool(HOME, live, production_mfa())
    assert done.exit_code == 1
    assert f"{POOL} (replica in {AWAY})" in words(done)


def test_after_retire_both_are_let_go_of_and_everything_is_destroyed(story: Story) -> None:
    """`retire` switches both; the destroy leaves them, with everything that is theirs."""
    retired = story.deployment.poolpost("retire", "copied", "--yes")
    assert retired.returncode == 0, retired.stderr
    for region in (HOME, AWAY):
        assert story.email(region) == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    done = story.deployment.gate("destroy", "-auto-approve", "-input=false", "-no-color")
    assert done.exit_code == 0, done.output[-6000:]
    for region in (HOME, AWAY):
        text = ("VerificationMessageTemplate", "EmailVerificationSubject")
        assert _beside(story.pool(region), *text) == _beside(story.before[region], *text)
        ses = story.deployment.client("sesv2", region)
        assert ses.list_email_identities()["EmailIdentities"] == []
