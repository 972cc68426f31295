"""`poolpost report`: what a plan means for mail, for a pull request."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from poolpost.cli.options import AcceptUnknown, Json


class Format(StrEnum):
    """How a report is printed."""

    markdown = "markdown"
    html = "html"
    json = "json"


def report(
    environment: Annotated[str | None, typer.Argument(help="Name of an environment.", show_default=False)] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every environment, side by side.")] = False,
    plan: Annotated[
        Path | None, typer.Option(help="A plan file or its JSON; left out: the one of `cdktf diff`.")
    ] = None,
    accept_unknown: AcceptUnknown = None,
    format: Annotated[Format, typer.Option(help="markdown (a comment), html (one page) or json.")] = Format.markdown,  # noqa: A002 -- the option's name
    json: Json = False,
) -> None:
    """
    Say what a plan means for mail: the verdict, what changes, who would lose mail, what it costs.

    Exit codes are the gate's: 0 go, 1 stop, 2 usage, 3 cannot decide.

    Example: poolpost report staging --format markdown
    """
    from poolpost.review.commands import report as show

    if every == (environment is not None):
        raise typer.BadParameter("name an environment, or say --all")
    if every and plan is not None:
        raise typer.BadParameter("--plan is of one environment, not of --all")
    chosen = Format.json if json else format
    accepted = frozenset(accept_unknown or ())
    raise typer.Exit(show(environment, every=every, plan=plan, format_=chosen.value, accepted=accepted))
