"""
`make changed`: the environments whose plan a change can alter, as a JSON list for a matrix.

An environment with a local backend is never among them: its state lies on somebody's machine, and a plan without the state
would make everything anew.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

EVERY = (
    ".github/workflows/",
    ".npmrc",
    "Makefile",
    "cdktf.json",
    "main.py",
    "package-lock.json",
    "package.json",
    "poolpost/",
    "pyproject.toml",
    "requirements-terraform.lock",
    "requirements.lock",
    "scripts/",
    "stacks/",
)
"""Files and directories that every plan is made by."""


def affected(changed: Iterable[str], environments: Iterable[str]) -> list[str]:
    """
    Give the environments whose plan can be altered by these paths, sorted.

    A file beside the environment files that no environment owns (a message, a template) counts for every one of them.
    """
    known = set(environments)
    found: set[str] = set()
    for path in changed:
        if path.startswith(EVERY):
            return sorted(known)
        parts = PurePosixPath(path).parts
        if parts[0] != "environments" or path == "environments/environment.schema.json":
            continue
        owner = parts[1].partition(".")[0]
        if len(parts) == 2 and path.endswith((".toml", ".json")):  # noqa: PLR2004 -- environments/NAME.toml
            found |= {owner} & known
        else:
            return sorted(known)
    return sorted(found)


def planned_here(project: Path) -> list[str]:
    """List the environments whose state is kept where CI reaches it."""
    names: list[str] = []
    for file in sorted((project / "environments").glob("*.toml")):
        try:
            backend = tomllib.loads(file.read_text(encoding="utf-8")).get("backend", {})
        except ValueError:  # `poolpost check` says what is wrong
            continue
        if isinstance(backend, dict) and backend.get("type") == "s3":
            names.append(file.stem)
    return names


def changed_since(base: str) -> list[str]:
    """List the paths that differ between a commit and the working tree's HEAD, deleted ones too."""
    command = ["git", "diff", "--name-only", "--no-renames", base, "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def main() -> int:
    """Print the list; without a base every environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", default="", help="commit to compare with; left out: every environment")
    base = parser.parse_args().base
    environments = planned_here(Path())
    try:
        found = affected(changed_since(base), environments) if base else environments
    except subprocess.CalledProcessError as error:
        print(f"poolpost: git knows no commit {base!r}: {error.stderr.strip()}", file=sys.stderr)
        return 2
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
