"""Run cdktf and Terraform for the demo and the tests: output into a log, progress as it comes."""

import os
import re
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_DONE = re.compile(r"(\S+): (Creation|Modifications|Destruction) complete after (\S+)")
_DISTINCT = re.compile(r"\d+ Stacks? (deploying|destroying)|^$")

Progress = Callable[[str, str], None]
"""Called with a resource's address and what happened to it."""


class CommandFailedError(Exception):
    """A command ended with another exit code than 0; the text holds the end of its output."""


@dataclass(frozen=True, slots=True)
class Run:
    """
    A finished command.

    Attributes:
        exit_code: as the shell sees it.
        output: everything that it printed, without colours and cdktf's redrawn status lines.
    """

    exit_code: int
    output: str


def run(
    command: list[str],
    directory: Path,
    environment: dict[str, str],
    *,
    log: Path | None = None,
    progress: Progress = lambda _address, _what: None,
) -> Run:
    """Run a command in its own process group; if we are interrupted, interrupt it as well, and wait for it."""
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            for line in process.stdout or ():
                _take(line, lines, progress)
        except BaseException:
            os.killpg(process.pid, signal.SIGINT)
            process.wait()
            raise
        finally:
            if log is not None:
                log.parent.mkdir(parents=True, exist_ok=True)
                log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Run(process.returncode, "\n".join(lines))


def must_run(
    command: list[str],
    directory: Path,
    environment: dict[str, str],
    *,
    log: Path | None = None,
    progress: Progress = lambda _address, _what: None,
) -> Run:
    """
    Run a command that has to succeed.

    Raises:
        CommandFailedError: it did not.
    """
    done = run(command, directory, environment, log=log, progress=progress)
    if done.exit_code != 0:
        end = "\n".join(done.output.splitlines()[-40:])
        where = f"; all of its output is in {log}" if log else ""
        message = f"`{' '.join(command)}` ended with exit code {done.exit_code}{where}\n{end}"
        raise CommandFailedError(message)
    return done


def plain(line: str) -> str:
    """Take colours and cursor movements out of a line."""
    return _ANSI.sub("", line).rstrip()


def _take(line: str, lines: list[str], progress: Progress) -> None:
    text = plain(line)
    if _DISTINCT.search(text):
        return
    lines.append(text)
    match = _DONE.search(text)
    if match is not None:
        verb = {"Creation": "created", "Modifications": "changed", "Destruction": "destroyed"}[match[2]]
        progress(match[1], f"{verb} in {match[3]}")
