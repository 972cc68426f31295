"""Whether an environment still promotes from where it did: without `promotes_from` the gate asks for no evidence."""

from typing import Any

from poolpost.errors import CannotDecide
from poolpost.findings import Finding, Level
from poolpost.review import git
from poolpost.settings import Settings
from poolpost.settings.files import DIRECTORY
from poolpost.standards import toml_text

RULE = "promotes-from-is-kept"


def dropped(settings: Settings) -> list[Finding]:
    """
    Find that `promotes_from` is gone: compared with the last two committed versions of the file.

    So the warning shows before the commit, in the pull request and after the merge, until the file changes once more. Without
    git there is nothing to compare with.
    """
    if settings.promotes_from is not None:
        return []
    path = (DIRECTORY / f"{settings.name}.toml").as_posix()
    try:
        versions = git.last_versions(path)
        sources = [_source(git.file_at(commit, path)) for commit in versions]
        missing = len(versions) == 1 and git.is_shallow()
    except CannotDecide:
        return []
    for commit, source in zip(versions, sources, strict=True):
        if source is not None:
            problem = (
                f"{source!r} is gone since commit {commit[:12]}: nothing has to be proved any more for {settings.name}"
            )
            return [_finding("warn", problem, f"if it is not meant, put promotes_from = {source!r} back")]
    if missing:
        problem = "this clone is shallow, so nobody can tell whether it was there before"
        return [_finding("info", problem, "run 'git fetch --unshallow'")]
    return []


def _source(content: bytes | None) -> Any:
    try:
        return toml_text.loads((content or b"").decode("utf-8-sig")).get("promotes_from")
    except ValueError:
        return None


def _finding(level: Level, problem: str, remedy: str) -> Finding:
    return Finding(rule=RULE, level=level, subject="promotes_from", problem=problem, remedy=remedy)
