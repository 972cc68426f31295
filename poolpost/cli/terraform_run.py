"""One run of the gate for one stack: plan, check, ask, check again, apply that plan, compare (`poolpost-terraform`)."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from poolpost.aws.services import Aws
from poolpost.cli import terminal as report
from poolpost.cli.ask import ask
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import worst
from poolpost.gate import backend, plan_file
from poolpost.gate.apply_watch import Watch, watch
from poolpost.gate.judgement import judge_plan
from poolpost.gate.left_region import left_too_early
from poolpost.gate.partly_created import half_made_in
from poolpost.gate.repair import repairing
from poolpost.gate.terraform_process import PLANNING, run_stoppable
from poolpost.review.judged_plan import Judgement
from poolpost.review.taking import takes
from poolpost.settings import Settings
from poolpost.settings.terraform_names import ACCEPT, JUDGED, PROOF

WRITTEN = ("*.tf", "*.tf.json", "*.tfvars", "*.tfvars.json")
"""What Terraform reads of a stack's directory."""
APPLY_ONLY = ("-auto-approve", "-backup", "-state-out")
"""Options of an apply that a plan does not take."""
PLAN_FILE_OPTIONS = ("-parallelism", "-no-color", "-lock=", "-input")
"""Options that an apply of a plan file takes."""


def _copy(given: Path, file: Path) -> None:
    try:
        shutil.copyfile(given, file)
    except OSError as error:
        msg = f"the plan {given} cannot be read: {error}"
        raise CannotDecide(msg) from error


