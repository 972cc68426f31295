"""Read, validate and write an environment file as a whole."""

import stat
from pathlib import Path

from poolpost.errors import Stopped
from poolpost.settings import EnvironmentFileError, Settings, load, names, validated
from poolpost.settings import project_files as files
from poolpost.settings.files import DIRECTORY
from poolpost.settings.rules import across_environments as between
from poolpost.standards import toml_text


def read(path: Path) -> str:
    """
    Read a file unchanged, including its line ends.

    Raises:
        Stopped: it cannot be read.
    """
    try:
        return files.read(path, within=path.parent.parent).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path.as_posix()} cannot be read: {error}"
        raise Stopped(msg) from None


def judged(name: str, text: str, directory: Path = DIRECTORY) -> Settings:
    """
    Validate a text as the environment's file, by every rule, including those across files.

    Raises:
        EnvironmentFileError: it must not be written; the message lists every mistake.
    """
    path = directory / f"{name}.toml"
    settings = validated(path, toml_text.loads(text))
    others = [other for other in names(directory) if other != name]
    found = between.findings([settings, *_sound(others, directory)], others)
    mistakes = [finding for owner, finding in found if owner == name]
    if mistakes:
        raise EnvironmentFileError(path, mistakes)
    return settings


def write(path: Path, before: str, after: str) -> None:
    """
    Replace a file by a text in one step; its permissions stay.

    Raises:
        Stopped: the file was changed in the meantime, or cannot be written.
    """
    if read(path) != before:
        msg = f"{path.as_posix()} was changed in the meantime; nothing was written; run this again"
        raise Stopped(msg)
    target = path.resolve()  # `read` has refused a link that leads out of the project
    try:
        files.write(target, _with_ends_of(before, after).encode(), mode=stat.S_IMODE(target.stat().st_mode))
    except OSError as error:
        msg = f"{path.as_posix()} cannot be written: {error}; it is unchanged"
        raise Stopped(msg) from None


def _with_ends_of(before: str, after: str) -> str:
    """Keep the file's own line ends: what an editor adds ends its lines by a line feed alone."""
    crlf = "\r\n" in before and before.count("\n") == before.count("\r\n")
    return after.replace("\r\n", "\n").replace("\n", "\r\n") if crlf else after


def _sound(others: list[str], directory: Path) -> list[Settings]:
    """Load the other environments; those with mistakes are skipped and reported elsewhere."""
    found: list[Settings] = []
    for name in others:
        try:
            found.append(load(name, directory))
        except EnvironmentFileError:
            continue
    return found
