"""A bounded run of `make fuzz`, and that it notices what it is there for."""

import subprocess
import sys
from random import Random

import pytest

from poolpost.errors import CannotDecide
from tests.conftest import ROOT
from tests.fuzz import mutate
from tests.fuzz.__main__ import problem
from tests.fuzz.target import Target


@pytest.mark.slow
def test_every_reader_takes_what_nobody_meant() -> None:
    """Thousands of inputs: no traceback, no bug report, no hang, not too much memory, never 0 where it is no good."""
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "24", "--seed", "12"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(", 0 kinds of failure") == 9  # of eight readers, and of all


def test_a_target_that_does_not_exist_is_a_usage_error() -> None:
    """A misspelled name would otherwise be a run without inputs, and without failures."""
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "1", "varables"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "no such target: varables; there are: aws, environment, " in done.stderr


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ((0, ""), "exit code 0"),
        ((141, ""), "exit code 141"),
        ((3, "this is a bug of poolpost, which"), "this is a bug"),
        ((1, "Traceback (most recent call last)"), "Traceback"),
        ((3, "cannot read it"), ""),
    ],
)
def test_what_a_reader_may_not_do_is_noticed(outcome: tuple[int, str], words: str) -> None:
    """Counter-check: a target that ends so fails."""
    target = Target("x", lambda _random: b"", lambda _case: outcome, lambda _case: True)
    assert words in problem(target, b"")
    assert bool(words) == bool(problem(target, b""))


def test_what_gets_out_is_noticed() -> None:
    """An exception of a reader is one of its failures, not the end of the run."""

    def crash(_case: bytes) -> tuple[int, str]:
        raise CannotDecide("x")

    assert problem(Target("x", lambda _random: b"", crash, lambda _case: False), b"") == "CannotDecide gets out"


def test_inputs_are_the_same_for_a_seed_and_failures_shrink() -> None:
    """What failed on another machine fails here, and only its core is kept."""
    document = b'{"a": [1, {"b": "c"}], "d": null}'
    made = [mutate.json_like(document, Random(seed)) for seed in range(50)]
    assert made == [mutate.json_like(document, Random(seed)) for seed in range(50)]
    assert len(set(made)) > 25
    assert mutate.shrunk(b"x" * 400 + b"needle" + b"y" * 400, lambda case: b"needle" in case) == b"needle"
