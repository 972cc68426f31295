"""What `preflight` says about the pool's replicas before there is a plan: what Cognito lists, against what the file names."""

from collections.abc import Iterator

from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import Finding
from poolpost.pool.replicas import condition, missing, unnamed
from poolpost.settings import Settings
from poolpost.settings.replicas import replicas_of

NAMED, EXISTS = "replicas-are-named", "named-replica-exists"
"""Ids of the gate's rules that find the same in a plan."""


def replica_findings(settings: Settings, aws: Aws) -> Iterator[Finding]:
    """
    Yield what a deploy would stop at, and what the file does not name.

    Where the file names no replica, a list that cannot be read is silence: it is no reason against a deploy.

    Raises:
        CannotDecide: the file names a replica, and the list could not be read.
    """
    named = replicas_of(settings)
    if settings.user_pool.id_ is None:
        return
    try:
        live = aws.cognito.replicas()
    except (CannotDecide, Stopped):
        if named:
            raise
        return
    for subject, problem, remedy in unnamed(settings, live):
        yield Finding(rule=NAMED, level="warn", subject=subject, problem=problem, remedy=remedy)
    for replica in named:
        if found := missing(replica, live):
            yield Finding(rule=EXISTS, level="block", subject=replica.replica, problem=found[0], remedy=found[1])
        elif found := condition(replica, live):
            yield Finding(rule=EXISTS, level="warn", subject=replica.replica, problem=found[0], remedy=found[1])
