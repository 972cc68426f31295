"""Find and read environment files; `validation` says what is wrong in one, `rules.across_environments` what is between them."""

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any

from poolpost.errors import Stopped, UsageError
from poolpost.settings.model import Settings
from poolpost.settings.project_files import read_text
from poolpost.settings.rules import across_environments as between
from poolpost.settings.validation import EnvironmentFileError, as_finding, validated
from poolpost.standards import toml_text

DIRECTORY = Path("environments")
NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
"""What an environment may be called: its name becomes a stack, a directory, an argument and a resource's name."""


def names(directory: Path = DIRECTORY) -> list[str]:
    """List the environments: every `*.toml` in `directory`, sorted by name; editors' hidden files are none."""
    return sorted(path.stem for path in directory.glob("[!.]*.toml") if path.is_file())


def load(name: str, directory: Path = DIRECTORY) -> Settings:
    """
    Read and validate one environment.

    Raises:
        UsageError: no such environment; the message lists those that exist.
        EnvironmentFileError: the file has mistakes; all of them are in it.
    """
    path = directory / f"{settings_name(name, directory)}.toml"
    if not path.is_file():
        raise UsageError(_no_such_environment(name, path, directory))
    return validated(path, _toml(path))


def load_all(directory: Path = DIRECTORY) -> list[Settings]:
    """
    Read and validate every environment, sorted by name.

    Raises:
        UsageError: there is none.
        Stopped: files have mistakes, or two of them own the same thing; all of it is in the message.
    """
    some_names(directory)
    loaded: list[Settings] = []
    failed: list[str] = []
    for name in names(directory):
        try:
            loaded.append(load(name, directory))
        except EnvironmentFileError as error:
            failed.append(str(error))
    failed += [
        f"{directory.as_posix()}/{name}.toml: {finding}" for name, finding in between.findings(loaded, names(directory))
    ]
    if failed:
        raise Stopped("\n".join(failed))
    return loaded


def settings_name(argument: str, directory: Path = DIRECTORY) -> str:
    """
    Give the environment's name, also for a path as shells complete it (`environments/staging.toml`).

    Raises:
        UsageError: the path leads somewhere else, where another environment of that name may be.
    """
    path = Path(argument)
    if path.parent != Path() and path.parent.absolute().resolve() != directory.absolute().resolve():
        msg = f"{argument} is not in {directory.absolute()}; run this in the project that it belongs to, with its name only"
        raise UsageError(msg)
    return path.name.removesuffix(".toml")


def some_names(directory: Path = DIRECTORY) -> list[str]:
    """
    List the environments, of which there must be some.

    Raises:
        UsageError: there is none here.
    """
    found = names(directory)
    if not found:
        msg = f"there is no environment here: {directory.absolute()} holds no .toml file; {_elsewhere(directory)}"
        raise UsageError(msg)
    return found


def _elsewhere(directory: Path) -> str:
    """Say where to run it: in a directory above, when that has environments."""
    above = (parent for parent in directory.absolute().parent.parents if names(parent / directory.name))
    return next((f"run this in {parent}" for parent in above), "run this where environments/ is")


def _no_such_environment(name: str, path: Path, directory: Path) -> str:
    close = difflib.get_close_matches(name, names(directory), n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    known = ", ".join(names(directory)) or f"none in {directory.absolute()}; {_elsewhere(directory)}"
    what = "is not a file" if path.exists() else "does not exist"
    return f"there is no environment {name!r} ({path.as_posix()} {what}){hint}; there are: {known}{_left(path.stem)}"


def _left(name: str) -> str:
    """Say who knows what is left of an environment whose file was deleted; `poolpost.project.orphans` needs what is read here."""
    state = Path(f"terraform.{name}.tfstate")
    since = f"its state {state} is still here" if state.is_file() else "if its file was deleted"
    return f"; {since}: 'poolpost check' says what is left of it, and what to do"


def _toml(path: Path) -> dict[str, Any]:
    if not NAME.fullmatch(path.stem):
        problem = f"{path.stem!r} cannot name a stack; allowed are lower-case letters, digits and '-', a letter first"
        raise EnvironmentFileError(path, [as_finding("file-name", "file name", problem)])
    try:
        text = read_text(path, within=path.parent.parent)
    except UnicodeDecodeError:
        raise EnvironmentFileError(path, [as_finding("file", "not UTF-8", "save the file as UTF-8")]) from None
    except OSError as error:
        raise EnvironmentFileError(path, [as_finding("file", "cannot be read", error.strerror or str(error))]) from None
    try:
        return toml_text.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EnvironmentFileError(path, [as_finding("toml", "not TOML", _where(str(error), text))]) from None


def _where(problem: str, text: str) -> str:
    """Add the line itself: tomllib says only its number, and at the end of a file not even that."""
    found = re.search(r"at line (\d+)", problem)
    line = text.split("\n")[int(found[1]) - 1].strip() if found else ""
    return problem + (f": {line}" if line else "")
