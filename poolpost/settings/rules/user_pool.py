"""Rules about a user pool that is to be created: `[user_pool.create]`."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import rule

_CREATE = "user_pool.create"


@rule("pool-is-named-or-created", "user_pool", source="a pool has one id, and AWS assigns it")
def pool_is_named_or_created(settings: Settings) -> Iterator[Problem]:
    """A pool exists and has an id, or is to be created and has none; with both it is unclear which is meant."""
    pool = settings.user_pool
    if pool.id_ is None and pool.create is None:
        yield blocked(
            "user_pool.id", "is missing; set the id of the user pool, or add [user_pool.create] to create a new one"
        )
    elif pool.id_ is not None and pool.create is not None:
        yield blocked(
            _CREATE, f"the pool exists ({pool.id_}); remove this table, or remove user_pool.id to create a new pool"
        )


@rule("create-is-managed", "user_pool", source="in patch mode Terraform manages no pool, so it cannot create one")
def create_is_managed(settings: Settings) -> Iterator[Problem]:
    """A pool that this state creates stays in this state."""
    pool = settings.user_pool
    if pool.create is not None and pool.mode != "manage":
        yield blocked(
            "user_pool.mode", f"{pool.mode!r} cannot create a user pool; allowed with [user_pool.create]: 'manage'"
        )


@rule(
    "created-pool-needs-no-policy",
    "user_pool",
    "aws",
    "domain",
    "region_override",
    source="Cognito developer guide: the policy's condition is the pool's ARN (REG3, REG8)",
)
def created_pool_needs_no_policy(settings: Settings) -> Iterator[Problem]:
    """If SES needs a policy that names the pool, the pool's id must be known first."""
    if settings.user_pool.create is not None and settings.policy_principal is not None:
        yield blocked(
            _CREATE,
            f"a new pool in {settings.pool_region!r} with sending = {settings.user_pool.sending!r} needs a policy with an id "
            "that does not exist yet; create it with sending = 'COGNITO_DEFAULT' and no 'from', set its id as "
            "user_pool.id, then switch it",
        )


@rule("child-is-accepted-once", "user_pool", source="the day on which the acceptance ends must be clear")
def child_is_accepted_once(settings: Settings) -> Iterator[Problem]:
    """Of two acceptances of one child, the later day would count and the earlier one would mislead a reviewer."""
    children = [each.child for each in settings.user_pool.accepted_children]
    for child in sorted({each for each in children if children.count(each) > 1}):
        yield blocked("user_pool.accepted_children", f"{child!r} is accepted more than once; keep one entry")


RULES = (pool_is_named_or_created, create_is_managed, created_pool_needs_no_policy, child_is_accepted_once)
