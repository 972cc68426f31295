"""Cognito accepts an e-mail configuration only when the pool could really send with it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws

ACCOUNT = "000000000000"
Client = Callable[..., Any]


def identity_arn(domain: str, region: str = "eu-west-1", account: str = ACCOUNT) -> str:
    """Return the ARN of an SES identity."""
    return f"arn:aws:ses:{region}:{account}:identity/{domain}"


def policy(principal: str, resource: str, pool: str) -> str:
    """Return the identity policy of the Cognito developer guide."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": [principal]},
        "Action": ["SES:SendEmail", "SES:SendRawEmail"],
        "Resource": resource,
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": pool}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_developer_with_a_verified_identity_is_accepted(
    aws: EmbeddedAws, cognito: Any, pool: dict[str, Any], domain: str
) -> None:
    """The plain case: domain verified in a supported region, configuration as sent."""
    aws.verify("eu-west-1", domain)
    wanted = {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": identity_arn(domain),
        "From": f"App <no-reply@{domain}>",
    }
    cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)

    assert wanted == cognito.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]["EmailConfiguration"]


def test_developer_needs_a_source_arn(cognito: Any, pool: dict[str, Any]) -> None:
    """DEVELOPER without an identity is refused."""
    with pytest.raises(cognito.exceptions.InvalidParameterException, match="SourceArn is required"):
        cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration={"EmailSendingAccount": "DEVELOPER"})


@pytest.mark.parametrize(
    ("make_arn", "text"),
    [
        (
            lambda domain: identity_arn(f"absent.{domain}"),
            "not verified. The following identities failed .* EU-WEST-1",
        ),
        (lambda domain: identity_arn(domain, region="us-west-2"), "not verified .*US-WEST-2|not verified"),
        (lambda domain: identity_arn(domain, account="111111111111"), "same account"),
        (
            lambda domain: identity_arn(domain, region="eu-central-1"),
            "not supported for user pools in eu-west-1",
        ),
        (lambda domain: identity_arn(domain).replace(":ses:", ":sns:"), "not a valid SES identity ARN"),
    ],
    ids=["absent", "other region", "other account", "unsupported region", "other service"],
)
def test_an_identity_that_cannot_be_used_is_refused(  # noqa: PLR0913, PLR0917 -- fixtures
    aws: EmbeddedAws,
    cognito: Any,
    pool: dict[str, Any],
    domain: str,
    make_arn: Callable[[str], str],
    text: str,
) -> None:
    """The identity must exist, verified, in this account and in a region that the pool's region may use."""
    aws.verify("eu-west-1", domain)
    wanted = {"EmailSendingAccount": "DEVELOPER", "SourceArn": make_arn(domain)}

    with pytest.raises(cognito.exceptions.InvalidParameterException, match=text):
        cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)


def test_a_pending_identity_is_refused(ses: Any, cognito: Any, pool: dict[str, Any], domain: str) -> None:
    """An identity that waits for its DNS records does not do."""
    ses.create_email_identity(EmailIdentity=domain)

    with pytest.raises(cognito.exceptions.InvalidParameterException, match="not verified"):
        cognito.update_user_pool(
            UserPoolId=pool["Id"],
            EmailConfiguration={"EmailSendingAccount": "DEVELOPER", "SourceArn": identity_arn(domain)},
        )


def test_the_configuration_set_must_exist(  # noqa: PLR0913, PLR0917 -- fixtures
    aws: EmbeddedAws, ses: Any, cognito: Any, pool: dict[str, Any], domain: str, name: str
) -> None:
    """ConfigurationSet is looked up in the SES region."""
    aws.verify("eu-west-1", domain)
    wanted = {"EmailSendingAccount": "DEVELOPER", "SourceArn": identity_arn(domain), "ConfigurationSet": name}

    with pytest.raises(
        cognito.exceptions.InvalidParameterException, match=f"Configuration set <{name}> does not exist"
    ):
        cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)
    ses.create_configuration_set(ConfigurationSetName=name)
    cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)


