"""
The `poolpost` command: the table of its commands, in the order in which they are used; each is loaded when it runs.

So `poolpost --help` stays under 0.4 s. Exit codes: 0 go, 1 stop, 2 usage, 3 cannot decide; everything but 0 blocks a pipeline.
"""

import importlib
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from poolpost.standards import edge

BEFORE, AFTER, TO, ACCOUNT = (
    "Before a deploy",
    "Will mail arrive?",
    "From environment to environment",
    "Pool and account",
)
COMMANDS = {
    "check": (BEFORE, "Validate environment files, offline."),
    "dns": (BEFORE, "List every DNS record that the environment needs, or check that each is there."),
    "preflight": (
        BEFORE,
        "Check what already exists where a deploy would create DNS records, before anything is written.",
    ),
    "gate": (BEFORE, "Check a plan against the live pool: go or stop."),
    "report": (
        BEFORE,
        "Show what a plan means for mail: the verdict, what changes, who would lose mail, what it costs.",
    ),
    "doctor": (AFTER, "Check whether mail will arrive: account, identity, DNS, delivery, user pool."),
    "why": (AFTER, "Say why mail does not arrive: the most likely cause first."),
    "evidence": (
        TO,
        "Write down that an environment is deployed, without drift and healthy: environments/ENV.evidence.json.",
    ),
    "promote": (TO, "Bring the settings that were proved in FROM into environments/TO.toml; shows them, and asks."),
    "rollback": (
        TO,
        "Prepare the way back: environments/ENV.toml as of a commit, or with the e-mail configuration of a pool snapshot.",
    ),
    "failover": (
        TO,
        "Prepare the switch to the standby SES region of environments/ENV.toml, or --back; shows it, and asks.",
    ),
    "retire": (
        ACCOUNT,
        "Point the pool at another sender and change nothing else, so that `cdktf destroy` may take the environment away.",
    ),
    "states": (
        ACCOUNT,
        "List the Terraform states of all environments, and those beside them that no file in environments/ names any more.",
    ),
    "dmarc": (AFTER, "DMARC aggregate reports, and the plan for a stricter policy."),
    "pool": (ACCOUNT, "The user pool: show its e-mail configuration, and change it and nothing else."),
    "who": (
        ACCOUNT,
        "Show who changed the pool and what it sends with, from CloudTrail: time, principal, tool and settings.",
    ),
    "access": (ACCOUNT, "The SES sandbox: the account's status, and the request to leave it."),
    "smtp": (ACCOUNT, "Derive the SMTP user name and password of SES from an access key that exists."),
    "messages": (ACCOUNT, "Verification and invitation messages of the environment file."),
    "templates": (ACCOUNT, "Custom verification e-mail templates of the environment file."),
}
"""Name -> panel, and the first sentence of its help; poolpost/cli/NAME.py has the command of that name."""


class _Lazy(TyperGroup):
    """The commands as the table has them; the one that is run is loaded."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name, (panel, summary) in COMMANDS.items():
            self.commands[name] = TyperCommand(name, help=summary, rich_help_panel=panel)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command as any group does, and load it."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, _loaded(name) if name in COMMANDS else found, rest


def _loaded(name: str) -> Any:
    """Load a command: a group of its own, or a function."""
    found = getattr(importlib.import_module(f"poolpost.cli.{name}"), name)
    if isinstance(found, typer.Typer):
        found.rich_markup_mode = app.rich_markup_mode
        return get_group(found)
    single = typer.Typer(add_completion=False, rich_markup_mode=app.rich_markup_mode)
    single.command(name)(found)
    return get_command(single)


app = typer.Typer(
    name="poolpost",
    cls=_Lazy,
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


def main() -> None:
    """Run the command line; whatever happens becomes one message and its exit code, never a traceback."""
    edge.run(app)
