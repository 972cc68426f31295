"""
The baseline of a user pool: the state that it is to be in beside the e-mail, as it was last known to be well.

Where the environment has a reviewed snapshot, that is the baseline. Elsewhere it is one file beside the snapshots of this
machine, and every write of ours brings it up to date: what we wrote becomes part of it, what the pool has lost stays in it as
it was. So a damaged state is never what a restore starts from, and our own writes are never somebody else's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool import Difference, Json
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.snapshots import SNAPSHOTS
from poolpost.settings import Settings

_OWN = ("EmailConfiguration", "Taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """
    The known good state.

    Attributes:
        path: its file.
        snapshot: its content, as `snapshots.load` gives it.
        open: paths of settings that were lost in a write of ours; each stays open until the pool has it again, or
            somebody accepted the loss by name.
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
    own = _path(settings, directory)
    if own.exists():
        snapshot = _load(own, settings)
        return Baseline(path=own, snapshot=snapshot, open=frozenset(pool_snapshots.lost_in(snapshot)), reviewed=False)
    for path in pool_snapshots.before_writes(settings, directory):  # of a version without this file
        if not pool_snapshots.lost_in(snapshot := _load(path, settings)):
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
    return _lost(settings, baseline.snapshot, {"UserPool": pool, "MfaConfig": mfa})


def lost_paths(settings: Settings, pool: Json, mfa: Json, directory: Path = SNAPSHOTS) -> list[str]:
    """List the paths of what the live pool has lost against the baseline, for `snapshots.save`; [] without a baseline."""
    baseline = find(settings, directory)
    return [each.path for each in lost(settings, baseline, pool, mfa)] if baseline else []


def still_open(settings: Settings, baseline: Baseline, pool: Json, mfa: Json) -> list[Difference]:
    """List the settings that a write of ours lost and that are not back."""
    return [each for each in lost(settings, baseline, pool, mfa) if each.path in baseline.open]


def stop_unless_settled(settings: Settings, pool: Json, mfa: Json, directory: Path = SNAPSHOTS) -> None:
    """
    Make sure that what a write of ours has lost is back, or was accepted.

    Raises:
        Stopped: something is still lost; each setting is in the message.
    """
    baseline = find(settings, directory)
    found = still_open(settings, baseline, pool, mfa) if baseline else []
    if baseline and found:
        lines = [f"user pool {settings.user_pool.id} lost settings around an earlier write, and they are not back:"]
        lines += [f"  - {each}" for each in found]
        lines.append(f"nothing was written; {remedy(settings, baseline, found)}")
        raise Stopped("\n".join(lines))


def remedy(settings: Settings, baseline: Baseline, found: Collection[Difference]) -> str:
    """Say how to put back what is lost, and how to keep the pool as it is."""
    if baseline.reviewed:
        return pool_snapshots.to_mend(settings)
    members = sorted({member_of(each.path) for each in found})
    only = "".join(f" --only {member}" for member in members if member != "MfaConfig")
    by_hand = "MFA factors by 'aws cognito-idp set-user-pool-mfa-config', which poolpost never calls"
    back = [f"'poolpost pool restore {settings.name} --snapshot {baseline.path.as_posix()}{only}'"] if only else []
    back += [by_hand] if "MfaConfig" in members else []
    return (
        f"to put back what is lost: {'; '.join(back)}; where it was meant: "
        f"'poolpost pool accept {settings.name} {' '.join(members)}'"
    )


def expected(settings: Settings, state: Json, known: Json) -> Json:
    """
    Return a snapshot with what it has lost against another one put back, each member merged at every depth.

    Args:
        settings: the environment.
        state: the snapshot, `{"UserPool": ..., "MfaConfig": ...}`.
        known: the snapshot whose settings it should have.
    """
    members = {member_of(each.path) for each in _lost(settings, known, state)}
    pool = {m: merged(state["UserPool"].get(m), known["UserPool"][m]) for m in sorted(members - {"MfaConfig"})}
    factors = merged(state["MfaConfig"], known["MfaConfig"]) if "MfaConfig" in members else state["MfaConfig"]
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
    path = _path(settings, directory)
    was_open = pool_snapshots.lost_in(_load(path, settings)) if path.exists() else ()
    still = sorted({each.path for each in _lost(settings, whole, state)} & {*lost_now, *was_open})
    try:
        directory.mkdir(parents=True, exist_ok=True)
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
        UsageError: there is no baseline, or a member does not differ from it.
    """
    baseline = required(settings, directory)
    if baseline.reviewed:
        msg = f"{baseline.path.as_posix()} is reviewed: run 'poolpost pool snapshot {settings.name}', and commit it"
        raise Stopped(msg)
    found = _lost(settings, baseline.snapshot, state)
    differing = {member_of(each.path) for each in found}
    if wrong := sorted(set(members) - differing):
        allowed = ", ".join(sorted(differing)) or "nothing, since the pool has lost nothing"
        msg = f"{', '.join(wrong)}: nothing of that is lost, so there is nothing to accept; allowed: {allowed}"
        raise UsageError(msg)
    known = baseline.snapshot
    pool = {member: value for member, value in known["UserPool"].items() if member not in members}
    factors = {} if "MfaConfig" in members else known.get("MfaConfig", {})
    record(settings, state, {"UserPool": pool, "MfaConfig": factors}, directory=directory)
    return [each for each in found if member_of(each.path) in members]


def member_of(path: str) -> str:
    """Return the member at the top of a path such as `Policies.PasswordPolicy.MinimumLength`."""
    return path.partition(".")[0].partition("[")[0]


def merged(live: object, saved: object) -> object:
    """Return what was saved, and what was added since, at every depth of objects; lists count whole."""
    if isinstance(live, dict) and isinstance(saved, dict):
        return live | {name: merged(live.get(name), value) for name, value in saved.items()}
    return saved


def _lost(settings: Settings, known: Json, state: Json) -> list[Difference]:
    compare = pool_snapshots.comparison(settings)
    found = pool_snapshots.changes(settings, known, state["UserPool"], state["MfaConfig"], compare)
    return [each for each in found if each.before is not None]


def _load(path: Path, settings: Settings) -> Json:
    try:
        return pool_snapshots.load(path, settings)
    except UsageError as error:
        msg = f"{error}; nothing was compared or written; remove that file to go on without what it says"
        raise CannotDecide(msg) from error


def _path(settings: Settings, directory: Path) -> Path:
    return directory / f"{settings.name}-{settings.user_pool.id}-baseline.json"
