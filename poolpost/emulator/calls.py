"""The log of requests: what the provider really sends, and which IAM permissions that takes."""

import json
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

LIMIT = 20_000
"""Number of requests that are kept; a deploy sends a few hundred."""


@dataclass(kw_only=True)
class Call:
    """One request and how it was answered."""

    service: str
    operation: str
    region: str
    account: str
    method: str
    path: str
    query: str = ""
    """What follows "?" in the address: for S3 it says which part of a bucket is meant."""
    body: Any
    """The decoded JSON body; None for other protocols."""
    status: int | None = None
    """HTTP status of the answer; None if there was none."""
    fault: str = ""
    """The faults that were applied, comma separated."""


class CallLog:
    """Requests in order of arrival."""

    def __init__(self) -> None:
        """Start empty."""
        self._calls: deque[Call] = deque(maxlen=LIMIT)

    def add(self, call: Call) -> Call:
        """Store a request; its status is set later."""
        self._calls.append(call)
        return call

    def clear(self) -> None:
        """Forget all requests."""
        self._calls.clear()

    def dump(self) -> list[dict[str, Any]]:
        """All requests as JSON objects."""
        return [asdict(call) for call in self._calls]


def decoded(body: bytes) -> Any:
    """Return the JSON in a body, or None."""
    if body[:1] not in {b"{", b"["}:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return None
