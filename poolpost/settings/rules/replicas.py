"""Rules about the pool's replica in another Region: `[user_pool.replicas."<region>"]`."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.settings.model import Settings
from poolpost.settings.replicas import ReplicaSettings, replicas_of
from poolpost.settings.rules import aws as region_rules
from poolpost.settings.rules import domain as mail_rules
from poolpost.settings.rules.rule import rule
from poolpost.settings.second_region import replica_ses_region

_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html"
_ALSO_OF_REPLICAS = (
    region_rules.region_has_ses,
    region_rules.ses_region_serves_pool,
    region_rules.source_arn_has_no_wildcard,
    mail_rules.from_is_inside_domain,
    mail_rules.from_is_not_mail_from,
    mail_rules.default_sender_has_no_extras,
    mail_rules.dkim_can_align,
)
"""What must hold for the mail of a replica as for that of its pool."""
_KEYS = {"aws.region": "ses_region", "user_pool.from": "from"}
"""Key of the environment -> the key of a replica's table that replaces it; other keys are the table's as a whole."""


@rule("replica-is-patched", "user_pool", source=f"{_GUIDE}; AWS provider 5.100.0 has nothing for a replica")
def replica_is_patched(settings: Settings) -> Iterator[Problem]:
    """The AWS provider cannot describe a replica's settings, so only poolpost's own write can change them without a loss."""
    pool = settings.user_pool
    if pool.replicas and pool.mode != "patch":
        problem = f"{pool.mode!r} cannot write to a replica, which the AWS provider does not know"
        yield blocked("user_pool.mode", f"{problem}; allowed with [user_pool.replicas]: 'patch'")


@rule("replica-is-elsewhere", "user_pool", "aws", source=_GUIDE)
def replica_is_elsewhere(settings: Settings) -> Iterator[Problem]:
    """The Region in the pool's id is the primary's; its replica is in another one."""
    for region in settings.user_pool.replicas:
        if region == settings.pool_region:
            problem = f"is the Region of the primary ({settings.user_pool.title})"
            yield blocked(_table(region), f"{problem}; allowed: the Region of its replica")


@rule(
    "replica-shares-the-second-region",
    *("user_pool", "aws", "region_override"),
    source="ours: a stack has one second SES region",
)
def replica_shares_the_second_region(settings: Settings) -> Iterator[Problem]:
    """The replica's identity is that of the second SES region, so a standby region must be the same one."""
    standby, own = settings.aws.standby_region, replica_ses_region(settings)
    if standby is not None and own is not None and (standby.name != own or standby.use == "leaving"):
        (region,) = settings.user_pool.replicas
        leaving = f"a standby region that stays, in {own!r}" if standby.name == own else repr(standby.name)
        problem = f"{own!r} would be a third SES region, or is being left: [aws.standby_region] is {standby.name!r}"
        yield blocked(f"{_table(region)}.ses_region", f"{problem}; allowed: {leaving}, {settings.aws.region!r}")


@rule(
    "replica-needs-no-policy",
    *("user_pool", "aws", "configuration_set", "region_override"),
    source=f"{_GUIDE}; Cognito developer guide, user pool e-mail (REG3, REG8)",
)
def replica_needs_no_policy(settings: Settings) -> Iterator[Problem]:
    """A policy names one pool by its ARN, and no Region that needs one offers replicas: poolpost writes none for a replica."""
    for replica in replicas_of(settings):
        if replica.policy_principal is not None:
            problem = f"its mail would need an identity policy that trusts {replica.policy_principal}"
            allowed = "sending 'DEVELOPER', in a Region from which Cognito sends by SES of that Region"
            yield blocked(_table(replica.replica), f"{problem}; allowed: {allowed}")


@rule(
    "replica-can-send",
    *("user_pool", "aws", "domain", "dns", "configuration_set", "region_override"),
    source=f"{_GUIDE}; the rules of the environment itself",
)
def replica_can_send(settings: Settings) -> Iterator[Problem]:
    """Cognito sends the replica's mail by the rules of its own Region: SES region, From and policy must fit there too."""
    for replica in replicas_of(settings):
        if not replica.allowed_ses_regions:
            problem = f"the Cognito guide's table of e-mail regions does not list {replica.replica!r}"
            yield blocked(_table(replica.replica), f"{problem}; allowed: a Region of that table, which poolpost has")
        own = [each for each in _ALSO_OF_REPLICAS for each in each.check(replica) if each.level == "block"]
        yield from (blocked(_key(replica, each.subject), each.problem, each.remedy) for each in own)


def _table(region: str) -> str:
    return f"user_pool.replicas.{region}"


def _key(replica: ReplicaSettings, subject: str) -> str:
    return ".".join(filter(None, [_table(replica.replica), _KEYS.get(subject, "")]))


RULES = (
    replica_is_patched,
    replica_is_elsewhere,
    replica_shares_the_second_region,
    replica_needs_no_policy,
    replica_can_send,
)
