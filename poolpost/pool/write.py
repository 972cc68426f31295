"""
The one write to a user pool: look again, update once, look, compare.

UpdateUserPool has no conditional form, so the window between the second look and the write cannot be closed, only
kept below a second; what happened in it is found by the comparison afterwards and reported, never "repaired" by a
second write, which could wipe what a second writer has just set.
"""

import time
from pathlib import Path

from poolpost.aws.errors import AnswerLost
from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide, PoolpostError, Stopped
from poolpost.pool import baseline, baseline_record, update_body
from poolpost.pool import differences as core
from poolpost.pool import messages as pool_messages
from poolpost.pool.differences import Difference
from poolpost.pool.interrupted_writes import Mark, stop_while_another_writes
from poolpost.pool.refusals import refuse_another
from poolpost.pool.snapshots import factor_changes
from poolpost.pool.twins import refuse_differing
from poolpost.settings import Settings
from poolpost.standards.raw import Json

LOOKS, SECONDS_BETWEEN = 4, 1.0
"""How often, and how far apart, a pool is read that is unchanged although AWS accepted its update."""


def rewrite(  # noqa: PLR0913 -- what is compared afterwards is not what is sent
    settings: Settings, aws: Aws, before: Json, target: Json, snapshot: Path, *, known: Json | None = None
) -> Json:
    """
    Make the pool `target`, which differs from `before` in what is wanted only.

    Args:
        settings: the environment.
        aws: its account.
        before: the pool that the target was derived from, with its MFA configuration: raw, as in a snapshot.
        target: the raw pool that is wanted; all of it is sent.
        snapshot: where `before` is saved; the baseline is next to it.
        known: the snapshot whose settings the pool should have afterwards; what the target lacks of it was lost before.
            None: the target's own.

    Raises:
        Stopped: somebody else changed the pool meanwhile (nothing was written), or the pool is not the target
            afterwards (each difference is named).
        CannotDecide: whether the write took effect could not be learnt, or it did not take effect.
    """
    refuse_another(settings, before["UserPool"])
    refuse_differing(settings, target)
    stop_while_another_writes(settings, snapshot.parent)
    factors = aws.cognito.mfa_configuration()
    _still_the_same(settings, before, aws.cognito.user_pool(), factors)
    body = update_body.update_body(target, core.email_configuration(target))
    written = {"UserPool": target, "MfaConfig": _expected_factors(before, target)}
    wanted = baseline_record.expected(settings, written, known or written)
    with Mark(snapshot, wanted) as mark:
        after, factors = _write(settings, aws, before["UserPool"], body, mark)
        found = _not_as_wanted(settings, target, after)
        others = factor_changes(written["MfaConfig"], factors)
        lost = [each.path for each in (*found, *others) if each.before is not None]
        state = {"UserPool": after, "MfaConfig": factors}
        baseline_record.record(settings, state, wanted, lost_now=lost, directory=snapshot.parent)
        mark.remove()
    if found or others:
        way_back = _way_back(settings, [*found, *others], state, snapshot)
        raise Stopped("\n".join([*_report(settings, found, others, body), *way_back]))
    return after


def _expected_factors(before: Json, target: Json) -> Json:
    """Return the MFA configuration as it is after the write: MfaConfiguration is a member of both APIs."""
    live, wanted = before["UserPool"].get("MfaConfiguration"), target.get("MfaConfiguration")
    return before["MfaConfig"] | ({"MfaConfiguration": wanted} if wanted != live else {})


def _still_the_same(settings: Settings, before: Json, now: Json, factors: Json) -> None:
    other_factors = factor_changes(before["MfaConfig"], factors)
    if other_factors or not core.unchanged(before["UserPool"], now):
        found = [difference.path for difference in [*core.differences(before["UserPool"], now), *other_factors]]
        msg = (
            f"user pool {settings.user_pool.id} was changed by somebody else just now "
            f"({', '.join(found) or 'its last-modified date'}); nothing was written; run it again"
        )
        raise Stopped(msg)


