"""Put settings of a snapshot back, through the same careful write (`poolpost pool restore`)."""

import copy
from pathlib import Path

from poolpost import pool as core
from poolpost import pool_snapshots
from poolpost.errors import UsageError
from poolpost.live import Aws
from poolpost.pool import Difference, Json
from poolpost.pool_apply import refuse
from poolpost.pool_write import rewrite
from poolpost.settings import Settings


def target_of(live: Json, snapshot: Json, only: tuple[str, ...]) -> Json:
    """
    Give the live pool with settings of the snapshot in place.

    Args:
        live: the raw pool as it is.
        snapshot: as `pool_snapshots.load` gives it.
        only: top-level members to take; () for all settable ones but EmailConfiguration.

    Raises:
        UsageError: a member that cannot be set.
    """
    wrong = [member for member in only if member not in core.SETTABLE]
    if wrong:
        msg = f"{', '.join(wrong)} cannot be restored; allowed: {', '.join(sorted(core.SETTABLE))}"
        raise UsageError(msg)
    pool = snapshot["UserPool"]
    target = copy.deepcopy(live)
    for member in only or (m for m in core.SETTABLE if m != "EmailConfiguration"):
        if member in pool:
            target[member] = pool[member]
        else:
            target.pop(member, None)
    return target


def restore(settings: Settings, aws: Aws, live: Json, target: Json, directory: Path = pool_snapshots.SNAPSHOTS) -> Path:
    """
    Write the target; the pool as it is now is saved first.

    Raises:
        Stopped: as `pool_write.rewrite` and `pool_apply.refuse` say.
    """
    refuse(settings, live, frozenset())
    saved = pool_snapshots.save(settings, live, aws.mfa_configuration(), directory, label="before-restore-")
    rewrite(settings, aws, live, target, saved)
    return saved


def what_changes(live: Json, target: Json) -> list[Difference]:
    """List what a restore would change, EmailConfiguration included."""
    email = Difference("EmailConfiguration", core.email_configuration(live), core.email_configuration(target))
    return core.differences(live, target) + ([email] if email.before != email.after else [])
