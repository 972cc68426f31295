"""
The one write to a user pool: look again, update once, look, compare.

UpdateUserPool has no conditional form, so the window between the second look and the write cannot be closed, only
kept below a second; what happened in it is found by the comparison afterwards and reported, never "repaired" by a
second write, which could wipe what a second writer has just set.
"""

from pathlib import Path

from poolpost import pool as core
from poolpost.errors import CannotDecide, Stopped
from poolpost.live import AnswerLost, Aws
from poolpost.pool import Difference, Json
from poolpost.pool import messages as pool_messages
from poolpost.settings import Settings


def rewrite(settings: Settings, aws: Aws, before: Json, target: Json, snapshot: Path) -> Json:
    """
    Make the pool `target`, which differs from `before` in what is wanted only.

    Args:
        settings: the environment.
        aws: its account.
        before: the raw pool that the target was made from.
        target: the raw pool that is wanted; all of it is sent.
        snapshot: where `before` is saved, for the message.

    Raises:
        Stopped: somebody else changed the pool meanwhile (nothing was written), or the pool is not the target
            afterwards (each difference is named).
        CannotDecide: whether the write took effect could not be learnt, or it did not take effect.
    """
    _still_the_same(settings, before, aws.user_pool())
    body = core.update_body(target, core.email_configuration(target))
    after = _write(settings, aws, before, body)
    found = _not_as_wanted(settings, target, after)
    if found:
        raise Stopped(_report(settings, found, body, snapshot))
    return after


def _still_the_same(settings: Settings, before: Json, now: Json) -> None:
    if not core.unchanged(before, now):
        changed = ", ".join(difference.path for difference in core.differences(before, now)) or "its last-modified date"
        msg = (
            f"user pool {settings.user_pool.id} was changed by somebody else just now ({changed}); nothing was "
            "written; run it again"
        )
        raise Stopped(msg)


def _write(settings: Settings, aws: Aws, before: Json, body: Json) -> Json:
    """Write once and look; after a lost answer the look decides what to say."""
    lost: AnswerLost | None = None
    try:
        aws.update_user_pool(body)
    except AnswerLost as error:
        lost = error
    try:
        after = aws.user_pool()
    except CannotDecide as error:
        msg = (
            f"UpdateUserPool was sent{f', got no answer ({lost})' if lost else ''}, and user pool {settings.user_pool.id} "
            f"could not be looked at afterwards ({error}); run it again: it looks first and finishes what is missing; "
            f"whether anything else changed says 'poolpost pool verify {settings.name}'"
        )
        raise CannotDecide(msg) from error
    if lost is not None and core.unchanged(before, after):
        msg = (
            f"UpdateUserPool got no answer ({lost}), and user pool {settings.user_pool.id} is as it was before: "
            "the write did not take effect; run it again"
        )
        raise CannotDecide(msg) from lost
    return after


def _not_as_wanted(settings: Settings, target: Json, after: Json) -> list[Difference]:
    differ, messages = core.differences(target, after), settings.pool_messages
    found = [difference for difference in differ if not pool_messages.follows(difference, messages, after)]
    wanted, live = core.email_configuration(target), core.email_configuration(after)
    return found + ([Difference("EmailConfiguration", wanted, live)] if wanted != live else [])


def _report(settings: Settings, found: list[Difference], body: Json, snapshot: Path) -> str:
    """Say per setting what happened and who did it, and the command that mends it."""
    ours = {"EmailConfiguration"} | pool_messages.members(settings.pool_messages)
    email = [difference for difference in found if difference.path in ours]
    found = [difference for difference in found if difference not in email]
    sent = dict(core.flat_settings({core.described_name(member): value for member, value in body.items()}))
    members = sorted({difference.path.partition(".")[0].partition("[")[0] for difference in found})
    lines = [f"after the write, user pool {settings.user_pool.id} is not as wanted:"]
    lines += [f"  - {difference}; {_who(difference, sent)}" for difference in found]
    lines += [f"  - {difference}; somebody else wrote it: run it again" for difference in email]
    lines.append(f"nothing was written on top of it; the pool as it was is in {snapshot.as_posix()}")
    if members:
        only = " ".join(f"--only {member}" for member in members)
        lines.append(f"to put it back: poolpost pool restore {settings.name} --snapshot {snapshot.as_posix()} {only}")
    return "\n".join(lines)


def _who(difference: Difference, sent: Json) -> str:
    if difference.path in sent and sent[difference.path] == difference.before:
        return "it was sent as it was: AWS changed it, or somebody else wrote right after"
    return "it was not part of the request: somebody else wrote it"
