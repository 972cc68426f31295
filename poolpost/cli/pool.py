"""`poolpost pool`: look at the pool's e-mail configuration, change it and nothing else."""

from typing import Annotated

import typer

from poolpost.cli.options import AcceptUnknown, Environment, Json, Snapshot

pool = typer.Typer(
    help="The user pool: look at its e-mail configuration, change it and nothing else.", no_args_is_help=True
)


@pool.command()
def show(environment: Environment, *, json: Json = False) -> None:
    """
    Show the pool's e-mail configuration, and the messages that the file sets, live and wanted.

    Exit codes: 0 as wanted, 1 it differs or its mail does not arrive, 3 AWS could not be asked.

    Example: poolpost pool show staging
    """
    from poolpost.pool.commands import show_pool

    raise typer.Exit(show_pool(environment, json=json))


@pool.command()
def ready(environment: Environment, *, json: Json = False) -> None:
    """
    Say whether mail would arrive, were the pool switched to SES now.

    Exit codes: 0 it would, 1 it would not (each reason with what to do), 3 AWS could not be asked.

    Example: poolpost pool ready production
    """
    from poolpost.pool.commands import pool_ready

    raise typer.Exit(pool_ready(environment, json=json))


@pool.command()
def snapshot(environment: Environment, *, json: Json = False) -> None:
    """
    Write the whole pool to environments/ENV.pool.json, to be reviewed and committed.

    While the file exists, `pool apply`, and so every deploy, stops when the live pool differs from it outside its
    e-mail configuration. Exit codes: 0 written, 3 AWS could not be asked.

    Example: poolpost pool snapshot production
    """
    from poolpost.pool.snapshot_commands import snapshot_pool

    raise typer.Exit(snapshot_pool(environment, json=json))


@pool.command()
def verify(environment: Environment, *, snapshot: Snapshot = None, json: Json = False) -> None:
    """
    Compare the live pool with a snapshot, setting by setting, e-mail configuration and messages of the file aside.

    Exit codes: 0 the same, 1 it differs, 2 no snapshot, 3 AWS could not be asked.

    Example: poolpost pool verify production
    """
    from poolpost.pool.snapshot_commands import verify_pool

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

    Exit codes: 0 restored or nothing to do, 1 stopped, declined or not all of it can be restored, 2 no snapshot, 3 AWS
    could not be asked.

    Example: poolpost pool restore production --only LambdaConfig
    """
    from poolpost.pool.snapshot_commands import restore_pool

    raise typer.Exit(restore_pool(environment, snapshot=snapshot, only=tuple(only or ()), yes=yes, json=json))


@pool.command()
def accept(
    environment: Environment,
    members: Annotated[list[str], typer.Argument(metavar="MEMBER...", help="A member such as LambdaConfig.")],
    *,
    json: Json = False,
) -> None:
    """
    Take members of the live pool as they are into the baseline: what they have lost was meant.

    Writes a file below .poolpost/snapshots/ and nothing to AWS. Exit codes: 0 accepted, 1 the baseline is the reviewed
    snapshot, 2 nothing of a member is lost, 3 AWS could not be asked.

    Example: poolpost pool accept production LambdaConfig
    """
    from poolpost.pool.snapshot_commands import accept_pool

    raise typer.Exit(accept_pool(environment, members=tuple(members), json=json))


@pool.command()
def apply(
    environment: Environment,
    *,
    accept_unknown: AcceptUnknown = None,
    json: Json = False,
) -> None:
    """
    Give the pool the environment's e-mail configuration and messages, and change nothing else.

    Describes, merges, describes again, updates once, describes and compares. Exit codes: 0 as wanted, 1 stopped
    (the message says whether anything was written), 3 AWS could not be asked.

    Example: poolpost pool apply staging
    """
    from poolpost.pool.commands import apply_pool

    raise typer.Exit(apply_pool(environment, accepted=frozenset(accept_unknown or ()), json=json))
