"""
States that no environment file names any more: resources that cost money and send mail, without anyone managing them.

Offline: local state files in the project, and deleted files in git. Whether a state in S3 still has resources, only
    `poolpost states` can check.
"""

import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from poolpost.findings import Finding
from poolpost.settings import Settings
from poolpost.settings import project_files as files
from poolpost.settings.files import DIRECTORY
from poolpost.settings.tables.aws import S3Backend
from poolpost.settings.terraform_names import OWN
from poolpost.standards import json_text, toml_text
from poolpost.standards.raw import Json

RULE = "state-has-a-file"
_PREFIX, _SUFFIX = "terraform.", ".tfstate"
_SINCE = "90 days ago"  # a file that was deleted before is history: 'poolpost states' checks all of them


def orphaned(known: Sequence[Settings], names: Sequence[str]) -> list[tuple[str, Finding]]:
    """
    List the environments without a file whose resources exist, or may exist.

    Args:
        known: the environments that could be read.
        names: of all files that exist, including unreadable ones.
    """
    named = {(each.backend.bucket, each.backend.key) for each in known if isinstance(each.backend, S3Backend)}
    found = orphaned_here(names)
    local = {name for name, _ in found}
    for name, commit, text in _deleted():
        backend = _backend(text)
        if name in names or name in local or backend.get("type") != "s3":
            continue
        if (backend.get("bucket"), backend.get("key")) not in named:
            found.append((name, _in_s3(name, commit, backend)))
    return found


def orphaned_here(names: Sequence[str]) -> list[tuple[str, Finding]]:
    """List those whose state is a file in the project."""
    return [(name, _local(name, len(held))) for name, held in local_states().items() if name not in names]


def local_states(directory: Path = Path()) -> dict[str, list[Json]]:
    """Return the resources of each local state by its environment's name; without empty and unreadable ones."""
    states: dict[str, list[Json]] = {}
    for path in sorted(directory.glob(f"{_PREFIX}*{_SUFFIX}")):
        try:
            state: Any = json_text.loads(files.read_text(path, limit=files.PLAN_LIMIT))
        except (OSError, ValueError):
            continue
        if resources := own_resources(state):
            states[path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)] = resources
    return states


def own_resources(state: Any) -> list[Json]:
    """Return the resources of a Terraform state (version 4) that a stack of poolpost creates, and no others."""
    resources = state.get("resources") if isinstance(state, dict) else None
    managed = (each for each in resources or [] if isinstance(each, dict) and each.get("mode") == "managed")
    return [each for each in managed if OWN.fullmatch(f"{each.get('type')}.{each.get('name')}")]


def way_out(name: str, restore: str = "") -> str:
    """Return how to remove an environment whose file is gone."""
    back = restore or f"put environments/{name}.toml back from git"
    return f"{back}; then 'poolpost retire {name}', 'cdktf destroy {name}', and delete the file last"


def _local(name: str, number: int) -> Finding:
    left = f"{number} resource{'s' * (number != 1)}"
    problem = f"does not exist, and {_PREFIX}{name}{_SUFFIX} still holds {left}"
    return _finding(problem, way_out(name))


def _in_s3(name: str, commit: str, backend: Json) -> Finding:
    state = f"s3://{backend.get('bucket')}/{backend.get('key')}"
    problem = f"was deleted, and whether its state {state} is empty is unknown offline: 'poolpost states' checks it"
    return _finding(problem, f"where it is not, {way_out(name, f'git checkout {commit} -- environments/{name}.toml')}")


def _finding(problem: str, remedy: str) -> Finding:
    return Finding(rule=RULE, level="warn", subject="file", problem=problem, remedy=remedy)


def _backend(text: str) -> Json:
    try:
        backend = toml_text.loads(text).get("backend")
    except tomllib.TOMLDecodeError:
        return {}
    return backend if isinstance(backend, dict) else {}


def _deleted() -> Iterator[tuple[str, str, str]]:
    """Yield name, a commit that has it, and text of each file that was deleted, the latest deletion first."""
    pattern = f"{DIRECTORY.as_posix()}/*.toml"
    gone = [(path, "HEAD") for path in _git("ls-files", "--deleted", "--", pattern).splitlines()]
    commit = ""
    log = ("log", f"--since={_SINCE}", "--diff-filter=D", "--relative", "--name-only", "--format=:%h")
    for line in _git(*log, "--", pattern).splitlines():
        if line.startswith(":"):
            commit = line[1:]
        elif line:
            gone.append((line, f"{commit}~"))
    seen: set[str] = set()
    for path, holder in gone:
        if path not in seen:
            seen.add(path)
            yield Path(path).stem, holder, _git("show", f"{holder}:./{path}")


def _git(*arguments: str) -> str:
    """Ask git; without an answer, nothing is known to be deleted."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError:
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""
