"""`poolpost pool`: show the pool's e-mail configuration, change it and nothing else."""

import json as json_library
import os
from typing import Annotated

import typer

from poolpost.aws.services import Aws
from poolpost.aws.user_pool_members import unknown_members
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.options import AcceptUnknown, AsJson, Environment, Replica, Snapshot
from poolpost.errors import Stopped, UsageError
from poolpost.findings import worst
from poolpost.pool import messages as pool_messages
from poolpost.pool.apply import apply as apply_email
from poolpost.pool.apply import missing_for_mail, wait_until_ready
from poolpost.pool.differences import email_configuration, fingerprint
from poolpost.pool.name_collision import refuse_namesakes
from poolpost.settings import Settings, load
from poolpost.settings.replicas import about_replica
from poolpost.settings.terraform_names import JUDGED, PLANNED

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
    raise typer.Exit(show_pool(environment, replica=replica, json=json))


@pool.command()
def ready(environment: Environment, *, replica: Replica = None, json: AsJson = False) -> None:
    """
    Report whether mail would arrive if the pool were switched to SES now.

    Exit codes: 0 it would, 1 it would not (each reason with what to do), 3 AWS could not be asked.

    Example: poolpost pool ready production
    """
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
    raise typer.Exit(apply_pool(environment, replica=replica, accepted=frozenset(accept_unknown or ()), json=json))


def show_pool(environment: str, *, replica: str | None = None, json: bool) -> int:
    """Print live and wanted e-mail configuration, the messages of the file, and what keeps mail from arriving."""
    settings, aws = account_of(environment, replica)
    pool, messages = aws.cognito.user_pool(), settings.pool_messages
    live, wanted, unknown = email_configuration(pool), settings.email_configuration, unknown_members(pool)
    same_messages = pool_messages.as_wanted(pool, messages)
    missing = missing_for_mail(settings, aws) if live == wanted else []
    if json:
        shown = {"user_pool_id": pool["Id"], "live": live, "wanted": wanted, "unknown_members": unknown}
        texts = {"live": pool_messages.live_messages(pool, messages), "wanted": messages}
        report.as_json(shown | {"missing": missing} | ({"messages": texts} if messages else {}))
    else:
        verdict = "is as wanted" if live == wanted else "is not as wanted"
        verdict += ", but its mail does not arrive" if missing else ""
        console.console().print(
            f"user pool {pool['Id']} ({pool['Name']}{where(settings)}): its e-mail configuration {verdict}"
        )
        report.remarks(missing)
        report.side_by_side("EmailConfiguration", ("live", live), ("wanted", wanted))
        if messages:
            report.rows(("Message", "State", "Live"), pool_messages.text_states(pool, messages))
        if unknown:
            report.note(f"settings that this poolpost does not know: {', '.join(unknown)}")
        for region in settings.user_pool.replicas:
            report.note(f"its replica: 'poolpost pool show {settings.name} --replica {region}'")
    return 0 if live == wanted and same_messages and not missing else 1


def apply_pool(environment: str, *, replica: str | None = None, accepted: frozenset[str], json: bool) -> int:
    """Write the e-mail configuration and the messages; what Terraform planned must be what the environment file says."""
    settings = settings_of(environment, replica)
    planned = os.environ.get(PLANNED)
    if planned is not None and _parsed(planned) != settings.planned:
        msg = (
            f"environments/{environment}.toml is not the file that the plan was made from; the user pool was left as it "
            f"is; run 'cdktf deploy {environment}' again, so that the plan shows what will be written"
        )
        raise Stopped(msg)
    done = apply_email(settings, Aws(settings), report.note, accepted=accepted)
    if json:
        report.as_json(done)
        return 0
    if done.unknown:
        report.note(f"settings that this poolpost does not know: {', '.join(done.unknown)}")
    if done.changed:
        report.side_by_side("EmailConfiguration", ("before", done.before), ("after", done.after))
        email = ["EmailConfiguration"] if done.before != done.after else []
        what = ", ".join([*email, *done.messages])
        console.console().print(
            f"user pool {settings.user_pool.id}{where(settings)}: only {what} changed", soft_wrap=True
        )
    if done.others:
        report.note(
            f"but somebody else changed it before, as listed above; 'poolpost pool restore {settings.pool_argument}' puts it back"
        )
    return 0


def pool_ready(environment: str, *, replica: str | None = None, json: bool) -> int:
    """Wait as long as the environment allows, and report what is missing."""
    settings, aws = account_of(environment, replica)
    missing = wait_until_ready(settings, aws, report.note)
    judged = os.environ.get(JUDGED)
    if judged is not None and settings.user_pool.id_ is None:
        refuse_namesakes(settings, aws)
    elif judged is not None and fingerprint(aws.cognito.user_pool()) != judged:
        msg = (
            f"user pool {settings.user_pool.id} was changed by somebody else since the gate judged it; its e-mail was not "
            "written; run it again, so that the plan shows the pool as it is"
        )
        raise Stopped(msg)
    if json:
        report.as_json(missing)
    elif missing:
        report.findings(f"environments/{environment}.toml", missing)
    else:
        console.console().print(f"user pool {settings.user_pool.title}{where(settings)}: mail would arrive")
    return worst(missing)


def where(settings: Settings) -> str:
    """Return what a sentence adds to the id of a replica, which is its primary's; '' for the pool itself."""
    return f", replica in {settings.replica}" if settings.replica else ""


def _parsed(planned: str) -> object:
    try:
        return json_library.loads(planned)
    except ValueError:
        return None


def settings_of(environment: str, replica: str | None) -> Settings:
    """
    Load an environment, or what it says about the pool's replica in a Region.

    Raises:
        UsageError: the file names no replica there.
    """
    settings = load(environment)
    if replica is None:
        return settings
    named = settings.user_pool.replicas
    if replica not in named:
        allowed = ", ".join(named) or "none, since the file has no [user_pool.replicas]"
        msg = f"environments/{settings.name}.toml names no replica in {replica!r}; allowed: {allowed}"
        raise UsageError(msg)
    return about_replica(settings, replica)


def account_of(environment: str, replica: str | None = None) -> tuple[Settings, Aws]:
    """Load an environment, or its pool's replica, and check that the credentials belong to its account."""
    settings = settings_of(environment, replica)
    aws = Aws(settings)
    aws.account.check()
    return settings, aws
