"""A project and an AWS for the fuzz targets: what the embedded AWS says is recorded once, and garbled on its way to botocore."""

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.httpsession
import botocore.loaders
import botocore.session
import typer.main
from botocore.config import Config

from poolpost.aws.account import Account
from poolpost.aws.answers import guard
from poolpost.cli import app as cli
from poolpost.emulator.client import FOREIGN_VARIABLES, EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, production_mfa
from poolpost.gate import judgement
from poolpost.settings import origin
from poolpost.standards import edge
from tests.conftest import ROOT
from tests.scenes.garbled import HTML, Answer, operation_of
from tests.scenes.place import BASE, Place, build, clients

Key = tuple[str, str, bytes]
COMMANDS = (
    ["pool", "show", "local"],
    ["pool", "snapshot", "local"],
    ["access", "show", "local"],
    ["templates", "list", "local"],
    ["dns", "local", "--format", "json"],
)


class _NoDns:
    """Serves nothing: DNS is the target of somebody else."""

    port = 9

    def write(self, *_: object) -> bool:
        return False


class World:
    """Answers by request; `garble` changes them on their way."""

    def __init__(self) -> None:
        """Begin without any."""
        self.known: dict[Key, Answer] = {}
        self.asked: list[Key] = []
        self.garble: Callable[[Key, Answer], Answer] = lambda _key, answer: answer
        self.record: Callable[[Any, Any], Any] | None = None

    def send(self, session: Any, request: Any) -> Any:
        """Take the place of `URLLib3Session.send`."""
        body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        key = (request.url.partition("?")[0], operation_of(request), body)
        if self.record is not None:
            found = self.record(session, request)
            self.known[key] = Answer(found.content, found.status_code, found.headers.get("Content-Type", ""))
            return found
        self.asked.append(key)
        return self.garble(key, self.known.get(key, Answer(HTML, 502, "text/html"))).response(request.url)


def called(arguments: list[str]) -> tuple[int, str]:
    """Run a command as `main` does, in this process; gives its exit code and what it said."""
    out, kept = io.StringIO(), (sys.argv, sys.stdout, sys.stderr, sys.stdin)
    sys.argv, sys.stdout, sys.stderr, sys.stdin = ["poolpost", *arguments], out, out, io.StringIO()
    try:
        edge.run(_command())
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    finally:
        sys.argv, sys.stdout, sys.stderr, sys.stdin = kept


@cache
def _command() -> Callable[[], object]:
    """Build the command line once: typer does so at each call."""
    return typer.main.get_command(cli.app)


@contextlib.contextmanager
def world(scratch: Path) -> Iterator[World]:
    """Make a project in a directory, record what the embedded AWS answers its commands, and stay between them."""
    for variable in FOREIGN_VARIABLES:
        os.environ.pop(variable, None)
    shutil.copytree(ROOT / "environments", scratch / "environments", dirs_exist_ok=True)
    os.chdir(scratch)
    made = World()
    loader = botocore.loaders.create_loader()
    vars(botocore.session)["create_loader"] = lambda *_: loader
    real = botocore.httpsession.URLLib3Session.send
    vars_of: Any = botocore.httpsession.URLLib3Session
    with EmbeddedAws() as aws:
        os.environ.update(aws.environment())
        no_dns: Any = _NoDns()
        build(Place(aws, no_dns, clients(aws.url), changes=list(BASE)))
        pool = aws.pool("eu-west-1", POOL_ID)["UserPool"]
        aws.put_pool("eu-west-1", pool, production_mfa())
        made.record = real
        vars_of.send = lambda session, request: made.send(session, request)  # noqa: PLW0108 -- as a method of the class
        _share_clients()
        vars(judgement)["code_digest"] = cache(origin.code_digest)  # our own code: the same for every input
        for command in COMMANDS:
            called(list(command))
    made.record = None
    try:
        yield made
    finally:
        vars_of.send = real


def _share_clients() -> None:
    """Make clients once: that takes longer than all that they are asked."""
    session, kept = guard(botocore.session.Session()), dict[Any, Any]()

    def client(_account: Account, service: str, region: str, *, attempts: int | None = None) -> Any:
        key = (service, region, attempts)
        if key not in kept:
            config = Config(retries={"total_max_attempts": 1})
            kept[key] = session.create_client(service, region_name=region, config=config)
        return kept[key]

    patched: Any = Account
    patched.client = client
