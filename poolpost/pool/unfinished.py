"""
Applies that were cut off between their write and their comparison: a mark beside the snapshot, and the next one compares.

UpdateUserPool can take effect while the process that sent it is killed, or cannot reach AWS any more. What it changed
beside the e-mail nobody has seen then, and the pool's e-mail is as wanted, so that without the mark no later run would look.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from poolpost.errors import Stopped
from poolpost.pool import Json
from poolpost.pool import messages as pool_messages
from poolpost.pool import snapshots as pool_snapshots
from poolpost.settings import Settings

MARK = ".uncompared"


def begin(snapshot: Path) -> Path:
    """Mark a snapshot right before the write; remove the mark when the pool was compared with it."""
    mark = snapshot.with_suffix(MARK)
    mark.touch()
    return mark


@contextmanager
def compared(snapshot: Path) -> Generator[None]:
    """
    Mark the snapshot until a write was compared with it; what compares raises Stopped where something differs.

    Any other end, be it SIGKILL, leaves the mark.
    """
    mark = begin(snapshot)
    try:
        yield
    except Stopped:
        mark.unlink(missing_ok=True)
        raise
    mark.unlink(missing_ok=True)


def settle(settings: Settings, pool: Json, mfa: Json, directory: Path = pool_snapshots.SNAPSHOTS) -> None:
    """
    Compare the live pool with each snapshot whose apply was cut off; each is told once.

    Raises:
        Stopped: settings beside the e-mail differ; each is named, with the command that puts them back.
    """
    for mark in sorted(directory.glob(f"{settings.name}-{settings.user_pool.id}-*{MARK}")):
        snapshot = mark.with_suffix(".json")
        saved = pool_snapshots.load(snapshot, settings) if snapshot.is_file() else None
        mark.unlink(missing_ok=True)
        found = pool_snapshots.changes(saved, pool, mfa) if saved else []
        found = pool_messages.beside(found, settings.pool_messages)
        if found:
            lines = [f"an apply to user pool {settings.user_pool.id} was cut off before it could compare. Since then:"]
            lines += [f"  - {difference}" for difference in found]
            lines.append(f"nothing was written now; the pool as it was is in {snapshot.as_posix()}")
            restore = f"poolpost pool restore {settings.name} --snapshot {snapshot.as_posix()}"
            lines.append(
                f"to look at what can be put back: {restore}; if all of it is meant, run the same command again"
            )
            raise Stopped("\n".join(lines))
