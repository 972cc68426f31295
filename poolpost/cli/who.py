"""`poolpost who`: who changed the pool and what it sends with, from CloudTrail's event history."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.options import AsJson, Environment
from poolpost.cli.pool_email import account_of
from poolpost.doctor.trail import DAYS, LATE, NAMES, History, history
from poolpost.doctor.trail_sentences import sentence
from poolpost.pool import baseline

_SPAN = re.compile(r"(?P<number>\d{1,4})(?P<unit>[mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Group(StrEnum):
    """What was changed."""

    pool = "pool"
    children = "children"
    mail = "mail"


def who(
    environment: Environment,
    *,
    since: Annotated[
        str, typer.Option(help="How far back: 30m, 12h, 7d, or a day such as 2026-11-01 (UTC).")
    ] = f"{DAYS}d",
    limit: Annotated[int, typer.Option(min=1, help="How many requests to print, the newest first.")] = 20,
    only: Annotated[
        list[Group] | None,
        typer.Option(help="pool, children (app clients, identity providers ...) or mail (SES); default: all."),
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Show who changed the pool and what it sends with, from CloudTrail: time, principal, tool and settings.

    The newest request comes first. For UpdateUserPool it says which settings the request omitted, and so reset. Reads the
    event history that every account has: 90 days, up to 15 minutes late, two requests a second, so that all of it takes a
    minute. Exit codes: 0 all was read, 3 AWS could not be asked, or not about everything.

    Example: poolpost who production --since 7d --only pool
    """
    groups = tuple(dict.fromkeys(only or list(Group)))
    raise typer.Exit(say_who(environment, since=beginning(since), limit=limit, groups=groups, json=json))


def say_who(environment: str, *, since: datetime, limit: int, groups: tuple[Group, ...], json: bool) -> int:
    """Read the history, and print it."""
    settings, aws = account_of(environment)
    last = baseline.find(settings) if settings.user_pool.id_ else None
    known = last.snapshot["UserPool"] if last else None
    names = [name for group in groups for name in NAMES[group]]
    with report.counting("reading CloudTrail's event history") as said:
        found = history(settings, aws.trail_of, names, since, known=known, said=said)
    shown = History(changes=found.changes[:limit], unread=found.unread)
    if json:
        report.as_json(
            {"environment": environment, "since": since.isoformat(), **_as_json(shown), "found": len(found.changes)}
        )
    else:
        _print(shown, len(found.changes), since)
    return 3 if found.unread else 0


def beginning(since: str, now: datetime | None = None) -> datetime:
    """
    Return the time that `--since` names.

    Raises:
        typer.BadParameter: it is no span and no day.
    """
    now = now or datetime.now(UTC)
    if span := _SPAN.fullmatch(since):
        return now - timedelta(**{_UNITS[span["unit"]]: int(span["number"])})
    try:
        day = datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        msg = f"{since!r} is no time; allowed: 30m, 12h, 7d, or a day such as 2026-11-01"
        raise typer.BadParameter(msg) from None
    if day > now:
        msg = f"{since!r} is in the future"
        raise typer.BadParameter(msg)
    return day


def _print(found: History, every: int, since: datetime) -> None:
    if not found.changes:
        seen = ", as far as CloudTrail could be read" if found.unread else ""
        console.console().print(f"no request since {since:%Y-%m-%d %H:%M} UTC changed it{seen}", soft_wrap=True)
    for change in found.changes:
        console.console().print(sentence(change), soft_wrap=True, markup=False, highlight=False)
    if every > len(found.changes):
        report.note(f"{every - len(found.changes)} more: --limit {every}")
    if since < datetime.now(UTC) - timedelta(days=DAYS, minutes=1):
        report.note(f"the event history keeps {DAYS} days; older events are in a trail's bucket, where there is one")
    report.note(LATE)
    for reason in dict.fromkeys(found.unread.values()):
        names = ", ".join(name for name, each in found.unread.items() if each == reason)
        report.note(f"{reason}; so it is not known who called {names}")


def _as_json(found: History) -> dict[str, object]:
    changes = [
        {
            "time": each.event.time.isoformat(),
            "event": each.event.name,
            "id": each.event.id,
            "principal": each.event.principal,
            "tool": each.event.tool,
            "subject": each.subject,
            "refused": each.event.refused,
            "set": each.set,
            "omitted": each.omitted,
            "reset": each.reset,
        }
        for each in found.changes
    ]
    return {"changes": changes, "unread": found.unread}
