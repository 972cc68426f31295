"""Whether evidence can be believed: its age, its commit, its digest, and its signature where one is asked for."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from poolpost.errors import CannotDecide, PoolpostError
from poolpost.review import git
from poolpost.review.evidence import Evidence
from poolpost.review.evidence_signature import why_not_signed
from poolpost.review.promotion_digest import Digest, settings_digest
from poolpost.settings import Settings, load
from poolpost.settings.files import DIRECTORY

_CLOCKS = timedelta(hours=1)
"""By how much the clocks of two machines may differ."""
_THEN = """
import json, sys
from dataclasses import asdict
from poolpost.review.promotion_digest import look
from poolpost.settings import load
json.dump(asdict(look(load(sys.argv[1])).digest), sys.stdout)
"""
"""Run with the code of a commit: the digest as that code makes it."""


def believed(kept: Sequence[Evidence], digest: Digest, asking: Settings) -> tuple[Evidence | None, str]:
    """
    Return the newest sound evidence of a digest that can be believed; else the newest one, and why it cannot be.

    Args:
        kept: evidence of one environment, newest first.
        digest: what has to be proved.
        asking: the environment that wants to go by it; its file says how old evidence may be, and who signs it.

    Raises:
        CannotDecide: git cannot say, or a signature cannot be verified here.
    """
    doubted: tuple[Evidence | None, str] = (None, "")
    for evidence in kept:
        if evidence.is_sound and evidence.digest == digest:
            doubt = _doubt(evidence, asking)
            if not doubt:
                return evidence, ""
            doubted = doubted if doubted[0] else (evidence, doubt)
    return doubted


def too_old(evidence: Evidence, asking: Settings) -> str:
    """Return by how much trusted evidence is older than the asking environment allows; '' when it is not."""
    age = datetime.now(UTC) - datetime.fromisoformat(evidence.time)
    if age <= timedelta(days=asking.evidence_max_age_days):
        return ""
    return f"it is {age.days} days old; allowed is {asking.evidence_max_age_days} (evidence_max_age_days)"


def _doubt(evidence: Evidence, asking: Settings) -> str:
    """Return what is wrong with evidence; '' for nothing."""
    time = _time(evidence)
    if time is None:
        return f"its time {evidence.time!r} is not a time in UTC"
    if time > datetime.now(UTC) + _CLOCKS:
        return f"its time {evidence.time} is in the future"
    if not git.is_ancestor(evidence.commit):
        return f"its commit {evidence.commit[:12]!r} does not exist, or is not in the history of what is checked out"
    if time < git.committed_at(evidence.commit) - _CLOCKS:
        return f"its time {evidence.time} is before its commit {evidence.commit[:12]} was made"
    if not _confirmed(evidence):
        return f"the files of its commit {evidence.commit[:12]} have another digest than it says"
    return why_not_signed(evidence, DIRECTORY / asking.evidence_signers) if asking.evidence_signers else ""


def _time(evidence: Evidence) -> datetime | None:
    """Read when it was written; None for what is no time, or one without a zone."""
    try:
        time = datetime.fromisoformat(evidence.time)
    except ValueError:
        return None
    return time if time.tzinfo else None


def _confirmed(evidence: Evidence) -> bool:
    """
    Make the digest once more from the commit that evidence names.

    With the code as it is here, the settings suffice: of the rest it was compared already. Other code has to run once more.
    """
    with tempfile.TemporaryDirectory(prefix="poolpost-evidence-") as scratch:
        directory = Path(scratch)
        same_code = git.code_is_that_of(evidence.commit)
        git.extract(evidence.commit, (DIRECTORY.as_posix(), *(() if same_code else git.MAKERS)), directory)
        if same_code:
            return _settings_then(evidence, directory / DIRECTORY) == evidence.digest.settings
        return _digest_then(evidence, directory) == asdict(evidence.digest)


def _settings_then(evidence: Evidence, directory: Path) -> str:
    try:
        return settings_digest(load(evidence.environment, directory), directory)
    except PoolpostError as error:
        raise CannotDecide(_cannot(evidence, str(error))) from None


def _digest_then(evidence: Evidence, directory: Path) -> object:
    if (cache := Path(".cache").resolve()).is_dir():
        (directory / ".cache").symlink_to(cache)  # the AWS bindings in it take ten seconds to make
    command = [sys.executable, "-c", _THEN, evidence.environment]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise CannotDecide(_cannot(evidence, said[-1] if said else ""))
    return json.loads(done.stdout)


def _cannot(evidence: Evidence, why: str) -> str:
    return (
        f"the digest of {evidence.environment} at commit {evidence.commit[:12]} cannot be made again, so its evidence cannot be "
        f"confirmed: {why}; deploy {evidence.environment} with this commit, and write evidence anew"
    )
