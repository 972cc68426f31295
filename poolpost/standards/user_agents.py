"""
Which tool sent a request to AWS, by the user agent and the caller that CloudTrail records. Pure.

The sender of a request chooses its user agent: it helps to find a colleague, and proves nothing.
"""

import re

_LONGEST = 80  # characters of a user agent that no pattern knows
_TOOLS: tuple[tuple[str, str], ...] = (
    (r"\bpoolpost/(?P<version>\S+)", "poolpost {version}"),
    (
        r"\bcdktf/(?P<version>\S+).*\bterraform-provider-aws/(?P<provider>\S+)",
        "cdktf {version} (AWS provider {provider})",
    ),
    (
        r"\bterraform-provider-aws/(?P<provider>\S+).*\bcdktf/(?P<version>\S+)",
        "cdktf {version} (AWS provider {provider})",
    ),
    (
        r"\bTerraform/(?P<version>\S+).*\bterraform-provider-aws/(?P<provider>\S+)",
        "Terraform {version} (AWS provider {provider})",
    ),
    (r"\bterraform-provider-aws/(?P<provider>\S+)", "Terraform (AWS provider {provider})"),
    (r"\bPulumi(?P<provider>[A-Z]\w*)/(?P<version>\S+)", "Pulumi ({provider} provider {version})"),
    (r"\bamplify-cli/(?P<version>\S+)", "Amplify CLI {version}"),
    (r"\baws-cdk/(?P<version>\S+)", "CDK {version}"),
    (r"\baws-sam-cli/(?P<version>\S+)", "SAM CLI {version}"),
    (r"\bserverless/(?P<version>\S+)", "Serverless Framework {version}"),
    (r"^aws-cli/(?P<version>\S+).*\bexec-env/CloudShell\b", "AWS CLI {version} in CloudShell"),
    (r"^aws-cli/(?P<version>\S+)", "AWS CLI {version}"),
    (r"^(?:console|signin)\.amazonaws\.com$|^AWS-Console\b|^\[?S3Console/|^Mozilla/", "AWS console"),
    (r"^(?:aws-)?cloudformation\.amazonaws\.com$", "CloudFormation"),
    (r"^(?P<service>[a-z0-9-]+)\.amazonaws\.com$", "AWS service {service}"),
    (r"^[Bb]oto3/(?P<version>\S+)", "boto3 {version}"),
    (r"^[Bb]otocore/(?P<version>\S+)", "botocore {version}"),
    (r"\baws-sdk-(?P<language>[a-z0-9-]+)/(?P<version>\S+)", "AWS SDK {language} {version}"),
)
"""
Pattern -> name, the first that matches; what comes earlier is more exact.

Sources: terraform-plugin-sdk and cdktf's TF_APPEND_USER_AGENT, as captured here (tests/standards/test_user_agents.py says which);
botocore's and aws-cli's source; CloudTrail's user guide for the console and for AWS services.
"""
_BEHIND_CLOUDFORMATION = (
    (re.compile(r"\bcdk-[a-z0-9]+-cfn-exec-role-"), "CDK"),
    (re.compile(r"\bamplify-"), "Amplify"),
)
"""Roles by which tools let CloudFormation act -> the tool."""


def tool(user_agent: str, principal_arn: str = "", *, from_console: bool = False) -> str:
    """
    Name the tool of a request.

    Args:
        user_agent: as CloudTrail recorded it.
        principal_arn: who sent it; CDK and Amplify work through CloudFormation, and show in the role's name only.
        from_console: CloudTrail's sessionCredentialFromConsole.
    """
    for pattern, name in _TOOLS:
        if found := re.search(pattern, user_agent):
            named = name.format_map({key: _clean(value) for key, value in found.groupdict().items()})
            if named == "CloudFormation":
                behind = next((each for role, each in _BEHIND_CLOUDFORMATION if role.search(principal_arn)), "")
                return f"CloudFormation ({behind})" if behind else named
            return "AWS console" if from_console and named.startswith("AWS SDK") else named
    return (
        "AWS console" if from_console else f"unknown tool {user_agent[:_LONGEST]!r}" if user_agent else "unknown tool"
    )


def is_poolpost(named: str) -> bool:
    """Return whether `tool` named poolpost itself."""
    return named.startswith("poolpost ")


def _clean(value: str | None) -> str:
    return (value or "").strip("();,+[]")[:_LONGEST]
