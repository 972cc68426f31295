"""Inputs made from sound ones: members of JSON replaced, removed and repeated, bytes cut and flipped, or something else whole."""

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.scenes.garbled import WHOLE

NASTY: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        2**63,
        1e308,
        "",
        "x",
        "\u202e\x1b[2J",
        "${jsonencode(1)}",
        "::error::x",
        "x" * 5000,
        "\ud800",
    ),
    *([], {}, [None], [[]], [{}], {"": 0}, {"x": None}, "true", "9999-99-99T99:99:99Z", "arn:aws:ses", "=1+1"),
)
PIECES = (
    b"\x00",
    b"\xff\xfe",
    b"\n",
    b'"',
    b"{",
    b"]",
    b"'''",
    b"1e999",
    b"9" * 5000,
    b"[" * 2000,
    b"${",
    "\u2028".encode(),
)


def whole(random: Random) -> bytes:
    """Make something that is no document of any kind."""
    return random.choice(
        [*WHOLE.values(), b" ", b"{}", bytes(random.randrange(256) for _ in range(random.randrange(200)))]
    )


def json_like(document: bytes, random: Random) -> bytes:
    """Change up to three members of a JSON document; where it is none, its bytes."""
    try:
        made = json.loads(document)
    except ValueError:
        return text_like(document, random)
    for _ in range(random.randint(1, 3)):
        holders = list(_holders(made))
        if not holders:
            break
        holder, key = random.choice(holders)
        match random.randrange(5):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.extend(copy.deepcopy(holder)[:20])
            case 2 if isinstance(holder, dict):
                holder[f"{key}{random.choice(['', 'x', ' '])}".title()] = holder.pop(key)
            case _:
                holder[key] = copy.deepcopy(random.choice(NASTY))
    return json.dumps(made).encode()


def text_like(document: bytes, random: Random) -> bytes:
    """Cut, repeat, replace and insert bytes, or lose a line."""
    made = bytearray(document)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(made) + 1)
        to = min(len(made), at + random.choice([1, 1, 8, 64]))
        match random.randrange(6):
            case 0:
                del made[at:to]
            case 1:
                made[at:at] = made[at:to]
            case 2:
                made[at:to] = random.choice(PIECES)
            case 3:
                made[at:at] = json.dumps(random.choice(NASTY)).encode()
            case 4:
                lines = bytes(made).split(b"\n")
                lines.pop(random.randrange(len(lines)))
                made = bytearray(b"\n".join(lines))
            case _:
                del made[at:]
    return bytes(made)


def shrunk(case: bytes, fails: Callable[[bytes], bool], tries: int = 300) -> bytes:
    """Cut pieces out of a failing input as long as it still fails."""
    size = max(1, len(case) // 2)
    while size and tries > 0:
        at = 0
        while at < len(case) and tries > 0:
            tries -= 1
            smaller = case[:at] + case[at + size :]
            if fails(smaller):
                case = smaller
            else:
                at += size
        size //= 2
    return case


def _holders(value: Any) -> Iterator[tuple[Any, Any]]:
    items = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    for key, inner in items:
        yield value, key
        yield from _holders(inner)
