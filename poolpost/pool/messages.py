"""
The texts that the environment file sets inside a pool: which members they are, and no others. Pure.

AWS keeps the code text and its subject twice: whoever sets `VerificationMessageTemplate.EmailMessage` finds the same in
`EmailVerificationMessage` (terraform-provider-aws, acceptance test withVerificationMessageTemplate, run on real AWS); the
old member "is no longer used" (botocore). The template is what counts, and a twin that a pool has follows it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from poolpost.pool.differences import Difference
from poolpost.standards.raw import Json, at

Messages = Mapping[str, str]
"""Path of a member -> its text, as `Settings.pool_messages` gives it."""

OPTION = "VerificationMessageTemplate.DefaultEmailOption"
TWINS = {
    "VerificationMessageTemplate.EmailMessage": "EmailVerificationMessage",
    "VerificationMessageTemplate.EmailSubject": "EmailVerificationSubject",
}
"""Member of the template -> the old member that holds the same."""
_SHOWN = 60  # characters of a text in a table
_TEMPLATES = {twin: path for path, twin in TWINS.items()}


def changeable_paths(wanted: Messages) -> frozenset[str]:
    """Return the paths that may change: what the file names, and the twins of that."""
    return frozenset(wanted) | {TWINS[path] for path in wanted if path in TWINS}


def live_messages(pool: Json, wanted: Messages) -> dict[str, str]:
    """Return what a pool has of the wanted members, including twins; absent ones are omitted."""
    found = {path: at(pool, path) for path in sorted(changeable_paths(wanted))}
    return {path: text for path, text in found.items() if text not in (None, "")}


def as_wanted(pool: Json, wanted: Messages) -> bool:
    """Return whether the pool has every wanted text, and no twin with another text."""
    return all(
        at(pool, path) == text and (path not in TWINS or pool.get(TWINS[path], text) == text)
        for path, text in wanted.items()
    )


def with_texts(pool: Json, wanted: Messages) -> Json:
    """Return the pool with the wanted texts; an existing twin gets the same text. The argument is not changed."""
    texts = dict(wanted)
    texts |= {TWINS[path]: text for path, text in wanted.items() if path in TWINS and TWINS[path] in pool}
    for path, text in texts.items():
        pool = put(pool, path, text)
    return pool


def keeping_live_texts(target: Json, live: Json, wanted: Messages) -> Json:
    """Return the target with the wanted members as they are live: a restore leaves them to the environment file."""
    for path in sorted(changeable_paths(wanted)):
        target = put(target, path, at(live, path))
    return target


def text_states(pool: Json, wanted: Messages) -> list[tuple[str, str, str]]:
    """Return path, state and the beginning of the live text of every wanted member, and of each twin that the pool has."""
    texts = dict(wanted) | {twin: wanted[path] for path, twin in TWINS.items() if path in wanted and twin in pool}
    return [(path, _state(at(pool, path), text), _beginning(at(pool, path))) for path, text in texts.items()]


def _state(live: Any, text: str) -> str:
    if live == text:
        return "as wanted"
    return "not set" if live in (None, "") else "differs"


def _beginning(text: Any) -> str:
    line = " ".join(str(text or "-").split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}... ({len(str(text)):,} characters)"


def outside(found: Iterable[Difference], wanted: Messages) -> list[Difference]:
    """Return the differences without those in members that may change."""
    ours = changeable_paths(wanted)
    return [difference for difference in found if difference.path not in ours]


def is_side_effect_of(difference: Difference, wanted: Messages, after: Json) -> bool:
    """
    Return whether a difference only accompanies the wanted texts.

    That is a twin that AWS added or removed together with the text of the template; or the default option (by code, as
    `losses.DEFAULTS` has it), spelled out where a pool had no template at all.
    """
    if difference.path == OPTION and difference.before is None:
        return difference.after == "CONFIRM_WITH_CODE" and any(
            path.startswith("VerificationMessageTemplate.") for path in wanted
        )
    template = _TEMPLATES.get(difference.path, "")
    return template in wanted and difference.after in (None, at(after, template)) and at(after, template) is not None


def link_without_domain(pool: Json, wanted: Messages) -> bool:
    """Return whether new users would get a link that no domain of the pool serves."""
    return wanted.get(OPTION) == "CONFIRM_WITH_LINK" and not (pool.get("Domain") or pool.get("CustomDomain"))


def put(holder: Json, path: str, text: Any) -> Json:
    """Return a copy in which one member is set, or absent for None; everything else is the very same object."""
    member, _, rest = path.partition(".")
    value = put(holder.get(member) or {}, rest, text) if rest else text
    if value in (None, {}):  # an object that held nothing else goes with its last member
        return {name: other for name, other in holder.items() if name != member}
    return holder | {member: value}
