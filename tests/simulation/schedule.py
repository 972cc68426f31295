"""
What a seed stands for: the moves of a schedule.

A schedule is a plain literal, so that one that found a fault can be kept as a regression case: seeds change their meaning
whenever a move is added.
"""

import random
from typing import NamedTuple

AT_THE_WRITE = -1
"""In place of a request's number: at UpdateUserPool, where the most can go wrong."""


class Disturbance(NamedTuple):
    """Something that happens at the request with this number (from 0) of a process."""

    at: int
    kind: str
    what: str = ""


class Move(NamedTuple):
    """A command that is run as a process, or an event, with what disturbs it."""

    kind: str
    what: str = ""
    disturbed: tuple[Disturbance, ...] = ()


Schedule = tuple[Move, ...]

MEMBERS = ("LambdaConfig", "Policies", "UserPoolTags", "UserPoolAddOns", "DeletionProtection")
"""What people change, and Amplify or AWS lose."""
EVENTS: dict[str, tuple[str, ...]] = {
    "console": MEMBERS,
    "console-removes": ("LambdaConfig", "UserPoolTags"),
    "console-email": ("",),
    "factors": ("",),
    "users": ("",),
    "amplify": ("", "with-email"),
    "future-member": ("FutureThing", "LambdaConfig"),
    "disable": ("",),
    "enable": ("",),
    "delete-pool": ("",),
    "recreate-pool": ("",),
    "identity": ("gone", "gone", "back"),
    "configuration-set": ("gone", "gone", "back"),
    "dkim": ("gone", "gone", "back"),
    "mail-from": ("gone", "gone", "back"),
    "sandbox": ("in", "out"),
    "sending": ("paused", "resumed"),
    "credentials": ("other", "right"),
    "neighbour": ("sends", "sends", "leaves"),
}
"""What others do -> the ways in which they do it."""
OFTEN = ("console", "console", "console", "amplify", "amplify", "factors", "console-email", "users")
FAULTS = ("kill", "kill-after", "lost", "lost-after", "throttle", "unreachable", "late", "drops")
COMMANDS = (
    "apply",
    "apply",
    "apply",
    "deploy",
    "restore",
    "verify",
    "show",
    "ready",
    "follow",
    "snapshot",
    "destroy",
    "retire",
)
_LENGTHS = (1, 2, 2, 3, 3, 4)
_REQUESTS = 13  # that an apply sends, about


def generated(seed: int) -> Schedule:
    """Make the schedule of a seed."""
    chance = random.Random(seed)  # noqa: S311 -- to be repeated is its purpose
    begins = (Move("deployed"),) if chance.random() < 0.6 else ()
    ends = (Move("settle"),) if chance.random() < 0.35 else ()
    return begins + tuple(_move(chance) for _ in range(chance.choice(_LENGTHS))) + ends


def _move(chance: random.Random) -> Move:
    if chance.random() < 0.5:
        return Move(*_event(chance))
    kind = chance.choice(COMMANDS)
    many = chance.choice((0, 0, 1, 1, 2))
    return Move(kind, "", tuple(sorted(_disturbance(chance) for _ in range(many))))


def _event(chance: random.Random) -> tuple[str, str]:
    kind = chance.choice(OFTEN if chance.random() < 0.6 else tuple(EVENTS))
    return kind, chance.choice(EVENTS[kind])


def _disturbance(chance: random.Random) -> Disturbance:
    at = AT_THE_WRITE if chance.random() < 0.3 else chance.randrange(_REQUESTS)
    dice = chance.random()
    if dice < 0.5:
        fault = chance.choice(FAULTS)
        return Disturbance(at, fault, chance.choice(MEMBERS) if fault == "drops" else "")
    if dice < 0.62:
        return Disturbance(at, "another", chance.choice(("apply", "restore", "deploy")))
    return Disturbance(at, *_event(chance))