class Gate:
    """One run of the gate for one stack."""

    def __init__(self, settings: Settings, stack: Path, real: str) -> None:
        """Store the environment, where Terraform runs, and the real Terraform."""
        self._settings = settings
        self._stack = stack
        self._real = real
        self._aws = Aws(settings)
        self._accepted = frozenset(path for path in os.environ.get(ACCEPT, "").split(",") if path)

    def _refuse_other_configuration(self) -> None:
        """
        Refuse configuration that synthesis did not write: an override file changes a stack without a trace in its plan.

        Raises:
            Stopped: there is some.
        """
        backend.check(self._settings, self._stack)
        written = (each for pattern in WRITTEN for each in self._stack.glob(pattern))
        found = sorted({*written} - {self._stack / "cdk.tf.json"})
        if found:
            names = ", ".join(each.name for each in found)
            msg = f"{self._stack} holds Terraform that synthesis did not write: {names}; remove it, and run it again"
            raise Stopped(msg)

    def plan(self, options: list[str]) -> int:
        """Plan, and check the plan; a plan that may not be applied leaves no file."""
        self._refuse_other_configuration()
        named = next((option.partition("=")[2] for option in reversed(options) if option.startswith("-out=")), None)
        options = [option for option in options if not option.startswith("-out=")]
        with tempfile.TemporaryDirectory(prefix="poolpost-gate-") as scratch:
            file = self._stack / named if named else Path(scratch) / "plan"
            planned = self._terraform("plan", *self._repairing(options), f"-out={file}")
            if planned not in {0, 2}:
                return self._not_planned(planned)
            judged = None
            try:
                judged = self._judged(file)
            finally:
                if judged != 0:
                    file.unlink(missing_ok=True)
            return judged or planned

    def apply(self, options: list[str], given: list[str]) -> int:
        """Plan (unless a plan file is given), check, ask, check again, apply that plan, compare."""
        self._refuse_other_configuration()
        with tempfile.TemporaryDirectory(prefix="poolpost-gate-") as scratch:
            file = Path(scratch) / "plan"
            if (planned := self._planned(file, options, given)) != 0:
                return planned
            judgement = self._judge(file)
            if (stops := worst(judgement.findings)) != 0:
                return stops
            watched = watch(judgement, report.note)
            if not given:
                ask(options)
            if (stops := self._stops_by_now(judgement, file)) != 0:
                return stops
            watched.before()
            applied = self._applied(file, options, watched)
            try:
                watched.after(applied)
            finally:
                if applied != 0:
                    self._keep_half_made()
            if applied == 0:
                self._discard_stale_plans()
            return applied

    def _planned(self, file: Path, options: list[str], given: list[str]) -> int:
        """Put the plan that is to be applied into a file, and return Terraform's exit code; 0 for a plan that was given."""
        if given:  # a copy: what is checked is applied, even if the file is overwritten in the meantime
            _copy(self._stack / given[0], file)
            return 0
        self._keep_half_made()
        planning = [option for option in options if not option.startswith(APPLY_ONLY)]
        planned = self._terraform("plan", *self._repairing(planning), f"-out={file}")
        return self._not_planned(planned) if planned != 0 else 0

    def _not_planned(self, code: int) -> int:
        """Return Terraform's exit code, after what its error does not say."""
        if problem := left_too_early(self._settings, self._quietly("state", "pull").stdout):
            report.note(f"poolpost gate: {problem}")
        return code

    def _applied(self, file: Path, options: list[str], watched: Watch) -> int:
        """Apply a plan while the pool is watched, and return Terraform's exit code."""
        plain = [option for option in options if option.startswith(PLAN_FILE_OPTIONS)]
        # Waiting for a lock now would mean writing what was checked long before.
        plain.append("-lock-timeout=0s")
        # From here on a terminal that closes (cdktf may release it late) must not keep us from comparing the pool.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with watched.meanwhile():
            return self._terraform("apply", *plain, str(file), judged=watched.judged)

    def _discard_stale_plans(self) -> None:
        """Remove plans from before this apply: checking or applying one now would fail with a misleading remedy."""
        for stale in ("plan", "plan.json"):
            (self._stack / stale).unlink(missing_ok=True)

    def _judged(self, file: Path) -> int:
        return worst(self._judge(file).findings)

    def _judge(self, file: Path) -> Judgement:
        shown = self._quietly("show", "-json", str(file))
        if shown.returncode != 0:
            msg = f"the plan {file} cannot be read: {shown.stderr.strip()}"
            raise CannotDecide(msg)
        plan_file.check(self._settings, file)
        judgement = judge_plan(self._settings, self._aws, shown.stdout, self._accepted)
        report.verdict(self._settings.name, judgement.findings)
        return judgement

    def _stops_by_now(self, judgement: Judgement, file: Path) -> int:
        """Check a plan that takes something away again: another pool may have started to send with it since the question."""
        return self._judged(file) if judgement.plan is not None and takes(judgement.plan) else 0

    def _repairing(self, options: list[str]) -> list[str]:
        """Return a plan's options, extended so that it repairs an e-mail configuration that someone else changed."""
        return repairing(self._settings, self._aws, options, lambda: self._quietly("state", "pull").stdout, report.note)

    def _keep_half_made(self) -> None:
        """Let the next plan continue with what an apply that ended early created; if that fails, a rule says what to do."""
        pulled = self._quietly("state", "pull")
        found = half_made_in(pulled.stdout) if pulled.returncode == 0 else []
        kept = [address for address in found if self._quietly("untaint", "-no-color", address).returncode == 0]
        if kept:
            report.note(
                f"poolpost gate: {self._settings.name}: created by an apply that ended early, and kept: {', '.join(kept)}"
            )

    def _quietly(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [self._real, *arguments]
        return subprocess.run(command, cwd=self._stack, capture_output=True, encoding="utf-8", check=False)

    def _terraform(self, *arguments: str, judged: str = "") -> int:
        phase = PLANNING if arguments[0] == "plan" else PROOF
        environment = os.environ | phase | ({JUDGED: judged} if judged else {})
        code, stopped = run_stoppable([self._real, *arguments], self._stack, environment)
        if stopped and code == 0 and arguments[0] == "plan":
            raise Stopped("interrupted; nothing was applied")
        return code
