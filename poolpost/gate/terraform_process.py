"""Terraform as a process of the gate's: what stops it, and that it is asked to stop once."""

import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from poolpost.settings.terraform_names import PROOF

_STOPPING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
GRACE = 0.5
"""Seconds that Ctrl-C has to arrive after a closed terminal: cdktf types it into its terminal before it lets go of that."""


def run_stoppable(command: Sequence[str], directory: Path, environment: Mapping[str, str]) -> tuple[int, bool]:
    """
    Run Terraform to its end; a closed terminal (cdktf was interrupted) becomes a request to stop in good order.

    Terraform takes a second request for "at once": it ends without writing down what it has done since the first. An
    interrupted cdktf types Ctrl-C into its terminal, which Terraform gets as we do, and closes it, of which the kernel
    tells us up to twice; any of these may come alone, and in any order. So a closed terminal is passed on once, and only
    where no Ctrl-C came. SIGTERM always is: whoever sends it means it.

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

            def ask() -> None:
                if not {signal.SIGINT, signal.SIGTERM} & set(stopped):
                    process.send_signal(signal.SIGINT)

            asking = threading.Timer(GRACE, ask)

            def note(number: int, _frame: object) -> None:
                stopped.append(number)
                if number == signal.SIGTERM:
                    process.send_signal(signal.SIGTERM)
                elif number == signal.SIGHUP and stopped.count(number) == 1:
                    asking.start()

            for number in _STOPPING:
                signal.signal(number, note)
            code = process.wait()
            asking.cancel()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code, bool(stopped)


PLANNING = PROOF | {"TF_VAR_poolpost_attempts": "5", "TF_IN_AUTOMATION": "1"}
"""
The same for a plan, which only reads: what is cut off is asked again. In automation Terraform does not advise to apply the
plan file by itself, past the gate.
"""
