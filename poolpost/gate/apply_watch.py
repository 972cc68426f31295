"""
What the gate compares around an apply: the existing pool, or the one that is being created.

Each is read again right before the apply and after it, even after an apply that failed.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide, PoolpostError, Stopped
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
from poolpost.standards.raw import Json


class Watch(Protocol):
    """Reads the pool before and after an apply."""

    judged: str
    """What `pool ready` gets to know about the pool that the gate checked (`terraform_names.JUDGED`)."""

    def before(self) -> None:
        """Raise Stopped if the pool is not the one that the gate checked."""
        ...

    def meanwhile(self) -> AbstractContextManager[object]:
        """Return a context that reads the pool while Terraform applies."""
        ...

    def after(self, applied: int) -> None:
        """Raise Stopped if the pool is not as it should be; `applied` is Terraform's exit code."""
        ...


def watch(judgement: Judgement, say: Callable[[str], None]) -> Watch:
    """Return the watch for what the gate checked; `say` shows a sentence to the user."""
    if judgement.live is None:
        return NewPool(judgement.settings, say)
    own = ExistingPool(judgement.settings, judgement.live, say, _writer(judgement))
    replicas = [ExistingPool(r.settings, r.live, say, _writer(r)) for r in judgement.replicas if r.live is not None]
    return WithReplicas(own, replicas) if replicas else own


def _writer(judgement: Judgement) -> Writer:
    """Return who writes the pool's e-mail by the plan; a step that has nothing to do counts: it keeps the pool as wanted."""
    if judgement.settings.user_pool.mode == "manage" and judgement.body is not None:
        return "provider"
    changes = judgement.plan.resource_changes if judgement.plan else ()
    has_step = any(c.address == judgement.settings.switch_address and c.after is not None for c in changes)
    return "step" if has_step else "nobody"


class WithReplicas:
    """An existing pool and its replicas: each is compared with what the gate checked of it."""

    def __init__(self, pool: "ExistingPool", replicas: Sequence["ExistingPool"]) -> None:
        """Store the watch of each."""
        self._all = (pool, *replicas)
        self.judged = pool.judged

    def before(self) -> None:
        """Check each; the first that differs stops."""
        for each in self._all:
            each.before()

    def meanwhile(self) -> AbstractContextManager[object]:
        """Return a context that does nothing: poolpost's own steps write, and compare by themselves."""
        return nullcontext()

    def after(self, applied: int) -> None:
        """Compare each, even where one is not as it should be; all that is wrong is in one message."""
        stopped: list[PoolpostError] = []
        for each in self._all:
            try:
                each.after(applied)
            except PoolpostError as error:
                stopped.append(error)
        if stopped[1:]:
            msg = "\n".join(map(str, stopped))
            kind = Stopped if any(isinstance(error, Stopped) for error in stopped) else CannotDecide
            raise kind(msg)
        if stopped:
            raise stopped[0]


class ExistingPool:
    """An existing pool: nobody changes it between check and apply, and only its e-mail differs afterwards."""

    def __init__(self, settings: Settings, live: Json, say: Callable[[str], None], writer: Writer = "nobody") -> None:
        """
        Read the MFA factors, which DescribeUserPool does not return.

        Args:
            settings: the environment.
            live: the raw pool that the gate checked.
            say: shows a sentence to the user.
            writer: who writes the pool's e-mail by the plan; the provider saves no snapshot, so it is taken here.
        """
        self._settings = settings
        self._say = say
        self.writer: Writer = writer
        self._meanwhile = Meanwhile(settings, live) if writer == "provider" else None
        self._pool_id = settings.user_pool.id
        self._live = live
        self.mark: unfinished.Mark | None = None
        self._aws = Aws(settings)
        self._factors = self._aws.cognito.mfa_configuration()
        self._wanted: Json = {}
        self.judged = fingerprint(live)

    def before(self) -> None:
        """Compare every member with the pool that the gate checked, settle interrupted writes, and save the pool."""
        factors = self._aws.cognito.mfa_configuration()
        if pool_snapshots.factor_changes(self._factors, factors) or not core.unchanged(
            self._live, self._aws.cognito.user_pool()
        ):
            msg = (
                f"user pool {self._pool_id} was changed by somebody else since the plan was judged; nothing was applied; "
                "run it again, so that the plan shows the pool as it is"
            )
            raise Stopped(msg)
        # In `patch` mode too: the step that would check runs only if there is something to write.
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
        self.mark = unfinished.Mark(saved, self._wanted)

    def meanwhile(self) -> AbstractContextManager[object]:
        """Return the reader where the provider writes; our own step compares by itself."""
        return self._meanwhile or nullcontext()

    def after(self, applied: int) -> None:
        """Compare everything but the e-mail with the pool that the gate checked; report what a failed apply did to it."""
        with self.mark or nullcontext():
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
        """Return the pool around the apply, its factors, and the pool as someone else had it during the apply."""
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
        """Record what the provider wrote in the baseline, and remove the mark: the pool was compared."""
        if self.mark is None:
            return
        if seen.applied == 0 or seen.email_changed:
            lost = [each.path for each in seen.others if each.before is not None]
            state = {"UserPool": seen.after, "MfaConfig": factors}
            baseline_record.record(self._settings, state, self._wanted, lost_now=lost)
        self.mark.remove()

    def _way_back(self, seen: Seen, between: Json) -> str:
        """Save the pool as it was during the apply, and return how to restore what was overwritten."""
        state = {"UserPool": between, "MfaConfig": self._factors}
        saved = pool_snapshots.save(self._settings, state, why="meanwhile")
        members = dict.fromkeys(difference.member for difference in seen.overwritten)
        only = " ".join(f"--only {member}" for member in members)
        restore = f"poolpost pool restore {self._settings.pool_argument} --snapshot {saved.as_posix()} {only}"
        return f"unless they undid it themselves, put it back: {restore}"
