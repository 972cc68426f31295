"""
`make apply-plan`: apply the plan file of `make plan`, and no other; the gate checks it and the live pool once more.

With a digest, only the plan with this digest is applied: the approved one.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from poolpost.errors import PoolpostError, Stopped, UsageError
from poolpost.gate import shell
from poolpost.project.plan_file import show, stack_of
from poolpost.review.plan_digest import digest
from poolpost.standards.edge import run
from poolpost.standards.terraform_plan import plan_object

DIGEST = re.compile("[0-9a-f]{64}")


def apply_plan(environment: str, approved: str | None) -> int:
    """
    Apply the plan file of an environment; `approved` is the approved digest, None if no approval is needed.

    Raises:
        UsageError: `approved` is not a digest, for example the empty output of a job that created none.
        Stopped: there is no plan, or it is not the approved one; nothing was applied.
    """
    if approved is not None and not DIGEST.fullmatch(approved):
        msg = f"{approved!r} is not the digest of a plan (64 hexadecimal digits); nothing was applied: approve a plan first"
        raise UsageError(msg)
    for note in shell.check(os.environ):
        print(note, file=sys.stderr)
    stack = stack_of(environment)
    if not (stack / "plan").is_file():
        msg = f"there is no plan of {environment} to apply; make one with 'make plan ENV={environment}' and read it"
        raise Stopped(msg)
    with tempfile.TemporaryDirectory(prefix="poolpost-plan-") as scratch:
        # Our own copy: the bytes with the approved digest are applied, even if the file is written again during the run.
        plan = Path(scratch) / "plan"
        shutil.copy(stack / "plan", plan)
        code, shown = show(environment, str(plan))  # of this very file: plan.json may belong to another one
        return code or _apply(environment, plan, digest(plan_object(shown)), approved)


def _apply(environment: str, plan: Path, found: str, approved: str | None) -> int:
    if approved not in {None, found}:
        msg = (
            f"the plan of {environment} is not the approved one: its digest is {found}, approved was {approved}; the "
            "configuration, the state or a live resource has changed since. Nothing was applied: review and approve again"
        )
        raise Stopped(msg)
    command = ["poolpost-terraform", f"-chdir={stack_of(environment)}", "apply", "-input=false", str(plan)]
    return subprocess.run(command, check=False).returncode


def main() -> int:
    """Apply, or print why not."""
    parser = argparse.ArgumentParser(description=apply_plan.__doc__)
    parser.add_argument("environment")
    parser.add_argument("--digest", help="of the approved plan; default: apply the plan file as it is")
    given = parser.parse_args()
    try:
        return apply_plan(given.environment, given.digest)
    except PoolpostError as error:
        print(f"poolpost: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    run(main)
