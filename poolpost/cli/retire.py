"""`poolpost retire`: give the pool another sender, so that its environment can be destroyed."""

from typing import Annotated

import typer

from poolpost.cli.options import AcceptUnknown, Environment, Json, Yes


def retire(
    environment: Environment,
    *,
    to: Annotated[
        str | None,
        typer.Option(help="An environment whose identity the pool is to send with; left out: COGNITO_DEFAULT."),
    ] = None,
    accept_unknown: AcceptUnknown = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """
    Point the pool at another sender and change nothing else, so that `cdktf destroy` may take the environment away.

    The same careful write as `pool apply`. It refuses where sign-in needs SES (e-mail MFA, one-time passwords by mail),
    shows what would change, asks, and says what becomes of the DNS records. Exit codes: 0 done, 1 refused or declined,
    2 usage, 3 AWS could not be asked.

    Example: poolpost retire staging
    """
    from poolpost.pool.retire_commands import retire_pool

    raise typer.Exit(retire_pool(environment, to=to, accepted=frozenset(accept_unknown or ()), yes=yes, json=json))
