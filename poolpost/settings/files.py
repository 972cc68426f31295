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
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from poolpost.errors import Stopped, UsageError
from poolpost.findings import Finding
from poolpost.settings import rules
from poolpost.settings.model import Settings

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
    """List the environments: every `*.toml` in `directory`, sorted by name."""
    return sorted(path.stem for path in directory.glob("*.toml"))


def load(name: str, directory: Path = DIRECTORY) -> Settings:
    """
    Read and validate one environment.

    Raises:
        UsageError: no such environment; the message lists those that exist.
        EnvironmentFileError: the file has mistakes; all of them are in it.
    """
    path = directory / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(names(directory)) or f"none; make {directory.as_posix()}/<name>.toml"
        msg = f"there is no environment {name!r} ({path.as_posix()} does not exist); there are: {known}"
        raise UsageError(msg)
    return validated(path, _toml(path))


def load_all(directory: Path = DIRECTORY) -> list[Settings]:
    """
    Read and validate every environment, sorted by name.

    Raises:
        UsageError: there is none.
        Stopped: files have mistakes; the mistakes of all files are in the message.
    """
    if not names(directory):
        msg = f"there is no environment: {directory.as_posix()}/ holds no .toml file; make one from the examples in the README"
        raise UsageError(msg)
    loaded: list[Settings] = []
    failed: list[str] = []
    for name in names(directory):
        try:
            loaded.append(load(name, directory))
        except EnvironmentFileError as error:
            failed.append(str(error))
    if failed:
        raise Stopped("\n".join(failed))
    return loaded


def _toml(path: Path) -> dict[str, Any]:
    if not _NAME.fullmatch(path.stem):
        problem = f"{path.stem!r} cannot name a stack; allowed are lower-case letters, digits and '-', a letter first"
        raise EnvironmentFileError(path, [_finding("file-name", "file name", problem)])
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise EnvironmentFileError(path, [_finding("toml", "not TOML", str(error))]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentFileError(path, [_finding("file", "cannot be read", str(error))]) from None


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
        settings = Settings.model_validate(data | {"name": path.stem})
    except ValidationError as error:
        details = error.errors(include_url=False)
        mistakes += [_mistake(detail) for detail in details]
        settings = _sound_sections(data, details, path.stem)
    found = list(rules.findings(settings))
    mistakes += [finding for finding in found if finding.level == "block"]
    if mistakes:
        raise EnvironmentFileError(path, mistakes)
    return settings


def _sound_sections(data: dict[str, Any], details: list[ErrorDetails], name: str) -> Settings:
    """Build settings from the sections without a mistake, so that their rules can speak in the same run."""
    unknown = [_visible(detail) for detail in details if detail["type"] == "extra_forbidden"]
    broken = {str(detail["loc"][0]) for detail in details if detail["type"] != "extra_forbidden"}
    known = _without(data, unknown)
    sections = {
        key: TypeAdapter[Any](field.rebuild_annotation()).validate_python(known[key])
        for key, field in Settings.model_fields.items()
        if key in known and key not in broken
    }
    return Settings.model_construct(name=name, **_defaults(known), **sections)


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


def _mistake(detail: ErrorDetails) -> Finding:
    key = ".".join(str(part) for part in _visible(detail))
    return _finding(_rule(detail["type"]), key, _wording(detail))


def _visible(detail: ErrorDetails) -> list[int | str]:
    """Drop what pydantic adds to the path: the tag of a discriminated union and the names of union members."""
    parts = list(detail["loc"])
    if parts[:1] == ["backend"] and len(parts) > 1:
        del parts[1]
    return [part for part in parts if not (isinstance(part, str) and re.search(r"[\[(]", part))]


def _rule(kind: str) -> str:
    return {"missing": "missing-key", "extra_forbidden": "unknown-key"}.get(kind, "value")


def _wording(detail: ErrorDetails) -> str:
    """Say it in the user's words: what is wrong, the value, what is allowed."""
    value, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return f"is missing{_described(detail['loc'])}"
        case "extra_forbidden":
            return f"unknown key{_suggestion(detail['loc'])}"
        case "literal_error" | "union_tag_invalid":
            return f"{value!r} is not allowed; allowed: {context.get('expected') or context.get('expected_tags')}"
        case "union_tag_not_found":
            return "is missing the key 'type'; allowed: 'local', 's3'"
        case "value_error":
            return str(context["error"])
        case _:
            return f"{detail['msg'][:1].lower()}{detail['msg'][1:]}, not {value!r}"


def _described(loc: tuple[int | str, ...]) -> str:
    model = _model_at(loc[:-1])
    field = next((f for k, f in (model.model_fields if model else {}).items() if loc[-1] in {k, f.alias}), None)
    return f": {field.description}" if field and field.description else ""


def _suggestion(loc: tuple[int | str, ...]) -> str:
    model = _model_at(loc[:-1])
    allowed = [field.alias or key for key, field in model.model_fields.items()] if model else []
    allowed = [key for key in allowed if not (model is Settings and key == "name")]
    close = difflib.get_close_matches(str(loc[-1]), allowed, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return f"{hint}; allowed: {', '.join(allowed)}" if allowed else hint


def _model_at(loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Find the section class that a path of keys leads to."""
    model: type[BaseModel] | None = Settings
    for part in loc:
        if model is None or not isinstance(part, str):
            continue
        field = model.model_fields.get(part)
        if field is not None:
            model = _model_in(field.annotation, loc)
    return model


def _model_in(annotation: object, loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model_in(arg, loc) for arg in cast("tuple[object, ...]", getattr(annotation, "__args__", ()))]
    models = [model for model in inner if model is not None]
    tagged = [model for model in models if _tag(model) in loc]
    return next(iter(tagged or models), None)


def _tag(model: type[BaseModel]) -> object:
    field = model.model_fields.get("type")
    return getattr(field.annotation, "__args__", (None,))[0] if field else None


def _finding(rule: str, subject: str, problem: str) -> Finding:
    return Finding(rule=rule, level="block", subject=subject, problem=problem)


def _line(finding: Finding) -> str:
    return f"{finding.subject}: {finding.problem}" + (f"; {finding.remedy}" if finding.remedy else "")
