"""Put settings of a snapshot back, through the same careful write (`poolpost pool restore`)."""

from pathlib import Path

from poolpost.aws import user_pool_members as members
from poolpost.aws.services import Aws
from poolpost.errors import UsageError
from poolpost.pool import baseline, twins
from poolpost.pool import differences as core
from poolpost.pool import messages as pool_messages
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.baseline_record import merged
from poolpost.pool.differences import Difference
from poolpost.pool.messages import Messages
from poolpost.pool.refusals import refuse
from poolpost.pool.write import rewrite
from poolpost.settings import Settings
from poolpost.standards.raw import Json


def restorable(settings: Settings, snapshot: Json, only: tuple[str, ...]) -> Json:
    """
    Return the snapshot without what cannot be written here: in a replica, everything that Cognito copies from the primary.

    Raises:
        UsageError: a named member is the primary's.
    """
    if settings.replica is None:
        return snapshot
    allowed = sorted(members.REGIONAL - {"EmailConfiguration"})
    if wrong := [member for member in only if member not in allowed]:
        msg = (
            f"{', '.join(wrong)} cannot be restored in a replica (e-mail is 'pool apply', other settings are copied from the "
            f"primary: 'poolpost pool restore {settings.name}'); allowed: {', '.join(allowed)}"
        )
        raise UsageError(msg)
    kept = {m: value for m, value in snapshot["UserPool"].items() if m in members.REGIONAL or m not in members.SETTABLE}
    return snapshot | {"UserPool": kept}


def target_of(
    live: Json,
    snapshot: Json,
    only: tuple[str, ...],
    messages: Messages | None = None,
    choice: twins.Choice | None = None,
) -> Json:
    """
    Return the live pool with settings of the snapshot in place.

    Args:
        live: the raw pool as it is.
        snapshot: as `pool_snapshots.load` gives it.
        only: top-level members to take exactly as they were saved; () puts back everything that was saved, and keeps
            what was added since.
        messages: texts that the environment file sets; like the e-mail configuration they stay as they are.
        choice: which of two texts counts that differ, `user_pool.verification_text`.

    Raises:
        UsageError: a member that cannot be restored.
    """
    allowed = sorted(members.SETTABLE.keys() - {"EmailConfiguration"})
    wrong = [member for member in only if member not in allowed]
    if wrong:
        msg = f"{', '.join(wrong)} cannot be restored (e-mail is 'pool apply'); allowed: {', '.join(allowed)}"
        raise UsageError(msg)
    whole = twins.chosen(snapshot["UserPool"], choice)
    saved = {member: value for member, value in whole.items() if member in allowed}
    if only:
        kept = {member: value for member, value in live.items() if member not in only}
        restored = kept | {member: saved[member] for member in only if member in saved}
    else:
        restored = merged(live, saved)
    target = twins.with_twins_in_step(pool_messages.keeping_live_texts(restored, live, messages or {}), live, whole)
    return twins.chosen(target, choice)


def restore(  # noqa: PLR0913 -- what is compared afterwards is not what is sent
    settings: Settings,
    aws: Aws,
    live: Json,
    target: Json,
    directory: Path = pool_snapshots.SNAPSHOTS,
    *,
    known: Json | None = None,
) -> Path:
    """
    Write the target; the pool as it is now is saved first, and the pool as it is then becomes the baseline.

    Args:
        settings: the environment.
        aws: its account.
        live: the raw pool as it is.
        target: as `target_of` gives it.
        directory: where snapshots are.
        known: the snapshot whose settings the pool should have afterwards, as `known_after` gives it; None: the target.

    Raises:
        Stopped: as `write.rewrite` and `refusals.refuse` say.
    """
    refuse(settings, live, frozenset())
    refuse(settings, target, frozenset())
    factors = aws.cognito.mfa_configuration()
    lost = baseline.lost_paths(settings, live, factors, directory)
    before = {"UserPool": live, "MfaConfig": factors}
    saved = pool_snapshots.save(settings, before, directory, why="before a restore", lost=lost)
    rewrite(settings, aws, before, target, saved, known=known)
    return saved


def known_after(snapshot: Json, last: Json | None, target: Json, only: tuple[str, ...]) -> Json:
    """
    Return the snapshot whose settings the pool should have after a restore.

    Args:
        snapshot: what is restored from.
        last: the baseline so far, where there is one.
        target: the raw pool that the restore writes.
        only: the members that it puts back; () stands for all.
    """
    if not only or last is None:
        return snapshot
    others = {member: value for member, value in last["UserPool"].items() if member not in only}
    return last | {"UserPool": others | {member: target[member] for member in only if member in target}}


def left_out(snapshot: Json, target: Json, messages: Messages) -> list[Difference]:
    """List what was saved and is not in the target: what cannot be set, or what this poolpost does not know."""
    found = pool_messages.outside(core.differences(snapshot["UserPool"], target), messages)
    return [difference for difference in found if difference.before is not None]


def what_changes(live: Json, target: Json) -> list[Difference]:
    """List what a restore would change, EmailConfiguration included."""
    email = Difference("EmailConfiguration", core.email_configuration(live), core.email_configuration(target))
    return core.differences(live, target) + ([email] if email.before != email.after else [])
