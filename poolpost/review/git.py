"""What git knows about this project. Reads only."""

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from poolpost.errors import CannotDecide, UsageError

CODE = ("environments", "stacks", "poolpost")
"""What a digest is made of."""
MAKERS = ("main.py", "cdktf.json", "stacks", "poolpost")
"""The code that a digest is made by."""
_FULL = re.compile("[0-9a-f]{40}([0-9a-f]{24})?")
ELSEWHERE = {"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"}
"""Variables by which git would speak of another repository than this directory's; a hook of git leaves some behind."""
EVIDENCE = ":(exclude)environments/*.evidence.json"


def head() -> str:
    """
    Return the commit that is checked out.

    Raises:
        CannotDecide: git cannot say.
    """
    return _asked("rev-parse", "--verify", "HEAD").strip()


def committed_at(commit_id: str) -> datetime:
    """
    Return the time of a commit.

    Raises:
        CannotDecide: git cannot say.
    """
    return datetime.fromtimestamp(int(_asked("show", "--no-patch", "--format=%ct", commit_id)), UTC)


def uncommitted() -> list[str]:
    """
    List the files that a digest is made of and that are not as they were committed, the evidence itself aside.

    Raises:
        CannotDecide: git cannot say.
    """
    lines = _asked("status", "--porcelain", "--untracked-files=all", "--", *CODE, EVIDENCE).splitlines()
    return [line[3:] for line in lines]


def commit(name: str) -> str:
    """
    Return the full id of a commit by any of its names.

    Raises:
        UsageError: there is no such commit here.
        CannotDecide: git cannot say.
    """
    head()
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode != 0:
        msg = (
            f"{name!r} is neither a snapshot file nor a commit of this repository; 'git log -- environments' lists commits "
            "(a shallow clone has only the last ones: 'git fetch --unshallow')"
        )
        raise UsageError(msg)
    return found.stdout.decode().strip()


def file_at(commit_id: str, path: str) -> bytes | None:
    """
    Return a file as it was in a commit; None when the commit does not have it.

    Args:
        commit_id: a full commit id.
        path: relative to the working directory.

    Raises:
        CannotDecide: git cannot say.
    """
    listed = _asked("ls-tree", "--name-only", commit_id, "--", path)
    return _bytes("show", f"{commit_id}:./{path}") if listed.strip() else None


def is_ancestor(commit_id: str) -> bool:
    """
    Return whether a commit exists and is the checked-out one or in its history.

    Raises:
        CannotDecide: git cannot say; a shallow clone does not have the history.
    """
    head()
    if not _FULL.fullmatch(commit_id):
        return False
    if _git("merge-base", "--is-ancestor", commit_id, "HEAD").returncode == 0:
        return True
    if is_shallow():
        msg = f"this clone is shallow, so commit {commit_id[:12]} may be in its history or not; run 'git fetch --unshallow'"
        raise CannotDecide(msg)
    return False


def is_shallow() -> bool:
    """
    Return whether this clone lacks a part of the history.

    Raises:
        CannotDecide: git cannot say.
    """
    return _asked("rev-parse", "--is-shallow-repository").strip() == "true"


def code_is_that_of(commit_id: str) -> bool:
    """
    Return whether every code file here is the same as in a commit.

    Raises:
        CannotDecide: git cannot say.
    """
    changed = _asked("diff", "--name-only", commit_id, "HEAD", "--", *MAKERS)
    return not changed and not _asked("status", "--porcelain", "--untracked-files=all", "--", *MAKERS)


def extract(commit_id: str, paths: tuple[str, ...], directory: Path) -> None:
    """
    Write what a commit has at some paths below a directory.

    Raises:
        CannotDecide: git or tar cannot.
    """
    there = _asked("ls-tree", "--name-only", commit_id, "--", *paths).splitlines()
    packed = _bytes("archive", "--format=tar", commit_id, "--", *there) if there else None
    if packed is not None and subprocess.run(["tar", "-x", "-C", str(directory)], input=packed, check=False).returncode:
        msg = f"commit {commit_id[:12]} cannot be unpacked to {directory}"
        raise CannotDecide(msg)


def last_versions(path: str) -> list[str]:
    """
    Return the last two commits, newest first, that changed a file: fewer where there are fewer.

    Raises:
        CannotDecide: git cannot say.
    """
    return _asked("log", "-2", "--format=%H", "--", path).split()


def _asked(*arguments: str) -> str:
    return _bytes(*arguments).decode(errors="replace")


def _bytes(*arguments: str) -> bytes:
    done = _git(*arguments)
    if done.returncode != 0:
        msg = f"git cannot say ('git {' '.join(arguments)}'): {done.stderr.decode(errors='replace').strip()}"
        raise CannotDecide(msg)
    return done.stdout


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    here = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    try:
        return subprocess.run(["git", *arguments], env=here, capture_output=True, check=False)
    except OSError as error:
        msg = f"git cannot be started ({error.strerror}); install it, or run this in the checkout"
        raise CannotDecide(msg) from None
