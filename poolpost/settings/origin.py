"""
What a stack was synthesized from: settings, code and poolpost, as digests inside its plan.

They are the default of a Terraform variable that nothing uses. So they are part of every plan file and of `terraform show
-json`, and never make a plan non-empty (Terraform 1.11.4; docs/decisions.md, 33).
"""

import hashlib
import importlib.util
import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from poolpost.errors import CannotDecide
from poolpost.settings import Settings

PACKAGE = Path(__file__).parents[1]
CODE = ("main.py", "cdktf.json")
"""Files of the project that every stack depends on, in addition to the packages stacks and poolpost."""
_SUFFIXES = {".py", ".json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """
    What a stack was synthesized from.

    Attributes:
        settings: SHA-256 of the parsed environment file and of the texts that it names; comments do not count.
        code: SHA-256 of the code that synthesizes the stack and writes to the pool.
        poolpost: its version.
    """

    settings: str
    code: str
    poolpost: str


def origin_of(settings: Settings, code: str) -> Origin:
    """Return the origin of an environment's stack; `code` is its `code_digest`."""
    understood = settings.model_dump(mode="json", by_alias=True)
    named = [asdict(each) for each in settings.shared_with if each.principal is not None]  # in the identity's policy
    text = json.dumps([settings.name, understood, settings.pool_messages, *([named] if named else [])], sort_keys=True)
    return Origin(settings=hashlib.sha256(text.encode()).hexdigest(), code=code, poolpost=_version())


def code_digest(stacks: Path, project: Path = Path()) -> str:
    """
    Return the digest of stacks, poolpost, main.py and cdktf.json: names and bytes, whatever line ends git has checked out.

    Args:
        stacks: directory of that package.
        project: where main.py and cdktf.json are; one that is missing counts as missing.

    Raises:
        CannotDecide: a file cannot be read.
    """
    named = {name: project / name for name in CODE if (project / name).is_file()}
    return digest_of_files(named | _sources("stacks", stacks) | _sources("poolpost", PACKAGE))


def digest_of_files(files: dict[str, Path]) -> str:
    """
    Return the digest of files by name; line ends are as git keeps them.

    Raises:
        CannotDecide: a file cannot be read.
    """
    found = hashlib.sha256()
    for name, path in sorted(files.items()):
        try:
            content = path.read_bytes().replace(b"\r\n", b"\n")
        except OSError as error:
            msg = f"{path} cannot be read, so the origin of the plan is unknown: {error}"
            raise CannotDecide(msg) from None
        found.update(f"{name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def stacks_here() -> Path:
    """
    Return the directory of the package stacks that `cdktf synth` runs here: the project's own, else the installed one.

    Raises:
        CannotDecide: there is none.
    """
    own = Path("stacks")
    if own.is_dir():
        return own
    installed = importlib.util.find_spec("stacks")
    if installed is None or installed.origin is None:
        msg = f"no stacks/ in {Path.cwd()}, and none is installed; run this in the project"
        raise CannotDecide(msg)
    return Path(installed.origin).parent


def _sources(package: str, directory: Path) -> dict[str, Path]:
    return {
        f"{package}/{path.relative_to(directory).as_posix()}": path
        for path in directory.rglob("*")
        if path.suffix in _SUFFIXES
    }


@cache
def _version() -> str:
    return version("poolpost")
