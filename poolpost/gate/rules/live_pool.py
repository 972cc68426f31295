"""The gate's rules about the live pool: it is the right one, and the one that was planned and reviewed."""

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
from poolpost.pool.snapshots import factor_changes, how_to_fix
from poolpost.standards.raw import Json


@gate_rule("pool-was-read", source="a gate must not pass because it found nothing to check")
def pool_was_read(facts: Situation) -> Iterator[Problem]:
    """The effect of an update is only known for a pool that was read."""
    subject = facts.settings.user_pool.title
    if facts.creates:
        if facts.namesakes is None:
            problem = "whether a user pool of this name exists could not be checked"
            yield unknown(subject, problem, "allow cognito-idp:ListUserPools")
        return
    if facts.live is None:
        yield unknown(subject, "the live user pool could not be read", "fix the credentials or the network")
    if facts.mfa is None:
        yield unknown(subject, "its MFA configuration could not be read", "allow cognito-idp:GetUserPoolMfaConfig")


@gate_rule("right-account", source="Cognito has no cross-account e-mail; design: the right account or nothing")
def right_account(facts: Situation) -> Iterator[Problem]:
    """The same names exist in several accounts, and credentials may belong to another one."""
    wanted = facts.settings.aws.account_id
    if isinstance(facts.account, NotSeen):
        return
    if facts.account is None:
        yield unknown("aws.account_id", "the account of the credentials is unknown", "allow sts:GetCallerIdentity")
    elif facts.account != wanted:
        problem = f"the credentials belong to account {facts.account}; the environment to account {wanted}"
        yield blocked("aws.account_id", problem, "choose the right AWS_PROFILE or role")


@gate_rule("right-pool", "live", source="DescribeUserPool: Id and Arn")
def right_pool(facts: Situation) -> Iterator[Problem]:
    """A pool with another id, account or region is not the one for which the environment file was reviewed."""
    live, settings = facts.the_pool, facts.settings
    if live.get("Id") != settings.user_pool.id:
        yield blocked(
            "user_pool.id", f"the live pool is {live.get('Id')}, not {settings.user_pool.id}", "correct the id"
        )
    elif found := another(settings, live):
        yield blocked("user_pool.id", *found)
    planned = (facts.guarded.before or {}).get("arn") if facts.guarded else None
    if planned is not None and planned != live.get("Arn"):
        problem = f"the plan is about {planned}; the live pool is {live.get('Arn')}"
        yield blocked("user_pool.id", problem, "plan and check with the same credentials and endpoints")


@gate_rule(
    "pool-is-enabled",
    "live",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-delete.html",
)
def pool_is_enabled(facts: Situation) -> Iterator[Problem]:
    """A disabled pool is not changed."""
    if facts.the_pool.get("Status") == "Disabled":
        yield blocked(facts.settings.user_pool.id, "the user pool is disabled", "ask its owner, and enable it first")


@gate_rule("deletion-protection", "live", source="Cognito developer guide, deletion protection", modes=("manage",))
def deletion_protection(facts: Situation) -> Iterator[Problem]:
    """A pool in a state is one wrong plan away from DeleteUserPool; with deletion protection AWS refuses that."""
    state = facts.the_pool.get("DeletionProtection", "INACTIVE")
    if state != "ACTIVE":
        remedy = "ask its owner to set it to ACTIVE first (console: User pool, Settings, Deletion protection)"
        yield blocked("DeletionProtection", f"is {state}; allowed: 'ACTIVE'", remedy)


@gate_rule(
    "link-has-a-domain",
    "live",
    source="Cognito developer guide: https://<your user pool domain>/confirmUser/...",
    modes=("patch",),
)
def link_has_a_domain(facts: Situation) -> Iterator[Problem]:
    """The link in a verification mail leads to the pool's domain; without one no address can be confirmed."""
    if facts.body is not None and pool_messages.link_without_domain(facts.the_pool, facts.settings.pool_messages):
        problem = f"user pool {facts.settings.user_pool.id} has no domain, and new users would get a link to one"
        yield blocked(pool_messages.OPTION, problem, "add a domain to the pool, or use CONFIRM_WITH_CODE")


@gate_rule(
    "pool-is-the-planned-one",
    "plan",
    "live",
    source="the provider does not read the pool again before it writes",
    modes=("manage",),
)
def pool_is_the_planned_one(facts: Situation) -> Iterator[Problem]:
    """An update is built from the planned state; changes made since then would be undone."""
    change = facts.guarded
    if change is None or facts.body is None:
        return
    planned, modified = (change.before or {}).get("last_modified_date"), facts.the_pool.get("LastModifiedDate")
    if not planned or not isinstance(modified, int | float):
        yield unknown(change.address, "when the pool was last modified is not known", "plan again with -refresh=true")
    elif planned != (live := _rfc3339(modified)):
        problem = f"the pool was modified at {live}, after the plan read it (as of {planned})"
        yield blocked(change.address, problem, "plan again, and check that plan")


@gate_rule(
    "pool-is-the-reviewed-one", "live", "reviewed", source="design: the reviewed snapshot, environments/ENV.pool.json"
)
def pool_is_the_reviewed_one(facts: Situation) -> Iterator[Problem]:
    """The pull request was approved for the pool as it was then."""
    snapshot = facts.reviewed if isinstance(facts.reviewed, dict) else {}
    pool: Json = snapshot.get("UserPool", snapshot)
    live = {
        member: value for member, value in facts.the_pool.items() if member in pool or member not in members.READ_ONLY
    }
    found = core.differences(pool, live)
    if "MfaConfig" in snapshot and isinstance(facts.mfa, dict):
        found += factor_changes(snapshot["MfaConfig"], facts.mfa)
    differ = pool_messages.outside(found, facts.settings.pool_messages)
    for number, each in enumerate(differ, start=1):
        problem = f"was {text(each.before)} when reviewed and is {text(each.after)}"
        yield blocked(each.path, problem, how_to_fix(facts.settings) if number == len(differ) else "")


def _rfc3339(seconds: float) -> str:
    """Format a date as the provider does: in UTC, without fractions."""
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
