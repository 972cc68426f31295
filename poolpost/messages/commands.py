"""What the commands below `poolpost messages` do. Each returns its exit code."""

from pathlib import Path

from poolpost import console, report
from poolpost.errors import Stopped, UsageError
from poolpost.pool.message_preview import page, previews
from poolpost.settings import Settings, load
from poolpost.settings import project_files as files

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
