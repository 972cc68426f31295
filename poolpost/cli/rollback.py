"""`poolpost rollback`: prepare the way back, to a commit or a pool snapshot."""

from pathlib import Path
from typing import Annotated, Any

import typer

from poolpost.cli import changed_settings as shown
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.ask import confirm
from poolpost.cli.options import AsJson, Environment, Yes
from poolpost.errors import Stopped, UsageError
from poolpost.pool import snapshots as pool_snapshots
from poolpost.review import git
from poolpost.review.rollback import cautions, stop_if_refused
from poolpost.review.rollback_to_snapshot import beside, from_snapshot, stop_unless_given
from poolpost.review.setting_differences import all_differences
from poolpost.settings import EnvironmentFileError, Settings, load
from poolpost.settings.edit import GONE, edited
from poolpost.settings.edit_files import judged, read, write
from poolpost.settings.files import DIRECTORY
from poolpost.settings.terraform_names import UNPROVED
from poolpost.standards import toml_text
from poolpost.standards.raw import at


def run_rollback(environment: str, *, to: str, yes: bool, json: bool) -> int:
    """Prepare the change that leads back to a commit's file, or to a snapshot's e-mail configuration."""
    settings = load(environment)
    path = DIRECTORY / f"{settings.name}.toml"
    before = read(path)
    is_snapshot = Path(to).is_file() or to.endswith(".json")
    after, made, notes = _of_snapshot(settings, before, Path(to)) if is_snapshot else _of_commit(settings, before, to)
    changes = all_differences(settings, made)
    stop_if_refused(changes)
    warnings = cautions(changes, settings, made)
    if not json and changes:
        shown.table(changes, old="now", new="then")
        report.remarks(warnings)
    for note in notes:
        report.note(note)
    if after != before:
        if not yes:
            confirm(f"Write this to {path.as_posix()}")
        write(path, before, after)
    if json:
        report.as_json({"to": to, "changed": changes, "warnings": warnings, "notes": notes, "written": after != before})
    elif after == before:
        console.console().print(f"nothing to change: {path.as_posix()} says this already")
    else:
        _say_next(settings, made)
    return 0


def _of_commit(settings: Settings, before: str, to: str) -> tuple[str, Settings, list[str]]:
    """Take the file as it was in a commit, with `promotes_from` as it is: a way back is no way around the gate."""
    commit = git.commit(to)
    path = DIRECTORY / f"{settings.name}.toml"
    found = git.file_at(commit, path.as_posix())
    if found is None:
        msg = f"commit {commit[:12]} has no {path.as_posix()}; 'git log -- {path.as_posix()}' lists those that have"
        raise UsageError(msg)
    try:
        then = found.decode("utf-8-sig")
        data = toml_text.loads(then)
    except ValueError as error:
        msg = f"{path.as_posix()} of commit {commit[:12]} is not TOML ({error}); nothing was written"
        raise Stopped(msg) from None
    notes = [f"{path.as_posix()} of commit {commit[:12]}"]
    if data.get("promotes_from") != settings.promotes_from:
        then = edited(then, {"promotes_from": settings.promotes_from or GONE})
        notes.append("promotes_from stays as it is now: the gate judges a way back like any other change")
    made = _judged(settings.name, then, f"of commit {commit[:12]}")
    notes += _other_files(made, commit)
    return (before if _same(before, then) else then), made, notes


def _of_snapshot(settings: Settings, before: str, path: Path) -> tuple[str, Settings, list[str]]:
    """Edit the file so that it gives a snapshot's e-mail configuration."""
    name = path.as_posix()
    pool = pool_snapshots.load(path, settings)["UserPool"]
    found = from_snapshot(settings, pool, name)
    data = toml_text.loads(before)
    edits = {key: new for key, new in found.edits.items() if _changes(data, key, new)}
    after = edited(before, edits) if edits else before
    made = _judged(settings.name, after, f"with the e-mail configuration of {name}")
    stop_unless_given(made, found.wanted, name)
    return after, made, beside(settings, pool, name)


def _judged(name: str, text: str, which: str) -> Settings:
    try:
        return judged(name, text)
    except EnvironmentFileError as error:
        msg = f"environments/{name}.toml {which} cannot be used by today's rules; nothing was written:\n{error}"
        raise Stopped(msg) from None


def _other_files(made: Settings, commit: str) -> list[str]:
    """Name the texts that are not as they were in the commit: a rollback of the file does not bring them back."""
    messages = [made.messages.verification.email_message_file, made.messages.verification.email_message_by_link_file]
    messages.append(made.messages.invitation.email_message_file)
    named = [file.path for file in messages if file is not None]
    named += [template.content_file for template in made.verification_templates.values()]
    paths = [(DIRECTORY / file).as_posix() for file in dict.fromkeys(named)]
    changed = [path for path in paths if git.file_at(commit, path) != Path(path).read_bytes()]
    return [
        f"{path} is not as it was; to take it back too: 'git restore --source={commit[:12]} -- {path}'"
        for path in changed
    ]


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")


def _changes(data: dict[str, Any], key: str, new: Any) -> bool:
    """Return whether an edit would change the file; a key that is absent stays absent, with its default."""
    now = at(data, key.split("."), GONE)
    if key == "user_pool.sending" and now is GONE:
        return new != "DEVELOPER"
    return now != new


def _say_next(settings: Settings, made: Settings) -> None:
    name = settings.name
    out = console.console()
    out.print(f"environments/{name}.toml written; nothing is deployed yet. Next:")
    steps = ["commit it", f"cdktf diff {name}", f"poolpost gate {name}", f"cdktf deploy {name}"]
    report.lines(f"{number}. {step}" for number, step in enumerate(steps, 1))
    if made.promotes_from is not None:
        report.note(
            f"the gate asks for evidence of {made.promotes_from}; a way back that must not wait passes by name and reason: "
            f'{UNPROVED}="{name}: why"'
        )


def rollback(
    environment: Environment,
    *,
    to: Annotated[str, typer.Option(help="A commit, or the path of a snapshot of the pool.", show_default=False)],
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """
    Prepare the way back: environments/ENV.toml as of a commit, or with the e-mail configuration of a pool snapshot.

    Shows what would change and what a rollback cannot undo, and asks. Nothing is deployed: the change goes through plan, gate
    and deploy like any other. Exit codes: 0 written or nothing to change, 1 refused or declined, 2 no such environment,
    commit or snapshot, 3 git could not be asked.

    Example: poolpost rollback production --to HEAD~1
    """
    raise typer.Exit(run_rollback(environment, to=to, yes=yes, json=json))
