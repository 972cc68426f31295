"""Put settings of a snapshot back, through the same careful write (`poolpost pool restore`)."""

import copy
from pathlib import Path

from poolpost import pool as core
from poolpost.errors import UsageError
from poolpost.live import Aws
from poolpost.pool import Difference, Json
from poolpost.pool import messages as pool_messages
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.apply import refuse
from poolpost.pool.messages import Messages
from poolpost.pool.write import rewrite
from poolpost.settings import Settings


def target_of(live: Json, snapshot: Json, only: tuple[str, ...], messages: Messages | None = None) -> Json:
    """
    Give the live pool with settings of the snapshot in place.

    Args:
        live: the raw pool as it is.
        snapshot: as `pool_snapshots.load` gives it.
        only: top-level members to take exactly as they were saved; () puts back everything that was saved, and keeps
            what was added since.
        messages: texts that the environment file sets; like the e-mail configuration they stay as they are.

    Raises:
        UsageError: a member that cannot be restored.
    """
    allowed = sorted(core.SETTABLE.keys() - {"EmailConfiguration"})
    wrong = [member for member in only if member not in allowed]
    if wrong:
        msg = f"{', '.join(wrong)} cannot be restored (e-mail is 'pool apply'); allowed: {', '.join(allowed)}"
        raise UsageError(msg)
    saved = {member: value for member, value in snapshot["UserPool"].items() if member in allowed}
    if not only:
        return pool_messages.agreeing(pool_messages.kept(_merged(live, saved), live, messages or {}), live)
    kept = {member: value for member, value in live.items() if member not in only}
    restored = kept | {member: copy.deepcopy(saved[member]) for member in only if member in saved}
    return pool_messages.agreeing(pool_messages.kept(restored, live, messages or {}), live)


def _merged(live: Json, saved: Json) -> Json:
    """Put what was saved into what is live, at every depth; what was added since stays."""
    merged = copy.deepcopy(live)
    for member, value in saved.items():
        inner = merged.get(member)
        merged[member] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


def restore(settings: Settings, aws: Aws, live: Json, target: Json, directory: Path = pool_snapshots.SNAPSHOTS) -> Path:
    """
    Write the target; the pool as it is now is saved first.

    Raises:
        Stopped: as `pool_write.rewrite` and `pool_apply.refuse` say.
    """
    refuse(settings, live, frozenset())
    refuse(settings, target, frozenset())
    factors = aws.mfa_configuration()
    saved = pool_snapshots.save(settings, live, factors, directory, label="before-restore-")
    rewrite(settings, aws, {"UserPool": live, "MfaConfig": factors}, target, saved)
    return saved


def left_out(snapshot: Json, target: Json, messages: Messages) -> list[Difference]:
    """List what was saved and is not in the target: what nobody can set, or what this poolpost does not know."""
    found = pool_messages.beside(core.differences(snapshot["UserPool"], target), messages)
    return [difference for difference in found if difference.before is not None]


def what_changes(live: Json, target: Json) -> list[Difference]:
    """List what a restore would change, EmailConfiguration included."""
    email = Difference("EmailConfiguration", core.email_configuration(live), core.email_configuration(target))
    return core.differences(live, target) + ([email] if email.before != email.after else [])
