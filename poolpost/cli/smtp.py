"""`poolpost smtp`: the SMTP user name and password of an access key that exists."""

import getpass
import sys
from typing import Annotated

import typer

from poolpost.cli import terminal as report
from poolpost.cli.options import AsJson, Environment
from poolpost.errors import Stopped
from poolpost.ses.smtp_password import refuse_other_keys, smtp_credentials
from poolpost.settings import load
from poolpost.standards.redaction import remember


def smtp(
    environment: Environment,
    *,
    access_key: Annotated[
        str, typer.Option("--access-key", help="Access key id of the IAM user that sends, AKIA...: no secret.")
    ],
    json: AsJson = False,
) -> None:
    """
    Derive the SMTP user name and password of SES from an access key that exists; nothing is created or stored.

    The secret access key is asked for without echo, or read from standard input; it is never an argument, which every
    process of the machine can read. The password is of the environment's SES region. Exit codes: 0 derived, 1 no secret
    was given, 2 usage.

    Example: poolpost smtp production --access-key AKIAIOSFODNN7EXAMPLE
    """
    region = load(environment).aws.region
    refuse_other_keys(access_key)
    made = smtp_credentials(region, access_key, _secret())
    if json:
        report.as_json(made)
    else:
        report.pairs(
            {"host": made.host, "port": f"{made.port}, STARTTLS", "user": made.user, "password": made.password}
        )


def _secret() -> str:
    """
    Ask for the secret, or read it; it is removed from every message from then on.

    Raises:
        Stopped: standard input is empty.
    """
    asked = getpass.getpass("Secret access key (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()
    secret = asked.strip()
    remember(secret)
    if not secret:
        raise Stopped("no secret access key was given; type it at the prompt, or send it to standard input")
    return secret
