"""
`make reviewed`: whether the plan that is about to be applied is the one that was reviewed in the merged pull request.

Asks GitHub with its own command `gh`. Only a successful run of our own workflow for the head of the merged pull request
counts, of a branch of this repository: anyone can upload a file of any name from their own pull request. Only the
digest comes from there; the plan that is applied is always created here.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from poolpost.project.report_files import reviewed
from poolpost.review.plan_digest import Reviewed
from poolpost.standards.edge import run

WORKFLOW = "pull-request.yml"


class NotReviewedError(Exception):
    """Why there is no review to compare with, for the summary of the job."""


def gh(*arguments: str) -> Any:
    """
    Ask GitHub.

    Raises:
        NotReviewedError: it could not be asked.
    """
    done = subprocess.run(["gh", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        msg = f"GitHub could not be asked ({done.stderr.strip()})"
        raise NotReviewedError(msg)
    return json.loads(done.stdout) if done.stdout.strip() else None


def reviewed_in(repository: str, commit: str, environment: str) -> tuple[int, Reviewed]:
    """
    Find what was reviewed in the pull request that a commit of the main branch came from, and the request's number.

    Raises:
        NotReviewedError: there is none, or its plan is no longer available.
    """
    requests = gh("api", f"repos/{repository}/commits/{commit}/pulls")
    merged = [one for one in requests if one.get("merge_commit_sha") == commit and one.get("merged_at")]
    if not merged:
        msg = f"{commit[:12]} did not come from a pull request"
        raise NotReviewedError(msg)
    number, head = merged[0]["number"], merged[0]["head"]["sha"]
    path = f"repos/{repository}/actions/workflows/{WORKFLOW}/runs?event=pull_request&status=success&head_sha={head}"
    runs = [run for run in gh("api", path)["workflow_runs"] if run["head_repository"]["full_name"] == repository]
    if not runs:
        msg = f"no successful run of {WORKFLOW} for the head of #{number}"
        raise NotReviewedError(msg)
    with tempfile.TemporaryDirectory() as directory:
        gh("run", "download", str(runs[0]["id"]), "--name", f"report-{environment}", "--dir", directory)
        file = Path(directory) / f"{environment}.reviewed.json"
        if not file.is_file():
            msg = f"the report of #{number} does not say which plan it was about"
            raise NotReviewedError(msg)
        return number, json.loads(file.read_text(encoding="utf-8"))


def compare(number: int, before: Reviewed, now: Reviewed) -> str:
    """
    Return a sentence that both are the same plan of the same files.

    Raises:
        NotReviewedError: they are not.
    """
    if before["tree"] != now["tree"] or not now["tree"]:
        msg = f"the files are not those of #{number}: something else was merged in between"
        raise NotReviewedError(msg)
    if before["digest"] != now["digest"]:
        msg = f"the state or what is live has changed since #{number} was planned"
        raise NotReviewedError(msg)
    return f"exactly the plan that was reviewed in #{number} (digest {now['digest'][:12]})"


def main() -> int:
    """Print it in the log and in the summary of the job; return 0 for the reviewed plan, 1 for another one."""
    environment = sys.argv[1]
    if missing := [name for name in ("GITHUB_REPOSITORY", "GITHUB_SHA") if not os.environ.get(name)]:
        what = "this asks GitHub which pull request was merged, so run it in a workflow"
        print(f"poolpost: {', '.join(missing)} not set: {what}", file=sys.stderr)
        return 2
    try:
        number, before = reviewed_in(os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_SHA"], environment)
        code, told = 0, f"**{environment}**: {compare(number, before, reviewed(environment))}."
    except NotReviewedError as reason:
        code, told = 1, f"**{environment}**: planned again and checked only by the gate, since {reason}."
    print(told)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(f"{told}\n\n")
    return code


if __name__ == "__main__":
    run(main)
