"""The gate's rules about the live pool: whether it is the right one, and the one that was planned and reviewed."""

from collections.abc import Iterator
from datetime import UTC, datetime

from poolpost.aws import user_pool_members as members
from poolpost.findings import Problem, blocked, unknown
from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.gate.rules.update import text
from poolpost.pool import differences as core
from poolpost.pool import messages as pool_messages
from poolpost.pool.refusals import another
from poolpost.pool.snapshots import factor_changes, to_mend
from poolpost.standards.raw import Json


@gate_rule("pool-was-read", source="no gate may pass because it found nothing to look at")
def pool_was_read(now: Situation) -> Iterator[Problem]:
    """What an update would cost can only be said of a pool that was looked at."""
    subject = now.settings.user_pool.title
    if now.creates:
        if now.namesakes is None:
            problem = "whether a user pool of this name exists could not be looked at"
            yield unknown(subject, problem, "allow cognito-idp:ListUserPools")
        return
    if now.live is None:
        yield unknown(subject, "the live user pool could not be read", "mend the credentials or the network")
    if now.mfa is None:
        yield unknown(subject, "its MFA configuration could not be read", "allow cognito-idp:GetUserPoolMfaConfig")


@gate_rule("right-account", source="Cognito has no cross-account e-mail; design: the right account or nothing")
def right_account(now: Situation) -> Iterator[Problem]:
    """The same names exist in several accounts, and credentials are easily those of another one."""
    wanted = now.settings.aws.account_id
    if isinstance(now.account, NotSeen):
        return
    if now.account is None:
        yield unknown("aws.account_id", "whose credentials these are is not known", "allow sts:GetCallerIdentity")
    elif now.account != wanted:
        problem = f"the credentials are of account {now.account}; the environment is {wanted}"
        yield blocked("aws.account_id", problem, "choose the right AWS_PROFILE or role")


@gate_rule("right-pool", "live", source="DescribeUserPool: Id and Arn")
def right_pool(now: Situation) -> Iterator[Problem]:
    """A pool of another id, account or region is not the one that the environment file was reviewed for."""
    live, settings = now.the_pool, now.settings
    if live.get("Id") != settings.user_pool.id:
        yield blocked(
            "user_pool.id", f"the live pool is {live.get('Id')}, not {settings.user_pool.id}", "correct the id"
        )
    elif found := another(settings, live):
        yield blocked("user_pool.id", *found)
    planned = (now.guarded.before or {}).get("arn") if now.guarded else None
    if planned is not None and planned != live.get("Arn"):
        problem = f"the plan is about {planned}; the live pool is {live.get('Arn')}"
        yield blocked("user_pool.id", problem, "plan and judge with the same credentials and endpoints")


@gate_rule(
    "pool-is-enabled",
    "live",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-delete.html",
)
def pool_is_enabled(now: Situation) -> Iterator[Problem]:
    """Whoever disabled a pool wants nothing to happen to it."""
    if now.the_pool.get("Status") == "Disabled":
        yield blocked(now.settings.user_pool.id, "the user pool is disabled", "ask its owner, and enable it first")


@gate_rule("deletion-protection", "live", source="Cognito developer guide, deletion protection", modes=("manage",))
def deletion_protection(now: Situation) -> Iterator[Problem]:
    """A pool in a state is one mistaken plan away from DeleteUserPool; AWS itself refuses that when told to."""
    state = now.the_pool.get("DeletionProtection", "INACTIVE")
    if state != "ACTIVE":
        remedy = "its owner sets it to ACTIVE first (console: User pool, Settings, Deletion protection)"
        yield blocked("DeletionProtection", f"is {state}; allowed: 'ACTIVE'", remedy)


@gate_rule(
    "link-has-a-domain",
    "live",
    source="Cognito developer guide: https://<your user pool domain>/confirmUser/...",
    modes=("patch",),
)
def link_has_a_domain(now: Situation) -> Iterator[Problem]:
    """A verification mail by link leads to the pool's domain; without one nobody can confirm an address."""
    if now.body is not None and pool_messages.link_without_domain(now.the_pool, now.settings.pool_messages):
        problem = f"user pool {now.settings.user_pool.id} has no domain, and new users would get a link to it"
        yield blocked(pool_messages.OPTION, problem, "give the pool a domain, or use CONFIRM_WITH_CODE")


@gate_rule(
    "pool-is-the-planned-one",
    "plan",
    "live",
    source="the provider does not look again before it writes",
    modes=("manage",),
)
def pool_is_the_planned_one(now: Situation) -> Iterator[Problem]:
    """An update is made from the state as planned; what was changed since would be undone."""
    change = now.guarded
    if change is None or now.body is None:
        return
    planned, modified = (change.before or {}).get("last_modified_date"), now.the_pool.get("LastModifiedDate")
    if not planned or not isinstance(modified, int | float):
        yield unknown(change.address, "when the pool was last modified is not known", "plan again with -refresh=true")
    elif planned != (live := _rfc3339(modified)):
        problem = f"the pool was modified at {live}, and the plan knows it as of {planned}"
        yield blocked(change.address, problem, "plan again, and judge that plan")


@gate_rule(
    "pool-is-the-reviewed-one", "live", "reviewed", source="design: the reviewed snapshot, environments/ENV.pool.json"
)
def pool_is_the_reviewed_one(now: Situation) -> Iterator[Problem]:
    """What was approved in the pull request was approved for the pool as it was then."""
    snapshot = now.reviewed if isinstance(now.reviewed, dict) else {}
    pool: Json = snapshot.get("UserPool", snapshot)
    live = {
        member: value for member, value in now.the_pool.items() if member in pool or member not in members.READ_ONLY
    }
    found = core.differences(pool, live)
    if "MfaConfig" in snapshot and isinstance(now.mfa, dict):
        found += factor_changes(snapshot["MfaConfig"], now.mfa)
    differ = pool_messages.outside(found, now.settings.pool_messages)
    for number, each in enumerate(differ, start=1):
        problem = f"was {text(each.before)} when reviewed and is {text(each.after)}"
        yield blocked(each.path, problem, to_mend(now.settings) if number == len(differ) else "")


def _rfc3339(seconds: float) -> str:
    """Write a date as the provider does: in UTC, fractions cut off."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


RULES = (
    right_account,
    pool_was_read,
    right_pool,
    pool_is_enabled,
    deletion_protection,
    link_has_a_domain,
    pool_is_the_planned_one,
    pool_is_the_reviewed_one,
)
