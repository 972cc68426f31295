"""COGNITO_DEFAULT with a custom From in an alternate region (R54, R55, R58): both regions, with the real provider."""

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from tests.e2e.conftest import let_go, make_deployment
from tests.e2e.test_standby_region import Story, deploy, publish_both

pytestmark = pytest.mark.e2e

FIRST, SECOND, HOME, POOL = "ap-southeast-1", "ap-northeast-1", "ap-east-1", "ap-east-1_TwoRegions"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{FIRST}"

[backend]
type = "local"

[domain]
name = "mail.example.net"

[dns]
provider = "external"

[configuration_set]
name = "sign-in"

[user_pool]
id = "{POOL}"
from = "no-reply@mail.example.net"
sending = "COGNITO_DEFAULT"
"""
LEFT = (
    ENVIRONMENT.replace('sending = "COGNITO_DEFAULT"', "")
    + f"""
[aws.standby_region]
name = "{SECOND}"
use = "leaving"
"""
)


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Deploy, plan again, change to DEVELOPER, which uses one region, and destroy."""
    made = make_deployment(aws, tmp_path_factory.mktemp("two") / "project", "two", ENVIRONMENT)
    # Custom texts and sign-in by mail need DEVELOPER: a pool that Cognito's own sender may serve has neither.
    pool = production_pool(POOL)
    pool["Policies"].pop("SignInPolicy", None)
    aws.put_pool(
        HOME, pool, {name: value for name, value in production_mfa().items() if name != "EmailMfaConfiguration"}
    )
    publish_both(made, ENVIRONMENT)
    told = Story()

    def stage(name: str, verb: str = "apply") -> None:
        told.runs[name] = deploy(made, first=name == "deploy", verb=verb)
        told.email[name] = aws.pool(HOME, POOL)["UserPool"]["EmailConfiguration"]

    stage("deploy")
    policies = [
        made.client("sesv2", region).get_email_identity(EmailIdentity="mail.example.net")["Policies"][
            "poolpost-cognito"
        ]
        for region in (FIRST, SECOND)
    ]
    told.sent = " ".join(policies)
    stage("plan", "plan")
    made.write(LEFT)
    stage("developer")
    made.environment["POOLPOST_PASS"] = let_go("two")
    stage("destroy", "destroy")
    return told


def test_both_regions_have_identity_and_policy_and_the_pool_names_both(story: Story) -> None:
    """Cognito checks the identity and its policy in each region before it takes the ARN with `*`."""
    assert story.runs["deploy"].exit_code == 0, story.runs["deploy"].output[-4000:]
    assert story.email["deploy"]["SourceArn"] == "arn:aws:ses:*:000000000000:identity/mail.example.net"
    assert story.email["deploy"]["EmailSendingAccount"] == "COGNITO_DEFAULT"
    assert story.sent.count("cognito-idp.ap-east-1.amazonaws.com") == len((FIRST, SECOND))


def test_the_second_plan_is_empty(story: Story) -> None:
    """The provider's data source reads the ARN with `*` back as it is."""
    assert story.runs["plan"].exit_code == 0, story.runs["plan"].output[-4000:]


def test_the_second_region_can_be_left_for_developer(story: Story) -> None:
    """DEVELOPER sends by the first region alone (R54): the pool is switched, and the second region is destroyed after it."""
    assert story.runs["developer"].exit_code == 0, story.runs["developer"].output[-4000:]
    assert story.email["developer"]["SourceArn"] == f"arn:aws:ses:{FIRST}:000000000000:identity/mail.example.net"
    output = story.runs["developer"].output
    assert output.index("terraform_data.user_pool_email: Creation complete") < output.index(
        "aws_sesv2_email_identity.second_domain: Destruction complete"
    )


def test_all_of_it_can_be_destroyed(story: Story) -> None:
    """The pool stays as it is."""
    assert story.runs["destroy"].exit_code == 0, story.runs["destroy"].output[-4000:]
    assert story.email["destroy"] == story.email["developer"]
