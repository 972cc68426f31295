"""The gate's rules about a user pool that is to be created, or that this state created."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.gate.rules.plan import compared
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.pool import new_pool
from poolpost.settings.terraform_names import POOL_ADDRESS


@gate_rule("creates-no-second-pool", "plan", source="Cognito developer guide: names are not unique", modes=("manage",))
def creates_no_second_pool(facts: Situation) -> Iterator[Problem]:
    """A new, empty pool besides the one that the environment names means that no user can sign in any more."""
    for change in facts.planned_pools:
        if change.actions != ("create",):
            continue
        if not facts.creates:
            problem = f"the plan would create a user pool although the environment names {facts.settings.user_pool.id}"
            yield blocked(change.address, problem, "import that pool into the state")
        elif change is not facts.guarded:
            yield blocked(
                change.address, f"the plan would create a user pool in addition to {POOL_ADDRESS}", "take it out"
            )
        elif isinstance(facts.namesakes, tuple) and facts.namesakes:
            problem = f"user pool {facts.settings.user_pool.title} exists already: {', '.join(facts.namesakes)}"
            remedy = "set user_pool.id to its id instead of [user_pool.create], or choose another name"
            yield blocked(change.address, problem, remedy)


@gate_rule("created-pool-is-as-reviewed", "plan", source="the environment file is what was reviewed", modes=("manage",))
def created_pool_is_as_reviewed(facts: Situation) -> Iterator[Problem]:
    """Settings chosen at creation stay: sign-in names can never be changed, and poolpost does not change the rest."""
    if not facts.creates or facts.guarded is None:
        return
    for attribute, planned, wanted in new_pool.not_as_wanted(facts.settings, facts.guarded.after or {}):
        yield blocked(f"{facts.guarded.address}.{attribute}", compared(planned, wanted), "synthesize and plan again")


@gate_rule(
    "created-pool-is-named", "plan", source="an id in the file outlives the state, a name does not", modes=("manage",)
)
def created_pool_is_named(facts: Situation) -> Iterator[Problem]:
    """Once the pool exists the file must name it: another state would create a second one."""
    if facts.settings.user_pool.create is None or facts.creates:
        return
    problem = f"user pool {facts.settings.user_pool.id} was created and is not named in the environment file yet"
    remedy = f'put id = "{facts.settings.user_pool.id}" into [user_pool] instead of [user_pool.create]'
    yield (warned if facts.body is None else blocked)("user_pool.id", problem, remedy)


RULES = (creates_no_second_pool, created_pool_is_as_reviewed, created_pool_is_named)
