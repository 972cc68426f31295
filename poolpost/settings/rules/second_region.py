"""Rules about the second SES region: `[aws.standby_region]`, and the two regions of COGNITO_DEFAULT (REG4)."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.events import bounces_reach_somebody
from poolpost.settings.rules.rule import rule
from poolpost.settings.second_region import provider_region
from poolpost.standards import regions

_TABLE = regions.TABLE_SOURCE
_NAME = "aws.standby_region.name"


@rule("standby-region-serves-pool", "aws", "user_pool", "region_override", source=_TABLE)
def standby_region_serves_pool(settings: Settings) -> Iterator[Problem]:
    """A pool can fail over only to an SES region that the table allows for it, and only where its SourceArn decides."""
    standby, pool = settings.aws.standby_region, settings.user_pool
    if standby is None or standby.use == "leaving":
        return
    others = [region for region in settings.allowed_ses_regions if region != settings.aws.region]
    if standby.name not in others:
        allowed = ", ".join(others) or f"none: pools of {settings.pool_region} have one SES region; remove this table"
        yield blocked(_NAME, f"{standby.name!r} cannot replace {settings.aws.region!r}; allowed: {allowed}")
    if pool.sending != "DEVELOPER":
        yield blocked(_NAME, "is for sending 'DEVELOPER'; with 'COGNITO_DEFAULT' Cognito chooses the region by itself")
    if pool.mode != "patch":
        yield blocked(
            _NAME,
            "needs user_pool.mode 'patch': in 'manage' mode Terraform writes the pool, and its plan cannot be made while SES "
            "in aws.region refuses requests",
        )


@rule(
    "second-region-has-its-own-key",
    "aws",
    "user_pool",
    "events",
    "region_override",
    source="KMS: a key is of one region",
)
def second_region_has_its_own_key(settings: Settings) -> Iterator[Problem]:
    """A topic can be encrypted only with a key of its own region."""
    sns, second = settings.events.sns, provider_region(settings)
    if second is not None and sns is not None and sns.kms.startswith("arn:"):
        yield blocked(
            "events.sns.kms", f"{sns.kms!r} cannot encrypt the topic in {second}; allowed: 'create' or 'none'"
        )


@rule(
    "second-region-hears-bounces",
    *("aws", "user_pool", "account", "events", "configuration_set", "domain", "region_override"),
    source="SES developer guide, regions: event destinations and feedback settings are per region",
)
def second_region_hears_bounces(settings: Settings) -> Iterator[Problem]:
    """Events of mail that the second region sends go to destinations there; a Firehose stream is of one region."""
    second = settings.second
    if second is None:
        return
    region = second.aws.region
    for each in bounces_reach_somebody.check(second):
        yield blocked(each.subject, f"in the second region {region}: {each.problem}")
    if settings.events.firehose is not None:
        yield warned(
            "events.firehose", f"gets no events of mail that {region} sends: the stream is in {settings.aws.region}"
        )


@rule("standby-region-is-noted", "aws", source="ours: a failover, and a region that is left, are meant to end")
def standby_region_is_noted(settings: Settings) -> Iterator[Problem]:
    """A failover is for an outage, so every check reports that the pool sends by the standby region."""
    standby = settings.aws.standby_region
    if standby is None or standby.use == "standby":
        return
    if standby.use == "sending":
        problem = (
            f"the pool sends by {standby.name}; once SES in {settings.aws.region} sends again: 'poolpost failover "
        )
        yield warned("aws.standby_region.use", f"{problem}{settings.name} --back'")
    else:
        yield warned(
            "aws.standby_region.use", f"the deploy destroys what {standby.name} has; remove the table after it"
        )


RULES = (
    standby_region_serves_pool,
    second_region_has_its_own_key,
    second_region_hears_bounces,
    standby_region_is_noted,
)
