"""Write the environment's e-mail configuration and messages to a user pool, and change nothing else (`poolpost pool apply`)."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from poolpost.aws import dependencies as live_dependencies
from poolpost.aws import user_pool_members as members
from poolpost.aws.services import Aws
from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.pool import baseline as pool_baseline
from poolpost.pool import dependencies, twins
from poolpost.pool import differences as core
from poolpost.pool import interrupted_writes as unfinished
from poolpost.pool import messages as pool_messages
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.baseline import Baseline
from poolpost.pool.readiness import in_two_regions, not_ready
from poolpost.pool.refusals import (
    beyond_tier,
    mail_by_trigger,
    refuse,
    refuse_another,
    refuse_dead_link,
    refuse_default_sender,
)
from poolpost.pool.replication import replicated
from poolpost.pool.snapshots import SNAPSHOTS
from poolpost.pool.write import rewrite
from poolpost.settings import Settings
from poolpost.standards.raw import Json

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
        unknown: members of the pool and of its MFA configuration that this poolpost does not know.
        messages: paths of the message members that were changed.
        others: path of the baseline if the pool has lost settings of it besides the e-mail; None if it has not, as far as known.
    """

    changed: bool
    snapshot: Path | None
    before: Json
    after: Json
    unknown: tuple[str, ...]
    messages: tuple[str, ...] = ()
    others: Path | None = None


def apply(
    settings: Settings,
    aws: Aws,
    say: Say,
    directory: Path = SNAPSHOTS,
    accepted: frozenset[str] = frozenset(),
) -> Applied:
    """
    Write the environment's EmailConfiguration and messages, after checking everything that could go wrong.

    Args:
        settings: the environment.
        aws: its account.
        say: takes a line of progress.
        directory: where the snapshot goes.
        accepted: paths of unknown members that may be sent back as they were read.

    Raises:
        Stopped: before the write, and the pool is as it was; or after it, when something else changed as well.
        CannotDecide: AWS could not be asked.
    """
    wanted, messages = settings.email_configuration, settings.pool_messages
    if settings.user_pool.mode == "manage":
        msg = (
            f"user pool {settings.user_pool.id} is in Terraform's state (mode 'manage'), so Terraform writes its e-mail: "
            f"run '{settings.repair}'; nothing was written"
        )
        raise Stopped(msg)
    aws.account.check()
    pool, mfa = replicated(settings, aws, say), aws.cognito.mfa_configuration()
    refuse_another(settings, pool)
    unfinished.settle(settings, pool, mfa, directory)
    pool_baseline.stop_unless_settled(settings, pool, mfa, directory)
    last = pool_baseline.find(settings, directory)
    before, unknown = core.email_configuration(pool), (*members.unknown_members(pool), *members.unknown_factors(mfa))
    if before == wanted and pool_messages.as_wanted(pool, messages):
        what = "e-mail configuration and the messages are" if messages else "e-mail configuration is"
        others = _say_what_else_changed(settings, last, pool, mfa, say)
        if missing := missing_for_mail(settings, aws):
            raise Stopped(_dead(settings, what, missing))
        say(f"{settings.user_pool.id}: the {what} already as wanted; nothing was written")
        return Applied(changed=False, snapshot=None, before=before, after=before, unknown=unknown, others=others)
    for said in filter(None, (mail_by_trigger(pool), beyond_tier(pool))):
        say(f"{settings.user_pool.id}: {said}")
    refuse(settings, pool, accepted)
    refuse_default_sender(settings, pool, mfa)
    refuse_dead_link(settings, pool)
    target = pool_messages.with_texts(twins.chosen(pool, settings.user_pool.verification_text), messages)
    twins.refuse_differing(settings, target)
    pool_snapshots.stop_unless_reviewed(settings, pool, mfa)
    dependencies.refuse(settings, live_dependencies.look(aws.account, dependencies.needs(pool)), say)
    missing = wait_until_ready(settings, aws, say)
    if missing:
        raise Stopped(_not_switched(settings, missing))

    others = _say_what_else_changed(settings, last, pool, mfa, say)
    lost = pool_baseline.lost_paths(settings, pool, mfa, directory)
    state = {"UserPool": pool, "MfaConfig": mfa}
    snapshot = pool_snapshots.save(settings, state, directory, lost=lost)
    say(f"{settings.user_pool.id}: saved as it is to {snapshot.as_posix()}")
    target = {**target, "EmailConfiguration": wanted}
    after = rewrite(settings, aws, state, target, snapshot, known=last.snapshot if last else None)
    email = core.email_configuration(after)
    written = tuple(path for path in messages if not pool_messages.as_wanted(pool, {path: messages[path]}))
    return Applied(
        changed=True, snapshot=snapshot, before=before, after=email, unknown=unknown, messages=written, others=others
    )


def _say_what_else_changed(settings: Settings, last: Baseline | None, pool: Json, mfa: Json, say: Say) -> Path | None:
    """
    Report what differs from the baseline; returns its path if something of it is lost.

    It is the pool's owner's business and stops nothing, but whoever resets the e-mail by a bare UpdateUserPool resets
    all the rest too, and a repair of the e-mail alone would look like the end of it. So what is lost is said every time.
    """
    if last is None:
        return None
    found = pool_snapshots.changes(settings, last.snapshot, pool, mfa)
    if not found:
        return None
    count = "1 setting" if len(found) == 1 else f"{len(found)} settings"
    say(f"{settings.user_pool.id}: since {last.path.as_posix()} somebody changed {count} besides the e-mail:")
    for difference in found:
        say(f"  - {difference}")
    lost = pool_baseline.lost(settings, last, pool, mfa)
    if lost:
        say(pool_baseline.remedy(settings, last, lost, lost))
    return last.path if lost else None


def wait_until_ready(settings: Settings, aws: Aws, say: Say) -> list[Finding]:
    """
    Wait as long as the environment allows until mail would arrive, with a line whenever what is missing changes.

    Returns what is still missing then: nothing, when mail would arrive.
    """
    deadline = time.monotonic() + settings.user_pool.wait_minutes * 60
    reported: list[Finding] = []
    while missing := missing_for_mail(settings, aws):
        if time.monotonic() >= deadline:
            return missing
        if missing != reported:
            for finding in missing:
                say(f"waiting: {finding.problem}")
            reported = missing
        time.sleep(POLL_SECONDS)
    return []


def missing_for_mail(settings: Settings, aws: Aws) -> list[Finding]:
    """
    Check once what keeps mail from arriving; empty if it arrives, or would after the switch.

    It reads the SES region that the pool sends by and no other, so that a failover does not wait for the one that is down; of
    COGNITO_DEFAULT in two regions, both.
    """
    here = settings.sender
    both = (here, settings.second) if in_two_regions(settings) else (here,)
    return [finding for each in both if each is not None for finding in _missing_in(each, aws.about(each))]


def _missing_in(settings: Settings, aws: Aws) -> list[Finding]:
    identity, account = aws.ses.sender_identity(), aws.ses.account()
    return not_ready(settings, identity, account, has_set=aws.ses.has_configuration_set())


def _not_switched(settings: Settings, missing: list[Finding]) -> str:
    return _listed(f"user pool {settings.user_pool.id} was left as it is, because mail would not arrive yet:", missing)


def _dead(settings: Settings, what: str, missing: list[Finding]) -> str:
    first = f"{settings.user_pool.id}: the {what} already as wanted, but its mail does not arrive; nothing was written:"
    return _listed(first, missing)


def _listed(first: str, missing: list[Finding]) -> str:
    return "\n".join([first, *(f"  - {finding.problem}; {finding.remedy}" for finding in missing)])
