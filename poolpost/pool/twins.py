"""
Verification texts that a pool holds twice: in its template, and in the old member that "is no longer used" (botocore). Pure.

Which of two that differ AWS uses, and which it keeps when it is sent both, is documented nowhere. So nothing is written
until someone has checked which one users get and has set it in the environment file; then both places get it.
"""

import json
from dataclasses import dataclass
from typing import Literal
from unicodedata import is_normalized

from poolpost.errors import Stopped
from poolpost.pool import messages as pool_messages
from poolpost.settings import Settings
from poolpost.standards.raw import Json, at

Choice = Literal["template", "old"]
PAIRS = pool_messages.TWINS | {"VerificationMessageTemplate.SmsMessage": "SmsVerificationMessage"}
"""Member of the template -> the old member that holds the same."""
_AROUND = 60  # characters shown on each side of the first difference of long texts


@dataclass(frozen=True, slots=True)
class Twins:
    """Two members for one text, which hold different ones; compared byte by byte."""

    path: str
    text: str
    old: str
    old_text: str

    def __str__(self) -> str:
        """Render both, line ends and what no display shows as JSON escapes; of long texts what is around the difference."""
        same = next(
            (n for n, (a, b) in enumerate(zip(self.text, self.old_text, strict=False)) if a != b),
            min(len(self.text), len(self.old_text)),
        )
        return "; ".join(
            f"{path} ({len(text):,} characters): {_shown(text, same)}"
            for path, text in ((self.path, self.text), (self.old, self.old_text))
        )


def differing(pool: Json) -> list[Twins]:
    """List the texts that a pool, or an UpdateUserPool request, holds twice and differently."""
    found = [Twins(path, at(pool, path), old, pool.get(old) or "") for path, old in PAIRS.items()]
    return [each for each in found if each.text and each.old_text and each.text != each.old_text]


def chosen(pool: Json, choice: Choice | None) -> Json:
    """Return the pool with the chosen text in both places, where they differ; as it is without a choice."""
    for each in differing(pool) if choice else ():
        text = each.text if choice == "template" else each.old_text
        pool = pool_messages.put(pool, each.path, text) | {each.old: text}
    return pool


def with_twins_in_step(target: Json, live: Json, saved: Json) -> Json:
    """
    Return the target of a restore with both copies of a text in step, if they are in the live pool; the copy that changed wins.

    Args:
        target: the raw pool that would be written.
        live: the raw pool as it is.
        saved: the raw pool that is restored from; if its own two texts differ, it is not known which one is meant.
    """
    unclear = {each.path for each in differing(saved)}
    for path, old in PAIRS.items():
        text, other = at(target, path), target.get(old)
        same_as_live = (text, other) == (at(live, path), live.get(old))
        if text is None or other is None or same_as_live or path in unclear:
            continue
        from_old = text == at(live, path)
        target = pool_messages.put(target, path, other) if from_old else target | {old: text}
    return target


def refuse_differing(settings: Settings, target: Json) -> None:
    """
    Stop before two different texts are sent for one.

    Raises:
        Stopped: there are some; both are shown, and how to choose.
    """
    if found := differing(target):
        lines = [
            f"user pool {settings.user_pool.id} would be sent two texts where it can use one, and AWS may keep either:"
        ]
        lines += [f"  - {each}" for each in found]
        lines.append(f"nothing was written; {how_to_choose(settings)}")
        raise Stopped("\n".join(lines))


def how_to_choose(settings: Settings) -> str:
    """Return how to find out which text users get, and where to set it."""
    return (
        "see which one your users get (sign up a user of your own), and put verification_text = 'template' or 'old' into "
        f"[user_pool] of environments/{settings.name}.toml: both places then get that text"
    )


def _shown(text: str, same: int) -> str:
    start, end = max(0, same - _AROUND), same + _AROUND
    # Two Unicode forms of one letter look the same; their escapes do not.
    shown = json.dumps(text[start:end], ensure_ascii=not is_normalized("NFC", text))
    return f"{'...' if start else ''}{shown}{'...' if end < len(text) else ''}"
