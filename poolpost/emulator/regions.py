"""Region facts, written a second time on purpose: a mistake in the product's own table must be noticed here.

Sources: Amazon Cognito developer guide, "Email settings for Amazon Cognito user pools" (region table), and
the AWS General Reference, "Amazon SES endpoints and quotas" (DKIM domains).
"""

ALTERNATE_SES_REGIONS = {
    "ap-east-1": ("ap-southeast-1", "ap-northeast-1"),
    "ap-south-2": ("ap-south-1", "ap-southeast-1"),
    "ap-southeast-4": ("ap-southeast-2", "ap-southeast-1"),
    "ap-southeast-5": ("ap-southeast-2", "ap-southeast-1"),
    "ap-southeast-7": ("ap-southeast-1", "ap-south-1"),
    "ca-west-1": ("ca-central-1", "us-west-1"),
    "eu-central-2": ("eu-central-1", "eu-west-2"),
    "eu-south-2": ("eu-west-3", "eu-north-1"),
    "me-central-1": ("eu-central-1", "eu-west-2"),
    "mx-central-1": ("us-east-1", "us-west-2"),
}
"""Pool regions that send through other ones: (for DEVELOPER, second one for COGNITO_DEFAULT)."""

IN_REGION_ONLY = frozenset(
    [
        "af-south-1",
        "ap-northeast-3",
        "ap-southeast-3",
        "eu-north-1",
        "eu-south-1",
        "eu-west-3",
        "il-central-1",
        "me-south-1",
        "sa-east-1",
        "us-west-1",
    ]
)
"""Pool regions that accept only identities of their own region."""

COMPATIBLE_SES_REGIONS = frozenset({"us-east-1", "us-west-2", "eu-west-1"})
"""Accepted by all other pool regions in addition to their own ("backwards compatible")."""

OWN_DKIM_DOMAIN = frozenset(
    [
        "af-south-1",
        "ap-northeast-3",
        "ap-south-2",
        "ap-southeast-3",
        "ap-southeast-5",
        "ca-west-1",
        "eu-central-2",
        "eu-south-1",
        "il-central-1",
        "me-central-1",
        "us-gov-east-1",
    ]
)
"""SES regions whose Easy DKIM targets are below dkim.<region>.amazonses.com."""


def dkim_domain(ses_region: str) -> str:
    """Return the domain that Easy DKIM CNAMEs of this region point below (SigningHostedZone)."""
    return f"dkim.{ses_region}.amazonses.com" if ses_region in OWN_DKIM_DOMAIN else "dkim.amazonses.com"


def developer_ses_regions(pool_region: str) -> frozenset[str]:
    """Return the SES regions whose identities a pool may use with EmailSendingAccount DEVELOPER."""
    if pool_region in ALTERNATE_SES_REGIONS:
        return frozenset({ALTERNATE_SES_REGIONS[pool_region][0]})
    if pool_region in IN_REGION_ONLY:
        return frozenset({pool_region})
    return COMPATIBLE_SES_REGIONS | {pool_region}


def policy_principal(pool_region: str) -> str:
    """Return the service that an identity policy must allow, so that Cognito may send with it."""
    if pool_region in ALTERNATE_SES_REGIONS:
        return f"cognito-idp.{pool_region}.amazonaws.com"
    return "email.cognito-idp.amazonaws.com"
