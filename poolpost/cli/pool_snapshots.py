"""What the commands around snapshots do: `poolpost pool snapshot|verify|accept|restore`. Each returns its exit code."""

from datetime import UTC, datetime
from pathlib import Path

from poolpost.aws import dependencies as live_dependencies
from poolpost.aws.pool_children import UNREAD
from poolpost.aws.services import Aws
from poolpost.cli import console
from poolpost.cli import pool_children as words
from poolpost.cli import terminal as report
from poolpost.cli.ask import confirm
from poolpost.cli.changed_by import changed_by
from poolpost.cli.pool_email import account_of, where
from poolpost.pool import baseline, baseline_record, dependencies
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.children import CHILDREN, Compared, compare
from poolpost.pool.differences import Difference
from poolpost.pool.interrupted_writes import stop_while_another_writes
from poolpost.pool.refusals import refuse_another
from poolpost.pool.restore import known_after, left_out, restorable, restore, target_of, what_changes
from poolpost.pool.twins import refuse_differing
from poolpost.settings import Settings
from poolpost.standards.raw import Json


def snapshot_pool(environment: str, *, replica: str | None = None, json: bool) -> int:
    """Write the reviewed snapshot, and say what the pool has lost against the baseline so far."""
    settings, aws = account_of(environment, replica)
    pool, mfa = aws.cognito.user_pool(), aws.cognito.mfa_configuration()
    last = baseline.find(settings)
    lost = baseline.lost(settings, last, pool, mfa) if last else []
    with report.working("reading the pool's children"):
        children = aws.children.read(pool)
    path = pool_snapshots.write_reviewed(settings, pool, mfa, children)
    code = 3 if children[UNREAD] else 0  # written, and not all of it was checked
    if json:
        report.as_json({"snapshot": path, "lost": lost, "unread": children[UNREAD]})
        return code
    console.console().print(
        f"{path.as_posix()} written; commit it, and every change of the pool shows in a pull request"
    )
    words.show_unread(path, children[UNREAD])
    if last and lost:
        report.note(f"against {last.path.as_posix()} the pool has lost the following, which a merge accepts:")
        for difference in lost:
            report.note(f"  - {difference}")
    return code


def verify_pool(environment: str, *, replica: str | None = None, snapshot: Path | None, json: bool) -> int:
    """Compare the live pool with a snapshot, or with the baseline."""
    settings, aws = account_of(environment, replica)
    pool, mfa = aws.cognito.user_pool(), aws.cognito.mfa_configuration()  # a pool that is not there is said first
    path, saved = _snapshot(settings, snapshot)
    found = pool_snapshots.changes(settings, saved, pool, mfa, pool_snapshots.comparison(settings))
    children = _compared_children(settings, aws, saved, pool)
    code = _exit_code(found, children)
    who = changed_by(settings, aws, saved["UserPool"], found, children)
    if json:
        report.as_json(
            {"snapshot": path, "differences": found}
            | ({"changed_by": who} if who else {})
            | ({"children": children} if children is not None else {})
        )
        return code
    if children is not None:
        words.show_new_providers(children)
    verdict = "differs from" if found else "is the same as"
    aside = "e-mail and messages of the file aside" if settings.pool_messages else "e-mail aside"
    console.console().print(f"user pool {settings.user_pool.id}{where(settings)} {verdict} {path.as_posix()}, {aside}")
    report.lines(found)
    if children is not None:
        words.show(settings, path, children)
    elif path == pool_snapshots.reviewed_path(settings):
        report.note(f"{path.as_posix()} holds no {words.WHAT}; 'poolpost pool snapshot {settings.name}' adds them")
    last = baseline.find(settings)
    _warn_of_damaged(path, saved, last)
    lost = baseline.lost(settings, last, pool, mfa) if last else []
    if last and lost:
        report.note(baseline.remedy(settings, last, lost, lost))
    elif found and last and last.path != path:
        report.note(f"it has all settings of {last.path.as_posix()}, the state that it is to be in")
    for line in who:
        report.note(line)
    return code


def _compared_children(settings: Settings, aws: Aws, saved: Json, pool: Json) -> Compared | None:
    """Compare the children with those of a snapshot; None where it holds none."""
    if CHILDREN not in saved:
        return None
    with report.working("reading the pool's children"):
        live = aws.children.read(pool)
    return compare(settings, saved[CHILDREN], live, datetime.now(UTC).date())


