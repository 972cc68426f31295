"""`poolpost messages`: the texts of verification and invitation mails."""

from pathlib import Path
from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json

messages = typer.Typer(help="Verification and invitation messages of the environment file.", no_args_is_help=True)


@messages.callback()
def _messages() -> None:
    """Keep `preview` a command of its own: Typer runs a lone command without its name."""


@messages.command()
def preview(
    environment: Environment,
    *,
    output: Annotated[
        Path | None,
        typer.Option(help="Directory for the pages; left out: .poolpost/messages/ENV/.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """
    Render each message of the environment file as an HTML page, with a sample code and user name. Offline.

    Exit codes: 0 written, 1 the file sets no message or has mistakes, 2 no such environment, or the directory cannot be
    written to.

    Example: poolpost messages preview production
    """
    from poolpost.messages.commands import preview_messages

    raise typer.Exit(preview_messages(environment, output=output, json=json))
