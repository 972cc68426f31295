"""`poolpost gate`: judge a plan and the live pool."""

from pathlib import Path
from typing import Annotated

import typer

from poolpost.cli.options import AcceptUnknown, Environment, Json


def gate(
    environment: Environment,
    *,
    plan: Annotated[
        Path | None, typer.Option(help="A plan file or its JSON; left out: the one of `cdktf diff`.")
    ] = None,
    accept_unknown: AcceptUnknown = None,
    show_body: Annotated[bool, typer.Option("--show-body", help="Print the UpdateUserPool request to come.")] = False,
    json: Json = False,
) -> None:
    """
    Judge a plan and the live pool: go or stop.

    Exit codes: 0 go, 1 stop, 2 usage, 3 cannot decide.

    Example: poolpost gate production
    """
    from poolpost.gate.commands import gate as judge

    accepted = frozenset(accept_unknown or ())
    raise typer.Exit(judge(environment, plan=plan, accepted=accepted, show_body=show_body, json=json))
