"""`poolpost states`: which Terraform states there are, and which no file names."""

import typer

from poolpost.cli.options import Json


def states(*, json: Json = False) -> None:
    """
    List the Terraform states of all environments, and those beside them that no file in environments/ names any more.

    Reads local state files and the buckets of the S3 backends, with whatever credentials are there. Exit codes: 0 each
    has its file, 1 one has none, 3 a bucket could not be looked at.

    Example: poolpost states
    """
    from poolpost.states import states as look

    raise typer.Exit(look(json=json))
