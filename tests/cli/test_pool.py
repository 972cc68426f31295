"""`poolpost pool`: every command is about the pool, or with --replica about one that the file names."""

import pytest
from typer.testing import CliRunner

from poolpost.cli.pool import pool
from poolpost.errors import UsageError

COMMANDS = ["show", "ready", "snapshot", "verify", "restore", "accept", "apply"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_replica_that_the_file_does_not_name_is_refused(command: str) -> None:
    """Before AWS is asked, with what is allowed: a mistyped Region must not be the pool itself."""
    arguments = [command, "local", *(["LambdaConfig"] if command == "accept" else []), "--replica", "eu-central-9"]
    done = CliRunner().invoke(pool, arguments)
    assert isinstance(done.exception, UsageError)
    assert "names no replica in 'eu-central-9'; allowed: none" in str(done.exception)


def test_every_command_is_tried() -> None:
    """A command added later is tried too, or this test names it."""
    assert [
        str(each.name or (each.callback and each.callback.__name__)) for each in pool.registered_commands
    ] == COMMANDS
