"""Find and read environment files; `validation` validates one, `rules.across_environments` validates them against each other."""

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any

from poolpost.errors import Stopped, UsageError
from poolpost.settings.model import Settings
from poolpost.settings.project_files import read_text
from poolpost.settings.rules import across_environments as between
from poolpost.settings.shared_identity import SharedWith, naming
from poolpost.settings.toml_slips import remedy
from poolpost.settings.validation import EnvironmentFileError, as_finding, validated
from poolpost.standards import toml_text

DIRECTORY = Path("environments")
NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
"""Allowed names of environments: the name becomes a stack, a directory, an argument and part of resource names."""


def names(directory: Path = DIRECTORY) -> list[str]:
    """List the environments: every `*.toml` in `directory`, sorted by name; editors' hidden files are none."""
    return sorted(path.stem for path in directory.glob("[!.]*.toml") if path.is_file())


def load(name: str, directory: Path = DIRECTORY) -> Settings:
    """
    Read and validate one environment.

    Raises:
        UsageError: no such environment; the message lists those that exist.
        EnvironmentFileError: the file has mistakes; the message lists all of them.
    """
    path = directory / f"{settings_name(name, directory)}.toml"
    if not path.is_file():
        raise UsageError(_no_such_environment(name, path, directory))
    settings = validated(path, _toml(path))
    return settings if settings.shared_owner else _with_sharers(settings, directory)


def _with_sharers(settings: Settings, directory: Path) -> Settings:
    """Return an environment that knows which others send with its identity."""
    known: list[SharedWith] = []
    unread: list[str] = []
    for name, readable in naming(
        directory, settings.name, [each for each in names(directory) if each != settings.name]
    ):
        path = directory / f"{name}.toml"
        try:
            known += [_shared_with(validated(path, _toml(path)))] if readable else []
            unread += [] if readable else [name]
        except EnvironmentFileError:
            unread.append(name)
    return settings.sharing(tuple(known), tuple(unread)) if known or unread else settings


def _shared_with(settings: Settings) -> SharedWith:
    pool_id = settings.user_pool.id_
    return SharedWith(
        environment=settings.name,
        pool_id=pool_id,
        pool_arn=settings.pool_arn if pool_id else None,
        principal=settings.policy_principal,
        configuration_set=settings.email_configuration.get("ConfigurationSet", ""),
    )


def load_all(directory: Path = DIRECTORY) -> list[Settings]:
    """
    Read and validate every environment, sorted by name.

    Raises:
        UsageError: there is none.
        Stopped: files have mistakes, or two of them own the same thing; the message lists everything.
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
    Return the name of an environment, also for a path as shells complete it (`environments/staging.toml`).

    Raises:
        UsageError: the path is outside `directory`, where another environment of that name may exist.
    """
    path = Path(argument)
    if path.parent != Path() and path.parent.absolute().resolve() != directory.absolute().resolve():
        msg = f"{argument} is not in {directory.absolute()}; run this in the project that it belongs to, with the name only"
        raise UsageError(msg)
    return path.name.removesuffix(".toml")


def some_names(directory: Path = DIRECTORY) -> list[str]:
    """
    List the environments; there must be at least one.

    Raises:
        UsageError: there is none.
    """
    found = names(directory)
    if not found:
        msg = f"no environment found: {directory.absolute()} has no .toml file; {_elsewhere(directory)}"
        raise UsageError(msg)
    return found


def _elsewhere(directory: Path) -> str:
    """Return where to run the command: in a directory above, if that has environments."""
    above = (parent for parent in directory.absolute().parent.parents if names(parent / directory.name))
    return next((f"run this in {parent}" for parent in above), "run this in the directory that contains environments/")


def _no_such_environment(name: str, path: Path, directory: Path) -> str:
    close = difflib.get_close_matches(name, names(directory), n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    known = ", ".join(names(directory)) or f"none in {directory.absolute()}; {_elsewhere(directory)}"
    what = "is not a file" if path.exists() else "does not exist"
    return f"no environment {name!r} ({path.as_posix()} {what}){hint}; existing: {known}{_left(path.stem)}"


def _left(name: str) -> str:
    """Return the hint about an environment whose file was deleted; `poolpost.project.orphans` says what is left of it."""
    state = Path(f"terraform.{name}.tfstate")
    since = f"its state {state} still exists" if state.is_file() else "if its file was deleted"
    return f"; {since}: 'poolpost check' shows what is left of it and what to do"


def _toml(path: Path) -> dict[str, Any]:
    if not NAME.fullmatch(path.stem):
        problem = (
            f"{path.stem!r} cannot name a stack; allowed: lower-case letters, digits and '-', starting with a letter"
        )
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
    """Add the text of the line: tomllib reports only its number, and at the end of a file not even that."""
    found = re.search(r"at line (\d+)", problem)
    line = text.split("\n")[int(found[1]) - 1].strip() if found else ""
    told = remedy(problem, line)
    return problem + (f": {line}" if line else "") + (f"; {told}" if told else "")
