"""`poolpost dns`: every DNS record that an environment needs, listed or looked up."""

from enum import StrEnum
from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json


class Format(StrEnum):
    """How `poolpost dns` prints records."""

    table = "table"
    bind = "bind"
    json = "json"
    csv = "csv"
    markdown = "markdown"


def dns(
    environment: Environment,
    *,
    format: Annotated[Format, typer.Option(help="table, bind (zone file), json, csv or markdown.")] = Format.table,  # noqa: A002 -- the option's name
    check: Annotated[bool, typer.Option("--check", help="Resolve each record.")] = False,
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT]: ask only this server.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask AWS for DKIM tokens.")] = False,
    standalone: Annotated[
        bool, typer.Option("--standalone", help="bind: add SOA and NS, so that it loads alone.")
    ] = False,
    json: Json = False,
) -> None:
    """
    List every DNS record that the environment needs, or check that each is there.

    --check asks the zone's own name servers and the resolvers of dns.resolvers. DKIM records are pending until the
    first deploy. Exit codes: 0 listed, or all present; 1 a record is wrong, absent, pending or not visible everywhere
    yet; 3 AWS or DNS could not be asked.

    Example: poolpost dns production --format bind
    """
    from poolpost.commands import check_dns, list_dns

    if check and format not in {Format.table, Format.json}:
        msg = f"--check prints a table or JSON, not {format.value}"
        raise typer.BadParameter(msg)
    if standalone and (json or format not in {Format.table, Format.bind}):
        msg = f"--standalone is a zone file, not {'json' if json else format.value}"
        raise typer.BadParameter(msg)
    if check:
        raise typer.Exit(
            check_dns(environment, nameserver=nameserver, offline=offline, json=json or format == Format.json)
        )
    list_dns(environment, format_=Format.json if json else format, offline=offline, standalone=standalone)
