"""What CloudTrail's event history says, in sentences: for `poolpost who`, and one line for doctor and `pool verify`."""

from collections.abc import Callable, Collection

from poolpost.doctor.trail import CHILD_WRITES, LATE, OTHER_WRITES, Change, History, culprit, culprit_of_child

Read = Callable[[tuple[str, ...]], History]
"""Reads the history of some names of events."""


def sentence(change: Change) -> str:
    """Return one request as a sentence: time, principal, tool, what it set, and what it omitted and so reset."""
    event = change.event
    subject = f" {change.subject}" if change.subject else ""
    how = f"was refused {event.name}{subject} ({event.refused})" if event.refused else f"called {event.name}{subject}"
    said = f"{event.time:%Y-%m-%d %H:%M:%S} UTC: {event.principal}, by {event.tool}, {how}{_settings(change)}"
    return " ".join(
        said.split()
    )  # CloudTrail has refused names too, and a line feed in one would begin a request of its own


def blame(read: Read, members: Collection[str]) -> str:
    """
    Return who most likely changed members of the pool, as one line; why that is not known, where it is not.

    Args:
        read: reads the history.
        members: top-level members that differ, `MfaConfig` for MFA factors.
    """
    names = ("UpdateUserPool", *(name for member in sorted(members) for name in OTHER_WRITES.get(member, ())))
    found = read(tuple(dict.fromkeys(names)))
    causes = {each.event.id: each for member in sorted(members) if (each := culprit(found.changes, member))}
    return _line(found, list(causes.values()))


def blame_for_child(read: Read, path: str) -> str:
    """Return who most likely changed a child, by the path of the difference; '' for a kind without a request that names it."""
    names = CHILD_WRITES.get(path.partition(".")[0], ())
    if not names:
        return ""
    found = read(names)
    cause = culprit_of_child(found.changes, path)
    return _line(found, [cause] if cause else [])


def _line(found: History, causes: list[Change]) -> str:
    if causes:
        newest = sorted(causes, key=lambda each: each.event.time, reverse=True)
        return "changed " + "; and ".join(sentence(each) for each in newest)
    if found.unread:
        return f"who changed it is not known: {next(iter(found.unread.values()))}"
    return f"who changed it is not known: CloudTrail has no such request; {LATE}"


def _settings(change: Change) -> str:
    if change.event.refused:
        return ""
    if change.set is None:
        return "; CloudTrail has no copy of the request"
    what = f"; it set {', '.join(change.set)}" if change.set else "; it set nothing" if change.omitted else ""
    if change.reset is None:
        return (
            f"{what}; it omitted, and so reset where it was set: {', '.join(change.omitted)}"
            if change.omitted
            else what
        )
    if change.reset:
        return f"{what}; it omitted, and so reset: {', '.join(change.reset)}"
    return f"{what}; it omitted nothing that the baseline has" if change.omitted else what
