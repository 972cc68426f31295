"""`poolpost why`: why mail does not arrive."""

from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json


def why(
    environment: Environment,
    *,
    to: Annotated[str | None, typer.Option(help="An address that got no mail.")] = None,
    error: Annotated[str, typer.Option(help="An error text of AWS, pasted.")] = "",
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT] to ask; left out: all that matter.")] = None,
    json: Json = False,
) -> None:
    """
    Say why mail does not arrive: the most likely cause first.

    Exit codes: 0 no cause was found, 1 at least one was, 2 usage, 3 something could not be looked at.

    Example: poolpost why production --to jane@example.org
    """
    from poolpost.why.commands import why as look

    raise typer.Exit(look(environment, to=to, error=error, nameserver=nameserver, json=json))
