"""
`make plan`: synthesize, initialize, and plan one environment into cdktf.out/stacks/ENV/plan, with plan.json next to it.

The plan is not checked here, so that a bad one can be shown and reported too: `make gate` checks it, and only
`poolpost-terraform` applies a plan, after checking it again. Both files contain sensitive values and are readable by their
owner only.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from poolpost.aws.services import Aws
from poolpost.errors import PoolpostError
from poolpost.gate import shell
from poolpost.gate.repair import repairing
from poolpost.gate.terraform_process import PLANNING
from poolpost.project.toolchain import real_terraform
from poolpost.review.plan_digest import changed_addresses, digest, read
from poolpost.settings import load
from poolpost.settings import project_files as files
from poolpost.standards.edge import run


def stack_of(environment: str) -> Path:
    """Where Terraform runs for an environment, in the project that is the current directory."""
    return Path("cdktf.out/stacks") / environment


def make_plan(environment: str, *, lock: bool) -> int:
    """
    Plan one environment; return Terraform's exit code, 0 also if the plan has changes.

    Without `lock`, Terraform writes nothing to the backend, as read-only credentials require: the plan may
    then be stale, and Terraform refuses to apply a stale one.
    """
    settings = load(environment)  # a mistake in the name or the file is reported before anything runs
    for note in shell.check(os.environ):
        _say(note)
    os.umask(0o077)
    stack = stack_of(environment)
    for name in ("plan", "plan.json"):
        (stack / name).unlink(missing_ok=True)  # a failure must not leave an old plan
    synthesized = subprocess.run(["cdktf", "synth"], check=False).returncode
    if synthesized != 0:
        return synthesized
    locking = [] if lock else ["-lock=false"]
    # Terraform refuses a run that did not pass the gate, which checks before an apply and not here.
    environ = os.environ | PLANNING

    def terraform(*arguments: str) -> int:
        return subprocess.run([*_terraform(stack), *arguments, "-input=false"], env=environ, check=False).returncode

    def pull() -> str:
        pulled = subprocess.run([*_terraform(stack), "state", "pull"], stdout=subprocess.PIPE, check=False)
        return pulled.stdout.decode()

    planned = terraform("init") or terraform(
        "plan", *repairing(settings, Aws(settings), locking, pull, _say), "-out=plan"
    )
    if planned != 0:
        return planned
    code, shown = show(environment)
    if code == 0:
        files.write(stack / "plan.json", shown)
    return code


def show(environment: str, plan: str = "plan") -> tuple[int, bytes]:
    """Return Terraform's exit code and the JSON of a plan file, `plan` in the stack's directory or another path."""
    command = [*_terraform(stack_of(environment)), "show", "-json", plan]
    shown = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    return shown.returncode, shown.stdout


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _terraform(stack: Path) -> list[str]:
    return [real_terraform(), f"-chdir={stack}"]


def main() -> int:
    """Plan, and print what would change."""
    parser = argparse.ArgumentParser(description=make_plan.__doc__)
    parser.add_argument("environment")
    parser.add_argument("--lock", choices=("true", "false"), default="true")
    given = parser.parse_args()
    try:
        code = make_plan(given.environment, lock=given.lock == "true")
    except PoolpostError as error:
        print(f"poolpost: {error}", file=sys.stderr)
        return error.exit_code
    if code == 0:
        plan = read(stack_of(given.environment))
        name = given.environment
        print(f"\n{name}: {len(changed_addresses(plan))} changes, outputs too; the plan's digest is {digest(plan)}")
        print(
            f"next, in place of terraform apply: make report ENV={name}, make gate ENV={name}, make apply-plan ENV={name}"
        )
    return code


if __name__ == "__main__":
    run(main)