def _write(settings: Settings, aws: Aws, before: Json, body: Json, mark: Mark) -> tuple[Json, Json]:
    """Write once, then read pool and MFA; after a lost answer that read decides what to report."""
    lost: AnswerLost | None = None
    try:
        aws.cognito.update_user_pool(body)
    except AnswerLost as error:
        lost = error
    except PoolpostError as error:
        mark.remove()  # a definite no: there is nothing to compare
        if settings.replica is not None and isinstance(error, Stopped):
            msg = (
                f"{error}; in a replica AWS takes only what is as in the primary, e-mail, SMS, triggers and tags aside: if "
                "the primary was changed just now, run it again in a minute"
            )
            raise Stopped(msg) from error
        raise
    try:
        after = aws.cognito.user_pool() if lost else changed_pool(aws, before)
        factors = aws.cognito.mfa_configuration()
    except PoolpostError as error:
        msg = (
            f"UpdateUserPool was sent{f', got no answer ({lost})' if lost else ''}, and user pool {settings.user_pool.id} "
            f"could not be read afterwards ({error}); run it again: it first compares, then finishes what is "
            f"missing; elsewhere 'poolpost pool verify {settings.pool_argument}' says whether anything else changed"
        )
        raise CannotDecide(msg) from error
    if core.unchanged(before, after):
        why = f"got no answer ({lost})" if lost else "was answered with a yes"
        msg = (
            f"UpdateUserPool {why}, and user pool {settings.user_pool.id} is as it was before: the write did not take "
            "effect, or not yet; run it again"
        )
        raise CannotDecide(msg) from lost
    return after, factors


def changed_pool(aws: Aws, before: Json) -> Json:
    """Read a pool that was just updated until it differs from before, a few times: reads may lag behind a write."""
    for _ in range(LOOKS - 1):
        after = aws.cognito.user_pool()
        if not core.unchanged(before, after):
            return after
        time.sleep(SECONDS_BETWEEN)
    return aws.cognito.user_pool()


def _not_as_wanted(settings: Settings, target: Json, after: Json) -> list[Difference]:
    differ, messages = core.differences(target, after), settings.pool_messages
    found = [difference for difference in differ if not pool_messages.is_side_effect_of(difference, messages, after)]
    wanted, live = core.email_configuration(target), core.email_configuration(after)
    return found + ([Difference("EmailConfiguration", wanted, live)] if wanted != live else [])


def _report(settings: Settings, found: list[Difference], factors: list[Difference], body: Json) -> list[str]:
    """Return a line per setting: what happened, and who did it."""
    email = [difference for difference in found if difference.path in _ours(settings)]
    found = [difference for difference in found if difference not in email]
    sent = dict(core.flat_settings({update_body.described_name(member): value for member, value in body.items()}))
    lines = [f"after the write, user pool {settings.user_pool.id} is not as wanted:"]
    lines += [f"  - {difference}; {_who(difference, sent)}" for difference in found]
    lines += [f"  - {difference}; somebody else wrote it: run it again" for difference in email]
    lines += [
        f"  - {difference}; poolpost never calls SetUserPoolMfaConfig: somebody else did" for difference in factors
    ]
    return lines


def _way_back(settings: Settings, found: list[Difference], state: Json, snapshot: Path) -> list[str]:
    """Return where the previous pool is saved, and how to restore what is lost besides the e-mail."""
    lines = [f"nothing was written on top of it; the pool as it was is in {snapshot.as_posix()}"]
    lost = [each for each in found if each.before is not None and each.path not in _ours(settings)]
    if lost:
        known = baseline.required(settings, snapshot.parent)
        lines.append(baseline.remedy(settings, known, lost, baseline.lost_of(settings, known.snapshot, state)))
    return lines


def _ours(settings: Settings) -> frozenset[str]:
    """Return the paths that this write may change."""
    return pool_messages.changeable_paths(settings.pool_messages) | {"EmailConfiguration"}


def _who(difference: Difference, sent: Json) -> str:
    if difference.path in sent:
        return "it was sent as it was: AWS changed it, or somebody else wrote right after"
    return "it was not part of the request: somebody else wrote it"
