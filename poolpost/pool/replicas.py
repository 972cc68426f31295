"""The replicas that Cognito lists, against those that the environment file names. Pure; for gate, doctor and preflight."""

from collections.abc import Iterable, Iterator

from poolpost.settings import Settings
from poolpost.settings.replicas import ReplicaSettings
from poolpost.standards.pool_replicas import LiveReplica

Found = tuple[str, str]
"""What is wrong, and what to do."""
WRITABLE = ("ACTIVE", "INACTIVE")
"""Status in which Cognito takes a change of a replica (Cognito developer guide, user-pool-multi-region)."""


def unnamed(settings: Settings, live: Iterable[LiveReplica]) -> Iterator[tuple[str, str, str]]:
    """Yield the Region of each replica that the file does not name, what becomes of its mail, and what to do."""
    for each in live:
        if each.region not in settings.user_pool.replicas:
            problem = (
                f"user pool {settings.user_pool.title} has a replica there ({each.status}) that this environment does not "
                "name: sign-in codes that it sends by mail go by its own e-mail configuration, which nothing here checks"
            )
            yield each.region, problem, f'add [user_pool.replicas."{each.region}"], or have its owner put it on SES'


def missing(replica: ReplicaSettings, live: Iterable[LiveReplica]) -> Found | None:
    """Return that a replica of the file does not exist, or takes no change now; None if it can be written to."""
    status = {each.region: each.status for each in live}.get(replica.replica)
    pool_id, region = replica.user_pool.id, replica.replica
    if status is None:
        create = f"'aws cognito-idp create-user-pool-replica --user-pool-id {pool_id} --region-name {region}'"
        table = f'[user_pool.replicas."{region}"]'
        return f"user pool {pool_id} has no replica there", f"create it ({create}), or remove {table}"
    if status not in WRITABLE:
        remedy = "wait until it is INACTIVE" if status == "CREATING" else f'remove [user_pool.replicas."{region}"]'
        return f"the replica there is {status}, and Cognito takes no change of it", f"{remedy}, and run it again"
    return None


def condition(replica: ReplicaSettings, live: Iterable[LiveReplica]) -> Found | None:
    """Return that a replica of the file serves no users yet; None if it does, or does not exist."""
    if not any(each.region == replica.replica and each.status == "INACTIVE" for each in live):
        return None
    remedy = (
        f"once the doctor finds nothing: 'aws cognito-idp update-user-pool-replica --user-pool-id {replica.user_pool.id} "
        f"--region-name {replica.replica} --status ACTIVE'"
    )
    return "the replica there is INACTIVE: in a failover it serves no user and sends no mail", remedy
