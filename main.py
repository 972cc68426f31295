"""Every `environments/*.toml` becomes one stack of that name."""

import os
import sys
from pathlib import Path

from poolpost.errors import PoolpostError
from poolpost.settings import load_all, names
from poolpost.settings.origin import code_digest


def main() -> None:
    """Synthesize all environments, or say every mistake in their files and make nothing."""
    try:
        environments = load_all()
    except PoolpostError as error:
        sys.exit(str(error))

    _warn_without_the_gate()
    _warn_of_orphans()
    from stacks.app import DIRECTORY, synthesize  # noqa: PLC0415 -- a mistake in a file is told before a second goes into jsii

    synthesize(environments, code=code_digest(DIRECTORY))


def _warn_of_orphans() -> None:
    """Say which states are left here without their file: cdktf only says that it could not find such a stack."""
    known = names()
    if all(path.name in {f"terraform.{name}.tfstate" for name in known} for path in Path().glob("terraform.*.tfstate")):
        return
    from poolpost.project.orphans import orphaned_here  # noqa: PLC0415 -- loads the gate, which no synthesis needs

    for name, finding in orphaned_here(known):
        sys.stderr.write(f"poolpost: environments/{name}.toml {finding.problem}; {finding.remedy}\n")


def _warn_without_the_gate() -> None:
    """Say early what Terraform would say late: cdktf was started in a shell that was not activated."""
    terraform = os.environ.get("TERRAFORM_BINARY_NAME", "terraform")
    if "CDKTF_OUTDIR" in os.environ and Path(terraform).name != "poolpost-terraform":
        sys.stderr.write(
            f"poolpost: cdktf would run {terraform}, past the gate, and Terraform refuses that; "
            "run '. .cache/activate' and the same command again\n"
        )


if __name__ == "__main__":
    main()
