"""
The `poolpost` command: wiring only, in the order in which the commands are used.

Commands import what they need when they run: `poolpost --help` stays under 0.4 s. Exit codes: 0 go, 1 stop, 2 usage,
3 cannot decide; everything but 0 blocks a pipeline.
"""

import sys
from typing import Annotated

import typer

from poolpost.cli.access import access
from poolpost.cli.check import check
from poolpost.cli.dmarc import dmarc
from poolpost.cli.dns import dns
from poolpost.cli.doctor import doctor
from poolpost.cli.gate import gate
from poolpost.cli.messages import messages
from poolpost.cli.pool import pool
from poolpost.cli.preflight import preflight
from poolpost.cli.promotion import evidence, promote, rollback
from poolpost.cli.report import report
from poolpost.cli.retire import retire
from poolpost.cli.states import states
from poolpost.cli.templates import templates
from poolpost.cli.why import why
from poolpost.standards import edge

BEFORE, AFTER, TO, ACCOUNT = (
    "Before a deploy",
    "Will mail arrive?",
    "From environment to environment",
    "Pool and account",
)

app = typer.Typer(
    name="poolpost",
    help="Put an Amazon Cognito user pool on production e-mail through Amazon SES, without ever damaging the pool.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _version(asked: bool) -> None:  # noqa: FBT001 -- typer calls it so
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"poolpost {version('poolpost')}\n")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options of poolpost itself."""


for command in (check, dns, preflight, gate, report):
    app.command(rich_help_panel=BEFORE)(command)
for command in (doctor, why):
    app.command(rich_help_panel=AFTER)(command)
app.add_typer(dmarc, name="dmarc", rich_help_panel=AFTER)
for command in (evidence, promote, rollback):
    app.command(rich_help_panel=TO)(command)
for command in (retire, states):
    app.command(rich_help_panel=ACCOUNT)(command)
for name, group in {"pool": pool, "access": access, "messages": messages, "templates": templates}.items():
    app.add_typer(group, name=name, rich_help_panel=ACCOUNT)


def main() -> None:
    """Run the command line; whatever happens becomes one message and its exit code, never a traceback."""
    edge.run(app)
