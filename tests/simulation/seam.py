"""
Where poolpost meets the world: clock, network, screen and files are the simulation's while `simulated` lasts.

Everything else is the real code.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from poolpost.aws import cognito, dependencies, raw
from poolpost.aws.account import Account
from poolpost.aws.answers import BODY
from poolpost.aws.cloudtrail import CloudTrail
from poolpost.aws.pool_children import PoolChildren
from poolpost.cli import pool_email as commands
from poolpost.cli import retire as retire_commands
from poolpost.cli import terminal as report
from poolpost.cli import terraform_run as gate_run
from poolpost.emulator import dns_view
from poolpost.gate import judgement
from poolpost.pool import snapshots
from tests.simulation import clock
from tests.simulation.process import Json
from tests.simulation.terraform import ORIGIN, STACK
from tests.simulation.transport import Http, Unsigned, client_of
from tests.simulation.world import World

_REMEMBERED = 100  # bodies of answers
_MEMORY = Path("/dev/shm")  # noqa: S108 -- a directory of our own is made in it


class _Screen:
    """Stands where commands print: what a process printed is compared, not shown."""

    world: World

    is_terminal = False

    def print(self, *values: object, **_options: Any) -> None:
        if _Screen.world.running:
            _Screen.world.running[-1].say(" ".join(map(str, values)))


def _say(*values: object, **_options: Any) -> None:
    _Screen().print(*values)


def _say_each(values: Any, **_options: Any) -> None:
    for value in values:
        _say(value)


def _say_findings(_file: str, found: Any, **_options: Any) -> None:
    for each in found:
        _say(f"{each.level}: {each.subject}: {each.problem}; {each.remedy}")


@contextlib.contextmanager
def simulated() -> Iterator[None]:
    """Let this process's poolpost live in simulated worlds, its files in memory where the system has a place for that."""
    replaced: list[tuple[object, str, object]] = [
        *clock.replacements(),
        (dns_view.ministack_state, "public_zones", list),
        (cognito, "URLLib3Session", Http),
        (cognito, "BoundedHttp", lambda http: http),
        (cognito, "SigV4Auth", Unsigned),
        (cognito, "get_environ_proxies", lambda _url: {}),
        (Account, "session", _session()),
        (Account, "client", lambda _account, service, region, **_: client_of(Http.world, service, region)),
        (dependencies, "look", lambda *_: ()),  # they work: nothing of it is simulated
        (gate_run, "signal", SimpleNamespace(signal=lambda *_: None, SIGHUP=1, SIG_IGN=1)),
        (snapshots, "json", SimpleNamespace(dumps=lambda value, **_: json.dumps(value), loads=json.loads)),
        (cognito, "raw_pool", _once_a_version(raw.raw_pool)),
        (judgement, "dropped", lambda _settings: []),  # of git's history, which no schedule changes
        (judgement, "code_digest", lambda _stacks: "code"),
        (judgement, "origin_of", lambda *_: ORIGIN),
        (retire_commands, "load", lambda _name: Http.world.settings),
        (commands, "load", lambda _name: Http.world.settings),
        (PoolChildren, "read", lambda *_arguments, **_options: {"Unread": {}}),  # a write cannot change children
        (PoolChildren, "provider_names", lambda *_: ()),
        (CloudTrail, "events", lambda *_: ([], True)),
        (report, "console", lambda **_: _Screen()),
        (report, "note", _say),
        (report, "lines", _say_each),
        (report, "rows", lambda _columns, rows: _say_each(rows)),
        (report, "side_by_side", _say),
        (report, "findings", _say_findings),
        (report, "verdict", _say_findings),
    ]
    came_from = Path.cwd()
    with contextlib.ExitStack() as stack:
        for holder, name, value in replaced:
            stack.enter_context(patch.object(holder, name, value))
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="poolpost-simulation-", dir=_in_memory()))
        stack.enter_context(patch.object(tempfile, "tempdir", directory))
        os.chdir(directory)
        stack.callback(os.chdir, came_from)
        for needed in (Path("environments"), STACK):
            needed.mkdir(parents=True, exist_ok=True)
        yield


def _in_memory() -> str | None:
    return str(_MEMORY) if _MEMORY.is_dir() else None


def _once_a_version(real: Callable[[Json, str], Json]) -> Callable[[Json, str], Json]:
    """Read each body once: whoever changes what was read shows by what the next one reads."""
    read: dict[tuple[str, str], Json] = {}

    def raw_pool(answer: Json, pool_id: str) -> Json:
        key = (answer[BODY], pool_id)
        if key not in read:
            if len(read) > _REMEMBERED:
                read.clear()
            read[key] = real(answer, pool_id)
        return read[key]

    return raw_pool


def _session() -> Any:
    credentials = SimpleNamespace(get_frozen_credentials=lambda: SimpleNamespace(secret_key=None, token=None))
    return SimpleNamespace(get_credentials=lambda: credentials, get_config_variable=lambda _name: None)


def begin(world: World) -> None:
    """Make this the world that requests go to, with an empty directory."""
    Http.world = _Screen.world = world
    for directory in (Path(".poolpost/snapshots"), Path("environments")):
        if directory.exists():
            for path in directory.iterdir():
                path.unlink()
