"""
The one write to a user pool: describe, merge, describe again, update once, describe, compare.

UpdateUserPool has no conditional form, so the window between the second look and the write cannot be closed, only
kept below a second; what happened in it is found by the comparison afterwards and reported, never "repaired" by a
second write, which could wipe what a second writer has just set.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from poolpost import pool as core
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import Finding
from poolpost.live import AnswerLost, Aws
from poolpost.pool import Difference, Json
from poolpost.readiness import not_ready
from poolpost.settings import Settings

SNAPSHOTS = Path(".poolpost/snapshots")
POLL_SECONDS = 15

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """
    What an apply did.

    Attributes:
        changed: whether UpdateUserPool was called.
        snapshot: where the pool as it was before is saved; None when nothing was written.
        before: EmailConfiguration as it was.
        after: EmailConfiguration as it is.
    """

    changed: bool
    snapshot: Path | None
    before: Json
    after: Json


def apply(settings: Settings, aws: Aws, say: Say, directory: Path = SNAPSHOTS) -> Applied:
    """
    Give the pool the environment's EmailConfiguration and nothing else.

    Raises:
        Stopped: before the write, and the pool is as it was; or after it, when something else changed as well.
        CannotDecide: AWS could not be asked.
    """
    wanted = settings.email_configuration
    aws.check_account()
    pool = aws.user_pool()
    before = core.email_configuration(pool)
    unknown = core.unknown_members(pool)
    if before == wanted:
        say(f"{settings.user_pool.id}: the e-mail configuration is already as wanted; nothing was written")
        return Applied(changed=False, snapshot=None, before=before, after=before)
    _refuse(settings, pool, unknown)
    _wait_until_ready(settings, aws, say)

    snapshot = _save(settings, pool, aws.mfa_configuration(), directory)
    say(f"{settings.user_pool.id}: saved as it is to {snapshot.as_posix()}")
    _still_the_same(settings, pool, aws.user_pool())
    after = _write(settings, aws, pool, wanted)
    _only_email_changed(settings, pool, after, snapshot)
    return Applied(changed=True, snapshot=snapshot, before=before, after=core.email_configuration(after))


def _refuse(settings: Settings, pool: Json, unknown: list[str]) -> None:
    """Stop at what we cannot send back safely."""
    if unknown:
        msg = (
            f"user pool {settings.user_pool.id} has settings that this poolpost does not know: {', '.join(unknown)}; "
            "a write could lose them, so nothing was written; update poolpost"
        )
        raise Stopped(msg)
    if pool.get("Status") == "Disabled":
        msg = f"user pool {settings.user_pool.id} is disabled; nothing was written"
        raise Stopped(msg)


def _wait_until_ready(settings: Settings, aws: Aws, say: Say) -> None:
    """Wait as long as the environment allows until mail would arrive, with a line whenever what is missing changes."""
    deadline = time.monotonic() + settings.user_pool.wait_minutes * 60
    told: list[Finding] = []
    while missing := not_ready(settings, aws.email_identity(), aws.ses_account()):
        if time.monotonic() >= deadline:
            raise Stopped(_not_switched(settings, missing))
        if missing != told:
            for finding in missing:
                say(f"waiting: {finding.problem}")
            told = missing
        time.sleep(POLL_SECONDS)


def _not_switched(settings: Settings, missing: list[Finding]) -> str:
    lines = [f"user pool {settings.user_pool.id} was left as it is, because mail would not arrive yet:"]
    lines += [f"  - {finding.problem}; {finding.remedy}" for finding in missing]
    return "\n".join(lines)


def _save(settings: Settings, pool: Json, mfa: Json, directory: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = directory / f"{settings.name}-{settings.user_pool.id}-{stamp}.json"
    directory.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps({"UserPool": pool, "MfaConfig": mfa}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    draft.replace(path)
    return path


def _still_the_same(settings: Settings, before: Json, now: Json) -> None:
    if before != now:
        changed = ", ".join(difference.path for difference in core.differences(before, now)) or "its last-modified date"
        msg = (
            f"user pool {settings.user_pool.id} was changed by somebody else just now ({changed}); nothing was "
            "written; run it again"
        )
        raise Stopped(msg)


def _write(settings: Settings, aws: Aws, pool: Json, wanted: Json) -> Json:
    """Write once and look; after a lost answer the look decides what to say."""
    lost: AnswerLost | None = None
    try:
        aws.update_user_pool(core.update_body(pool, wanted))
    except AnswerLost as error:
        lost = error
    try:
        after = aws.user_pool()
    except CannotDecide as error:
        msg = (
            f"UpdateUserPool was sent{f', got no answer ({lost})' if lost else ''}, and user pool {settings.user_pool.id} "
            f"could not be looked at afterwards ({error}); run it again: it looks first and finishes what is missing"
        )
        raise CannotDecide(msg) from error
    if lost is not None and core.email_configuration(after) != wanted:
        msg = (
            f"UpdateUserPool got no answer ({lost}), and user pool {settings.user_pool.id} still has its old e-mail "
            "configuration: the write did not take effect; run it again"
        )
        raise CannotDecide(msg) from lost
    return after


def _only_email_changed(settings: Settings, before: Json, after: Json, snapshot: Path) -> None:
    lost = core.differences(before, after)
    if core.email_configuration(after) != settings.email_configuration:
        lost.append(Difference("EmailConfiguration", settings.email_configuration, core.email_configuration(after)))
    if lost:
        lines = [f"the write to user pool {settings.user_pool.id} changed more than its e-mail configuration:"]
        lines += [
            f"  - {d.path}: {json.dumps(d.before, ensure_ascii=False)} -> {json.dumps(d.after, ensure_ascii=False)}"
            for d in lost
        ]
        lines.append(f"nothing was written on top of it; the pool as it was is in {snapshot.as_posix()}")
        raise Stopped("\n".join(lines))
