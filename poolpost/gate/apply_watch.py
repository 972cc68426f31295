"""
What the gate watches around an apply: the pool that is there, or the one that is being made.

Each is looked at again right before the apply, and after it, also after one that failed.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from poolpost.aws.account import Aws
from poolpost.errors import CannotDecide, Stopped
from poolpost.gate.concurrent_writes import Meanwhile
from poolpost.pool import baseline, baseline_record, losses
from poolpost.pool import differences as core
from poolpost.pool import interrupted_writes as unfinished
from poolpost.pool import messages as pool_messages
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.differences import fingerprint
from poolpost.pool.name_collision import refuse_namesakes, write_down
from poolpost.pool.write import changed_pool
from poolpost.review.judged_plan import Judgement
from poolpost.settings import Settings
from poolpost.settings.terraform_names import NEW, PATCH_ADDRESS, POOL_ADDRESS
from poolpost.standards.raw import Json


class Watch(Protocol):
    """Looks at the pool around an apply."""

    judged: str
    """What `pool ready` is told about the pool that was judged (`judgement.JUDGED`)."""

    def before(self) -> None:
        """Raise Stopped when the pool is not what was judged."""
        ...

    def meanwhile(self) -> AbstractContextManager[object]:
        """Look while Terraform applies."""
        ...

    def after(self, applied: int) -> None:
        """Raise Stopped when the pool is not what it should be; `applied` is Terraform's exit code."""
        ...


def watch(judgement: Judgement, say: Callable[[str], None]) -> Watch:
    """Choose by what was judged; `say` shows a sentence to the user."""
    if judgement.live is None:
        return NewPool(judgement.settings, say)
    provider_writes = judgement.settings.user_pool.mode == "manage" and judgement.body is not None
    changes = judgement.plan.resource_changes if judgement.plan else ()
    switches = any(change.address == PATCH_ADDRESS and change.after is not None for change in changes)
    return ExistingPool(judgement.settings, judgement.live, say, saves=provider_writes, switches=switches)


