"""The gate's rules about replicas of the pool: each is named by the file, and each that the file names is there."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.pool.replicas import condition, missing, unnamed
from poolpost.settings.replicas import ReplicaSettings, replicas_of

_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html"


@gate_rule("replicas-are-named", "replicas", source=_GUIDE)
def replicas_are_named(facts: Situation) -> Iterator[Problem]:
    """A replica has an e-mail configuration of its own: one that no file names sends by Cognito's own sender in a failover."""
    for subject, problem, remedy in unnamed(facts.settings, facts.the_replicas):
        yield warned(subject, problem, remedy)


@gate_rule("named-replica-exists", "plan", "replicas", source=_GUIDE, modes=("patch",))
def named_replica_exists(facts: Situation) -> Iterator[Problem]:
    """A deploy creates no replica, so it could not finish."""
    for replica in replicas_of(facts.settings):
        if lets_go(facts, replica):
            continue
        if found := missing(replica, facts.the_replicas):
            yield blocked(replica.replica, *found)
        elif found := condition(replica, facts.the_replicas):
            yield warned(replica.replica, *found)


def lets_go(facts: Situation, replica: ReplicaSettings) -> bool:
    """Return whether the plan stops writing to a replica, as a destroy does."""
    steps = [change for change in facts.the_plan.resource_changes if change.address == replica.switch_address]
    return bool(steps) and all(change.actions in {("delete",), ("forget",)} for change in steps)


RULES = (replicas_are_named, named_replica_exists)
