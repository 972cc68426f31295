"""
`make changed`: the environments whose plan a change can alter, as a JSON list for a matrix.

An environment with a local backend is never among them: its state is on a developer's machine, and a plan without the state
would create everything again.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from poolpost.settings.files import NAME
from poolpost.settings.shared_identity import owner_of
from poolpost.standards import toml_text
from poolpost.standards.edge import run

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
"""Files and directories that affect every plan."""


def affected(changed: Iterable[str], environments: Iterable[str], owners: Mapping[str, str] | None = None) -> list[str]:
    """
    Return the environments whose plan these paths can change, sorted.

    Args:
        changed: the paths.
        environments: those whose plans can be made here.
        owners: each environment that sends with another one's identity -> that one (`domain.owner`): the owner's file says
            what the identity is, and its policy names the pools of all.

    A file next to the environment files that belongs to no environment (a message, a template) counts for all of them.
    """
    known, shared = set(environments), dict(owners or {})
    found: set[str] = set()
    for path in changed:
        if path.startswith(EVERY):
            return sorted(known)
        parts = PurePosixPath(path).parts
        if parts[0] != "environments" or path == "environments/environment.schema.json":
            continue
        owner = parts[1].partition(".")[0]
        if len(parts) == 2 and path.endswith((".toml", ".json")):  # noqa: PLR2004 -- environments/NAME.toml
            head = shared.get(owner, owner)
            found |= {owner, head, *(name for name, its in shared.items() if its == owner)} & known
        else:
            return sorted(known)
    return sorted(found)


def planned_here(project: Path) -> list[str]:
    """
    List the environments whose state CI can reach.

    A file whose name is not an environment name is ignored: the list becomes a matrix, and its names reach shells and issue
    titles.
    """
    names: list[str] = []
    files = (project / "environments").glob("*.toml")
    for file in sorted(each for each in files if NAME.fullmatch(each.stem)):
        try:
            backend = toml_text.loads(file.read_text(encoding="utf-8")).get("backend", {})
        except ValueError:  # `poolpost check` says what is wrong
            continue
        if isinstance(backend, dict) and backend.get("type") == "s3":
            names.append(file.stem)
    return names


def owners(project: Path) -> dict[str, str]:
    """Return each environment that sends with another one's identity, and that one."""
    found: dict[str, str] = {}
    for file in sorted((project / "environments").glob("*.toml")):
        try:
            owner = owner_of(toml_text.loads(file.read_text(encoding="utf-8")))
        except ValueError:  # `poolpost check` says what is wrong
            continue
        if owner is not None:
            found[file.stem] = owner
    return found


def changed_since(base: str) -> list[str]:
    """List the paths that differ between a commit and the working tree's HEAD, deleted ones too."""
    # Without -z git quotes a name with other characters than ASCII, and then it cannot be matched.
    return _git("diff", "--name-only", "--no-renames", "-z", "--end-of-options", base, "HEAD", "--")


def follows_links() -> bool:
    """Return whether a file that affects plans is a link: which environments a change of its target concerns is unknown."""
    listed = _git("ls-files", "--stage", "-z", "--", "environments", *EVERY)
    return any(entry.startswith("120000 ") for entry in listed)


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], capture_output=True, check=True)
    return os.fsdecode(done.stdout).split("\0")[:-1]


def main() -> int:
    """Print the list; without a base, every environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", default="", help="commit to compare with; default: every environment")
    base = parser.parse_args().base
    environments = planned_here(Path())
    try:
        changed = changed_since(base) if base else []
        in_doubt = not base or (bool(changed) and follows_links())
        found = environments if in_doubt else affected(changed, environments, owners(Path()))
    except subprocess.CalledProcessError as error:
        print(f"poolpost: git knows no commit {base!r}: {os.fsdecode(error.stderr).strip()}", file=sys.stderr)
        return 2
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    run(main)
