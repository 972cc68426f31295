"""`poolpost pool`: show the pool's e-mail configuration, change it and nothing else."""

from typing import Annotated

import typer

from poolpost.cli.options import AcceptUnknown, AsJson, Environment, Replica, Snapshot

pool = typer.Typer(
    help="The user pool: show its e-mail configuration, and change it and nothing else.", no_args_is_help=True
)


@pool.command()
def show(environment: Environment, *, replica: Replica = None, json: AsJson = False) -> None:
    """
    Show the pool's e-mail configuration, and the messages that the file sets, live and wanted.

    Exit codes: 0 as wanted, 1 it differs or its mail does not arrive, 3 AWS could not be asked.

    Example: poolpost pool show staging
    """
    from poolpost.cli.pool_email import show_pool

    raise typer.Exit(show_pool(environment, replica=replica, json=json))


@pool.command()
def ready(environment: Environment, *, replica: Replica = None, json: AsJson = False) -> None:
    """
    Report whether mail would arrive if the pool were switched to SES now.

    Exit codes: 0 it would, 1 it would not (each reason with what to do), 3 AWS could not be asked.

    Example: poolpost pool ready production
    """
    from poolpost.cli.pool_email import pool_ready

    raise typer.Exit(pool_ready(environment, replica=replica, json=json))


@pool.command()
def snapshot(environment: Environment, *, replica: Replica = None, json: AsJson = False) -> None:
    """
    Write the whole pool to environments/ENV.pool.json, to be reviewed and committed.

    While the file exists, `pool apply`, and so every deploy, stops when the live pool differs from it outside its
    e-mail configuration. It also holds the pool's children (app clients, identity providers, domains, groups and more,
    without secrets), which `pool verify` and `doctor` compare; what could not be read is reported. Reading 1,000 app clients
    takes four minutes, since AWS answers five requests a second. Exit codes: 0 written, 3 AWS could not
    be asked, or not about all children: the file is written without those.

    Example: poolpost pool snapshot production
    """
    from poolpost.cli.pool_snapshots import snapshot_pool

    raise typer.Exit(snapshot_pool(environment, replica=replica, json=json))


@pool.command()
def verify(
    environment: Environment, *, replica: Replica = None, snapshot: Snapshot = None, json: AsJson = False
) -> None:
    """
    Compare the live pool with a snapshot, setting by setting, e-mail configuration and messages of the file aside.

    A reviewed snapshot's children are compared as well: app clients, identity providers and the rest. Exit codes: 0 the
    same, 1 it differs, 2 no snapshot, 3 AWS could not be asked, or not about all children.

    Example: poolpost pool verify production
    """
    from poolpost.cli.pool_snapshots import verify_pool

    raise typer.Exit(verify_pool(environment, replica=replica, snapshot=snapshot, json=json))


@pool.command()
def restore(
    environment: Environment,
    *,
    replica: Replica = None,
    snapshot: Snapshot = None,
    only: Annotated[
        list[str] | None, typer.Option(help="A member such as LambdaConfig; default: all but e-mail.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: AsJson = False,
) -> None:
    """
    Put settings of a snapshot back; shows what would change, and asks.

    Restores the pool's own settings, never its children. Exit codes: 0 restored or nothing to do, 1 stopped, declined or
    not all of it can be restored, 2 no snapshot, 3 AWS could not be asked.

    Example: poolpost pool restore production --only LambdaConfig
    """
    from poolpost.cli.pool_snapshots import restore_pool

    raise typer.Exit(
        restore_pool(environment, replica=replica, snapshot=snapshot, only=tuple(only or ()), yes=yes, json=json)
    )


@pool.command()
def accept(
    environment: Environment,
    members: Annotated[list[str], typer.Argument(metavar="MEMBER...", help="A member such as LambdaConfig.")],
    *,
    replica: Replica = None,
    json: AsJson = False,
) -> None:
    """
    Take members of the live pool as they are into the baseline: what they have lost was meant.

    Writes a file below .poolpost/snapshots/ and nothing to AWS. Exit codes: 0 accepted, 1 the baseline is the reviewed
    snapshot, 2 nothing of a member is lost, 3 AWS could not be asked.

    Example: poolpost pool accept production LambdaConfig
    """
    from poolpost.cli.pool_snapshots import accept_pool

    raise typer.Exit(accept_pool(environment, replica=replica, members=tuple(members), json=json))


@pool.command()
def apply(
    environment: Environment,
    *,
    replica: Replica = None,
    accept_unknown: AcceptUnknown = None,
    json: AsJson = False,
) -> None:
    """
    Write the environment's e-mail configuration and messages to the pool, and change nothing else.

    Describes, merges, describes again, updates once, describes and compares. Exit codes: 0 as wanted, 1 stopped
    (the message says whether anything was written), 3 AWS could not be asked.

    Example: poolpost pool apply staging
    """
    from poolpost.cli.pool_email import apply_pool

    raise typer.Exit(apply_pool(environment, replica=replica, accepted=frozenset(accept_unknown or ()), json=json))