def _exit_code(found: list[Difference], children: Compared | None) -> int:
    """Return 1 for a difference, 3 where something could not be read and nothing else differs, 0 otherwise."""
    if found or (children and children.found):
        return 1
    return 3 if children and children.unread else 0


def accept_pool(environment: str, *, replica: str | None = None, members: tuple[str, ...], json: bool) -> int:
    """Take members of the live pool as they are into the baseline."""
    settings, aws = account_of(environment, replica)
    stop_while_another_writes(settings, pool_snapshots.SNAPSHOTS)
    found = baseline_record.accept(
        settings, members, {"UserPool": aws.cognito.user_pool(), "MfaConfig": aws.cognito.mfa_configuration()}
    )
    if json:
        report.as_json({"accepted": found})
    else:
        console.console().print(f"user pool {settings.user_pool.id}{where(settings)}: accepted as it is now")
        report.lines(found)
    return 0


def restore_pool(
    environment: str, *, replica: str | None = None, snapshot: Path | None, only: tuple[str, ...], yes: bool, json: bool
) -> int:
    """Show what would change, ask, and put it back."""
    settings, aws = account_of(environment, replica)
    live = aws.cognito.user_pool()
    refuse_another(settings, live)
    path, saved_pool = _snapshot(settings, snapshot)
    last = baseline.find(settings)
    target = target_of(
        live, restorable(settings, saved_pool, only), only, settings.pool_messages, settings.user_pool.verification_text
    )
    refuse_differing(settings, target)
    found = what_changes(live, target)
    left = [] if only else left_out(saved_pool, target, settings.pool_messages)
    if not found:
        report.note(f"user pool {settings.user_pool.id} has these settings already; nothing was written")
    else:
        dependencies.refuse(settings, live_dependencies.look(aws.account, dependencies.needs(target)), report.note)
        _warn_of_damaged(path, saved_pool, last)
    if CHILDREN in saved_pool:
        report.note(f"{words.WHAT} are not restored; 'poolpost pool verify {settings.name}' compares them")
    if found and not yes:
        _ask(settings, path, [str(difference) for difference in found])
    known = known_after(saved_pool, last.snapshot if last else None, target, only)
    saved = restore(settings, aws, live, target, known=known) if found else None
    factors = (
        [] if only else pool_snapshots.factor_changes(saved_pool.get("MfaConfig", {}), aws.cognito.mfa_configuration())
    )
    if json:
        report.as_json({"from": path, "changed": found, "saved": saved, "not_restored": [*left, *factors]})
    elif found:
        console.console().print(f"user pool {settings.user_pool.id}{where(settings)}: restored from {path.as_posix()}")
        report.lines(found)
    if left:
        report.note("these were saved as well, and 'pool restore' cannot write them:")
        for difference in left:
            report.note(f"  {difference}")
    if factors:
        report.note(
            "the MFA configuration differs, and poolpost never writes it (aws cognito-idp set-user-pool-mfa-config):"
        )
        for factor in factors:
            report.note(f"  {factor}")
    return 1 if factors or left else 0


def _snapshot(settings: Settings, named: Path | None) -> tuple[Path, Json]:
    """Load a snapshot, or the baseline where none is named."""
    if named is not None:
        return named, pool_snapshots.load(named, settings)
    last = baseline.required(settings)
    return last.path, last.snapshot


def _warn_of_damaged(path: Path, snapshot: Json, last: baseline.Baseline | None) -> None:
    """Warn about a snapshot of a damaged pool, and about a baseline, which is no snapshot."""
    lost = pool_snapshots.lost_in(snapshot)
    if lost and last and last.path != path:
        report.note(
            f"when {path.as_posix()} was taken, the pool had lost {len(lost)} of its settings ({', '.join(lost)}); "
            f"the state that it is to be in is in {last.path.as_posix()}"
        )


def _ask(settings: Settings, path: Path, changes: list[str]) -> None:
    report.note(f"user pool {settings.user_pool.id}, from {path.as_posix()}:")
    for change in changes:
        report.note(f"  - {change}")
    confirm("Write this to the user pool")
