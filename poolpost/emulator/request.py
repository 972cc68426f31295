"""Requests, read to their end: what they ask for, and in whose name."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from poolpost.emulator import ministack_state, operations
from poolpost.emulator.ministack_app import Scope
from poolpost.emulator.operations import Operation

CONTROL = "/_emulator/"
"""Where the control API starts."""

_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/")

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request, read to its end."""

    scope: Scope
    path: str
    """The path as it was sent, so that an escaped slash inside a name stays one."""
    query: str
    body: bytes
    region: str
    account: str
    target: str
    operation: Operation

    @property
    def for_control(self) -> bool:
        """Whether a test talks to us, not a client to AWS."""
        return self.path.startswith(CONTROL)

    @property
    def protocol(self) -> str:
        """The protocol of error responses."""
        return "json" if self.for_control else self.operation.protocol

    @property
    def form(self) -> dict[str, str]:
        """The parameters of a Query protocol request."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def name(self) -> str:
        """The operation as faults name it, like "sesv2:GetAccount"."""
        return f"{self.operation.service}:{self.operation.name}"


async def read(scope: Scope, receive: Receive) -> Request:
    """Take a request off the wire."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    path, query = scope["raw_path"].decode().partition("?")[0], scope["query_string"].decode()
    account, region = ministack_state.caller(headers, parse_qs(query))
    signed = _SIGNED_FOR.search(headers.get("authorization", ""))
    target = headers.get("x-amz-target", "")
    return Request(
        scope=scope,
        path=path,
        query=query,
        body=body,
        region=region,
        account=account,
        target=target,
        operation=operations.identify(
            signed_for=signed[1] if signed else "",
            method=scope["method"],
            path=path,
            query=query,
            target=target,
            body=body,
        ),
    )
