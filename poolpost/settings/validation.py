"""
Validate the content of an environment file, and report every mistake at once.

Field errors of all sections, and findings of the rules whose sections are valid, are reported together, each as
`environments/x.toml: key: what is wrong, the value, what is allowed`.
"""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.settings.model import Settings
from poolpost.settings.rules import all_rules as rules
from poolpost.settings.shared_identity import with_owner
from poolpost.settings.wording import key_of, mistake
from poolpost.standards.safe_text import hidden_characters, shown


class EnvironmentFileError(Stopped):
    """
    Raised when an environment file cannot be used; the message has a line for every mistake.

    Attributes:
        findings: the same mistakes as values; `subject` is the key.
    """

    def __init__(self, path: Path, findings: list[Finding]) -> None:
        """Store the findings and render one line for each."""
        self.path = path
        self.findings = findings
        super().__init__("\n".join(f"{path.as_posix()}: {finding}" for finding in findings))


def as_finding(rule: str, subject: str, problem: str) -> Finding:
    """Create the finding of a mistake in a file."""
    return Finding(rule=rule, level="block", subject=subject, problem=problem)


def validated(path: Path, data: dict[str, Any]) -> Settings:
    """
    Validate the content of a file; `path` names the environment and is shown in messages.

    Raises:
        EnvironmentFileError: with every mistake.
    """
    mistakes = list(_hidden_text(data))
    if "name" in data:
        mistakes.append(
            as_finding("unknown-key", "name", "unknown key; the name of the file is the name of the environment")
        )
    merged, unshared = with_owner(path, data, validated)
    mistakes += unshared
    if merged is None:
        raise EnvironmentFileError(path, mistakes)
    data = merged
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


def _hidden_text(value: Any, key: str = "") -> Iterator[Finding]:
    """Yield a finding for each key or text with invisible characters: a reviewer would approve something else."""
    if isinstance(value, str) and (hidden := hidden_characters(value)):
        yield as_finding("hidden-characters", shown(key), f"contains {', '.join(hidden)}; allowed: visible characters")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _hidden_text(name, f"{key}.{name}".lstrip("."))
            yield from _hidden_text(inner, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _hidden_text(inner, f"{key}.{index}")


def _without_echoes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Drop "too short" for lists with invalid members: pydantic counts only the valid ones."""
    wrong = {detail["loc"][:-1] for detail in details}
    return [detail for detail in details if not (detail["type"] == "too_short" and detail["loc"] in wrong)]


def _sound_sections(data: dict[str, Any], details: list[ErrorDetails], path: Path) -> Settings:
    """Build settings from the valid sections, so that their rules run as well."""
    unknown = [key_of(detail) for detail in details if detail["type"] == "extra_forbidden"]
    broken = {str(detail["loc"][0]) for detail in details if detail["type"] != "extra_forbidden"}
    known = _without(data, unknown)
    sections = {
        attribute: TypeAdapter[Any](field.rebuild_annotation()).validate_python(
            known[key], context={"directory": path.parent}
        )
        for attribute, field in Settings.model_fields.items()
        if (key := field.alias or attribute) in known and key not in broken
    }
    sound = Settings.model_construct(name=path.stem, **_defaults(known), **sections)
    for attribute, field in Settings.model_fields.items():
        if (field.alias or attribute) in broken and attribute in vars(sound):
            object.__delattr__(
                sound, attribute
            )  # model_construct puts defaults in their place, and rules would judge those
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
    return {
        attribute: field.get_default(call_default_factory=True)
        for attribute, field in Settings.model_fields.items()
        if (field.alias or attribute) not in data and not field.is_required()
    }
