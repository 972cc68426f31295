"""What `poolpost evidence` and `poolpost promote` do. Each returns its exit code."""

from typing import Annotated

import typer

from poolpost.cli import changed_settings as shown
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.ask import confirm
from poolpost.cli.options import AsJson, Yes
from poolpost.errors import Stopped, UsageError
from poolpost.review import evidence as store
from poolpost.review.promote import edits, stop_unless_proved
from poolpost.review.setting_differences import Changed, differences, meant_differences
from poolpost.settings import EnvironmentFileError, Settings, load
from poolpost.settings.edit import edited
from poolpost.settings.edit_files import judged, read, write
from poolpost.settings.files import DIRECTORY


def run_promote(source_name: str, target_name: str, *, yes: bool, verbose: bool, json: bool) -> int:
    """Show what would change in the target's file, check that it was proved in the source, ask, and write it."""
    source, target = load(source_name), load(target_name)
    if source.name == target.name:
        msg = f"{source.name!r} cannot be promoted to itself; name two environments"
        raise UsageError(msg)
    if target.promotes_from not in (None, source.name):
        msg = f"environments/{target.name}.toml has promotes_from = {target.promotes_from!r}; nothing was written"
        raise Stopped(msg)
    changes, aside = differences(target, source), meant_differences(target, source)
    if not json:
        _show(source, target, changes, aside if verbose else [])
    found = stop_unless_proved(source, target, store.read(source.name))
    if changes:
        _promoted(source, target, yes=yes)
    if json:
        report.as_json({"from": source.name, "to": target.name, "evidence": found, "changed": changes, "meant": aside})
    elif not changes:
        console.console().print(f"nothing to promote: {target.name} has what was proved in {source.name}")
    else:
        next_ = f"'cdktf diff {target.name}', 'poolpost gate {target.name}', then deploy it"
        console.console().print(
            f"environments/{target.name}.toml written; commit it, and go on: {next_}", soft_wrap=True
        )
    return 0


def _show(source: Settings, target: Settings, changes: list[Changed], aside: list[Changed]) -> None:
    if changes:
        shown.table(changes, old=f"{target.name} now", new=f"{source.name}")
    if aside:
        report.note("meant to differ, and left as it is:")
        shown.quietly(aside, here=target.name, there=source.name)


def _promoted(source: Settings, target: Settings, *, yes: bool) -> None:
    """Edit the target's file, judge the result, ask, and write it."""
    path = DIRECTORY / f"{target.name}.toml"
    before = read(path)
    after = edited(before, edits(source, read(DIRECTORY / f"{source.name}.toml"), target))
    try:
        made = judged(target.name, after)
    except EnvironmentFileError as error:
        msg = (
            f"with these changes {path.as_posix()} would have mistakes; nothing was written; where a value is {target.name}'s "
            f"own, add its table by hand first:\n{error}"
        )
        raise Stopped(msg) from None
    left = differences(made, source)
    if left:
        msg = f"{', '.join(each.key for each in left)} cannot be brought over; nothing was written; set it by hand"
        raise Stopped(msg)
    if not yes:
        confirm(f"Write this to {path.as_posix()}")
    write(path, before, after)


def promote(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The environment with evidence.", show_default=False)],
    target: Annotated[str, typer.Argument(metavar="TO", help="The environment to change.", show_default=False)],
    *,
    yes: Yes = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Also list what is meant to differ.")] = False,
    json: AsJson = False,
) -> None:
    """
    Bring the settings that were proved in FROM into environments/TO.toml; shows them, and asks.

    FROM's evidence must be sound and of FROM as it is now. What is meant to differ (account, domain, addresses, DMARC and
    so on) stays, and so do comments and order. Exit codes: 0 written or nothing to promote, 1 refused or declined,
    2 no such environment, 3 the evidence could not be checked.

    Example: poolpost promote staging production
    """
    raise typer.Exit(run_promote(source, target, yes=yes, verbose=verbose, json=json))
