"""Bring the promotable settings of one environment into the file of another one."""

from collections.abc import Sequence
from typing import Any

from poolpost.errors import Stopped
from poolpost.review.environment_specific import KEY_OF_ITS_OWN
from poolpost.review.evidence import Evidence, path_of
from poolpost.review.evidence_trust import believed, too_old
from poolpost.review.promotion_digest import Digest, look
from poolpost.review.setting_differences import FROM, KEYS, differences, sender_in, tree
from poolpost.settings import Settings
from poolpost.settings.edit import GONE
from poolpost.settings.shared_identity import SET_TABLES, is_said_by_owner
from poolpost.standards import toml_text
from poolpost.standards.raw import Json, at


def edits(source: Settings, source_text: str, target: Settings) -> dict[str, Any]:
    """
    Return the edits that make the target's promotable settings those of the source: what its file says, and no more.

    Args:
        source: the environment that was proved.
        source_text: its file.
        target: the environment to change.

    Raises:
        Stopped: a value cannot be brought over.
    """
    data, here, there = toml_text.loads(source_text), tree(source), tree(target)
    made: dict[str, Any] = {}
    for change in differences(target, source):
        _stop_if_owners(target, change.key)
        path = change.key.split(".")
        for table in _new_tables(path, here, there):
            made.setdefault(table, {})
        if change.new is None:
            made[_gone(path, here)] = GONE
        elif change.key in KEYS and change.new == KEY_OF_ITS_OWN:
            msg = (
                f"{source.name} has a KMS key of its own, whose ARN is of its account; nothing was written; set {change.key} of "
                f"environments/{target.name}.toml to the ARN of {target.name}'s key first"
            )
            raise Stopped(msg)
        elif change.key == FROM:
            made[FROM] = sender_in(source, target.sender_domain)
        else:
            said = at(data, path)
            made[change.key] = (
                GONE if said is None else said
            )  # where the source leaves it to the default, so does the target
    return made


def _stop_if_owners(target: Settings, key: str) -> None:
    """Stop where a setting differs that another environment's file says."""
    if is_said_by_owner(target, key):
        owner = target.set_owner if key.partition(".")[0] in SET_TABLES else target.identity_owner
        msg = (
            f"{key} differs, and environments/{owner}.toml says it, since {target.name} shares what {owner} owns; nothing was "
            f"written; promote to {owner} first"
        )
        raise Stopped(msg)


def stop_unless_proved(source: Settings, target: Settings, kept: Sequence[Evidence]) -> Evidence:
    """
    Check that the source, as it is in its file, was seen deployed, without drift and healthy.

    Args:
        source: as its file is.
        target: that asks for it; its file says how old evidence may be, and who signs it.
        kept: the source's evidence, newest first.

    Raises:
        Stopped: it is not.
        CannotDecide: its digest cannot be made, or its evidence cannot be confirmed.
    """
    name, path = source.name, path_of(source.name).as_posix()
    again = f"deploy {name}, then 'poolpost evidence {name}' and commit {path}"
    if not kept:
        msg = f"nothing was proved in {name}: {path} does not exist; nothing was written; {again}"
        raise Stopped(msg)
    now = look(source).digest
    found, doubt = believed(kept, now, target)
    if found is None:
        msg = f"{_why_not(now, kept[0], path)}; nothing was written; {again}"
        raise Stopped(msg)
    doubt = doubt or too_old(found, target)
    if doubt:
        msg = f"the evidence in {path} cannot be used: {doubt}; nothing was written; {again}"
        raise Stopped(msg)
    return found


def _why_not(now: Digest, newest: Evidence, path: str) -> str:
    """Return why the newest evidence does not prove the source as it is."""
    name = newest.environment
    if not newest.is_sound:
        return f"{path} does not say that {name} was healthy and without drift"
    if not newest.digest.writer:
        return f"{path} was written by an older poolpost ({newest.poolpost}), which did not say what code writes to the pool"
    settings_changed = now.settings != newest.digest.settings
    what = f"environments/{name}.toml (or a text that it names)" if settings_changed else "the code"
    return f"{what} was changed since {path} was written ({newest.time}, commit {newest.commit[:12]})"


def _new_tables(path: list[str], here: Json, there: Json) -> list[str]:
    """Name the tables around a key that the target has not at all."""
    around = [path[:depth] for depth in range(1, len(path))]
    return [".".join(table) for table in around if at(there, table) is None and isinstance(at(here, table), dict)]


def _gone(path: list[str], here: Json) -> str:
    """Name what goes: the key, or the whole table that the source has not."""
    for depth in range(1, len(path)):
        if at(here, path[:depth]) is None:
            return ".".join(path[:depth])
    return ".".join(path)
