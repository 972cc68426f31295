"""A real terminal for the commands that ask: types an answer when its question is on the screen."""

import os
import pty
import select
import signal
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path

from poolpost.cli.ask import CI_VARIABLES
from poolpost.emulator.run_terraform import Run, plain

SECONDS = 240
ENTER, DOWN = "\r", "\x1b[B"
Answer = tuple[str, str] | tuple[str, str, Callable[[], None]]
"""What is shown, the keys to press then, with | between them, and what happens before they are pressed."""


def converse(command: list[str], directory: Path, environment: dict[str, str], *answers: Answer) -> Run:
    """
    Run a command on a terminal of its own; each answer is typed once its text was shown.

    Raises:
        TimeoutError: a question did not come, or the command did not end.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, 200))
    person = {name: value for name, value in environment.items() if name not in CI_VARIABLES}
    process = subprocess.Popen(
        command, cwd=directory, env=person, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        shown = _talk(ours, list(answers))
        return Run(process.wait(timeout=30), "\n".join(map(plain, shown.splitlines())))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        os.close(ours)


def _talk(terminal: int, answers: list[Answer]) -> str:
    shown, read_until = "", 0
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if answers and (at := shown.find(answers[0][0], read_until)) >= 0:
            read_until = at + len(answers[0][0])
            time.sleep(0.5)  # a menu is drawn before it listens
            _, keys, *meanwhile = answers.pop(0)
            for happens in meanwhile:
                happens()
            for key in keys.split("|"):
                os.write(terminal, key.encode())
                time.sleep(0.3)
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            read = os.read(terminal, 65536)
        except OSError:  # Linux says that the other side is closed this way
            read = b""
        if not read:
            return shown
        shown += read.decode(errors="replace")
    msg = f"after {SECONDS} s; waiting for {answers[:1]} after:\n{shown[-3000:]}"
    raise TimeoutError(msg)
