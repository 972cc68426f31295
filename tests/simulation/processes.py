"""poolpost's commands as processes of a simulation: the real ones, with the world's AWS and without a terminal."""

import shlex
from collections.abc import Callable
from pathlib import Path

from poolpost.cli import (
    pool_email as commands,
)
from poolpost.cli import (
    pool_snapshots as snapshot_commands,
)
from poolpost.cli import (
    retire as retire_commands,
)
from poolpost.errors import PoolpostError
from tests.simulation.invariants import check, note_losses, remember_what_is_known
from tests.simulation.process import Broken, Killed, Process
from tests.simulation.schedule import Disturbance
from tests.simulation.settings import NAME
from tests.simulation.terraform import SimulatedGate
from tests.simulation.world import World


def run(  # noqa: PLR0913 -- each is a part of how it is started
    world: World,
    command: str,
    what: str = "",
    disturbed: tuple[Disturbance, ...] = (),
    *,
    parent: Process | None = None,
    follows: Process | None = None,
) -> Process:
    """
    Run a command to its end, and hold the invariants against it.

    Args:
        world: in which it runs.
        command: a key of `COMMANDS`.
        what: its arguments.
        disturbed: what happens at its requests.
        parent: the process that started it, whose requests and disturbances go on in it.
        follows: the process that printed this command.

    Raises:
        Broken: one does not hold.
    """
    process = Process(command, what, parent.disturbed if parent else disturbed, started=world.tick)
    process.requests = parent.requests if parent else 0
    process.follows = follows
    world.tell(f"$ {command} {what}".rstrip())
    world.running.append(process)
    try:
        process.exit = COMMANDS[command](world, process)
    except Killed:
        process.exit = None
    except PoolpostError as error:
        process.say(str(error))
        process.exit = error.exit_code
    except Exception as error:
        world.tell(f"{type(error).__name__}: {error}")
        msg = f"{command} ended with a traceback: {type(error).__name__}: {error}"
        raise Broken(msg) from error
    finally:
        world.running.pop()
    if parent:
        parent.requests = process.requests
    world.tick += 1
    note_losses(world, process)
    remember_what_is_known(world, process)
    world.tell(f"exit {process.exit}: {process.text.strip()}")
    world.ended.append(process)
    check(world, process)
    return process


def _restore(_world: World, process: Process) -> int:
    arguments = shlex.split(process.what)
    values = list(zip(arguments[::2], arguments[1::2], strict=True))
    snapshot = next((Path(value) for name, value in values if name == "--snapshot"), None)
    only = tuple(value for name, value in values if name == "--only")
    return snapshot_commands.restore_pool(NAME, snapshot=snapshot, only=only, yes=True, json=False)


def _verify(_world: World, process: Process) -> int:
    snapshot = Path(shlex.split(process.what)[-1]) if process.what else None
    return snapshot_commands.verify_pool(NAME, snapshot=snapshot, json=False)


def _accept(_world: World, process: Process) -> int:
    return snapshot_commands.accept_pool(NAME, members=tuple(shlex.split(process.what)), json=False)


def _retire(_world: World, _process: Process) -> int:
    return retire_commands.retire_pool(NAME, to=None, accepted=frozenset(), yes=True, json=False)


def _apply(_world: World, process: Process) -> int:
    arguments = shlex.split(process.what)
    accepted = frozenset(arguments[1::2])
    return commands.apply_pool(NAME, accepted=accepted, json=False)


COMMANDS: dict[str, Callable[[World, Process], int]] = {
    "accept": _accept,
    "apply": _apply,
    "restore": _restore,
    "retire": _retire,
    "verify": _verify,
    "show": lambda _world, _process: commands.show_pool(NAME, json=False),
    "ready": lambda _world, _process: commands.pool_ready(NAME, json=False),
    "deploy": lambda world, process: SimulatedGate(world, process).apply(["-auto-approve"], []),
    "destroy": lambda world, process: SimulatedGate(world, process).apply(["-destroy", "-auto-approve"], []),
    "snapshot": lambda _world, _process: snapshot_commands.snapshot_pool(NAME, json=False),
}
