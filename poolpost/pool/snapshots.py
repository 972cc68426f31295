"""
User pools in files: the snapshot that every write leaves behind, and the reviewed one that a pull request shows.

A snapshot is `{"UserPool": DescribeUserPool's object, "MfaConfig": GetUserPoolMfaConfig's answer, "Taken": ...}`, the
first two raw. Neither API returns a secret; ARNs and message texts are kept. The reviewed one also holds `Children`
(`pool.children`); one without is valid, and nothing is compared with it there. `Taken` says why the snapshot exists (`Why`)
and what the pool had lost against its baseline at that time (`Lost`, paths); snapshots of older versions have none.
"""

import json
import math
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from poolpost.aws import user_pool_members as members
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool import children, losses, twins
from poolpost.pool import differences as core
from poolpost.pool import messages as pool_messages
from poolpost.pool.differences import Difference
from poolpost.settings import Settings
from poolpost.settings import project_files as files
from poolpost.settings.files import DIRECTORY
from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json
from poolpost.standards.safe_text import shown

Compare = Callable[[Json, Json], list[Difference]]
SNAPSHOTS = Path(".poolpost/snapshots")


Why = Literal["before a write", "before a restore", "meanwhile", "reviewed", "baseline"]
_LABELS: dict[Why, str] = {"before a write": "", "before a restore": "before-restore-", "meanwhile": "meanwhile-"}


