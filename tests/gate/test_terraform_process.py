"""Signals on their way to Terraform: it is asked to stop once, since a second time means "at once" to it."""

import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from poolpost.gate.terraform_process import GRACE, run_stoppable

RECORDS = """
import signal, sys, time
def seen(number, _frame):
    print(signal.Signals(number).name, flush=True)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, seen)
print("ready", flush=True)
sys.stdin.readline()
"""
"""Stands where Terraform stands, says which signals reach it, and ends when it is told."""
SOON = 15
"""Seconds within which a signal arrives, on a machine with much else to do."""
GATE = """
import os, sys
from pathlib import Path
from poolpost.gate.terraform_process import run_stoppable
print(run_stoppable([sys.executable, "-c", sys.argv[1]], Path.cwd(), os.environ), flush=True)
"""


@pytest.fixture
def gate() -> Iterator[subprocess.Popen[str]]:
    """Start the gate's side with a program that records, in a session of its own as in cdktf's terminal."""
    command = [sys.executable, "-c", GATE, RECORDS]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def _line(gate: subprocess.Popen[str]) -> str:
    assert gate.stdout is not None
    assert select.select([gate.stdout], [], [], SOON)[0], "nothing came"
    return gate.stdout.readline().strip()


def _rest(gate: subprocess.Popen[str]) -> list[str]:
    return gate.communicate("end\n", timeout=60)[0].splitlines()


def test_a_terminal_that_closes_twice_asks_once(gate: subprocess.Popen[str]) -> None:
    """The kernel tells the session's leader and the foreground group."""
    gate.send_signal(signal.SIGHUP)
    assert _line(gate) == "SIGINT"
    gate.send_signal(signal.SIGHUP)
    time.sleep(2 * GRACE)
    gate.send_signal(signal.SIGTERM)
    assert _line(gate) == "SIGTERM", "a second SIGINT came before it"
    assert _rest(gate) == ["(0, True)"]


@pytest.mark.parametrize("order", [(signal.SIGINT, signal.SIGHUP), (signal.SIGHUP, signal.SIGINT)])
def test_a_terminal_that_closes_with_ctrl_c_asks_no_more(gate: subprocess.Popen[str], order: tuple[int, int]) -> None:
    """Terraform has had the terminal's own SIGINT, which this gate alone is sent here; of two at once Python sees 1 first."""
    for number in order:
        gate.send_signal(number)
    time.sleep(2 * GRACE)
    gate.send_signal(signal.SIGTERM)
    assert _line(gate) == "SIGTERM"
    assert _rest(gate) == ["(0, True)"]


def test_a_terminal_that_closes_after_sigterm_asks_no_second_time(gate: subprocess.Popen[str]) -> None:
    """Terraform was asked already; one more request would end it at once, in the middle of a write."""
    gate.send_signal(signal.SIGTERM)
    assert _line(gate) == "SIGTERM"
    gate.send_signal(signal.SIGHUP)
    time.sleep(2 * GRACE)
    assert _rest(gate) == ["(0, True)"]


def test_an_undisturbed_run_was_not_stopped(gate: subprocess.Popen[str]) -> None:
    """And its exit code is Terraform's."""
    assert _rest(gate) == ["(0, False)"]


STOPPING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
WHERE = """
import os, signal, sys
from pathlib import Path
Path("where").write_text(os.environ["OF_THE_GATE"])
sys.exit(7 if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else 8)
"""


@pytest.fixture
def handlers() -> Iterator[None]:
    """Start as a shell starts a program, and leave all as it was."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_terraform_runs_where_and_as_it_is_told(tmp_path: Path) -> None:
    """In its directory and environment; a closed terminal does not kill it in the middle of a write; our handlers return."""
    before = [signal.getsignal(number) for number in STOPPING]
    assert run_stoppable([sys.executable, "-c", WHERE], tmp_path, {"OF_THE_GATE": "told"}) == (7, False)
    assert (tmp_path / "where").read_text() == "told"
    assert [signal.getsignal(number) for number in STOPPING] == before


@pytest.mark.usefixtures("handlers")
def test_a_program_that_cannot_start_leaves_no_handler_behind(tmp_path: Path) -> None:
    """Else Ctrl-C would go to nobody."""
    before = [signal.getsignal(number) for number in STOPPING]
    with pytest.raises(FileNotFoundError):
        run_stoppable([str(tmp_path / "nothing")], tmp_path, {})
    assert [signal.getsignal(number) for number in STOPPING] == before
