"""How answers leave hypercorn: in one write, or, for a fault, not at all.

Hypercorn writes the head and the body of a response separately. An answer in two TCP segments was seen to
make the Go SDK send UpdateUserPool twice, so everything is held back until the response is complete.
"""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

import h11
from hypercorn.events import Closed, RawData
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.typing import H11SendableEvent

DROP = (b"x-emulator-drop", b"1")
"""Header of an answer that is never sent: the connection is closed instead."""

_held: WeakKeyDictionary[H11Protocol, bytes] = WeakKeyDictionary()
_dropped: WeakKeyDictionary[H11Protocol, bool] = WeakKeyDictionary()


def install() -> None:
    """Make every HTTP/1.1 connection of this process answer in one write."""
    H11Protocol._send_h11_event = _send_in_one_write  # noqa: SLF001 -- hypercorn has no public way  # pyright: ignore[reportPrivateUsage] -- the same


async def _send_in_one_write(self: H11Protocol, event: H11SendableEvent) -> None:
    """Replace `H11Protocol._send_h11_event`."""
    try:
        data = self.connection.send(event)
    except h11.LocalProtocolError:
        if self.connection.their_state != h11.ERROR:
            raise
        return
    if isinstance(event, h11.Response) and _is_drop(event.headers):
        _dropped[self] = True
        await self.send(Closed())
    if self in _dropped:
        return
    _held[self] = _held.get(self, b"") + (data or b"")
    if isinstance(event, h11.EndOfMessage | h11.InformationalResponse):
        await self.send(RawData(data=_held.pop(self)))


def _is_drop(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == DROP[0] for name, _ in headers)