def save(
    settings: Settings,
    state: Json,
    directory: Path = SNAPSHOTS,
    *,
    why: Why = "before a write",
    lost: Collection[str] = (),
) -> Path:
    """
    Save a pool as it is, under the environment's name and the time (UTC); never half-written.

    Args:
        settings: the environment.
        state: the live pool and its MFA configuration, raw: `{"UserPool": ..., "MfaConfig": ...}`.
        directory: where snapshots go.
        why: the reason; what a restore replaces, or an apply overwrites, is found by its path only.
        lost: paths of the settings that the pool has lost since its baseline.

    Raises:
        CannotDecide: there is no room or no permission; without a snapshot nothing may be written to the pool.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    path = directory / f"{settings.pool_files}-{settings.user_pool.id}-{_LABELS[why]}{stamp}.json"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write(path, state | {"Taken": {"Why": why, "Lost": sorted(lost)}})
    except OSError as error:
        msg = f"user pool {settings.user_pool.id} cannot be saved to {path.as_posix()} ({error}); nothing was written to it"
        raise CannotDecide(msg) from error
    return path


def before_writes(settings: Settings, directory: Path = SNAPSHOTS) -> list[Path]:
    """
    List the snapshots that writes left behind on this machine, the latest first.

    By AWS's clock, which set the pool's LastModifiedDate: that of this machine may have been wrong, and an old state would be the
    baseline. What cannot be read comes first, so that it is not overlooked.
    """
    found = directory.glob(f"{settings.pool_files}-{settings.user_pool.id}-[0-9]*.json")
    return sorted(found, key=lambda path: (_modified(path), path.name), reverse=True)


def _modified(path: Path) -> float:
    """Return when the pool in a snapshot was last changed, in seconds; infinity where that cannot be read."""
    try:
        return float(loads(files.read_text(path))["UserPool"]["LastModifiedDate"])
    except (OSError, ValueError, KeyError, TypeError):
        return math.inf


def lost_in(snapshot: Json) -> tuple[str, ...]:
    """Return the paths that a pool had lost when this snapshot of it was taken; () also if that was not known."""
    taken = snapshot.get("Taken")
    lost = taken.get("Lost") if isinstance(taken, dict) else None
    return tuple(each for each in lost if isinstance(each, str)) if isinstance(lost, list) else ()


def load(path: Path, settings: Settings) -> Json:
    """
    Read a snapshot of this environment's pool.

    Raises:
        UsageError: not a snapshot, or one of another pool.
    """
    if not path.exists():
        msg = f"there is no snapshot {path.as_posix()}; those that writes left behind are in {SNAPSHOTS.as_posix()}/"
        raise UsageError(msg)
    try:
        snapshot: Json = loads(files.read_text(path))
        pool_id = snapshot["UserPool"]["Id"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path.as_posix()} is not a snapshot of a user pool ({type(error).__name__}: {error})"
        raise UsageError(msg) from None
    pool = snapshot["UserPool"]
    damaged = members.misshapen(pool)
    damaged += [] if isinstance(snapshot.get("MfaConfig", {}), dict) else ["MfaConfig"]
    damaged += children.misshapen(snapshot)
    if damaged:
        msg = f"{path.as_posix()} is damaged: {', '.join(dict.fromkeys(damaged))} is not what AWS returns there"
        raise UsageError(msg)
    if pool_id != settings.user_pool.id:
        msg = f"{path.as_posix()} is of user pool {pool_id}, but environment {settings.name!r} has {settings.user_pool.id}"
        raise UsageError(msg)
    region = (str(pool.get("Arn", "")).split(":") + [""] * 4)[3]
    if region and region != settings.pool_region:
        msg = f"{path.as_posix()} is of the user pool in {region}; this is about the one in {settings.pool_region}"
        raise UsageError(msg)
    return snapshot


def reviewed_path(settings: Settings, directory: Path = DIRECTORY) -> Path:
    """Where the reviewed snapshot lies, whether there is one or not."""
    return directory / f"{settings.pool_files}.pool.json"


def reviewed(settings: Settings) -> Json | None:
    """Read the reviewed snapshot; None when the environment has none. A link that leads nowhere is not none."""
    path = reviewed_path(settings)
    return load(path, settings) if path.exists() or path.is_symlink() else None


def write_reviewed(settings: Settings, pool: Json, mfa: Json, of_pool: Json | None = None) -> Path:
    """
    Write the reviewed snapshot: without what changes by itself, and without the e-mail that poolpost owns.

    Args:
        settings: the environment.
        pool: the raw UserPool.
        mfa: the raw MFA configuration.
        of_pool: the pool's children, as `PoolChildren.read` returned them; None: none were read.

    Raises:
        CannotDecide: there is no room or no permission.
    """
    left_out = members.VOLATILE | {"EmailConfiguration"}
    kept = {member: value for member, value in pool.items() if member not in left_out}
    path = reviewed_path(settings)
    try:
        state = {"UserPool": kept, "MfaConfig": mfa, "Taken": {"Why": "reviewed"}}
        write(path, state | ({} if of_pool is None else {children.CHILDREN: of_pool}), mode=0o644)
    except OSError as error:
        msg = f"{path.as_posix()} cannot be written ({error}); make room or fix its permissions, and run it again"
        raise CannotDecide(msg) from error
    return path


def comparison(settings: Settings) -> Compare:
    """Return how two pools are compared: in `manage` mode what the provider leaves out, or fills in, is no change."""
    return losses.changes if settings.user_pool.mode == "manage" else core.differences


def changes(
    settings: Settings, snapshot: Json, pool: Json, mfa: Json, compare: Compare = core.differences
) -> list[Difference]:
    """
    List what differs between a snapshot and the live pool besides the e-mail and the texts that the file sets.

    Settings come first, as `compare` lists them of two raw pools, then the MFA configuration below `MfaConfig.`.
    """
    saved, choice = snapshot["UserPool"], settings.user_pool.verification_text
    if choice and twins.differing(saved):  # a write puts the chosen text into both places: that is no change
        saved, pool = twins.chosen(saved, choice), twins.chosen(pool, choice)
    found = pool_messages.outside(compare(saved, pool), settings.pool_messages)
    return found + factor_changes(snapshot.get("MfaConfig", {}), mfa)


def factor_changes(before: Json, after: Json) -> list[Difference]:
    """List what differs between two MFA configurations, each path below `MfaConfig`."""
    return core.differences({"MfaConfig": before}, {"MfaConfig": after})


def how_to_fix(settings: Settings) -> str:
    """Return what to do about a pool that is not the reviewed one."""
    return (
        f"where that was not meant, put it back: 'poolpost pool restore {settings.pool_argument}'; where it was, have it "
        f"reviewed: 'poolpost pool snapshot {settings.pool_argument}', commit"
    )


def stop_unless_reviewed(settings: Settings, pool: Json, mfa: Json) -> None:
    """
    Make sure that the live pool is the one that was reviewed, where there is a reviewed snapshot.

    Raises:
        Stopped: it is not; every difference is in the message.
    """
    snapshot = reviewed(settings)
    found = changes(settings, snapshot, pool, mfa) if snapshot is not None else []
    if found:
        lines = [f"user pool {settings.user_pool.id} is not the one in {reviewed_path(settings).as_posix()} any more:"]
        lines += [f"  - {difference}" for difference in found]
        lines.append(f"nothing was written; {how_to_fix(settings)}")
        raise Stopped("\n".join(lines))


def write(path: Path, value: Json, *, mode: int = 0o600) -> None:
    """Write a snapshot whole or not at all; readable by its owner alone, unless it is meant for git."""
    files.write(path, as_bytes(value), mode=mode)


def as_bytes(snapshot: Json) -> bytes:
    """Write a snapshot as text: what a terminal would obey, or has no UTF-8, as its JSON escape."""
    return shown(json.dumps(snapshot, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
