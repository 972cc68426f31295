"""Runs tests against mutants inside one pytest process: a plugin that forks for each mutant."""

import gc
import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import TextIO

import coverage
import pytest

from scripts.mutants import Mutant

_KILLED, _CANNOT_SWAP = 1, 70
_PATIENCE = 20
"""Seconds that a mutant's tests may take in addition to five times their normal time: the machine may be busy."""


class Runner:
    """A pytest plugin that runs all tests unchanged, and then for each mutant those that reach it."""

    def __init__(self, chosen: Sequence[tuple[str, Mutant]], out: TextIO) -> None:
        """
        Store the mutants to run.

        Args:
            chosen: files, relative to the working directory of the run, and their mutants.
            out: where to report every mutant that no test notices, at once.
        """
        self._chosen = chosen
        self._out = out
        self._seconds: dict[str, float] = defaultdict(float)
        self.failed = ""
        """The message of the last failing test, and its name; "" if none has failed."""
        self.outcomes: list[str] = []
        """For each mutant `killed`, `survived` or `timed out`."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the time of a test, and store one that fails."""
        self._seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed = f"{report.longreprtext}\n{report.nodeid}"

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Replace pytest's own loop."""
        if session.testsfailed:
            raise session.Interrupted("the tests cannot be collected")
        reached = self._run_unchanged(session.items)
        self._functions = _functions()
        for number, (module, mutant) in enumerate(self._chosen, start=1):
            mirrored = _tests_of(module)
            wanted = {
                name for line in range(mutant.lines[0], mutant.lines[1] + 1) for name in reached[module].get(line, [])
            }
            tests = [item for item in session.items if item.nodeid in wanted or item.nodeid.startswith(mirrored)]
            outcome = self._outcome(
                module, mutant, sorted(tests, key=lambda item: self._seconds[item.nodeid]), session.items
            )
            self.outcomes.append(outcome)
            if outcome != "killed":
                progress = f"{number}/{len(self._chosen)}"
                print(f"{progress} {outcome}: {module}:{mutant.lines[0]} {mutant.key}", file=self._out, flush=True)
        return True

    def _run_unchanged(self, items: list[pytest.Item]) -> dict[str, dict[int, list[str]]]:
        """Run all tests, and return for each module which tests ran which line."""
        measured = coverage.Coverage(data_file=None, config_file=False, include=["*/poolpost/*"])
        measured.start()
        for number, item in enumerate(items):
            measured.switch_context(item.nodeid)
            # Session fixtures stay set up: another test always follows.
            _run(item, items[(number + 1) % len(items)])
            if self.failed:
                pytest.exit(f"{self.failed} fails without any mutant", returncode=3)
        measured.stop()
        data = measured.get_data()
        return {module: data.contexts_by_lineno(str(Path(module).resolve())) for module, _ in self._chosen}

    def _outcome(self, module: str, mutant: Mutant, tests: list[pytest.Item], items: list[pytest.Item]) -> str:
        """Run tests in a separate process that has the mutant."""
        file, limit = Path(module), time.monotonic() + _PATIENCE + 5 * sum(self._seconds[test.nodeid] for test in tests)
        original, times = file.read_bytes(), file.stat()
        file.write_bytes(mutant.source)
        try:
            child = os.fork()
            if child == 0:
                self._be_mutant(module, mutant, tests, items)
            ended, status = 0, 0
            while not ended:
                time.sleep(0.005)
                ended, status = os.waitpid(child, os.WNOHANG)
                if not ended and time.monotonic() > limit:
                    os.killpg(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    return "timed out"
        finally:
            file.write_bytes(original)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        if os.waitstatus_to_exitcode(status) == _CANNOT_SWAP:
            msg = f"{module}: cannot put {mutant.key} in place"
            raise RuntimeError(msg)
        return "killed" if status else "survived"

    def _be_mutant(self, module: str, mutant: Mutant, tests: list[pytest.Item], items: list[pytest.Item]) -> None:
        """Run tests until one fails; the exit code says whether one did. Does not return."""
        os.setpgid(0, 0)
        try:
            self._swap(str(Path(module).resolve()), mutant)
        except BaseException:  # noqa: BLE001 -- any error: the parent reports it
            os._exit(_CANNOT_SWAP)
        try:
            for number, test in enumerate(tests):
                # The session must never be torn down here: it is the parent's.
                _run(
                    test, tests[number + 1] if tests[number + 1 :] else next(item for item in items if item is not test)
                )
                if self.failed:
                    os._exit(_KILLED)
        except BaseException:  # noqa: BLE001 -- the tests end early, which the parent notices
            os._exit(_KILLED)
        os._exit(0)

    def _swap(self, file: str, mutant: Mutant) -> None:
        codes = {code.co_firstlineno: code for code in _codes(compile(mutant.source, file, "exec"), mutant.function)}
        for function in self._functions[file, mutant.function]:
            function.__code__ = codes[function.__code__.co_firstlineno]
        for each in gc.get_objects():
            if type(each).__name__ == "_lru_cache_wrapper" and str(each.__module__).startswith("poolpost"):
                each.cache_clear()


def _run(item: pytest.Item, following: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _tests_of(module: str) -> str:
    """Return the file with a module's own tests: they always run, since programs that they start are not traced."""
    path = Path(module).relative_to("poolpost")
    name = path.parent.name if path.stem == "__init__" else path.stem
    return f"{Path('tests', path.parent, f'test_{name}.py').as_posix()}::"


def _functions() -> dict[tuple[str, str], list[FunctionType]]:
    """Find poolpost's functions, wherever they are referenced, by file and qualified name."""
    found: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and "/poolpost/" in each.__code__.co_filename:
            found[each.__code__.co_filename, each.__code__.co_qualname].append(each)
    return found


def _codes(code: CodeType, name: str) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                yield constant
            yield from _codes(constant, name)
