"""AWS as the tests of answers see it: whatever they want to be answered, at botocore's HTTP layer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.awsrequest import AWSResponse

HTML = b"<!DOCTYPE html><html><body><h1>Sign in to continue</h1></body></html>"
WHOLE = {
    "an HTML page": HTML,
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"text"',
    "a number": b"1",
    "half of it": b'{"ProductionAccessEnabled": tr',
    "deep nesting": b'{"x":' * 100_000,
    "5,000 digits": b'{"x":' + b"9" * 5000 + b"}",
    "no text": b"\xff\xfe\x00\x01",
    "no number": b'{"x": NaN}',
}
"""Bodies that are no answer of any operation that has one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back for a request."""

    body: bytes
    status: int = 200
    kind: str = "application/json"

    def response(self, url: str) -> AWSResponse:
        """Make botocore's response."""
        made = AWSResponse(url, self.status, {"Content-Type": self.kind}, None)
        made._content = self.body  # noqa: SLF001 -- what a body read from the network becomes  # pyright: ignore[reportAttributeAccessIssue] -- the same
        return made


def operation_of(request: Any) -> str:
    """Name what a request asks for: the target of JSON protocols, the Action of a query, else method and path."""
    target = request.headers.get("X-Amz-Target", b"")
    if target:
        return (target if isinstance(target, str) else target.decode()).rpartition(".")[2]
    body = request.body or b""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace") if isinstance(body, bytes) else ""
    if text.startswith("Action="):
        return text.removeprefix("Action=").partition("&")[0]
    path = request.url.partition("://")[2].partition("/")[2].partition("?")[0]
    return path.rpartition("operation/")[2] if "/operation/" in path else f"{request.method} /{path}"


def answering(answer: Callable[[Any], Answer]) -> Callable[[Any, Any], AWSResponse]:
    """Make what takes the place of `URLLib3Session.send`."""
    return lambda _session, request: answer(request).response(request.url)
