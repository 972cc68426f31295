"""`poolpost preflight`: what stands already where a deploy would create records."""

from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json


def preflight(
    environment: Environment,
    *,
    nameserver: Annotated[
        str | None, typer.Option(help="ADDRESS[:PORT]: with DNS elsewhere, ask only this server.")
    ] = None,
    json: Json = False,
) -> None:
    """
    Look at what stands already where a deploy would create DNS records, before anything is written.

    In Route 53 through its API, elsewhere through DNS. A record with another value stops, with both shown; one with the
    wanted value is adopted through `dns.adopt`. Exit codes: 0 nothing in the way, 1 something is, 3 AWS or DNS could not
    be asked.

    Example: poolpost preflight staging
    """
    from poolpost.preflight.commands import preflight as look

    raise typer.Exit(look(environment, nameserver=nameserver, json=json))