def test_alternate_regions_need_an_identity_policy(aws: EmbeddedAws, client: Client, domain: str) -> None:
    """A pool in me-central-1 sends through eu-central-1, which must let the regional principal in."""
    cognito, ses = client("cognito-idp", region="me-central-1"), client("sesv2", region="eu-central-1")
    pool = cognito.create_user_pool(PoolName="people")["UserPool"]
    arn = identity_arn(domain, region="eu-central-1")
    aws.verify("eu-central-1", domain)
    ses.create_email_identity_policy(
        EmailIdentity=domain,
        PolicyName="p",
        Policy=policy("email.cognito-idp.amazonaws.com", arn, pool["Arn"]),
    )
    wanted = {"EmailSendingAccount": "DEVELOPER", "SourceArn": arn}

    with pytest.raises(cognito.exceptions.InvalidEmailRoleAccessPolicyException):
        cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)
    ses.update_email_identity_policy(
        EmailIdentity=domain,
        PolicyName="p",
        Policy=policy("cognito-idp.me-central-1.amazonaws.com", arn, pool["Arn"]),
    )
    cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)


def test_cognito_default_with_an_identity_needs_a_policy(
    aws: EmbeddedAws, ses: Any, cognito: Any, pool: dict[str, Any], domain: str
) -> None:
    """COGNITO_DEFAULT with a custom From needs the global principal, for this very pool."""
    arn = identity_arn(domain)
    aws.verify("eu-west-1", domain)
    wanted = {"EmailSendingAccount": "COGNITO_DEFAULT", "SourceArn": arn}
    stranger = policy("email.cognito-idp.amazonaws.com", arn, pool["Arn"] + "x")
    ses.create_email_identity_policy(EmailIdentity=domain, PolicyName="p", Policy=stranger)

    with pytest.raises(cognito.exceptions.InvalidEmailRoleAccessPolicyException):
        cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)
    right = policy("email.cognito-idp.amazonaws.com", arn, pool["Arn"])
    ses.update_email_identity_policy(EmailIdentity=domain, PolicyName="p", Policy=right)
    cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)


def test_cognito_default_in_an_alternate_region_needs_both_regions(
    aws: EmbeddedAws, client: Client, domain: str
) -> None:
    """A SourceArn with region * is checked in both listed SES regions."""
    cognito = client("cognito-idp", region="eu-south-2")
    pool = cognito.create_user_pool(PoolName="people")["UserPool"]
    wanted = {"EmailSendingAccount": "COGNITO_DEFAULT", "SourceArn": identity_arn(domain, region="*")}
    for region in ("eu-west-3", "eu-north-1"):
        with pytest.raises(cognito.exceptions.InvalidParameterException, match=region.upper()):
            cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)
        aws.verify(region, domain)
        client("sesv2", region=region).create_email_identity_policy(
            EmailIdentity=domain,
            PolicyName="p",
            Policy=policy("cognito-idp.eu-south-2.amazonaws.com", identity_arn(domain, region=region), pool["Arn"]),
        )
    cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)


def test_a_star_is_for_alternate_regions_only(
    aws: EmbeddedAws, cognito: Any, pool: dict[str, Any], domain: str
) -> None:
    """One of the four conditions of the Cognito guide: elsewhere there is no second region that `*` could mean."""
    aws.verify("eu-west-1", domain)
    wanted = {"EmailSendingAccount": "COGNITO_DEFAULT", "SourceArn": identity_arn(domain, region="*")}
    with pytest.raises(cognito.exceptions.InvalidParameterException, match="not supported"):
        cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=wanted)


def test_create_checks_the_email_configuration_too(cognito: Any, domain: str) -> None:
    """CreateUserPool refuses what UpdateUserPool refuses."""
    wanted = {"EmailSendingAccount": "DEVELOPER", "SourceArn": identity_arn(domain)}

    with pytest.raises(cognito.exceptions.InvalidParameterException, match="not verified"):
        cognito.create_user_pool(PoolName="people", EmailConfiguration=wanted)
