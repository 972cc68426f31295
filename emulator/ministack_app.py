"""ministack as a function: a request goes in, a complete answer comes out.

Its lifespan is not run: that would start an MQTT listener, look for Docker and run init scripts, and nothing that we
use needs it.
"""

import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A complete HTTP response."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def environment(port: int) -> Mapping[str, str]:
    """Settings that ministack reads at import: our address in the URLs it makes, nothing stored, nothing started."""
    return {
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_ACCOUNT_ID": "000000000000",
        "MINISTACK_REGION": "us-east-1",
        "LOG_LEVEL": "ERROR",
        "AUTH": "false",
        "SERVICES": "",
        "PERSIST_STATE": "0",
        "S3_PERSIST": "0",
        "LOCALSTACK_PERSISTENCE": "0",
        "USE_SSL": "0",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": "unix:///no-docker-for-the-embedded-aws.sock",
    }


def configure(port: int) -> None:
    """Set them for this process; must come before anything imports ministack."""
    os.environ.update(environment(port))


async def call(scope: Scope, body: bytes) -> Answer:
    """Hand ministack one request and collect its answer."""
    from ministack.app import app  # noqa: PLC0415  # reads `environment` when it is imported

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
