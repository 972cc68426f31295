"""Terraform as a process of the gate's: what stops it, and that it is asked to stop once."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_STOPPING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def run_stoppable(command: Sequence[str], directory: Path, environment: Mapping[str, str]) -> tuple[int, bool]:
    """
    Run Terraform to its end; a closed terminal (cdktf was interrupted) becomes a request to stop in good order.

    Terraform takes a second request for "at once": it ends in the middle of what it does, and data can be lost. A
    terminal that closes says so more than once (to its session's leader, and to everybody in the foreground), so only
    the first is passed on, and none after Ctrl-C. SIGTERM always is: whoever sends it means it.

    Args:
        command: Terraform and its arguments.
        directory: where it runs.
        environment: its environment variables.

    Returns its exit code, and whether anything asked it to stop.
    """
    before = {number: signal.getsignal(number) for number in _STOPPING}
    # Terraform inherits that SIGHUP is ignored; left alone, it would die of it in the middle of a write.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stopped: list[int] = []
    try:
        with subprocess.Popen(command, cwd=directory, env=environment) as process:

            def forward(number: int, _frame: object) -> None:
                first = not stopped
                stopped.append(number)
                if number == signal.SIGTERM:
                    process.send_signal(signal.SIGTERM)
                elif number == signal.SIGHUP and first:
                    process.send_signal(signal.SIGINT)
                # SIGINT: Terraform gets it from the terminal, as we do.

            for number in _STOPPING:
                signal.signal(number, forward)
            code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code, bool(stopped)
