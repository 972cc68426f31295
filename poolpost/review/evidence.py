"""
Evidence: that an environment, as it was at a commit, was deployed, without drift and healthy.

It lies beside the environment's file, as `environments/ENV.evidence.json`, newest first, and is reviewed and committed
like it. Earlier evidence stays, so that rolling back to what was proved is possible.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from poolpost.errors import CannotDecide
from poolpost.review.promotion_digest import Digest
from poolpost.settings import project_files as files
from poolpost.settings.files import DIRECTORY
from poolpost.standards.json_text import loads
from poolpost.standards.safe_text import shown

KEPT = 20
"""How many are kept; the oldest go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """What `poolpost doctor` said: its exit code, the sum, and the ids of the checks that did not pass."""

    exit_code: int
    summary: str
    failing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    What was seen of one environment.

    Attributes:
        environment: its name.
        digest: of what was deployed.
        commit: that was checked out, with nothing changed in what the digest is made of.
        drift: what a plan would still change; evidence is written only without.
        doctor: what the doctor said; evidence is written only when all is well.
        time: UTC, RFC 3339.
        poolpost: its version.
        signature: of all the rest, as `ssh-keygen -Y sign` makes it (signature.py); '' without.
    """

    environment: str
    digest: Digest
    commit: str
    drift: tuple[str, ...]
    doctor: Doctor
    time: str
    poolpost: str
    signature: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it says that all was well; a file can be edited."""
        return self.doctor.exit_code == 0 and not self.doctor.failing and not self.drift


def path_of(environment: str, directory: Path = DIRECTORY) -> Path:
    """Where an environment's evidence lies, whether there is some or not."""
    return directory / f"{environment}.evidence.json"


def read(environment: str, directory: Path = DIRECTORY) -> tuple[Evidence, ...]:
    """
    Read the evidence of an environment, newest first.

    Raises:
        CannotDecide: the file is not evidence of this environment.
    """
    path = path_of(environment, directory)
    if not path.exists():
        return ()
    try:
        value = loads(files.read_text(path, within=directory.parent))
        kept = [_parsed(each) for each in _list(value.get("evidence", [value]))]
    except (AttributeError, OSError, ValueError, KeyError, TypeError) as error:
        said = f"{type(error).__name__}: {error}"
        msg = f"{path.as_posix()} is not evidence ({said}); {_again(environment)}"
        raise CannotDecide(msg) from None
    others = sorted({each.environment for each in kept} - {environment})
    if others:
        msg = f"{path.as_posix()} is evidence of environment {', '.join(others)}; {_again(environment)}"
        raise CannotDecide(msg)
    return tuple(kept)


def write(evidence: Evidence, directory: Path = DIRECTORY) -> Path:
    """Write new evidence before what is kept, in a fixed order of keys; never half-written."""
    path = path_of(evidence.environment, directory)
    kept = [evidence, *_still_of_use(evidence, directory)][:KEPT]
    text = shown(json.dumps({"evidence": [asdict(each) for each in kept]}, indent=2, ensure_ascii=False))
    files.write(path, f"{text}\n".encode(), mode=0o644)
    return path


def _still_of_use(new: Evidence, directory: Path) -> list[Evidence]:
    """Return the earlier evidence of other digests; what cannot be read, or an older poolpost wrote, proves nothing."""
    try:
        return [e for e in read(new.environment, directory) if e.digest.writer and e.digest != new.digest]
    except CannotDecide:
        return []


def _parsed(value: Any) -> Evidence:
    digest, doctor = value["digest"], value["doctor"]
    texts = {key: _text(value[key]) for key in ("environment", "commit", "time", "poolpost")}
    return Evidence(
        **texts,
        digest=Digest(
            settings=_text(digest["settings"]),
            terraform=_text(digest["terraform"]),
            writer=_text(digest.get("writer", "")),
        ),
        drift=_texts(value["drift"]),
        doctor=Doctor(
            exit_code=_number(doctor["exit_code"]),
            summary=_text(doctor["summary"]),
            failing=_texts(doctor["failing"]),
        ),
        signature=_text(value.get("signature", "")),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        msg = f"{value!r} is not a text"
        raise TypeError(msg)
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        msg = f"{value!r} is not a list"
        raise TypeError(msg)
    return cast("list[Any]", value)


def _number(value: Any) -> int:
    if type(value) is not int:
        msg = f"{value!r} is not a number"
        raise TypeError(msg)
    return value


def _again(environment: str) -> str:
    return f"write it anew after a deploy: 'poolpost evidence {environment}'"
