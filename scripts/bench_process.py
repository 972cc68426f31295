"""Run one process and measure what it and its children cost."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU and wall in seconds, children included; peak memory in MB, of Python and of all Node processes."""

    cpu: float
    wall: float
    python_mb: float
    node_mb: int


def measure(command: Sequence[str | Path], directory: Path, environ: Mapping[str, str]) -> Cost:
    """
    Run it until it ends.

    Raises:
        CalledProcessError: it failed; its stderr is in the error.
    """
    before, started = os.times(), time.perf_counter()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, cwd=directory, env=environ, stdout=subprocess.DEVNULL, stderr=errors)
        peaks = _Peaks(process.pid)
        peaks.start()
        code = process.wait()
        peaks.ended.set()
        peaks.join()
        after, wall = os.times(), time.perf_counter() - started
        if code:
            _ = errors.seek(0)
            raise subprocess.CalledProcessError(code, list(command), stderr=errors.read())
    # wait() has collected the process, which had collected its own children: all their time is in ours.
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(cpu=cpu, wall=wall, python_mb=peaks.python, node_mb=round(peaks.node))


class _Peaks(threading.Thread):
    """Watches /proc; without it (not Linux), the peaks stay 0."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.python = 0.0
        self.node = 0.0
        self._root = root

    def run(self) -> None:
        while not self.ended.wait(SAMPLE_SECONDS):
            self.python = max(self.python, _megabytes(self._root, "VmHWM"))
            self.node = max(self.node, sum(_megabytes(child, "VmRSS") for child in _descendants(self._root)))


def _descendants(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    children = [int(child) for child in text.split()]
    return children + [below for child in children for below in _descendants(child)]


def _megabytes(process: int, field: str) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(f"{field}:")), 0.0)
