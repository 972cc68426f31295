"""The words about a pool's children: what differs from the reviewed snapshot, what is accepted, and what could not be read."""

from collections.abc import Mapping
from pathlib import Path

from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.pool.children import Compared
from poolpost.settings import Settings

WHAT = "app clients, identity providers, domains and other children"


def show_new_providers(compared: Compared) -> None:
    """Warn about identity providers that were never reviewed; before anything else, since accounts may be taken over now."""
    for each in compared.new_providers:
        report.note(
            f"{each.path} was never reviewed: who controls it can sign in as any user whose attributes it claims; "
            "remove it unless it is yours"
        )


def show(settings: Settings, path: Path, compared: Compared) -> None:
    """Print the verdict about the children, each difference, and what to do."""
    verdict = "differ from" if compared.found else "are the same as"
    seen = " as far as they could be read" if compared.unread or compared.not_saved else ""
    console.console().print(f"its {WHAT} {verdict} {path.as_posix()}{seen}")
    report.lines(compared.found)
    _notes(settings, path, compared)
    if compared.found:
        report.note(how_to_accept(settings, compared.found[0].path))


def show_unread(path: Path, unread: Mapping[str, str]) -> None:
    """Report what is not in a snapshot that was just written."""
    for kind, reason in unread.items():
        report.note(f"{path.as_posix()} does not hold {_kind(kind)}: {reason}")


def how_to_accept(settings: Settings, path: str) -> str:
    """Return how a difference of the children is reviewed, or accepted for a while."""
    return (
        f"where it was meant, have it reviewed: 'poolpost pool snapshot {settings.name}', commit; to accept it until a day, "
        f'add to environments/{settings.name}.toml: [[user_pool.accepted_children]] with child = "{path}", reason and until; '
        "poolpost never writes children, so undo the rest where it was done"
    )


def _notes(settings: Settings, path: Path, compared: Compared) -> None:
    for one in compared.accepted:
        report.note(f"accepted until {one.by.until}: {one.difference}; reason: {one.by.reason}")
    for each in compared.expired:
        report.note(f"the acceptance of {each.child} ended on {each.until}; its reason was: {each.reason}")
    for each in compared.unused:
        report.note(f"nothing differs at {each.child}: remove it from environments/{settings.name}.toml")
    for kind, reason in compared.unread.items():
        report.note(f"cannot check {_kind(kind)}: {reason}")
    for kind, reason in compared.not_saved.items():
        report.note(f"{path.as_posix()} does not hold {_kind(kind)}, so they were not compared: {reason}")


def _kind(kind: str) -> str:
    name, _, only_names = kind.partition(".")
    return f"the settings of {name}" if only_names else name