class ExistingPool:
    """A pool that is there: nobody changes it in between, and only its e-mail is another afterwards."""

    def __init__(
        self,
        settings: Settings,
        live: Json,
        say: Callable[[str], None],
        *,
        saves: bool = False,
        switches: bool = False,
    ) -> None:
        """
        Look at the factors, which the pool's description does not hold.

        Args:
            settings: the environment.
            live: the raw pool that was judged.
            say: shows a sentence to the user.
            saves: the provider writes to it, so nobody else will save it.
            switches: the plan keeps the step that writes to it (`patch` mode), whether it has to run or not.
        """
        self._settings = settings
        self._say = say
        self.saves = saves
        self._switches = switches
        self._meanwhile = Meanwhile(settings, live) if saves else None
        self._pool_id = settings.user_pool.id
        self._messages = settings.pool_messages
        self._live = live
        self.mark: unfinished.Mark | None = None
        self._aws = Aws(settings)
        self._factors = self._aws.mfa_configuration()
        self._wanted: Json = {}
        self.judged = fingerprint(live)

    def before(self) -> None:
        """Compare with what was judged, to the last member, and with what a write before left uncompared; save it."""
        factors = self._aws.mfa_configuration()
        if pool_snapshots.factor_changes(self._factors, factors) or not core.unchanged(
            self._live, self._aws.user_pool()
        ):
            msg = (
                f"user pool {self._pool_id} was changed by somebody else since the plan was judged; nothing was applied; "
                "run it again, so that the plan shows the pool as it is"
            )
            raise Stopped(msg)
        # In `patch` mode too: the step that would look runs only where there is something to write.
        unfinished.settle(self._settings, self._live, factors)
        if self.saves:
            judged = {"UserPool": self._live, "MfaConfig": factors}
            lost = baseline.lost_paths(self._settings, self._live, factors)
            last = baseline.find(self._settings)
            self._wanted = baseline_record.expected(self._settings, judged, last.snapshot if last else judged)
            saved = pool_snapshots.save(self._settings, judged, lost=lost)
            self._say(f"{self._pool_id}: saved as it is to {saved.as_posix()}")
            self.mark = unfinished.Mark(saved, self._wanted)

    def meanwhile(self) -> AbstractContextManager[object]:
        """Look where the provider writes: our own step looks itself."""
        return self._meanwhile or nullcontext()

    def after(self, applied: int) -> None:
        """Compare everything but the e-mail with what was judged, and say of a failed apply what became of the pool."""
        with self.mark or nullcontext():
            self._compare(applied)

    def _compare(self, applied: int) -> None:
        wrote = self.mark is not None and applied == 0
        now = changed_pool(self._aws, self._live) if wrote else self._aws.user_pool()
        before, factors = {"UserPool": self._live, "MfaConfig": self._factors}, self._aws.mfa_configuration()
        found = pool_snapshots.changes(self._settings, before, now, factors, losses.changes)
        if wrote and core.unchanged(self._live, now):
            msg = f"the apply ended well, but user pool {self._pool_id} is as it was before it; run the same command again"
            raise CannotDecide(msg)
        if self.mark is not None:
            if applied == 0 or core.email_configuration(now) != core.email_configuration(self._live):
                lost = [each.path for each in found if each.before is not None]
                state = {"UserPool": now, "MfaConfig": factors}
                baseline_record.record(self._settings, state, self._wanted, lost_now=lost)
            self.mark.remove()
        self._stop_where_overwritten(now)
        if found and applied != 0 and core.email_configuration(now) == core.email_configuration(self._live):
            lines = [
                f"the apply failed and wrote nothing to user pool {self._pool_id}, but somebody else did meanwhile:"
            ]
            lines += [f"  - {difference}" for difference in found]
            lines.append("run the same command again, so that the plan shows the pool as it is")
            raise Stopped("\n".join(lines))
        if found:
            lines = [f"the apply changed more than the e-mail of user pool {self._pool_id}:"]
            lines += [f"  - {difference}" for difference in found]
            lines.append(f"to look at what can be put back: poolpost pool restore {self._settings.name}")
            raise Stopped("\n".join(lines))
        written = wrote or (self._switches and applied == 0)
        if written and not self._is_as_wanted(now):
            msg = (
                f"the apply ended well, but the e-mail configuration or a message text of user pool {self._pool_id} is not as "
                f"planned: somebody else wrote it, or the step that writes it did not run; '{self._settings.repair}' mends it"
            )
            raise Stopped(msg)
        if applied == 0 and not written and core.email_configuration(now) != core.email_configuration(self._live):
            sends = core.email_configuration(now).get("SourceArn") or "Cognito's own sender"
            msg = (
                f"somebody else changed the e-mail of user pool {self._pool_id} during the apply: it sends by {sends} now, which "
                "the apply may have taken away, and the gate judged it with another one; look with 'poolpost pool show "
                f"{self._settings.name}', and deploy or retire again"
            )
            raise Stopped(msg)
        if applied != 0:
            ours = (
                (core.email_configuration(each), pool_messages.live_messages(each, self._messages))
                for each in (now, self._live)
            )
            same = next(ours) == next(ours)
            became = "is as it was" if same else "has its new e-mail configuration, and nothing else changed"
            again = "run the same command again, with a new plan where one was given"
            self._say(f"the apply failed; user pool {self._pool_id} {became}; {again}")

    def _is_as_wanted(self, pool: Json) -> bool:
        same_email = core.email_configuration(pool) == self._settings.email_configuration
        return same_email and pool_messages.as_wanted(pool, self._messages)

    def _stop_where_overwritten(self, now: Json) -> None:
        gone, between = self._meanwhile.overwritten(now) if self._meanwhile else ([], now)
        if not gone:
            return
        seen = {"UserPool": between, "MfaConfig": self._factors}
        saved = pool_snapshots.save(self._settings, seen, why="meanwhile")
        lines = [f"somebody else changed user pool {self._pool_id} during the apply, and it is gone again:"]
        lines += [f"  - {difference}" for difference in gone]
        only = dict.fromkeys(difference.path.partition(".")[0].partition("[")[0] for difference in gone)
        members = " ".join(f"--only {member}" for member in only)
        restore = f"poolpost pool restore {self._settings.name} --snapshot {saved.as_posix()} {members}"
        lines.append(f"the apply has overwritten it, unless they took it back; to put it back: {restore}")
        raise Stopped("\n".join(lines))


class NewPool:
    """A pool that is being made: nobody makes one of its name in between, and afterwards its id is told."""

    judged = NEW

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        """Store the environment; `say` shows a sentence to the user."""
        self._settings = settings
        self._say = say
        self._name = settings.user_pool.title
        self._aws = Aws(settings)

    def before(self) -> None:
        """Look for a pool of the name."""
        refuse_namesakes(self._settings, self._aws)

    def meanwhile(self) -> AbstractContextManager[object]:
        """Look at nothing: there is no pool yet."""
        return nullcontext()

    def after(self, applied: int) -> None:
        """Find the pool by its name, and say what to write into the environment file."""
        made = self._aws.namesakes()
        if not made:
            if applied == 0:
                msg = f"Terraform says that user pool {self._name} was made, but AWS does not list it"
                raise Stopped(msg)
            self._say(f"user pool {self._name} was not made; run the same command again when the reason is mended")
            return
        if made[1:]:
            msg = (
                f"there are {len(made)} user pools {self._name} now ({', '.join(made)}): somebody else made one meanwhile; "
                "this state has the one of its output user_pool_id, whose id takes the place of [user_pool.create] in "
                f"environments/{self._settings.name}.toml"
            )
            raise Stopped(msg)
        self._say(write_down(self._settings, made))
        if applied != 0:
            self._say(
                "the apply failed after the user pool was made; should the next plan want to replace it, run "
                f"'terraform -chdir=cdktf.out/stacks/{self._settings.name} untaint {POOL_ADDRESS}'"
            )
        self._is_as_wanted(made[0])

    def _is_as_wanted(self, pool_id: str) -> None:
        pool = Aws(self._settings.with_pool(pool_id)).user_pool()
        wanted = self._settings.email_configuration
        if core.email_configuration(pool) != wanted or pool.get("DeletionProtection") != "ACTIVE":
            msg = f"user pool {pool_id} was made, but its e-mail configuration or its deletion protection is not as planned"
            raise Stopped(msg)
