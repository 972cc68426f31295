"""
Read environment files and say everything that is wrong with one at once.

Field mistakes of all sections and the rules of every section that is sound come together, each as
`environments/x.toml: key: what is wrong, the value, what is allowed`.
"""

import copy
import difflib
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from poolpost.errors import Stopped, UsageError
from poolpost.findings import Finding
from poolpost.settings import between, rules
from poolpost.settings.model import Settings
from poolpost.settings.wording import key_of, mistake

DIRECTORY = Path("environments")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")


class EnvironmentFileError(Stopped):
    """
    Raised when an environment file cannot be used; the message has a line for every mistake.

    Attributes:
        findings: the same mistakes as values; `subject` is the key.
    """

    def __init__(self, path: Path, findings: list[Finding]) -> None:
        """Keep the findings and render one line for each."""
        self.path = path
        self.findings = findings
        super().__init__("\n".join(f"{path.as_posix()}: {_line(finding)}" for finding in findings))


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
        f"{directory.as_posix()}/{name}.toml: {finding.subject}: {finding.problem}"
        for name, finding in between.findings(loaded, names(directory))
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
    return f"there is no environment {name!r} ({path.as_posix()} {what}){hint}; there are: {known}"


def _toml(path: Path) -> dict[str, Any]:
    if not _NAME.fullmatch(path.stem):
        problem = f"{path.stem!r} cannot name a stack; allowed are lower-case letters, digits and '-', a letter first"
        raise EnvironmentFileError(path, [_finding("file-name", "file name", problem)])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise EnvironmentFileError(path, [_finding("file", "not UTF-8", "save the file as UTF-8")]) from None
    except OSError as error:
        raise EnvironmentFileError(path, [_finding("file", "cannot be read", str(error))]) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EnvironmentFileError(path, [_finding("toml", "not TOML", _where(str(error), text))]) from None


def _where(problem: str, text: str) -> str:
    """Add the line itself: tomllib says only its number, and at the end of a file not even that."""
    found = re.search(r"at line (\d+)", problem)
    line = text.splitlines()[int(found[1]) - 1].strip() if found else ""
    return problem + (f": {line}" if line else "")


def validated(path: Path, data: dict[str, Any]) -> Settings:
    """
    Validate what a file holds; `path` names the environment and stands in messages.

    Raises:
        EnvironmentFileError: with every mistake.
    """
    mistakes: list[Finding] = []
    if "name" in data:
        mistakes.append(_finding("unknown-key", "name", "unknown key; the file's name is the environment's name"))
    try:
        settings = Settings.model_validate(data | {"name": path.stem}, context={"directory": path.parent})
    except ValidationError as error:
        details = _without_echoes(error.errors(include_url=False))
        mistakes += [mistake(detail) for detail in details]
        settings = _sound_sections(data, details, path)
    found = list(rules.findings(settings))
    mistakes += [finding for finding in found if finding.level == "block"]
    if mistakes:
        raise EnvironmentFileError(path, mistakes)
    return settings


def _without_echoes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short where its members are wrong: pydantic counts only those that are right."""
    wrong = {detail["loc"][:-1] for detail in details}
    return [detail for detail in details if not (detail["type"] == "too_short" and detail["loc"] in wrong)]


def _sound_sections(data: dict[str, Any], details: list[ErrorDetails], path: Path) -> Settings:
    """Build settings from the sections without a mistake, so that their rules can speak in the same run."""
    unknown = [key_of(detail) for detail in details if detail["type"] == "extra_forbidden"]
    broken = {str(detail["loc"][0]) for detail in details if detail["type"] != "extra_forbidden"}
    known = _without(data, unknown)
    sections = {
        key: TypeAdapter[Any](field.rebuild_annotation()).validate_python(
            known[key], context={"directory": path.parent}
        )
        for key, field in Settings.model_fields.items()
        if key in known and key not in broken
    }
    sound = Settings.model_construct(name=path.stem, **_defaults(known), **sections)
    for key in broken & vars(sound).keys():
        object.__delattr__(sound, key)  # model_construct puts defaults in their place, and rules would judge those
    return sound


def _without(data: dict[str, Any], keys: list[list[int | str]]) -> dict[str, Any]:
    pruned = copy.deepcopy(data)
    for *path, last in keys:
        holder: Any = pruned
        for part in path:
            holder = holder[part]
        del holder[last]
    return pruned


def _defaults(data: dict[str, Any]) -> dict[str, Any]:
    fields = Settings.model_fields.items()
    return {
        key: field.get_default(call_default_factory=True)
        for key, field in fields
        if key not in data and not field.is_required()
    }


def _finding(rule: str, subject: str, problem: str) -> Finding:
    return Finding(rule=rule, level="block", subject=subject, problem=problem)


def _line(finding: Finding) -> str:
    return f"{finding.subject}: {finding.problem}" + (f"; {finding.remedy}" if finding.remedy else "")
