"""
`make report`: what a plan means for mail, in build/report/: ENV.md, ENV.html, ENV.json, and ENV.reviewed.json.

The last one identifies the plan, so that a deploy can check whether it does what was reviewed.
"""

import json
import subprocess
import sys
from pathlib import Path

from poolpost.project.plan_file import stack_of
from poolpost.review.plan_digest import Reviewed, changed_addresses, digest, read
from poolpost.settings import project_files as files
from poolpost.standards.edge import run

DIRECTORY = Path("build/report")
SUFFIXES = ("md", "html", "json")
REPORTED = {0, 1, 3}
"""Exit codes of the gate for which a report exists."""


def write_report(environment: str) -> int:
    """Write the report in every format, from one verdict; return the gate's exit code, whatever it is."""
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    reports = [DIRECTORY / f"{environment}.{suffix}" for suffix in SUFFIXES]
    for file in reports:
        file.unlink(missing_ok=True)  # a failure must not leave an old report
    command = ["poolpost", "report", environment, "--into", str(DIRECTORY)]
    code = subprocess.run(command, check=False).returncode
    if code not in REPORTED:
        return code
    for file in reports:
        if not file.exists():
            files.write(file, f"There is no report on {environment}: see the log of the job.\n".encode())
    if (stack_of(environment) / "plan.json").is_file():
        file = DIRECTORY / f"{environment}.reviewed.json"
        files.write(file, f"{json.dumps(reviewed(environment))}\n".encode())
    return code


def reviewed(environment: str) -> Reviewed:
    """Return which plan of which tree is in an environment's stack."""
    plan = read(stack_of(environment))
    return Reviewed(environment=environment, tree=tree(), changes=len(changed_addresses(plan)), digest=digest(plan))


def tree() -> str:
    """Return git's id of the committed tree: a merge that changes nothing has the same one."""
    command = ["git", "rev-parse", "HEAD^{tree}"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    run(lambda: write_report(sys.argv[1]), prefix="poolpost: ")
