"""Signals on their way to Terraform: it is asked to stop once, since a second time means "at once" to it."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from poolpost.gate.process import GRACE

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
GATE = """
import os, sys
from pathlib import Path
from poolpost.gate.process import run_stoppable
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


def test_an_undisturbed_run_was_not_stopped(gate: subprocess.Popen[str]) -> None:
    """And its exit code is Terraform's."""
    assert _rest(gate) == ["(0, False)"]
