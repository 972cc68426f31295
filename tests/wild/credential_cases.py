"""Credentials as real machines have them, which cannot be loaded."""

from dataclasses import dataclass, field

ROLE = "role_arn = arn:aws:iam::222222222222:role/deployer"
SSO = "sso_account_id = 222222222222\nsso_role_name = Deployer"
START = "sso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1"
EXPORT = "'eval \"$(aws configure export-credentials --format env)\"'"


@dataclass(frozen=True)
class Case:
    """
    A profile called `it`, and the environment.

    Attributes:
        source: where the fault was met.
        config: lines of the profile.
        says: what the message must hold.
        more: other sections of the file.
        environment: variables beside AWS_PROFILE.
    """

    source: str
    config: str
    says: tuple[str, ...]
    more: str = ""
    environment: dict[str, str] = field(default_factory=dict[str, str])


CASES = {
    "token file missing": Case(
        "boto/botocore#2351",
        f"{ROLE}\nweb_identity_token_file = no-such-token",
        ("no-such-token: No such file", "named by web_identity_token_file of profile 'it'"),
    ),
    "token file of a job missing": Case(
        "ansible/awx#8966",
        "region = eu-west-1",
        ("/no/token: No such file", "named by AWS_WEB_IDENTITY_TOKEN_FILE"),
        environment={"AWS_WEB_IDENTITY_TOKEN_FILE": "/no/token", "AWS_ROLE_ARN": ROLE.partition("= ")[2]},
    ),
    "sso never signed in": Case("aws/aws-cdk#20896", f"{START}\n{SSO}", ("SSO", "run 'aws sso login --profile it'")),
    "sso session never signed in": Case(
        "aws/aws-cdk#20896",
        f"sso_session = example\n{SSO}",
        ("sso", "run 'aws sso login --profile it'"),
        more=f"[sso-session example]\n{START}\nsso_registration_scopes = sso:account:access\n",
    ),
    "sso without its role": Case(
        "aws/aws-cli#5024", f"{START}\nsso_account_id = 222222222222", ("sso_role_name", "correct the profile")
    ),
    "process prints text": Case(
        "aws/git-remote-codecommit#42",
        "credential_process = /bin/echo hello",
        ("credential_process (/bin/echo hello)", "JSON"),
    ),
    "process prints nothing": Case(
        "okta/okta-aws-cli#169", "credential_process = /bin/true", ("credential_process (/bin/true)", "JSON")
    ),
    "process fails": Case(
        "aws/aws-cli#6200",
        "credential_process = /bin/sh -c \"echo 'session is over, run acme-login' >&2; exit 1\"",
        ("session is over, run acme-login; do what that says",),
    ),
    "process is gone": Case(
        "boto/botocore#2779",
        "credential_process = /no/such/program --json",
        ("/no/such/program: No such file", "named by credential_process of profile 'it'"),
    ),
    "role with a code, no terminal": Case(
        "dbcli/athenacli#34",
        f"{ROLE}\nsource_profile = base\nmfa_serial = arn:aws:iam::222222222222:mfa/me",
        ("no terminal to ask", EXPORT),
        more="[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n",
    ),
    "half of a key": Case(
        "boto/boto3#2588", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE", ("missing: aws_secret_access_key", "add what")
    ),
    "role of a role of itself": Case(
        "99designs/aws-vault#1211",
        f"{ROLE}\nsource_profile = other",
        ("Infinite loop", "correct the profile"),
        more=f"[profile other]\n{ROLE}\nsource_profile = it\n",
    ),
    "role of a profile that is gone": Case(
        "boto/botocore#1347",
        f"{ROLE}\nsource_profile = nowhere",
        ('source_profile "nowhere"', "correct the profile"),
    ),
    "role of a machine elsewhere": Case(
        "boto/botocore#1897",
        f"{ROLE}\ncredential_source = Ec2InstanceMetadata",
        ("Ec2InstanceMetadata", "No credentials"),
    ),
    "container of another host": Case(
        "boto/botocore#2515",
        "region = eu-west-1",
        ("Unsupported host 'evil.example'", "correct the AWS configuration"),
        environment={"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://evil.example/x"},
    ),
    "container without its token": Case(
        "aws/aws-sdk-kotlin#1093",
        "region = eu-west-1",
        ("/no/token: No such file", "named by AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
        environment={
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/no/token",
        },
    ),
    "another profile's name": Case(
        "cevoaustralia/aws-google-auth#95",
        "region = eu-west-1",
        ("profile (typo) could not be found; profiles that exist: it",),
        environment={"AWS_PROFILE": "typo"},
    ),
    "a profile twice": Case(
        "aws/aws-cli#9261",
        "region = eu-west-1",
        ("Unable to parse config file", "section 'profile it' already exists", "correct that file"),
        more="[profile it]\nregion = eu-west-1\n",
    ),
    "a file without a section": Case(
        "aws/aws-cli#5101",
        "region = eu-west-1",
        ("Unable to parse config file", "no section headers", "correct that file"),
        environment={"AWS_SHARED_CREDENTIALS_FILE": "Makefile"},
    ),
    "nothing at all": Case(
        "boto/botocore#29", "region = eu-west-1", ("there are no AWS credentials; set AWS_PROFILE",)
    ),
}
