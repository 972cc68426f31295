"""Environment files as dotted keys, and what of them is promotable."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from poolpost.review.environment_specific import KEY_OF_ITS_OWN, is_meant
from poolpost.settings import Settings
from poolpost.standards.mailboxes import Mailbox, parse_mailbox
from poolpost.standards.raw import Json

_PLAIN = re.compile(r"[^<>\"\\]+")
FROM, KEYS = "user_pool.from", ("events.sns.kms", "inbound.bucket.kms")
OWN_DOMAIN = "{domain}"
"""Stands for each environment's own domain in `user_pool.from`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A setting by its dotted key, before and after; None for one that is not set and has no default."""

    key: str
    old: Any
    new: Any


def tree(settings: Settings) -> Json:
    """Return the whole file as validated, with defaults, without what is not set."""
    return settings.model_dump(mode="json", by_alias=True, exclude_none=True)


def flat(data: Json, prefix: str = "") -> dict[str, Any]:
    """Return dotted keys and their values; a list is one value."""
    return dict(_leaves(data, prefix))


def promotable(settings: Settings) -> dict[str, Any]:
    """Return the promotable settings; the part of a value that is environment-specific is factored out."""
    found = {key: value for key, value in flat(tree(settings)).items() if not is_meant(key)}
    if settings.user_pool.from_ is not None:
        found[FROM] = sender_in(settings, OWN_DOMAIN)
    found |= {key: KEY_OF_ITS_OWN for key in KEYS if str(found.get(key, "")).startswith("arn:")}
    return found


def differences(a: Settings, b: Settings) -> list[Changed]:
    """List the promotable settings in which b differs from a: what a has is old, what b has is new."""
    return _compared(promotable(a), promotable(b))


def meant_differences(a: Settings, b: Settings) -> list[Changed]:
    """List the other differences: what is meant to differ."""
    ours, theirs = ({k: v for k, v in flat(tree(each)).items() if is_meant(k)} for each in (a, b))
    return _compared(ours, theirs)


def all_differences(a: Settings, b: Settings) -> list[Changed]:
    """List every difference of two states of one environment."""
    ours, theirs = (flat(tree(each)) | _readable(each) for each in (a, b))
    return _compared(ours, theirs)


def _readable(settings: Settings) -> dict[str, Any]:
    """Return From as a person writes it."""
    sender = sender_in(settings, settings.sender_domain)
    return {FROM: sender} if sender is not None else {}


def sender_in(source: Settings, domain: str) -> str | None:
    """Return the From of one environment as it is at another domain: readable, as long as that is read back as the same."""
    box = source.user_pool.from_
    if box is None:
        return None
    moved = _with_domain(source, domain)
    if not box.display_name:
        return moved.address
    plain = parse_mailbox(f"{box.display_name} <{box.address}>") == box if _PLAIN.fullmatch(box.display_name) else False
    return f"{box.display_name} <{moved.address}>" if plain else str(moved)


def _with_domain(settings: Settings, domain: str) -> Mailbox:
    box = settings.user_pool.from_
    if box is None:
        raise LookupError("there is no From")
    own = settings.sender_domain
    below = box.domain.removesuffix(own) if box.domain == own or box.domain.endswith(f".{own}") else ""
    return replace(box, domain=f"{below}{domain}")


def _compared(old: dict[str, Any], new: dict[str, Any]) -> list[Changed]:
    keys = dict.fromkeys([*old, *new])
    changed = (Changed(key=key, old=old.get(key), new=new.get(key)) for key in keys)
    return [each for each in changed if each.old != each.new]


def _leaves(data: Json, prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
