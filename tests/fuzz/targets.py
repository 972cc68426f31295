"""One target for each reader: what it is given, what it does, and with which exit code it may end."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from poolpost.errors import PoolpostError
from poolpost.promotion import evidence
from tests.conftest import ROOT
from tests.fuzz import mutate
from tests.fuzz.world import COMMANDS, World, called
from tests.garbled import WHOLE

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
VARIABLES = (
    *("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_CA_BUNDLE"),
    *(
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_SESV2",
        "AWS_CONFIG_FILE",
        "AWS_RETRY_MODE",
        "AWS_MAX_ATTEMPTS",
        "HTTPS_PROXY",
    ),
    *("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "NO_PROXY", "HTTP_PROXY"),
    *("POOLPOST_PASS", "POOLPOST_UNPROVED", "POOLPOST_ACCEPT_UNKNOWN", "POOLPOST_JUDGED", "POOLPOST_PLANNED"),
    *("COLUMNS", "LINES", "TERM", "NO_COLOR", "FORCE_COLOR", "LANG", "TZ", "PYTHONIOENCODING", "CI", "GITHUB_ACTIONS"),
)
VALUES = (
    "",
    " ",
    "x",
    "-1",
    "0",
    "1e9",
    "no\nline",
    "\x1b[2J",
    "\udcff",
    "http://",
    "http://[",
    "http://u:p@h:x",
    "a" * 9999,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader: `make` gives an input, `run` its exit code and what was said; `never_zero` says which inputs are no good."""

    name: str
    make: Callable[[Random], bytes]
    run: Callable[[bytes], tuple[int, str]]
    never_zero: Callable[[bytes], bool]


def targets(world: World) -> list[Target]:
    """Make every target; they share the project in the current directory."""
    return [
        Target("aws", lambda random: _aws_case(world, random), lambda case: _aws(world, case), _is_garbled),
        Target(
            "environment",
            _mutator(ENVIRONMENT, mutate.text_like),
            _environment,
            _is_whole,
        ),
        Target("plan", _mutator(PLAN, mutate.json_like), _plan, lambda _case: True),
        Target("snapshot", _mutator(_snapshot(), mutate.json_like), _verify, _is_whole),
        Target(
            "evidence",
            _mutator(EVIDENCE, mutate.json_like),
            _evidence,
            _is_whole,
        ),
        Target("variables", _variables_case, _variables, lambda _case: False),
    ]


def _mutator(sound: bytes, change: Callable[[bytes, Random], bytes]) -> Callable[[Random], bytes]:
    return lambda random: mutate.whole(random) if random.random() < 0.1 else change(sound, random)


def _is_whole(case: bytes) -> bool:
    return case in WHOLE.values()


def _is_garbled(case: bytes) -> bool:
    head, _, body = case.partition(b"\n")
    return _is_whole(body) and head.endswith(b",200")


def _aws_case(world: World, random: Random) -> bytes:
    """Write a case as `command,request,status` and the body that request gets."""
    command = random.randrange(len(COMMANDS))
    world.asked.clear()
    called(list(COMMANDS[command]))
    asked = list(dict.fromkeys(world.asked))
    number = random.randrange(len(asked))
    body = _mutator(world.known[asked[number]].body, mutate.json_like)(random)
    status = random.choice([200, 200, 200, 200, 300, 400, 404, 500])
    return f"{command},{number},{status}\n".encode() + body


def _aws(world: World, case: bytes) -> tuple[int, str]:
    head, _, body = case.partition(b"\n")
    try:
        command, number, status = (int(each) for each in head.split(b","))
        arguments = COMMANDS[command]
    except (ValueError, IndexError):
        return 3, ""  # a shrunk case whose head is gone
    seen: list[object] = []

    def garble(key: object, answer: object) -> object:
        if key not in seen:
            seen.append(key)
        return replace(answer, body=body, status=status) if seen.index(key) == number else answer  # type: ignore[type-var]

    world.garble = garble  # type: ignore[assignment]
    try:
        return called(list(arguments))
    finally:
        world.garble = lambda _key, answer: answer


def _environment(case: bytes) -> tuple[int, str]:
    Path("environments/fuzz.toml").write_bytes(case)
    try:
        code, said = called(["check", "fuzz"])
        if code == 0:
            more, told = called(["dns", "fuzz", "--offline", "--format", "bind"])
            return max(code, more), said + told
        return code, said
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
        evidence.read("local", directory)
    except PoolpostError as error:
        return error.exit_code, str(error)
    return 0, ""


def _variables_case(random: Random) -> bytes:
    chosen = {random.choice(VARIABLES): random.choice(VALUES) for _ in range(random.randint(1, 4))}
    return json.dumps([random.randrange(len(COMMANDS)), chosen]).encode()


def _variables(case: bytes) -> tuple[int, str]:
    try:
        number, chosen = json.loads(case)
        arguments, changes = COMMANDS[number], {str(name): str(value) for name, value in chosen.items()}
        kept = dict(os.environ)
        os.environ.update(changes)
    except (ValueError, TypeError, IndexError, AttributeError, KeyError):
        return 3, ""  # a shrunk case that is none any more
    try:
        return called(list(arguments))
    finally:
        os.environ.clear()
        os.environ.update(kept)
