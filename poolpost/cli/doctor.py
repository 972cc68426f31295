"""`poolpost doctor`: the production checklist, live."""

from enum import StrEnum
from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json


class Format(StrEnum):
    """How the checklist is printed."""

    text = "text"
    json = "json"
    html = "html"


def doctor(
    environment: Environment,
    *,
    format: Annotated[Format, typer.Option(help="text, json, or html: one self-contained page.")] = Format.text,  # noqa: A002 -- the option's name
    watch: Annotated[bool, typer.Option("--watch", help="Look again until everything passes.")] = False,
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT] to ask; left out: all that matter.")] = None,
    json: Json = False,
) -> None:
    """
    Look whether mail will arrive: account, identity, DNS, delivery, user pool.

    Every line passes, fails, cannot be told or does not apply, with what was seen and what to do. Exit codes: 0 all
    passes, 1 something fails, 3 something could not be looked at.

    Example: poolpost doctor production --watch
    """
    from poolpost.doctor.commands import doctor as look

    chosen = Format.json if json else format
    raise typer.Exit(look(environment, format_=chosen.value, watch=watch, nameserver=nameserver))
