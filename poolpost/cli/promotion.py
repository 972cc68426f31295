"""`poolpost evidence`, `promote` and `rollback`: from one environment to the next, and back."""

from pathlib import Path
from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json, Yes


def evidence(
    environment: Environment,
    *,
    plan: Annotated[
        Path | None, typer.Option(help="A plan file or its JSON; left out: the one of `cdktf diff`.")
    ] = None,
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT] for the doctor to ask.")] = None,
    sign: Annotated[
        Path | None, typer.Option(metavar="KEY", help="Sign it with this SSH key, for evidence_signers.")
    ] = None,
    json: Json = False,
) -> None:
    """
    Write down that an environment is deployed, without drift and healthy: environments/ENV.evidence.json.

    For CI, after a deploy: plan again, then this. The plan must be empty and pass the gate, the doctor must find nothing,
    and what the digest is made of must be committed. Exit codes: 0 written, 1 drift, a failing check or uncommitted
    changes, 2 no such environment, 3 something could not be looked at. Only 0 writes.

    Example: poolpost evidence staging
    """
    from poolpost.promotion.commands import evidence as look

    raise typer.Exit(look(environment, plan=plan, nameserver=nameserver, key=sign, json=json))


def promote(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The environment with evidence.", show_default=False)],
    target: Annotated[str, typer.Argument(metavar="TO", help="The environment to change.", show_default=False)],
    *,
    yes: Yes = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Also list what is meant to differ.")] = False,
    json: Json = False,
) -> None:
    """
    Bring the settings that were proved in FROM into environments/TO.toml; shows them, and asks.

    FROM's evidence must be sound and of FROM as it is now. What is meant to differ (account, domain, addresses, DMARC and
    so on) stays, and so do comments and order. Exit codes: 0 written or nothing to promote, 1 refused or declined,
    2 no such environment, 3 the evidence could not be looked at.

    Example: poolpost promote staging production
    """
    from poolpost.promotion.commands import promote as bring

    raise typer.Exit(bring(source, target, yes=yes, verbose=verbose, json=json))


def rollback(
    environment: Environment,
    *,
    to: Annotated[str, typer.Option(help="A commit, or the path of a snapshot of the pool.", show_default=False)],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """
    Prepare the way back: environments/ENV.toml as of a commit, or with the e-mail configuration of a pool snapshot.

    Shows what would change and what a rollback cannot undo, and asks. Nothing is deployed: the change goes through plan, gate
    and deploy like any other. Exit codes: 0 written or nothing to change, 1 refused or declined, 2 no such environment,
    commit or snapshot, 3 git could not be asked.

    Example: poolpost rollback production --to HEAD~1
    """
    from poolpost.promotion.rollback_commands import rollback as prepare

    raise typer.Exit(prepare(environment, to=to, yes=yes, json=json))
