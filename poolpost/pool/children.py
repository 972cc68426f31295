"""
What differs between a pool's children and those of its reviewed snapshot, and what of it is accepted for a while. Pure.

An identity provider that was never reviewed can sign in as any user whose address it claims, so those come first. What was not
read, then or now, is never "nothing changed": it is listed with its reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from poolpost.aws.pool_children_members import KINDS
from poolpost.pool.differences import Difference, differs, flat_members
from poolpost.settings import Settings
from poolpost.settings.tables.user_pool import AcceptedChild
from poolpost.standards.raw import Json

CHILDREN = "Children"
"""Member of a snapshot that holds the pool's children; older snapshots have none."""
_PROVIDERS = "IdentityProviders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A difference that the environment file accepts."""

    difference: Difference
    by: AcceptedChild


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """
    How the live children compare with the reviewed ones.

    Attributes:
        found: differences that are not accepted; new identity providers first.
        accepted: differences that are accepted today.
        expired: acceptances that have ended and still match a difference of `found`.
        unused: acceptances that match no difference.
        unread: what could not be read now: kind -> reason; `KIND.*` where only names were read.
        not_saved: what the snapshot lacks, in the same form.
    """

    found: tuple[Difference, ...]
    accepted: tuple[Accepted, ...]
    expired: tuple[AcceptedChild, ...]
    unused: tuple[AcceptedChild, ...]
    unread: dict[str, str]
    not_saved: dict[str, str]

    @property
    def new_providers(self) -> tuple[Difference, ...]:
        """The differences that are identity providers which were never reviewed."""
        return tuple(each for each in self.found if is_new_provider(each))


def compare(settings: Settings, saved: Json, live: Json, today: date) -> Compared:
    """
    Compare the children of a snapshot with the live ones.

    Args:
        settings: the environment, which may accept differences.
        saved: `Children` of the snapshot.
        live: what `PoolChildren.read` returned.
        today: the day (UTC) on which acceptances count.
    """
    every = list(differences(saved, live))
    accepting = settings.user_pool.accepted_children
    current = [each for each in accepting if each.until >= today]
    by = {each.path: next((one for one in current if covers(one, each.path)), None) for each in every}
    found = tuple(each for each in every if by[each.path] is None)
    ended = [each for each in accepting if each.until < today]
    return Compared(
        found=found,
        accepted=tuple(Accepted(difference=each, by=one) for each in every if (one := by[each.path]) is not None),
        expired=tuple(each for each in ended if any(covers(each, one.path) for one in found)),
        unused=tuple(each for each in accepting if not any(covers(each, one.path) for one in every)),
        unread=live.get("Unread", {}),
        not_saved=saved.get("Unread", {}),
    )


def differences(saved: Json, live: Json) -> Iterator[Difference]:
    """Yield what differs, kind by kind, in each kind what is new, then what is gone, then what changed, value by value."""
    unread: Json = saved.get("Unread", {}) | live.get("Unread", {})
    for kind in KINDS:
        if kind in unread:
            continue
        before, after = saved.get(kind, {}), live.get(kind, {})
        yield from (Difference(f"{kind}.{name}", None, after[name]) for name in sorted(after.keys() - before.keys()))
        yield from (Difference(f"{kind}.{name}", before[name], None) for name in sorted(before.keys() - after.keys()))
        if f"{kind}.*" not in unread:
            for name in sorted(before.keys() & after.keys()):
                yield from _changed(f"{kind}.{name}", before[name], after[name])


def is_new_provider(difference: Difference) -> bool:
    """Return whether a difference is an identity provider that the snapshot does not have."""
    kind, _, rest = difference.path.partition(".")
    return kind == _PROVIDERS and difference.before is None and isinstance(difference.after, dict) and bool(rest)


def new_providers(settings: Settings, saved: Json, names: tuple[str, ...], today: date) -> tuple[str, ...]:
    """Return the names of identity providers that the snapshot lacks and the file does not accept; () where it knows none."""
    if _PROVIDERS not in saved:
        return ()
    new = [name for name in names if name not in saved[_PROVIDERS]]
    current = [each for each in settings.user_pool.accepted_children if each.until >= today]
    return tuple(name for name in new if not any(covers(each, f"{_PROVIDERS}.{name}") for each in current))


def covers(accepting: AcceptedChild, path: str) -> bool:
    """Return whether an acceptance is about a difference: its path, or one above it."""
    return path == accepting.child or path.startswith((f"{accepting.child}.", f"{accepting.child}["))


def misshapen(snapshot: Json) -> list[str]:
    """List the paths below `Children` of a snapshot that are not what poolpost writes there."""
    children = snapshot.get(CHILDREN, {})
    if not isinstance(children, dict):
        return [CHILDREN]
    wrong = [kind for kind in (*KINDS, "Unread") if not isinstance(children.get(kind, {}), dict)]
    for kind in (each for each in KINDS if each not in wrong):
        wrong += [f"{kind}.{name}" for name, child in children.get(kind, {}).items() if not isinstance(child, dict)]
    return [f"{CHILDREN}.{path}" for path in wrong]


def _changed(path: str, before: Json, after: Json) -> Iterator[Difference]:
    left, right = dict(flat_members(before, path, {})), dict(flat_members(after, path, {}))
    for each in sorted(left.keys() | right.keys()):
        if differs(left.get(each), right.get(each)):
            yield Difference(each, left.get(each), right.get(each))
