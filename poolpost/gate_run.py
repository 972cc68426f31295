"""One run of the gate for one stack: plan, judge, ask, look again, apply that plan, look (`poolpost-terraform`)."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from poolpost import losses, report
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import exit_code
from poolpost.judgement import Judgement, judge_plan
from poolpost.live import Aws
from poolpost.pool import Json
from poolpost.settings import Settings

ACCEPT = "POOLPOST_ACCEPT_UNKNOWN"
"""Environment variable with paths of unknown members that may pass, separated by commas."""
PROOF = {"TF_VAR_poolpost_gate": "judged"}
"""What the stack's precondition asks for in `manage` mode (stacks/managed_user_pool.py)."""
APPLY_ONLY = ("-auto-approve", "-backup", "-state-out")
QUESTION = """
Do you want to perform these actions?
  Terraform will perform the actions described above.
  Only 'yes' will be accepted to approve.

  Enter a value: """
"""Terraform's own words: cdktf waits for them and types the answer of its own prompt."""


class Gate:
    """One run of the gate for one stack."""

    def __init__(self, settings: Settings, stack: Path, real: str) -> None:
        """Remember the environment, where Terraform runs, and the real Terraform."""
        self._settings = settings
        self._stack = stack
        self._real = real
        self._aws = Aws(settings)
        self._accepted = frozenset(path for path in os.environ.get(ACCEPT, "").split(",") if path)

    def plan(self, options: list[str]) -> int:
        """Plan, and judge the plan; a plan that may not be applied leaves no file."""
        named = next((option.partition("=")[2] for option in options if option.startswith("-out=")), None)
        if named is None and "-out" in options:
            named = options[options.index("-out") + 1]
        with tempfile.TemporaryDirectory(prefix="poolpost-gate-") as scratch:
            file = self._stack / named if named else Path(scratch) / "plan"
            planned = self._terraform("plan", *options, *([] if named else [f"-out={file}"]))
            if planned not in {0, 2}:
                return planned
            judged = self._judged(file)
            if judged != 0:
                file.unlink(missing_ok=True)
            return judged or planned

    def apply(self, options: list[str]) -> int:
        """Plan, judge, ask, look again, apply that plan, look."""
        given = [option for option in options if not option.startswith("-")]
        with tempfile.TemporaryDirectory(prefix="poolpost-gate-") as scratch:
            file = self._stack / given[-1] if given else Path(scratch) / "plan"
            if not given:
                planning = [option for option in options if not option.startswith(APPLY_ONLY)]
                planned = self._terraform("plan", *planning, f"-out={file}")
                if planned != 0:
                    return planned
            judgement = self._judge(file)
            if exit_code(judgement.findings) != 0:
                return exit_code(judgement.findings)
            if not given:
                self._ask(options)
            self._same_as_judged(judgement)
            plain = [
                option for option in options if option.startswith(("-parallelism", "-no-color", "-lock", "-input"))
            ]
            applied = self._terraform("apply", *plain, str(file))
            return applied or self._only_email_changed(judgement)

    def _judged(self, file: Path) -> int:
        return exit_code(self._judge(file).findings)

    def _judge(self, file: Path) -> Judgement:
        shown = subprocess.run(
            [self._real, "show", "-json", str(file)], cwd=self._stack, capture_output=True, text=True, check=False
        )
        if shown.returncode != 0:
            msg = f"the plan {file} cannot be read: {shown.stderr.strip()}"
            raise CannotDecide(msg)
        judgement = judge_plan(self._settings, self._aws, shown.stdout, self._accepted)
        report.verdict(self._settings.name, judgement.findings)
        return judgement

    def _ask(self, options: list[str]) -> None:
        if "-auto-approve" in options:
            return
        if "-input=false" in options:
            raise Stopped("nothing was applied: there is nobody to ask (-input=false); add -auto-approve")
        sys.stdout.write(QUESTION)
        sys.stdout.flush()
        if sys.stdin.readline().strip() != "yes":
            raise Stopped("nothing was applied")

    def _same_as_judged(self, judgement: Judgement) -> None:
        if self._aws.user_pool() != judgement.live:
            msg = (
                f"user pool {self._settings.user_pool.id} was changed by somebody else since the plan was judged; nothing "
                "was applied; run it again, so that the plan shows the pool as it is"
            )
            raise Stopped(msg)

    def _only_email_changed(self, judgement: Judgement) -> int:
        """Compare the pool after the apply with what was judged."""
        before: Json = judgement.live or {}
        found = losses.changes(before, self._aws.user_pool())
        if found:
            lines = [f"the apply changed more than the e-mail of user pool {self._settings.user_pool.id}:"]
            lines += [f"  - {difference}" for difference in found]
            raise Stopped("\n".join(lines))
        return 0

    def _terraform(self, *arguments: str) -> int:
        """Run Terraform; a closed terminal (cdktf was interrupted) becomes a request to stop in good order."""
        # When cdktf is interrupted, its terminal closes and everybody in it gets SIGHUP, which would kill Terraform in the
        # middle of a write and leave its lock behind. Terraform inherits that we ignore it, and gets SIGINT instead.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with subprocess.Popen([self._real, *arguments], cwd=self._stack, env=os.environ | PROOF) as process:
            signal.signal(signal.SIGINT, lambda *_: None)  # Terraform gets it from the terminal, as we do
            signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGTERM))
            signal.signal(signal.SIGHUP, lambda *_: process.send_signal(signal.SIGINT))
            return process.wait()
