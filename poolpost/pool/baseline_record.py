"""How the baseline changes: every write of ours records what the pool is to be, and a loss that was meant is accepted by name."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from poolpost.aws.user_pool_members import CREATE_ONLY, READ_ONLY, SETTABLE
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.baseline import load, lost_of, path_of, required
from poolpost.pool.differences import Difference
from poolpost.pool.snapshots import SNAPSHOTS
from poolpost.settings import Settings
from poolpost.standards.raw import Json


def expected(settings: Settings, state: Json, known: Json) -> Json:
    """
    Return a snapshot with what it has lost against another one put back, each member merged at every depth.

    Args:
        settings: the environment.
        state: the snapshot, `{"UserPool": ..., "MfaConfig": ...}`.
        known: the snapshot whose settings it should have.
    """
    members = {each.member for each in lost_of(settings, known, state)}
    pool = {m: merged(state["UserPool"].get(m), known["UserPool"][m]) for m in sorted(members - {"MfaConfig"})}
    factors = merged(state["MfaConfig"], known.get("MfaConfig", {}))
    return {"UserPool": state["UserPool"] | pool, "MfaConfig": factors}


def record(
    settings: Settings,
    state: Json,
    known: Json,
    *,
    lost_now: Collection[str] = (),
    directory: Path = SNAPSHOTS,
) -> None:
    """
    Write the baseline: a state of the pool, and what it has lost against what is known.

    Args:
        settings: the environment.
        state: the live pool as a snapshot.
        known: the snapshot whose settings it should have.
        lost_now: paths that were lost around this write; those that were open before and are not back stay open.
        directory: where snapshots are.

    Raises:
        CannotDecide: there is no room or no permission, or the file that is there cannot be read.
    """
    whole = expected(settings, state, known)
    path = path_of(settings, directory)
    was_open = pool_snapshots.lost_in(load(path, settings)) if path.exists() else ()
    still = sorted({each.path for each in lost_of(settings, whole, state)} & {*lost_now, *was_open})
    try:
        pool_snapshots.write(path, whole | {"Taken": {"Why": "baseline", "Lost": still}})
    except OSError as error:
        msg = (
            f"user pool {settings.user_pool.id}: what its settings are to be cannot be written to {path.as_posix()} ({error}); "
            "make room or correct the permissions, and run it again"
        )
        raise CannotDecide(msg) from error


def accept(settings: Settings, members: Collection[str], state: Json, directory: Path = SNAPSHOTS) -> list[Difference]:
    """
    Take members of the live pool as they are into the baseline; returns what was accepted.

    Raises:
        Stopped: the baseline is the reviewed snapshot, which changes by a pull request only.
        UsageError: there is no baseline, there is no such member, or it does not differ from the baseline.
    """
    baseline = required(settings, directory)
    if baseline.reviewed:
        msg = f"{baseline.path.as_posix()} is reviewed: run 'poolpost pool snapshot {settings.pool_argument}', and commit it"
        raise Stopped(msg)
    found = lost_of(settings, baseline.snapshot, state)
    differing = {each.member for each in found}
    if wrong := sorted(set(members) - differing):
        known_members = {*SETTABLE, *READ_ONLY, *CREATE_ONLY, *state["UserPool"], "MfaConfig"}
        unknown = [member for member in wrong if member not in known_members]
        why = f"a user pool has no member {', '.join(unknown)}" if unknown else f"nothing of {', '.join(wrong)} is lost"
        allowed = ", ".join(sorted(differing)) or "nothing, since the pool has lost nothing"
        msg = f"{why}, so there is nothing to accept; allowed: {allowed}"
        raise UsageError(msg)
    known = baseline.snapshot
    pool = {member: value for member, value in known["UserPool"].items() if member not in members}
    factors = {} if "MfaConfig" in members else known.get("MfaConfig", {})
    record(settings, state, {"UserPool": pool, "MfaConfig": factors}, directory=directory)
    return [each for each in found if each.member in members]


def merged(live: object, saved: object) -> Any:
    """Return what was saved, and what was added since, at every depth of objects; lists count whole."""
    if isinstance(live, dict) and isinstance(saved, dict):
        return live | {name: merged(live.get(name), value) for name, value in saved.items()}
    return saved
