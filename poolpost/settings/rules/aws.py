"""Rules about account, partition and region: REG1 to REG10 of the Cognito guide's page on user pool e-mail."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import rule
from poolpost.standards import regions

_TABLE = regions.TABLE_SOURCE
_CHINA = "AWS China has neither Cognito user pools nor SES; allowed are regions of the partitions aws and aws-us-gov"


@rule("region-has-ses", "aws", "region_override", source="botocore endpoints; CloudFormation registry")
def region_has_ses(settings: Settings) -> Iterator[Problem]:
    """Identities, sandbox and quota live in one SES region (REG10): it must exist and be of the partition."""
    region, partition = settings.aws.region, settings.aws.partition
    if region.startswith("cn-"):
        yield blocked("aws.region", f"{region!r}: {_CHINA}")
    elif settings.region_override is not None and regions.partition_of(region) is None:
        return
    elif region not in regions.ses_regions(partition):
        allowed = ", ".join(regions.ses_regions(partition))
        yield blocked("aws.region", f"{region!r} has no SES in partition {partition!r}; allowed: {allowed}")


@rule("pool-region-is-known", "user_pool", "aws", "region_override", source=_TABLE)
def pool_region_is_known(settings: Settings) -> Iterator[Problem]:
    """A pool region that is not in the guide's table may not support SES at all, and a wrong guess breaks sign-in."""
    name = settings.pool_region
    region = regions.pool_region(name)
    named = settings.user_pool.id_
    key, value = ("user_pool.id", named) if named else ("aws.region", "the new user pool")
    if name.startswith("cn-"):
        yield blocked(key, f"{value!r}: {_CHINA}")
    elif settings.region_override is None and (region is None or region.category == "unlisted"):
        yield blocked(
            key,
            f"{value!r} is in {name!r}, which the Cognito guide's table of e-mail regions does not list; "
            "if AWS confirmed it to you, add [region_override] with developer_ses_regions and a reason",
        )


@rule("ses-region-serves-pool", "user_pool", "aws", "region_override", source=_TABLE)
def ses_region_serves_pool(settings: Settings) -> Iterator[Problem]:
    """REG1, REG2, REG3, REG6: Cognito sends only through certain SES regions; alternates only through the first."""
    allowed = settings.allowed_ses_regions
    if allowed and settings.aws.region not in allowed:
        yield blocked(
            "aws.region",
            f"{settings.aws.region!r} cannot send for a user pool in {settings.pool_region!r}; allowed: {', '.join(allowed)}",
        )


@rule("ses-region-is-near", "user_pool", "aws", "region_override", source=_TABLE)
def ses_region_is_near(settings: Settings) -> Iterator[Problem]:
    """REG2: another region works, but mail then depends on two regions."""
    region = regions.pool_region(settings.pool_region)
    if region and settings.aws.region != settings.pool_region and settings.pool_region in region.developer_ses_regions:
        yield warned(
            "aws.region",
            f"{settings.aws.region!r} is not the pool's own region; AWS recommends {settings.pool_region!r} for performance",
        )


@rule("region-override-is-noted", "user_pool", "aws", "region_override", source=_TABLE)
def region_override_is_noted(settings: Settings) -> Iterator[Problem]:
    """An override disables the protection of the table, so every check reports it."""
    if settings.region_override is not None:
        yield warned(
            "region_override",
            f"replaces the table's row of {settings.pool_region!r}: {settings.region_override.reason}",
        )


@rule(
    "source-arn-has-no-wildcard",
    "user_pool",
    "aws",
    "region_override",
    source=f"{_TABLE}; AWS provider 5.100.0 ('invalid region value')",
)
def source_arn_has_no_wildcard(settings: Settings) -> Iterator[Problem]:
    """REG4: COGNITO_DEFAULT with a custom From in an alternate region needs `arn:aws:ses:*:...`, which Terraform cannot write."""
    region = regions.pool_region(settings.pool_region)
    pool = settings.user_pool
    if not (region and region.is_alternate and pool.sending == "COGNITO_DEFAULT" and pool.from_ is not None):
        return
    needs = f"'COGNITO_DEFAULT' with a From in {settings.pool_region!r} needs identities in two regions"
    if settings.region_override is not None:
        yield blocked(
            "user_pool.sending",
            f"{needs}, and [region_override] replaces the table's row that names them; allowed: 'DEVELOPER', or no 'from'",
        )
    elif pool.mode == "manage":
        yield blocked(
            "user_pool.sending",
            f"{needs} and a SourceArn with region '*', which the AWS provider refuses; "
            "allowed: user_pool.mode 'patch', 'DEVELOPER', or no 'from'",
        )


@rule(
    "everything-is-in-one-account",
    "user_pool",
    "aws",
    "events",
    "backend",
    source="Cognito has no cross-account e-mail: the identity is in the pool's account (REG9)",
)
def everything_is_in_one_account(settings: Settings) -> Iterator[Problem]:
    """REG9: pool, identity and credentials in one account; an ARN of another account is a mistake."""
    events = settings.events
    named = {
        "aws.role_arn": settings.aws.role_arn,
        "events.sns.kms": events.sns.kms if events.sns and events.sns.kms.startswith("arn:") else None,
        "events.firehose.delivery_stream_arn": events.firehose.delivery_stream_arn if events.firehose else None,
        "events.firehose.role_arn": events.firehose.role_arn if events.firehose else None,
    }
    yield from in_another_place(settings, named)


def in_another_place(settings: Settings, named: dict[str, str | None]) -> Iterator[Problem]:
    """Yield a problem for each ARN, by its key, of another account, partition or region."""
    for key, arn in named.items():
        if arn is None:
            continue
        _, partition, _, region, account, *_ = arn.split(":")
        if (partition, account) != (settings.aws.partition, settings.aws.account_id):
            wanted = f"partition {settings.aws.partition!r} and account {settings.aws.account_id!r}"
            yield blocked(key, f"{arn!r} belongs to another account or partition; allowed: {wanted}")
        elif region and region != settings.aws.region:
            yield blocked(key, f"{arn!r} is in another region than SES; allowed: {settings.aws.region!r}")


RULES = (
    region_has_ses,
    pool_region_is_known,
    ses_region_serves_pool,
    ses_region_is_near,
    region_override_is_noted,
    source_arn_has_no_wildcard,
    everything_is_in_one_account,
)
