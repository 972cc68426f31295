"""
The baseline of a user pool: the last known good state of everything besides the e-mail.

Where the environment has a reviewed snapshot, that is the baseline. Elsewhere it is one file next to the snapshots of this
machine, and every write of ours brings it up to date (`baseline_record`): what we wrote becomes part of it, what the pool has
lost stays in it as it was. So a damaged state is never what a restore starts from, and our own writes are never somebody else's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from poolpost.aws.user_pool_members import REGIONAL
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.differences import Difference
from poolpost.pool.snapshots import SNAPSHOTS
from poolpost.settings import Settings
from poolpost.standards.raw import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """
    The known good state.

    Attributes:
        path: its file.
        snapshot: its content, as `snapshots.load` gives it.
        open: paths of settings that were lost in a write of ours; each stays open until the pool has it again, or
            someone accepted the loss by name.
        reviewed: whether it is the reviewed snapshot, which changes by a pull request only.
    """

    path: Path
    snapshot: Json
    open: frozenset[str]
    reviewed: bool


def find(settings: Settings, directory: Path = SNAPSHOTS) -> Baseline | None:
    """
    Find the baseline: the reviewed snapshot, this machine's own, or the last undamaged snapshot; None without any.

    Raises:
        UsageError: the reviewed snapshot cannot be read.
        CannotDecide: a file of this machine cannot be read.
    """
    if (reviewed := pool_snapshots.reviewed(settings)) is not None:
        path = pool_snapshots.reviewed_path(settings)
        return Baseline(path=path, snapshot=reviewed, open=frozenset(), reviewed=True)
    own = path_of(settings, directory)
    if own.exists() or own.is_symlink():  # a link that leads nowhere is not none
        snapshot = load(own, settings)
        return Baseline(path=own, snapshot=snapshot, open=frozenset(pool_snapshots.lost_in(snapshot)), reviewed=False)
    for path in pool_snapshots.before_writes(settings, directory):  # of a version without this file
        if not pool_snapshots.lost_in(snapshot := load(path, settings)):
            return Baseline(path=path, snapshot=snapshot, open=frozenset(), reviewed=False)
    return None


def required(settings: Settings, directory: Path = SNAPSHOTS) -> Baseline:
    """
    Return the baseline.

    Raises:
        UsageError: there is none.
    """
    found = find(settings, directory)
    if found is None:
        msg = (
            f"there is no snapshot of {settings.user_pool.id} in {directory.as_posix()}/; name one with --snapshot FILE"
        )
        raise UsageError(msg)
    return found


def lost(settings: Settings, baseline: Baseline, pool: Json, mfa: Json) -> list[Difference]:
    """List the settings of the baseline that the live pool lacks, or has with another value."""
    return lost_of(settings, baseline.snapshot, {"UserPool": pool, "MfaConfig": mfa})


def lost_paths(settings: Settings, pool: Json, mfa: Json, directory: Path = SNAPSHOTS) -> list[str]:
    """List the paths of what the live pool has lost against the baseline, for `snapshots.save`; [] without a baseline."""
    baseline = find(settings, directory)
    return [each.path for each in lost(settings, baseline, pool, mfa)] if baseline else []


def stop_unless_settled(settings: Settings, pool: Json, mfa: Json, directory: Path = SNAPSHOTS) -> None:
    """
    Make sure that what a write of ours has lost is back, or was accepted.

    Raises:
        Stopped: something is still lost; each setting is in the message.
    """
    baseline = find(settings, directory)
    if baseline is None:
        return
    lost_now = lost(settings, baseline, pool, mfa)
    found = [each for each in lost_now if each.path in baseline.open]
    if found:
        lines = [f"user pool {settings.user_pool.id} lost settings around an earlier write, and they are not back:"]
        lines += [f"  - {each}" for each in found]
        lines.append(f"nothing was written; {remedy(settings, baseline, found, lost_now)}")
        raise Stopped("\n".join(lines))


def remedy(
    settings: Settings, baseline: Baseline, found: Collection[Difference], all_lost: Collection[Difference]
) -> str:
    """
    Return how to put back what is lost, and how to keep the pool as it is.

    Args:
        settings: the environment.
        baseline: the known good state, which a restore starts from.
        found: what is to be put back.
        all_lost: everything that the pool lacks of the baseline; a restore that names no member puts all of it back.
    """
    if baseline.reviewed:
        return pool_snapshots.how_to_fix(settings)
    members, every = (sorted({each.member for each in some}) for some in (found, all_lost))
    primarys = [m for m in members if m not in REGIONAL] if settings.replica else []
    settable = [member for member in members if member not in {"MfaConfig", *primarys}]
    only = "" if members == every else "".join(f" --only {member}" for member in settable)
    by_hand = "MFA factors by 'aws cognito-idp set-user-pool-mfa-config', which poolpost never calls"
    back = [f"'poolpost pool restore {settings.pool_argument}{only}'"] if settable else []
    back += [f"{', '.join(primarys)} in the primary, from which Cognito copies it"] if primarys else []
    back += [by_hand] if "MfaConfig" in members and not primarys else []
    return (
        f"to put back what is lost: {'; '.join(back)}; where it was meant: "
        f"'poolpost pool accept {settings.pool_argument} {' '.join(members)}'"
    )


def lost_of(settings: Settings, known: Json, state: Json) -> list[Difference]:
    """List the settings of one snapshot that another lacks, or has with another value."""
    compare = pool_snapshots.comparison(settings)
    found = pool_snapshots.changes(settings, known, state["UserPool"], state["MfaConfig"], compare)
    return [each for each in found if each.before is not None]


def load(path: Path, settings: Settings) -> Json:
    """
    Load a snapshot of this machine that was not named on the command line.

    Raises:
        CannotDecide: it is none, or is of another pool.
    """
    try:
        return pool_snapshots.load(path, settings)
    except UsageError as error:
        msg = f"{error}; nothing was compared or written; remove that file to go on without what it says"
        raise CannotDecide(msg) from error


def path_of(settings: Settings, directory: Path) -> Path:
    """Return where this machine's own baseline is, whether there is one or not."""
    return directory / f"{settings.pool_files}-{settings.user_pool.id}-baseline.json"
