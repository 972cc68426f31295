"""The plan that a command is to read: a plan file, its JSON, or the one of cdktf diff."""

import shutil
import subprocess
from pathlib import Path

from poolpost.cli import terminal as report
from poolpost.errors import CannotDecide
from poolpost.settings.project_files import PLAN_LIMIT, opened, read_text

PLAN_FILE = b"PK\x03\x04"
"""The start of a plan file, which is an archive, whatever its name is."""


def plan_json(environment: str, plan: Path | None) -> str:
    """
    Return the JSON of a plan: a `.json` file as it is, a plan file through `terraform show`.

    Left out, it is the file `plan` and never the JSON beside it, which may be of another day.

    Raises:
        CannotDecide: there is no plan, or Terraform cannot read it.
    """
    stack = Path("cdktf.out/stacks") / environment
    file = plan or stack / "plan"
    if not file.is_file():
        what = "is not a file" if file.exists() else "does not exist"
        msg = (
            f"no plan to check ({file.as_posix()} {what}); create one with 'make plan ENV={environment}', which also "
            f"keeps a plan that must not be applied ('cdktf diff {environment}' does not), or name one with --plan FILE"
        )
        raise CannotDecide(msg)
    start = _start(file)
    if file.suffix == ".json" and start != PLAN_FILE:
        try:
            return read_text(file, limit=PLAN_LIMIT)
        except (OSError, UnicodeDecodeError) as error:
            msg = f"the plan {file.as_posix()} cannot be read: {error}"
            raise CannotDecide(msg) from error
    if not stack.is_dir():
        msg = (
            f"{stack.as_posix()} does not exist, and Terraform reads a plan where it was made; run 'cdktf synth' there"
        )
        raise CannotDecide(msg)
    terraform = shutil.which("terraform")
    if terraform is None:
        raise CannotDecide("there is no `terraform` on PATH to read the plan; run 'make setup' and '. .cache/activate'")
    command = [terraform, "show", "-json", "-no-color", str(file.resolve())]
    with report.working(f"reading the plan of {environment}"):
        shown = subprocess.run(command, cwd=stack, capture_output=True, encoding="utf-8", check=False)
    if shown.returncode != 0:
        hint = "; if it is a plan's JSON, give it a name that ends in .json" if start.lstrip().startswith(b"{") else ""
        msg = f"Terraform cannot read the plan {file.as_posix()}: {shown.stderr.strip()}{hint}"
        raise CannotDecide(msg)
    return shown.stdout


def _start(file: Path) -> bytes:
    """Return the first bytes of a file; none where it cannot be read, which its reader reports."""
    try:
        with opened(file) as content:
            return content.read(len(PLAN_FILE))
    except OSError:
        return b""
