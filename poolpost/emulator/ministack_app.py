"""ministack as a function: a request goes in, a complete answer comes out.

Its lifespan is not run: that would start an MQTT listener, look for Docker and run init scripts, and nothing
that we use needs it.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from ministack.app import app

Scope = MutableMapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A complete HTTP response."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


async def call(scope: Scope, body: bytes) -> Answer:
    """Hand ministack one request and collect its answer."""
    messages: list[Mapping[str, Any]] = []
    requests = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Mapping[str, Any]:
        return next(requests, {"type": "http.disconnect"})

    async def send(message: Mapping[str, Any]) -> None:
        messages.append(message)

    await app(scope, receive, send)
    start = messages[0]
    return Answer(
        status=start["status"],
        headers=list(start["headers"]),
        body=b"".join(message.get("body", b"") for message in messages[1:]),
    )


async def reset() -> None:
    """Forget everything in all of ministack's services."""
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/_ministack/reset",
        "query_string": b"",
        "headers": [],
    }
    await call(scope, b"")
