"""The gate's rules about a user pool that is to be made, or that this state made."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.gate.rules.plan import compared
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.pool import new_pool
from poolpost.settings.terraform_names import POOL_ADDRESS


@gate_rule("creates-no-second-pool", "plan", source="Cognito developer guide: names are not unique", modes=("manage",))
def creates_no_second_pool(now: Situation) -> Iterator[Problem]:
    """A new, empty pool beside the one that the environment names, by id or name, means that no user is found any more."""
    for change in now.planned_pools:
        if change.actions != ("create",):
            continue
        if not now.creates:
            problem = f"the plan would create a user pool although the environment names {now.settings.user_pool.id}"
            yield blocked(change.address, problem, "import that pool into the state")
        elif change is not now.guarded:
            yield blocked(change.address, f"the plan would create a user pool beside {POOL_ADDRESS}", "take it out")
        elif isinstance(now.namesakes, tuple) and now.namesakes:
            problem = f"user pool {now.settings.user_pool.title} exists already: {', '.join(now.namesakes)}"
            remedy = "put its id into user_pool.id, in place of [user_pool.create]; or choose another name"
            yield blocked(change.address, problem, remedy)


@gate_rule("created-pool-is-as-reviewed", "plan", source="the environment file is what was reviewed", modes=("manage",))
def created_pool_is_as_reviewed(now: Situation) -> Iterator[Problem]:
    """What is chosen at creation stays: names to sign in with can never be changed, and nothing here changes the rest."""
    if not now.creates or now.guarded is None:
        return
    for attribute, planned, wanted in new_pool.not_as_wanted(now.settings, now.guarded.after or {}):
        yield blocked(
            f"{now.guarded.address}.{attribute}", compared(planned, wanted), "synthesize again, and plan again"
        )


@gate_rule(
    "created-pool-is-named", "plan", source="an id in the file outlives the state, a name does not", modes=("manage",)
)
def created_pool_is_named(now: Situation) -> Iterator[Problem]:
    """Once the pool is made the file must say which one it is: another state would make a second one."""
    if now.settings.user_pool.create is None or now.creates:
        return
    problem = f"user pool {now.settings.user_pool.id} was made and is not named in the environment file yet"
    remedy = f'put id = "{now.settings.user_pool.id}" into [user_pool], in place of [user_pool.create]'
    yield (warned if now.body is None else blocked)("user_pool.id", problem, remedy)


RULES = (creates_no_second_pool, created_pool_is_as_reviewed, created_pool_is_named)
