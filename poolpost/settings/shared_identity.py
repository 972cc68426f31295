"""
Environments that send with the identity of another one: `[domain] owner = "staging"`.

The owner's file says everything about the identity. Its tables take the place of those of an environment that shares it,
before that is validated, so that every rule, check and command has one set of facts. What a stack contains follows from
`domain.owner` and `configuration_set.owner`. The owner knows who shares its identity (`SharedWith`): the identity's policy
names their pools, and the gate keeps what they send with.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.settings.project_files import read_text
from poolpost.standards import toml_text
from poolpost.standards.raw import Json

if TYPE_CHECKING:
    from poolpost.settings.model import Settings

SET_TABLES = ("configuration_set", "events", "alarms")
"""The tables about a configuration set: what it is, and who hears of its events."""
_OWNERS_ALONE = ("adopt", "dmarc_ramp", "role_arn")
"""Keys of [dns] about the owner's own stack and file."""
SHARING = {
    "owner-exists": "`domain.owner` must name another environment whose file has no mistakes: it says what the identity is",
    "owner-owns-it": "the owner's stack must contain the identity: no environment shares a shared one",
    "owner-says-it": "what the owner's file says is not said a second time: two files would disagree one day",
    "owner-is-in-the-same-place": "Cognito sends with identities of its own account, and an identity is of one region",
}
"""Rules about `domain.owner`: id -> what must hold, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWith:
    """
    An environment that sends with this one's identity.

    Attributes:
        environment: its name.
        pool_id: its pool's id; None for one that is yet to be created.
        pool_arn: the same pool's ARN.
        principal: who the identity's policy must trust for that pool; None where no policy is needed.
        configuration_set: the one that the pool sends through; '' for none.
    """

    environment: str
    pool_id: str | None
    pool_arn: str | None
    principal: str | None
    configuration_set: str


def owner_of(data: Json) -> str | None:
    """Return the environment whose identity a file shares; None if it names none."""
    domain = data.get("domain")
    owner: object = domain.get("owner") if isinstance(domain, dict) else None
    return owner if isinstance(owner, str) else None


def with_owner(path: Path, data: Json, validate: Callable[[Path, Json], object]) -> tuple[Json | None, list[Finding]]:
    """
    Return the content of an environment file with the owner's tables, and what is wrong with sharing.

    Args:
        path: the file; the owner's lies beside it.
        data: its content.
        validate: validates the owner's file, and raises Stopped where it has mistakes.

    Returns:
        None in place of the content if the owner's file cannot be used.
    """
    owner = owner_of(data)
    if owner is None:
        return data, []
    theirs = _owners_file(path, owner, validate)
    if isinstance(theirs, Finding):
        return None, [theirs]
    dns: Json = {key: value for key, value in theirs.get("dns", {}).items() if key not in _OWNERS_ALONE}
    merged: Json = {**data, "domain": {**theirs["domain"], "owner": owner}, "dns": dns}
    if _shares_set(data):
        merged |= {table: theirs[table] for table in SET_TABLES if table in theirs}
        merged["configuration_set"] = {**theirs["configuration_set"], "owner": owner}
    return merged, [*_said_twice(data, theirs, owner), *_elsewhere(data, theirs, owner)]


def naming(directory: Path, owner: str, others: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """
    Yield the environments whose files name an owner, and whether the file could be read that far.

    A file that is no TOML counts, if its text has the owner's name: whether it shares the identity is not known.
    """
    for name in others:
        try:
            text = read_text(directory / f"{name}.toml", within=directory.parent)
        except (OSError, UnicodeDecodeError):
            yield name, False
            continue
        # Parsing every file would take longer than all the rest; TOML's escapes can spell a word in another way.
        if "\\" not in text and ("owner" not in text or owner not in text):
            continue
        try:
            shares = owner_of(toml_text.loads(text)) == owner
        except tomllib.TOMLDecodeError:
            yield name, False
            continue
        if shares:
            yield name, True


def is_said_by_owner(settings: "Settings", key: str) -> bool:
    """Return whether a dotted key of an environment is said by another one's file: that of the owner."""
    tables = vars(settings)  # while a file is validated, broken tables are missing
    identity, own_set = tables.get("domain_"), tables.get("configuration_set")
    shared = {"domain", "dns"} if identity is not None and identity.owner is not None else set[str]()
    shared |= set(SET_TABLES) if own_set is not None and own_set.owner is not None else set()
    return key.partition(".")[0] in shared


def _owners_file(path: Path, owner: str, validate: Callable[[Path, Json], object]) -> Json | Finding:
    file = path.with_name(f"{owner}.toml")
    others = sorted(each.stem for each in path.parent.glob("[!.]*.toml") if each.stem != path.stem)
    if owner not in others:
        allowed = ", ".join(others) or "none, since this is the only one"
        return _finding("owner-exists", "domain.owner", f"{owner!r} is not another environment; allowed: {allowed}")
    try:
        theirs = toml_text.loads(read_text(file, within=file.parent.parent))
        if (further := owner_of(theirs)) is not None:
            problem = f"{owner!r} itself sends with the identity of {further!r}; allowed: {further!r}"
            return _finding("owner-owns-it", "domain.owner", problem)
        validate(file, theirs)
    except (OSError, ValueError, Stopped):
        problem = f"{file.as_posix()} has mistakes; correct them first: 'poolpost check {owner}' lists them"
        return _finding("owner-exists", "domain.owner", problem)
    if "domain" not in theirs:
        return _finding("owner-owns-it", "domain.owner", f"{owner!r} has no [domain] that could be shared")
    return theirs


def _shares_set(data: Json) -> bool:
    """Return whether a file has no configuration set of its own."""
    own: object = data.get("configuration_set", {"owner": ""})
    return isinstance(own, dict) and "owner" in own


def _said_twice(data: Json, theirs: Json, owner: str) -> Iterator[Finding]:
    """Report what a file says about an identity or a configuration set of another environment."""
    name: object = data["domain"].get("name")
    if name is not None and name != theirs["domain"].get("name"):
        problem = (
            f"{name!r} is not the identity of {owner!r}; allowed: {theirs['domain'].get('name')!r}, or leave it out"
        )
        yield _finding("owner-says-it", "domain.name", problem)
    own: Json = data.get("configuration_set", {}) if _shares_set(data) else {}
    if own and own["owner"] != owner:
        problem = f"{own['owner']!r} is not domain.owner; allowed: {owner!r}, or 'name' for a set of its own"
        yield _finding("owner-says-it", "configuration_set.owner", problem)
    keys = [f"domain.{key}" for key in data["domain"] if key not in {"owner", "name"}]
    keys += [f"configuration_set.{key}" for key in own if key != "owner"]
    keys += [table for table in ("dns", *(SET_TABLES[1:] if _shares_set(data) else ())) if table in data]
    for key in keys:
        yield _finding("owner-says-it", key, f"belongs to what environments/{owner}.toml owns; remove it here")


def _elsewhere(data: Json, theirs: Json, owner: str) -> Iterator[Finding]:
    """Report an environment of another account, region or partition."""
    place: object = data.get("aws")
    here: Json = place if isinstance(place, dict) else {}
    for key in ("partition", "account_id", "region"):
        value, wanted = here.get(key), theirs["aws"].get(key)
        if value is not None and value != wanted:
            problem = f"{value!r} is not where {owner!r} has the identity; allowed: {wanted!r}"
            yield _finding("owner-is-in-the-same-place", f"aws.{key}", problem)


def _finding(rule: str, subject: str, problem: str) -> Finding:
    return Finding(rule=rule, level="block", subject=subject, problem=problem)
