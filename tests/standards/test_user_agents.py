"""Which tool a user agent is: as the tools here really send them, and as others are published."""

import botocore.session
import pytest

from poolpost.aws.account import USER_AGENT
from poolpost.standards.user_agents import is_poolpost, tool

TERRAFORM = (
    "APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-aws/5.100.0 "
    "(+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.2"
)
CLOUDFORMATION = "cloudformation.amazonaws.com"
ROLE = "arn:aws:sts::000000000000:assumed-role/{}/AWSCloudFormation"
AGENTS = [
    (TERRAFORM, "Terraform 1.11.4 (AWS provider 5.100.0)"),
    (f"{TERRAFORM} cdktf/0.21.0 (+https://github.com/hashicorp/terraform-cdk)", "cdktf 0.21.0 (AWS provider 5.100.0)"),
    ("APN/1.0 Pulumi/1.0 PulumiAWS/6.0.0", "Pulumi (AWS provider 6.0.0)"),
    ("aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/macos#25.0 md/arch#arm64 lang/python#3.13.7", "AWS CLI 2.31.0"),
    ("aws-cli/2.31.0 ua/2.1 os/linux exec-env/CloudShell lang/python#3.13", "AWS CLI 2.31.0 in CloudShell"),
    ("Boto3/1.43.106 md/Botocore#1.43.106 ua/2.1 os/linux#6.1 lang/python#3.11", "boto3 1.43.106"),
    ("Botocore/1.43.106 ua/2.1 os/linux#6.1", "botocore 1.43.106"),
    (f"Botocore/1.43.106 ua/2.1 os/linux#6.1 {USER_AGENT}", USER_AGENT.replace("/", " ")),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:148.0) Gecko/20100101 Firefox/148.0", "AWS console"),
    ("console.amazonaws.com", "AWS console"),
    (CLOUDFORMATION, "CloudFormation"),
    ("amplify-cli/14.2.0 aws-sdk-nodejs/2.1692.0 linux/v20", "Amplify CLI 14.2.0"),
    ("aws-cdk/2.1029.0 aws-sdk-js/3.901.0 ua/2.1 os/linux lang/js", "CDK 2.1029.0"),
    ("aws-sdk-js/3.901.0 ua/2.1 os/linux lang/js md/nodejs#22", "AWS SDK js 3.901.0"),
    ("aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.2", "AWS SDK go-v2 1.36.3"),
    ("lambda.amazonaws.com", "AWS service lambda"),
    ("", "unknown tool"),
    ("x" * 200, f"unknown tool '{'x' * 80}'"),
]


@pytest.mark.parametrize(
    ("agent", "named"), AGENTS, ids=[f"{number}-{named}" for number, (_, named) in enumerate(AGENTS)]
)
def test_a_tool_is_known_by_its_user_agent(agent: str, named: str) -> None:
    """Name and version, as a colleague would say it; what no pattern knows is quoted, cut off."""
    assert tool(agent) == named


@pytest.mark.parametrize(
    ("role", "named"),
    [
        ("cdk-hnb659fds-cfn-exec-role-000000000000-eu-west-1", "CloudFormation (CDK)"),
        ("amplify-production-auth-role", "CloudFormation (Amplify)"),
        ("deploy", "CloudFormation"),
    ],
)
def test_what_works_through_cloudformation_shows_in_the_role(role: str, named: str) -> None:
    """CDK and Amplify send no request to Cognito themselves."""
    assert tool(CLOUDFORMATION, ROLE.format(role)) == named


def test_the_console_calls_by_an_sdk_of_its_own() -> None:
    """CloudTrail says whether the session came from the console; a command line in such a session is still one."""
    assert tool("aws-sdk-js/3.901.0", from_console=True) == "AWS console"
    assert tool("", from_console=True) == "AWS console"
    assert tool("aws-cli/2.31.0", from_console=True) == "AWS CLI 2.31.0"


def test_poolpost_and_no_other_is_poolpost() -> None:
    """Its own requests are never the culprit's; a botocore without our mark is."""
    ours = botocore.session.Session().create_client(
        "cognito-idp", "eu-west-1", config=botocore.client.Config(user_agent_extra=USER_AGENT)
    )
    assert is_poolpost(tool(ours.meta.config.user_agent + f" {USER_AGENT}"))
    assert not is_poolpost(tool("Botocore/1.43.106 ua/2.1"))
