"""Every target: one for each reader of something that came from outside."""

import contextlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

from poolpost.errors import PoolpostError
from poolpost.review import evidence
from tests.conftest import ROOT
from tests.fuzz import mutate
from tests.fuzz.aws_target import aws_target
from tests.fuzz.dmarc_target import dmarc_target
from tests.fuzz.dns_target import dns_target
from tests.fuzz.target import Target, mutator
from tests.fuzz.variables_target import variables_target
from tests.fuzz.world import World, called

REQUIRED = {
    "aws": {"account_id", "region"},
    "backend": {"type"},
    "domain": {"name"},
    "dns": {"provider"},
    "configuration_set": {"name"},
    "user_pool": {"from"},
}
"""Sections of an environment file with the keys that it cannot do without."""
CHANGES = {
    *("CreationDate", "LastModifiedDate", "EstimatedNumberOfUsers", "Status", "EmailConfiguration"),
    *("EmailVerificationMessage", "EmailVerificationSubject", "SmsVerificationMessage"),
}
"""Members of a pool that change by themselves, that the environment file says, or that are older names of others."""
PLAN = (ROOT / "tests/plans/first_deploy.json").read_bytes()
ENVIRONMENT = (ROOT / "environments/local.toml").read_bytes()
EVIDENCE = json.dumps(
    {
        "evidence": [
            {
                **dict.fromkeys(("environment", "commit", "time", "poolpost"), "local"),
                "digest": {"settings": "a", "terraform": "b", "writer": "c"},
                "drift": [],
                "doctor": {"exit_code": 0, "summary": "all", "failing": []},
            }
        ]
    }
).encode()


@contextlib.contextmanager
def targets(world: World) -> Iterator[list[Target]]:
    """Make every target; they share the project in the current directory."""
    snapshot = _snapshot()
    with dns_target() as dns:
        yield [
            aws_target(world),
            Target(
                name="environment",
                make=mutator(ENVIRONMENT, mutate.text_like),
                run=_environment,
                rule="the file is no TOML in UTF-8, or lacks a section or key that the schema requires",
                never_zero=lambda case: not _is_environment(case),
                share=8,
            ),
            Target(
                name="plan",
                make=mutator(PLAN, mutate.json_like),
                run=_plan,
                rule="always: the sound plan of these inputs waits for what is not there",
                never_zero=lambda _case: True,
                share=4,
            ),
            Target(
                name="snapshot",
                make=mutator(snapshot, mutate.json_like),
                run=_verify,
                rule="the file is no JSON, or its pool lacks a setting that the live one has, or has another one",
                never_zero=lambda case: _settings_of(case) != _settings_of(snapshot),
                share=15,
            ),
            Target(
                name="evidence",
                make=mutator(EVIDENCE, mutate.json_like),
                run=_evidence,
                rule="the file is no JSON, or the newest evidence lacks a member or has one of another type",
                never_zero=lambda case: not _is_evidence(case),
                share=20,
            ),
            variables_target(),
            dns,
            dmarc_target(),
        ]


def _is_environment(case: bytes) -> bool:
    try:
        found = tomllib.loads(case.decode())
    except (ValueError, RecursionError):
        return False
    return all(
        isinstance(found.get(section), dict) and keys <= found[section].keys() for section, keys in REQUIRED.items()
    )


def _settings_of(case: bytes) -> set[str]:
    """Return the names of the settings that a snapshot's pool has, but those that have a twin under another name."""
    try:
        pool = json.loads(case)["UserPool"]
        return {name for name, value in pool.items() if value} - CHANGES
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()


def _is_evidence(case: bytes) -> bool:
    """Compare the shape of the newest evidence with the sound one's."""
    sound = json.loads(EVIDENCE)["evidence"][0]
    try:
        found = json.loads(case)
        newest = found.get("evidence", [found])[0]
        return all(type(newest[name]) is type(value) for name, value in sound.items()) and all(
            type(newest[part][name]) is type(value)
            for part in ("digest", "doctor")
            for name, value in sound[part].items()
            if name != "writer"  # earlier versions wrote none, and promotion does not take what has none
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return False


def _environment(case: bytes) -> tuple[int, str]:
    Path("environments/fuzz.toml").write_bytes(case)
    try:
        code, said = called(["check", "fuzz"])
        if code:
            return code, said
        code, told = called(["dns", "fuzz", "--offline", "--format", "bind"])
        return code, said + told
    finally:
        Path("environments/fuzz.toml").unlink()


def _plan(case: bytes) -> tuple[int, str]:
    Path("plan.json").write_bytes(case)
    code, said = called(["gate", "local", "--plan", "plan.json"])
    also, told = called(["report", "local", "--plan", "plan.json", "--format", "markdown"])
    return min(code, also), said + told


def _snapshot() -> bytes:
    called(["pool", "snapshot", "local"])
    return Path("environments/local.pool.json").read_bytes()


def _verify(case: bytes) -> tuple[int, str]:
    Path("snapshot.json").write_bytes(case)
    return called(["pool", "verify", "local", "--snapshot", "snapshot.json"])


def _evidence(case: bytes) -> tuple[int, str]:
    directory = Path("proofs/environments")
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "local.evidence.json").write_bytes(case)
    try:
        kept = evidence.read("local", directory)
    except PoolpostError as error:
        return error.exit_code, str(error)
    return int(not kept or not kept[0].is_sound), ""
