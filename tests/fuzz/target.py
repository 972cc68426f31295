"""What a fuzz target is: how inputs are made, how the reader takes one, and which of them it may call good."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.fuzz import mutate


@dataclass(frozen=True, slots=True)
class Target:
    """
    A reader of something that came from outside.

    Attributes:
        name: as `python -m tests.fuzz NAME` has it.
        make: makes an input.
        run: gives it to the reader; returns the exit code and all that was said.
        rule: in words, for which inputs the exit code is never 0.
        never_zero: the same, as code that shares nothing with the reader.
        share: of all inputs, in proportion to the other targets'; what takes longer gets fewer.
    """

    name: str
    make: Callable[[Random], bytes]
    run: Callable[[bytes], tuple[int, str]]
    never_zero: Callable[[bytes], bool]
    rule: str = ""
    share: int = 1


def mutator(sound: bytes, change: Callable[[bytes, Random], bytes]) -> Callable[[Random], bytes]:
    """Make inputs from a sound one; every tenth is something else whole."""
    return lambda random: mutate.whole(random) if random.random() < 0.1 else change(sound, random)
