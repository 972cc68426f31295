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

from poolpost.errors import PoolpostError

app = typer.Typer(
    name="poolpost",
    help="Put an Amazon Cognito user pool on production e-mail through Amazon SES, without ever damaging the pool.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
pool = typer.Typer(
    help="The user pool: look at its e-mail configuration, change it and nothing else.", no_args_is_help=True
)
app.add_typer(pool, name="pool")

Environment = Annotated[str, typer.Argument(help="Name of a file in environments/, without .toml.", show_default=False)]
Snapshot = Annotated[Path | None, typer.Option(help="A snapshot file; left out: the last one, else the reviewed one.")]
AcceptUnknown = Annotated[list[str] | None, typer.Option(help="Path of an unknown member that may pass.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


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
        sys.stderr.write(f"{error}\n")
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
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT] to ask; left out: the system's.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask AWS for DKIM tokens.")] = False,
    standalone: Annotated[
        bool, typer.Option("--standalone", help="bind: add SOA and NS, so that it loads alone.")
    ] = False,
    json: Json = False,
) -> None:
    """
    List every DNS record that the environment needs, or check that each is there.

    DKIM records are pending until the first deploy. Exit codes: 0 listed, or all present; 1 a record is wrong,
    absent or pending; 3 AWS or DNS could not be asked.

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
    from poolpost.gate_commands import gate as judge

    accepted = frozenset(accept_unknown or ())
    raise typer.Exit(judge(environment, plan=plan, accepted=accepted, show_body=show_body, json=json))


@pool.command()
def show(environment: Environment, *, json: Json = False) -> None:
    """
    Show the pool's e-mail configuration, live and wanted.

    Exit codes: 0 as wanted, 1 it differs, 3 AWS could not be asked.

    Example: poolpost pool show staging
    """
    from poolpost.pool_commands import show_pool

    raise typer.Exit(show_pool(environment, json=json))


@pool.command()
def ready(environment: Environment, *, json: Json = False) -> None:
    """
    Say whether mail would arrive, were the pool switched to SES now.

    Exit codes: 0 it would, 1 it would not (each reason with what to do), 3 AWS could not be asked.

    Example: poolpost pool ready production
    """
    from poolpost.pool_commands import pool_ready

    raise typer.Exit(pool_ready(environment, json=json))


@pool.command()
def snapshot(environment: Environment, *, json: Json = False) -> None:
    """
    Write the whole pool to environments/ENV.pool.json, to be reviewed and committed.

    While the file exists, `pool apply`, and so every deploy, stops when the live pool differs from it outside its
    e-mail configuration. Exit codes: 0 written, 3 AWS could not be asked.

    Example: poolpost pool snapshot production
    """
    from poolpost.pool_commands import snapshot_pool

    raise typer.Exit(snapshot_pool(environment, json=json))


@pool.command()
def verify(environment: Environment, *, snapshot: Snapshot = None, json: Json = False) -> None:
    """
    Compare the live pool with a snapshot, setting by setting, e-mail configuration aside.

    Exit codes: 0 the same, 1 it differs, 2 no snapshot, 3 AWS could not be asked.

    Example: poolpost pool verify production
    """
    from poolpost.pool_commands import verify_pool

    raise typer.Exit(verify_pool(environment, snapshot=snapshot, json=json))


@pool.command()
def restore(
    environment: Environment,
    *,
    snapshot: Snapshot = None,
    only: Annotated[
        list[str] | None, typer.Option(help="A member such as LambdaConfig; left out: all but e-mail.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """
    Put settings of a snapshot back; shows what would change, and asks.

    Exit codes: 0 restored or nothing to do, 1 stopped or declined, 2 no snapshot, 3 AWS could not be asked.

    Example: poolpost pool restore production --only LambdaConfig
    """
    from poolpost.pool_commands import restore_pool

    raise typer.Exit(restore_pool(environment, snapshot=snapshot, only=tuple(only or ()), yes=yes, json=json))


@pool.command()
def apply(
    environment: Environment,
    *,
    accept_unknown: AcceptUnknown = None,
    json: Json = False,
) -> None:
    """
    Give the pool the environment's e-mail configuration, and change nothing else.

    Describes, merges, describes again, updates once, describes and compares. Exit codes: 0 as wanted, 1 stopped
    (the message says whether anything was written), 3 AWS could not be asked.

    Example: poolpost pool apply staging
    """
    from poolpost.pool_commands import apply_pool

    raise typer.Exit(apply_pool(environment, accepted=frozenset(accept_unknown or ()), json=json))
