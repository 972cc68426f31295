"""A project in a directory of its own, and a command run in it as a person sees it: text, exit code, nothing of this machine."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from poolpost.__main__ import main
from poolpost.aws.pace import Pace

_MACHINE = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?"), "TIME"),
    (re.compile(r"\d{8}T\d{6,}Z"), "TIME"),
    (re.compile(r"\b[0-9a-f]{40}\b"), "COMMIT"),
    (re.compile(r"\b(?!(.)\1{11}\b)[0-9a-f]{12}\b"), "COMMIT"),  # an account of the tests is one digit, 12 times
    (re.compile(r'("LastModifiedDate": )[\d.]+'), r"\1TIME"),
    (re.compile(r"(?<=took )[\d.]+(?= s)"), "N"),
)


def run(arguments: str, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Run `poolpost` in this process; return the command line, all that it prints, and its exit code."""
    capsys.readouterr()
    mask = os.umask(0o077)
    with patch.context() as own:
        own.setattr(sys, "argv", ["poolpost", *arguments.split()])
        # A usage message names the program by it: click would write "python -m pytest.poolpost".
        own.setattr(sys.modules["__main__"], "__package__", None, raising=False)
        own.setattr(Pace, "wait", lambda _self: None)  # AWS is embedded: nothing has to be spared
        for stream in ("stdout", "stderr"):  # the command wraps both, for good
            own.setattr(sys, stream, getattr(sys, stream))
        with pytest.raises(SystemExit) as ended:
            main()
    os.umask(mask)  # the command's files are for their owner alone, the test's are not
    said = capsys.readouterr()
    errors = "".join(f"! {line}\n" for line in said.err.splitlines())
    return f"$ poolpost {arguments}\n{said.out}{errors}exit {ended.value.code}\n"


def registered(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every group and command with its path; typer brings a click of its own, so this goes by what a group has."""
    yield path, command
    for name in getattr(command, "commands", {}):
        _, found, _ = command.resolve_command(command.context_class(command), [name])
        yield from registered(found, f"{path} {name}".strip())


def neutral(text: str, directory: Path) -> str:
    """Return the text without time, port, commit and place."""
    found = text.replace(str(directory), "DIR")
    for pattern, name in _MACHINE:
        found = pattern.sub(name, found)
    found = found.replace(datetime.now(UTC).date().isoformat(), "TODAY")
    return "".join(f"{line.rstrip()}\n" for line in found.splitlines())


def write_environment(data: dict[str, Any], name: str = "local") -> None:
    """Write an environment file below the working directory."""
    file = Path(f"environments/{name}.toml")
    file.parent.mkdir(exist_ok=True)
    file.write_text(tomlkit.dumps(data), encoding="utf-8")


def files(directory: Path, patterns: Iterable[str]) -> str:
    """Return the files that match, each below its name."""
    found = sorted(path for each in patterns for path in directory.glob(each))
    named = (f"# {path.relative_to(directory).as_posix()}\n{path.read_text(encoding='utf-8')}\n" for path in found)
    return "".join(named)
