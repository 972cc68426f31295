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
    send: Annotated[
        bool, typer.Option("--send", help="Send to SES's mailbox simulator, and wait for the events.")
    ] = False,
    to: Annotated[str | None, typer.Option(help="With --send: a real address to send to as well.")] = None,
    json: Json = False,
) -> None:
    """
    Look whether mail will arrive: account, identity, DNS, delivery, user pool.

    Every line passes, fails, cannot be told or does not apply, with what was seen and what to do. Exit codes: 0 all
    passes, 1 something fails, 3 something could not be looked at. --send proves it instead: it sends three mails to
    the mailbox simulator of SES, and to nobody else unless --to names an address.

    Example: poolpost doctor production --watch
    """
    from poolpost.doctor.commands import doctor as look
    from poolpost.doctor.commands import send_proof

    if to is not None and not send:
        raise typer.BadParameter("--to is an option of --send")
    if send and (watch or format == Format.html):
        raise typer.BadParameter("--send prints text or JSON, once")
    if send:
        raise typer.Exit(send_proof(environment, to=to, json=json or format == Format.json))
    chosen = Format.json if json else format
    raise typer.Exit(look(environment, format_=chosen.value, watch=watch, nameserver=nameserver))
