"""
What the gate watches around an apply: the pool that is there, or the one that is being made.

Each is looked at again right before the apply, and after it, also after one that failed.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide, Stopped
from poolpost.gate.apply_outcome import Seen, Writer, described, outcome
from poolpost.gate.concurrent_writes import Meanwhile
from poolpost.gate.new_pool_watch import NewPool
from poolpost.pool import baseline, baseline_record, losses
from poolpost.pool import differences as core
from poolpost.pool import interrupted_writes as unfinished
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.differences import fingerprint
from poolpost.pool.write import changed_pool
from poolpost.review.judged_plan import Judgement
from poolpost.settings import Settings
from poolpost.settings.terraform_names import PATCH_ADDRESS
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
    return ExistingPool(judgement.settings, judgement.live, say, _writer(judgement))


def _writer(judgement: Judgement) -> Writer:
    """Return who writes the pool's e-mail by the plan; a step that has nothing to do counts: it keeps the pool as wanted."""
    if judgement.settings.user_pool.mode == "manage" and judgement.body is not None:
        return "provider"
    changes = judgement.plan.resource_changes if judgement.plan else ()
    has_step = any(change.address == PATCH_ADDRESS and change.after is not None for change in changes)
    return "step" if has_step else "nobody"


class ExistingPool:
    """A pool that is there: nobody changes it in between, and only its e-mail is another afterwards."""

    def __init__(self, settings: Settings, live: Json, say: Callable[[str], None], writer: Writer = "nobody") -> None:
        """
        Look at the factors, which the pool's description does not hold.

        Args:
            settings: the environment.
            live: the raw pool that was judged.
            say: shows a sentence to the user.
            writer: who writes the pool's e-mail by the plan; what the provider writes to, nobody else saves.
        """
        self._settings = settings
        self._say = say
        self.writer: Writer = writer
        self._meanwhile = Meanwhile(settings, live) if writer == "provider" else None
        self._pool_id = settings.user_pool.id
        self._live = live
        self._mark: unfinished.Mark | None = None
        self._aws = Aws(settings)
        self._factors = self._aws.cognito.mfa_configuration()
        self._wanted: Json = {}
        self.judged = fingerprint(live)

    def before(self) -> None:
        """Compare with what was judged, to the last member, and with what a write before left uncompared; save it."""
        factors = self._aws.cognito.mfa_configuration()
        if pool_snapshots.factor_changes(self._factors, factors) or not core.unchanged(
            self._live, self._aws.cognito.user_pool()
        ):
            msg = (
                f"user pool {self._pool_id} was changed by somebody else since the plan was judged; nothing was applied; "
                "run it again, so that the plan shows the pool as it is"
            )
            raise Stopped(msg)
        # In `patch` mode too: the step that would look runs only where there is something to write.
        unfinished.settle(self._settings, self._live, factors)
        if self.writer == "provider":
            self._save(factors)

    def _save(self, factors: Json) -> None:
        """Save the pool, and mark the save until the pool was compared."""
        judged = {"UserPool": self._live, "MfaConfig": factors}
        lost = baseline.lost_paths(self._settings, self._live, factors)
        last = baseline.find(self._settings)
        self._wanted = baseline_record.expected(self._settings, judged, last.snapshot if last else judged)
        saved = pool_snapshots.save(self._settings, judged, lost=lost)
        self._say(f"{self._pool_id}: saved as it is to {saved.as_posix()}")
        self._mark = unfinished.Mark(saved, self._wanted)

    def meanwhile(self) -> AbstractContextManager[object]:
        """Look where the provider writes: our own step looks itself."""
        return self._meanwhile or nullcontext()

    def after(self, applied: int) -> None:
        """Compare everything but the e-mail with what was judged, and say of a failed apply what became of the pool."""
        with self._mark or nullcontext():
            seen, factors, between = self._look(applied)
            ended = outcome(seen)
            if ended == "nothing written":  # the mark stays: the next run compares
                raise CannotDecide(described(ended, seen))
            self._record(seen, factors)
            if ended == "overwritten":
                msg = f"{described(ended, seen)}\n{self._way_back(seen, between)}"
                raise Stopped(msg)
            if ended == "failed":
                self._say(described(ended, seen))
            elif ended != "as planned":
                raise Stopped(described(ended, seen))

    def _look(self, applied: int) -> tuple[Seen, Json, Json]:
        """Return what is seen after the apply, the factors, and the pool as somebody else had it during the apply."""
        wrote = self.writer == "provider" and applied == 0
        pool = changed_pool(self._aws, self._live) if wrote else self._aws.cognito.user_pool()
        factors = self._aws.cognito.mfa_configuration()
        before = {"UserPool": self._live, "MfaConfig": self._factors}
        others = pool_snapshots.changes(self._settings, before, pool, factors, losses.changes)
        gone, between = self._meanwhile.overwritten(pool) if self._meanwhile else ([], pool)
        seen = Seen(
            settings=self._settings,
            writer=self.writer,
            applied=applied,
            before=self._live,
            after=pool,
            others=tuple(others),
            overwritten=tuple(gone),
        )
        return seen, factors, between

    def _record(self, seen: Seen, factors: Json) -> None:
        """Take what the provider wrote into the baseline; the pool was compared, so the mark goes."""
        if self._mark is None:
            return
        if seen.applied == 0 or seen.email_changed:
            lost = [each.path for each in seen.others if each.before is not None]
            state = {"UserPool": seen.after, "MfaConfig": factors}
            baseline_record.record(self._settings, state, self._wanted, lost_now=lost)
        self._mark.remove()

    def _way_back(self, seen: Seen, between: Json) -> str:
        """Save the pool as it was during the apply, and say how to put back what was overwritten."""
        state = {"UserPool": between, "MfaConfig": self._factors}
        saved = pool_snapshots.save(self._settings, state, why="meanwhile")
        members = dict.fromkeys(difference.member for difference in seen.overwritten)
        only = " ".join(f"--only {member}" for member in members)
        restore = f"poolpost pool restore {self._settings.name} --snapshot {saved.as_posix()} {only}"
        return f"the apply has overwritten it, unless they took it back; to put it back: {restore}"
