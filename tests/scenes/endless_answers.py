"""A server whose answers are too long, or break off."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

MOST = 64 * 2**20  # bytes that the server sends before it gives up
LISTING = (
    b"<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>x/other.tfstate</Key>"
    b"</Contents></ListBucketResult>"
)


class Endless(ThreadingHTTPServer):
    """Answers everything with a JSON text that does not end, or with `body`."""

    def __init__(self) -> None:
        """Listen on a port of this machine."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body, self.sent, self.breaks_off = 200, b"", 0, False


class _Handler(BaseHTTPRequestHandler):
    server: Endless  # pyright: ignore[reportIncompatibleVariableOverride] -- it is no other

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.server.status)
        body = LISTING if "list-type" in self.path else self.server.body
        if self.server.breaks_off:
            self.send_header("Content-Length", str(len(body) + 1))
        self.end_headers()
        self.wfile.write(body or b'{"__type": "NotFoundException", "message": "' + b"x" * 2**16)
        while not body and self.server.sent < MOST:
            self.server.sent += self.wfile.write(b"x" * 2**16)

    do_GET = do_POST = do_PUT = _answer  # noqa: N815 -- http.server's names

    def handle(self) -> None:
        """Take it when the client has gone."""
        try:
            super().handle()
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endless]:
    """Serve, as the endpoint of every service."""
    with Endless() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, value in (
            ("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_address[1]}"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ):
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("time.sleep", lambda _seconds: None)
        yield server
        server.shutdown()
