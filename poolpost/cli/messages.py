"""`poolpost messages`: the texts of verification and invitation mails."""

from pathlib import Path
from typing import Annotated

import typer

from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.options import AsJson, Environment
from poolpost.cli.pages import Page, render
from poolpost.errors import Stopped, UsageError
from poolpost.pool.message_preview import Preview, previews
from poolpost.settings import Settings, load
from poolpost.settings import project_files as files

messages = typer.Typer(help="Verification and invitation messages of the environment file.", no_args_is_help=True)


@messages.callback()
def _messages() -> None:
    """Keep `preview` a command of its own: Typer runs a lone command without its name."""


@messages.command()
def preview(
    environment: Environment,
    *,
    output: Annotated[
        Path | None,
        typer.Option(help="Directory for the pages; default: .poolpost/messages/ENV/.", show_default=False),
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Render each message of the environment file as an HTML page, with a sample code and user name. Offline.

    Exit codes: 0 written, 1 the file sets no message or has mistakes, 2 no such environment, or the directory cannot be
    written to.

    Example: poolpost messages preview production
    """
    raise typer.Exit(preview_messages(environment, output=output, json=json))


PREVIEWS = Path(".poolpost/messages")


def preview_messages(environment: str, *, output: Path | None, json: bool) -> int:
    """
    Write one HTML page for each mail of the environment file.

    Raises:
        Stopped: the file sets no message.
        UsageError: the directory cannot be written to.
    """
    settings = load(environment)
    paths = _write(settings, output or PREVIEWS / settings.name)
    if json:
        report.as_json({"files": paths})
    else:
        for path in paths:
            console.console().print(path.as_posix(), soft_wrap=True)
    return 0


def _write(settings: Settings, directory: Path) -> list[Path]:
    mails = previews(settings)
    if not mails:
        msg = f"environments/{settings.name}.toml sets no subject and no body in [messages]: there is nothing to show"
        raise Stopped(msg)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        paths = [directory / f"{mail.name}.html" for mail in mails]
        for path, mail in zip(paths, mails, strict=True):
            files.write(path, page(settings, mail).encode(), mode=0o644)
    except (FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError) as error:
        msg = f"{directory.as_posix()} cannot be written to ({error.strerror}); name another directory with --output"
        raise UsageError(msg) from None
    return paths


def page(settings: Settings, preview: Preview) -> Page:
    """Render one mail as a page: who it is from, when it is sent, its subject and its body."""
    pool = settings.user_pool
    return render(
        "message.html.j2",
        environment=settings.name,
        sender=str(pool.from_) if pool.from_ else "Cognito's own sender",
        reply_to=pool.reply_to.address if pool.reply_to else "",
        mail=preview,
    )
