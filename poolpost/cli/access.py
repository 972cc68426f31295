"""`poolpost access`: out of the SES sandbox."""

from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json, Yes

access = typer.Typer(
    help="The SES sandbox: where the account stands, and the request to leave it.", no_args_is_help=True
)


@access.command()
def show(
    environment: Environment,
    *,
    all_regions: Annotated[
        bool, typer.Option("--all-regions", help="Also every other SES region that the pool could send through.")
    ] = False,
    json: Json = False,
) -> None:
    """
    Show whether SES is in the sandbox, the review, the quota, who can receive mail, and what to do next.

    Sandbox and quota are of one region. Exit codes: 0 production access, or the sandbox where aws.sandbox accepts it;
    1 sandbox or paused; 3 AWS could not be asked.

    Example: poolpost access show production --all-regions
    """
    from poolpost.access.commands import show_access

    raise typer.Exit(show_access(environment, all_regions=all_regions, json=json))


@access.command()
def request(
    environment: Environment,
    *,
    accept: Annotated[
        list[str] | None, typer.Option(help="Id of a rule about the text that does not see what the text says.")
    ] = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """
    Ask AWS for production access, with the text of the table production_access; shows it, and asks.

    Sent once, and never while the same request is under review. Exit codes: 0 sent, under review or granted already;
    1 the text is thin, AWS refused, or declined; 3 AWS could not be asked.

    Example: poolpost access request production
    """
    from poolpost.access.commands import request_access

    raise typer.Exit(request_access(environment, accepted=frozenset(accept or ()), yes=yes, json=json))
