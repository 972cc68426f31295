"""`poolpost retire`: give the pool another sender, so that its environment can be destroyed."""

from typing import Annotated

import typer

from poolpost.aws.services import Aws
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.ask import confirm
from poolpost.cli.options import AcceptUnknown, AsJson, Environment, Yes
from poolpost.cli.pool_email import where
from poolpost.pool.apply import Applied, apply
from poolpost.pool.differences import email_configuration
from poolpost.pool.replicas import missing
from poolpost.pool.retire import dns_afterwards, retired
from poolpost.settings import Settings, load
from poolpost.settings.replicas import ReplicaSettings, replicas_of


def retire(
    environment: Environment,
    *,
    to: Annotated[
        str | None,
        typer.Option(help="An environment whose identity the pool is to send with; default: COGNITO_DEFAULT."),
    ] = None,
    accept_unknown: AcceptUnknown = None,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """
    Point the pool at another sender and change nothing else, so that `cdktf destroy` may take the environment away.

    The same careful write as `pool apply`. It refuses where sign-in needs SES (e-mail MFA, one-time passwords by mail),
    shows what would change, asks, and says what becomes of the DNS records. Exit codes: 0 done, 1 refused or declined,
    2 usage, 3 AWS could not be asked.

    Example: poolpost retire staging
    """
    raise typer.Exit(retire_pool(environment, to=to, accepted=frozenset(accept_unknown or ()), yes=yes, json=json))


def retire_pool(environment: str, *, to: str | None, accepted: frozenset[str], yes: bool, json: bool) -> int:
    """Show what would change, ask, write it, and say what is left to do."""
    settings = load(environment)
    other = load(to) if to else None
    done = [
        (target, _switch(target, accepted=accepted, yes=yes))
        for target in [retired(each, other) for each in (settings, *_existing_replicas(settings))]
    ]
    deployed = _is_deployed(settings)
    dns = dns_afterwards(settings) if deployed else ()
    if json:
        (target, write), *others = done
        replicas = [{"region": each.replica, "write": written} for each, written in others]
        shown = {"user_pool_id": target.user_pool.id, "write": write, "deployed": deployed, "dns": dns}
        report.as_json(shown | ({"replicas": replicas} if replicas else {}))
        return 0
    lines = [
        *(_sends(target, write) for target, write in done),
        *(_destroy(settings, dns) if deployed else _nothing_to_destroy(settings)),
        f"last, delete environments/{settings.name}.toml",
    ]
    for line in lines:
        console.console().print(line, soft_wrap=True)
    return 0


def _existing_replicas(settings: Settings) -> tuple[ReplicaSettings, ...]:
    """Return the replicas of the file that exist: one that was deleted sends nothing any more."""
    named = replicas_of(settings)
    if not named:
        return ()
    aws = Aws(settings)
    aws.account.check()
    live = aws.cognito.replicas()
    return tuple(replica for replica in named if not missing(replica, live))


def _switch(target: Settings, *, accepted: frozenset[str], yes: bool) -> Applied:
    """Show what would change in a pool or its replica, ask, and write it."""
    aws = Aws(target)
    aws.account.check()
    live, wanted = email_configuration(aws.cognito.user_pool()), target.email_configuration
    if live != wanted and not yes:
        report.side_by_side("EmailConfiguration", ("now", live), ("then", wanted))
        confirm(f"Write this to user pool {target.user_pool.id}{where(target)}")
    return apply(target, aws, report.note, accepted=accepted)


def _sends(target: Settings, done: Applied) -> str:
    wanted = target.email_configuration
    sender = wanted.get("From", "Cognito's own sender, 50 mails a day")
    happened = "nothing else changed" if done.changed else "it did so already, and nothing was written"
    pool = f"user pool {target.user_pool.id}{where(target)}"
    return f"{pool} sends by {wanted['EmailSendingAccount']}, from {sender}; {happened}"


def _is_deployed(settings: Settings) -> bool:
    """Return whether SES has anything that a deploy creates; what else is in a state, only Terraform knows."""
    aws = Aws(settings)
    return aws.ses.sender_identity() is not None or aws.ses.has_configuration_set()


def _destroy(settings: Settings, dns: tuple[str, ...]) -> tuple[str, ...]:
    return (
        f"now 'cdktf destroy {settings.name}' may run, if no other pool sends with what it takes; until then a deploy or "
        f"'poolpost pool apply {settings.name}' would switch the pool back",
        *dns,
    )


def _nothing_to_destroy(settings: Settings) -> tuple[str, ...]:
    what = f"neither identity {settings.identity} nor configuration set {settings.configuration_set.name}"
    return (
        f"SES in {settings.aws.region} has {what}, so there is nothing to destroy: it was never deployed, or is gone",
    )
