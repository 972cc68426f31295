"""`poolpost check`: validate environment files, offline."""

from typing import Annotated

import typer

from poolpost.cli.options import Json


def check(
    environments: Annotated[
        list[str] | None, typer.Argument(help="Names of environments; left out: all.", show_default=False)
    ] = None,
    *,
    json: Json = False,
) -> None:
    """
    Validate environment files, offline.

    Exit codes: 0 valid (warnings allowed), 1 a file has mistakes, 2 no such environment.

    Example: poolpost check staging production
    """
    from poolpost.commands import check_environments

    raise typer.Exit(check_environments(environments or [], json=json))
