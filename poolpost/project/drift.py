"""
`make drift`: is everything still as deployed? An empty plan and a green doctor.

build/drift/ENV.md has it in words; build/drift/ENV.json has the exit code. The words quote what AWS and DNS answered, so no
job depends on them.
"""

import json
import subprocess
import sys
from pathlib import Path

from poolpost.errors import PoolpostError
from poolpost.project.plan_file import make_plan, stack_of
from poolpost.review.plan_digest import changed_addresses, read
from poolpost.settings import project_files as files
from poolpost.standards.edge import run
from poolpost.standards.markdown import fenced

DIRECTORY = Path("build/drift")


def look(environment: str) -> tuple[int, str]:
    """Plan and ask the doctor; return the worse exit code (1 before 3) and a report in Markdown."""
    planned = make_plan(environment, lock=False)
    if planned != 0:
        return 3, f"`make plan ENV={environment}` failed (exit code {planned}), so drift is unknown.\n"
    changes = changed_addresses(read(stack_of(environment)))
    found = "\n".join(f"- `{change}`" for change in changes) or "Nothing: everything is as the last deploy left it."
    done = subprocess.run(
        ["poolpost", "doctor", environment],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    told = f"### What a deploy would change\n\n{found}\n\n### poolpost doctor {environment}\n\n{fenced(done.stdout)}"
    codes = {1 if changes else 0, done.returncode}
    code = 1 if 1 in codes else max(codes)
    return code, told


def main() -> int:
    """Check for drift, print the report, and keep it for an issue."""
    environment = sys.argv[1]
    try:
        code, told = look(environment)
    except PoolpostError as error:
        code, told = error.exit_code, f"{error}\n"
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    files.write(DIRECTORY / f"{environment}.md", told.encode())
    verdict = {"environment": environment, "exit_code": code}
    files.write(DIRECTORY / f"{environment}.json", f"{json.dumps(verdict)}\n".encode())
    print(told)
    return code


if __name__ == "__main__":
    run(main)
