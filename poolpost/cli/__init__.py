"""
The `poolpost` command: wiring only.

Commands import what they need when they run: `poolpost --help` stays under 0.4 s. Exit codes: 0 go, 1 stop, 2 usage,
3 cannot decide; everything but 0 blocks a pipeline.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from poolpost.cli.access import access
from poolpost.cli.dmarc import dmarc
from poolpost.cli.doctor import doctor
from poolpost.cli.messages import messages
from poolpost.cli.options import AcceptUnknown, Environment, Json
from poolpost.cli.pool import pool
from poolpost.cli.preflight import preflight
from poolpost.cli.promotion import evidence, promote, rollback
from poolpost.cli.report import report
from poolpost.cli.templates import templates
from poolpost.cli.why import why
from poolpost.errors import PoolpostError
from poolpost.safe_text import shown

app = typer.Typer(
    name="poolpost",
    help="Put an Amazon Cognito user pool on production e-mail through Amazon SES, without ever damaging the pool.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(pool, name="pool")
app.add_typer(access, name="access")
app.add_typer(templates, name="templates")
app.add_typer(messages, name="messages")
app.add_typer(dmarc, name="dmarc")
app.command()(doctor)
app.command()(preflight)
app.command()(why)
app.command()(report)
app.command()(evidence)
app.command()(promote)
app.command()(rollback)


class Format(StrEnum):
    """How `poolpost dns` prints records."""

    table = "table"
    bind = "bind"
    json = "json"
    csv = "csv"
    markdown = "markdown"


def main() -> None:
    """Run the command line; a PoolpostError becomes one message and its exit code, never a traceback."""
    try:
        app()
    except PoolpostError as error:
        sys.stderr.write(f"{shown(str(error))}\n")
        sys.exit(error.exit_code)


@app.command()
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


@app.command()
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
    if standalone and format not in {Format.table, Format.bind}:
        msg = f"--standalone is a zone file, not {format.value}"
        raise typer.BadParameter(msg)
    if check:
        raise typer.Exit(
            check_dns(environment, nameserver=nameserver, offline=offline, json=json or format == Format.json)
        )
    list_dns(environment, format_=Format.json if json else format, offline=offline, standalone=standalone)


@app.command()
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
