"""Rules about a user pool that is still to be made: `[user_pool.create]`."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import rule

_CREATE = "user_pool.create"


@rule("pool-is-named-or-created", "user_pool", source="a pool has one id, and AWS makes it")
def pool_is_named_or_created(settings: Settings) -> Iterator[Problem]:
    """A pool exists and has an id, or is to be made and has none; with both it would be anybody's guess."""
    pool = settings.user_pool
    if pool.id_ is None and pool.create is None:
        yield blocked("user_pool.id", "is missing: the id of the user pool, or [user_pool.create] to make a new one")
    elif pool.id_ is not None and pool.create is not None:
        yield blocked(_CREATE, f"the pool is there ({pool.id_}); take this table out, or user_pool.id for a new pool")


@rule("create-is-managed", "user_pool", source="in patch mode Terraform holds no pool, so it can make none")
def create_is_managed(settings: Settings) -> Iterator[Problem]:
    """A pool that this state makes stays in this state."""
    pool = settings.user_pool
    if pool.create is not None and pool.mode != "manage":
        yield blocked(
            "user_pool.mode", f"{pool.mode!r} cannot make a user pool; allowed with [user_pool.create]: 'manage'"
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
    """Where SES wants a policy that names the pool, the pool's id must be known before mail can be."""
    if settings.user_pool.create is not None and settings.policy_principal is not None:
        yield blocked(
            _CREATE,
            f"a new pool in {settings.pool_region!r} with sending = {settings.user_pool.sending!r} needs a policy with an id "
            "that does not exist yet; make it with sending = 'COGNITO_DEFAULT' and no 'from', put its id into "
            "user_pool.id, then switch it",
        )


RULES = (pool_is_named_or_created, create_is_managed, created_pool_needs_no_policy)
