"""
`make apply-plan`: apply the plan file of `make plan`, and no other; the gate judges it and the live pool once more.

With a digest only a plan that does what that digest stands for is applied: the one that somebody approved.
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
    Apply the plan file of an environment; `approved` is the digest that somebody approved, None where nobody has to.

    Raises:
        UsageError: what was approved is no digest; an empty one, say, of a job that made none.
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
        # A copy of our own: what has the approved digest is what is applied, also when the file is written anew meanwhile.
        plan = Path(scratch) / "plan"
        shutil.copy(stack / "plan", plan)
        code, shown = show(environment, str(plan))  # of the very file: plan.json may be of another one
        return code or _apply(environment, plan, digest(plan_object(shown)), approved)


def _apply(environment: str, plan: Path, found: str, approved: str | None) -> int:
    if approved not in {None, found}:
        msg = (
            f"the plan of {environment} is not the approved one: its digest is {found}, approved was {approved}; the "
            "configuration, the state or what is live has changed since. Nothing was applied: review and approve anew"
        )
        raise Stopped(msg)
    command = ["poolpost-terraform", f"-chdir={stack_of(environment)}", "apply", "-input=false", str(plan)]
    return subprocess.run(command, check=False).returncode


def main() -> int:
    """Apply, or say why not."""
    parser = argparse.ArgumentParser(description=apply_plan.__doc__)
    parser.add_argument("environment")
    parser.add_argument("--digest", help="of the plan that was approved; left out: whatever the file is")
    given = parser.parse_args()
    try:
        return apply_plan(given.environment, given.digest)
    except PoolpostError as error:
        print(f"poolpost: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    run(main)
