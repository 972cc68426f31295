"""
Interrupted writes, whose result was not checked: a mark next to the snapshot makes the next run compare.

UpdateUserPool can take effect while the process that sent it is killed, or cannot reach AWS any more. What it changed
besides the e-mail was then never checked, and the e-mail is as wanted, so that without the mark no later run would check.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool import baseline as pool_baseline
from poolpost.pool import baseline_record
from poolpost.pool import differences as core
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.differences import Difference
from poolpost.settings import Settings
from poolpost.standards.raw import Json

MARK = ".uncompared"


class Mark:
    """
    A file next to the snapshot from right before a write until the pool was compared; it holds what was to be written.

    It is locked by the process that writes, until that ends or leaves the context.
    """

    def __init__(self, snapshot: Path, wanted: Json) -> None:
        """
        Create it.

        Args:
            snapshot: where the pool as it was is saved.
            wanted: the pool as it is to be, as a snapshot.

        Raises:
            CannotDecide: there is no room or no permission; without a mark nothing may be written to the pool.
        """
        self._path = snapshot.with_suffix(MARK)
        try:
            self._descriptor = _locked(self._path)
            _fill(self._descriptor, wanted)
        except OSError as error:
            msg = (
                f"{self._path.as_posix()} cannot be written ({error}); nothing was written to the user pool; fix that, and "
                "run it again"
            )
            raise CannotDecide(msg) from error

    def __enter__(self) -> Self:
        """Do nothing: the mark exists already, and is locked."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Unlock the mark; it stays unless it was removed."""
        os.close(self._descriptor)

    def remove(self) -> None:
        """Delete the mark: nothing was written, or the pool was compared."""
        self._path.unlink(missing_ok=True)


def _locked(path: Path) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _fill(descriptor: int, wanted: Json) -> None:
    os.truncate(descriptor, 0)
    remaining = pool_snapshots.as_bytes(wanted)
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]


def settle(settings: Settings, pool: Json, mfa: Json, directory: Path = pool_snapshots.SNAPSHOTS) -> None:
    """
    Compare the live pool with the state before each interrupted write and with what it wanted; each is compared once.

    What is lost stays open in the baseline (`baseline.stop_unless_settled`).

    Args:
        settings: the environment.
        pool: the live pool, raw.
        mfa: its MFA configuration, raw.
        directory: where the snapshots are.

    Raises:
        Stopped: settings besides the e-mail differ, the comparison is no longer possible, or the write is still running.
    """
    for mark in _marks(settings, directory):
        _stop_while_locked(settings, mark)
        lost = _loss(settings, {"UserPool": pool, "MfaConfig": mfa}, mark)
        mark.unlink(missing_ok=True)
        if lost:
            raise Stopped(lost)


def stop_while_another_writes(settings: Settings, directory: Path) -> None:
    """
    Make sure that no other process on this machine is between its write and its comparison.

    Raises:
        Stopped: one is; what it compares with would not be there any more.
    """
    for mark in _marks(settings, directory):
        _stop_while_locked(settings, mark)


def _marks(settings: Settings, directory: Path) -> list[Path]:
    return sorted(directory.glob(f"{settings.pool_files}-{settings.user_pool.id}-*{MARK}"))


def _stop_while_locked(settings: Settings, mark: Path) -> None:
    try:
        os.close(_locked(mark))
    except BlockingIOError:
        msg = (
            f"another poolpost is writing to user pool {settings.user_pool.id} right now ({mark.as_posix()}); nothing was "
            "written by this one; run it again when the other has ended"
        )
        raise Stopped(msg) from None
    except OSError as error:
        msg = (
            f"{mark.as_posix()} cannot be opened ({error}), so it is not known whether its write has ended; nothing was "
            "written; fix its permissions, and run it again"
        )
        raise CannotDecide(msg) from error


def _loss(settings: Settings, state: Json, mark: Path) -> str:
    """Return what an interrupted write lost, or that this can no longer be checked; '' if nothing was."""
    snapshot = mark.with_suffix(".json")
    interrupted = f"a write to user pool {settings.user_pool.id} was interrupted before its result was checked"
    try:
        before = pool_snapshots.load(snapshot, settings)
    except UsageError as error:
        return (
            f"{interrupted}, and it can no longer be checked: {error}. Nothing was written now; check the pool's "
            "settings yourself, and run the same command again"
        )
    if core.unchanged(before["UserPool"], state["UserPool"]):
        return ""  # it did not take effect, and nobody else wrote
    wanted = _wanted(settings, mark, before)
    found = _neither(settings, before, wanted, state)
    lost = [each for each in found if each.before is not None]
    paths = [each.path for each in lost]
    baseline_record.record(settings, state, wanted, lost_now=paths, directory=mark.parent)
    if not found:
        return ""
    lines = [f"{interrupted}. Since then:"]
    lines += [f"  - {difference}" for difference in found]
    lines.append(f"nothing was written now; the pool as it was is in {snapshot.as_posix()}")
    if lost:
        known = pool_baseline.required(settings, mark.parent)
        all_lost = pool_baseline.lost_of(settings, known.snapshot, state)
        lines.append(pool_baseline.remedy(settings, known, lost, all_lost))
    else:
        lines.append("nothing of it is lost; if all of it is meant, run the same command again")
    return "\n".join(lines)


def _wanted(settings: Settings, mark: Path, before: Json) -> Json:
    """Return what was to be written; of a mark that is empty or half-written, the pool as it was."""
    try:
        return pool_snapshots.load(mark, settings)
    except UsageError:
        return before


def _neither(settings: Settings, before: Json, wanted: Json, state: Json) -> list[Difference]:
    """List what is neither as it was before the write nor as the write wanted it."""
    compare = pool_snapshots.comparison(settings)
    pool, mfa = state["UserPool"], state["MfaConfig"]
    since = {each.path for each in pool_snapshots.changes(settings, before, pool, mfa, compare)}
    found = pool_snapshots.changes(settings, wanted, pool, mfa, compare)
    return [each for each in found if each.path in since]
