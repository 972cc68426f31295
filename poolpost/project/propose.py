"""
`make propose`: a pull request with the evidence of one environment, and the proved settings for another environment.

One branch for each pair, overwritten every time, so there is never more than one such pull request. Nothing is proposed if
the same was proved recently: a merged proposal would otherwise propose itself again.
"""

import argparse
import json
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from poolpost.settings import load
from poolpost.standards import edge
from poolpost.standards.markdown import fenced

AUTHOR = ("-c", "user.name=poolpost", "-c", "user.email=poolpost@users.noreply.github.com")


def run(*command: str) -> str:
    """
    Run a command that must succeed, and return its output.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def newest(file: Path) -> dict[str, Any]:
    """Return the newest evidence of a file, {} if there is none that can be read."""
    try:
        return dict(json.loads(file.read_text(encoding="utf-8"))["evidence"][0])
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def says_the_same(committed: dict[str, Any], made: dict[str, Any], target: str) -> bool:
    """Return whether committed evidence has the same digest and is less than half as old as the target allows."""
    if not made.get("digest") or made.get("digest") != committed.get("digest"):
        return False
    age = datetime.fromisoformat(made["time"]) - datetime.fromisoformat(committed["time"])
    return age < timedelta(days=load(target).evidence_max_age_days) / 2


def propose(source: str, target: str, evidence: Path) -> str:
    """Open the pull request or overwrite its branch; return what was done, for the log."""
    committed = Path("environments") / f"{source}.evidence.json"
    if says_the_same(newest(committed), newest(evidence), target):
        return f"{committed} says the same already; nothing to propose"
    branch = f"poolpost/{source}-to-{target}"
    run("git", "switch", "--quiet", "--force-create", branch)
    shutil.copyfile(evidence, committed)
    _commit(f"{source} is deployed, without drift and healthy", str(committed))
    promoted = subprocess.run(
        ["poolpost", "promote", source, target, "--yes"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip # -- a list, short in few lines
    changed = run("git", "status", "--porcelain", "environments")
    if promoted.returncode == 0 and changed:
        _commit(f"{target} gets what was proved in {source}", "environments")
    run("git", "push", "--quiet", "--force", "origin", branch)
    said = f"What `poolpost promote {source} {target}` said (exit code {promoted.returncode})"
    body = f"{said}:\n\n{fenced(promoted.stdout)}"
    title = f"{source} is proved: bring it to {target}"
    known = run(
        "gh", "pr", "list", "--head", branch, "--state", "open", "--json", "number", "--jq", ".[0].number // empty"
    )
    if known:
        run("gh", "pr", "edit", known, "--title", title, "--body", body)
        return f"#{known} was updated"
    return run("gh", "pr", "create", "--head", branch, "--title", title, "--body", body)


def _commit(subject: str, path: str) -> None:
    run("git", "add", path)
    run("git", *AUTHOR, "commit", "--quiet", "--message", subject)


def main() -> int:
    """Propose, or print which command failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("evidence", type=Path)
    given = parser.parse_args()
    try:
        print(propose(given.source, given.target, given.evidence))
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"poolpost: nothing was proposed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    edge.run(main)
