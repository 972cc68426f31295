"""Whoever reads what a process printed, and does it."""

import re
import shlex

from tests.simulation.invariants import listed
from tests.simulation.process import Process
from tests.simulation.processes import run
from tests.simulation.world import World

REMEDY = re.compile(r"poolpost pool (apply|restore|verify|ready|accept|snapshot) [^';\n]*")
"""A command as the messages print it."""


def follow(world: World) -> Process | None:
    """
    Do what the last process printed, as its reader would; None when it printed nothing to do.

    Where settings are to be put back that are as their owner wants them, the reader takes the other command, which keeps them.
    """
    last = world.ended[-1] if world.ended else None
    if last is None:
        return None
    printed = [shlex.split(found[0].rstrip(" .,)")) for found in REMEDY.finditer(last.text)]
    keeps = next((words for words in printed if words[2] in {"accept", "snapshot"}), None)
    puts_back = next((words for words in printed if words not in (keeps, None)), None)
    if keeps and not _is_damaged(world, last):
        puts_back = keeps
    if puts_back:
        _, _, command, _, *arguments = puts_back
        return run(world, command, shlex.join(arguments), follows=last)
    again = "run it again" in last.text or "run the same" in last.text
    return run(world, last.command, last.what, follows=last) if again else None


def _is_damaged(world: World, process: Process) -> bool:
    """Return whether a setting that a process lists is not as its owner ever wanted it."""
    now = world.now.settings
    return any(now.get(path, "") not in world.chosen.get(path, {""}) for path in listed(process))
