"""The real command behind a proxy that garbles what AWS says: an answer that is none is exit code 3 and one sentence."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from poolpost.emulator.client import EmbeddedAws
from tests.conftest import ROOT
from tests.scenes.garbled import WHOLE

COMMANDS = (["access", "show", "local"], ["templates", "list", "local"], ["dns", "local"])
"""Each ends with 0 or 1 behind a proxy that garbles nothing."""


OF = {"access": "/email/account", "templates": "/custom-verification-email-templates", "dns": "/mail.example.com"}
"""End of the path whose answer is garbled."""


class _Proxy(ThreadingHTTPServer):
    """Hands on what it gets, and garbles every answer whose path ends with `of`; its counter-check garbles none."""

    def __init__(self, aws: EmbeddedAws) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.aws, self.of, self.body = aws, "nothing", b""
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Proxy  # pyright: ignore[reportIncompatibleVariableOverride] -- it is no other

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Request(self.server.aws.url + self.path, body or None, dict(self.headers), method=self.command)  # noqa: S310 -- our own
        try:
            with build_opener(ProxyHandler({})).open(request) as found:
                status, content, kind = found.status, found.read(), None
        except HTTPError as refused:
            status, content, kind = refused.code, refused.read(), refused.headers.get("X-Amzn-ErrorType")
        if self.path.partition("?")[0].endswith(self.server.of):
            status, content = 200, self.server.body
        self.send_response(status)
        if kind is not None:
            self.send_header("X-Amzn-ErrorType", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = _hand_on  # noqa: N815 -- http.server's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy(aws: EmbeddedAws) -> Iterator[_Proxy]:
    """Run a proxy in front of the embedded AWS."""
    with _Proxy(aws) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def run(command: list[str], proxy: _Proxy) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    environment = os.environ | proxy.aws.environment() | {"AWS_ENDPOINT_URL": proxy.url}
    return subprocess.run(
        [sys.executable, "-m", "poolpost", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_real_command_cannot_tell(command: list[str], proxy: _Proxy) -> None:
    """An HTML page, an empty body, null: never 0, never a no, never a traceback."""
    assert run(command, proxy).returncode in {0, 1}  # counter-check: as it is
    proxy.of = OF[command[0]]
    for name in ("an HTML page", "null"):
        proxy.body = WHOLE[name]
        done = run(command, proxy)
        assert done.returncode == 3, (name, done.stdout, done.stderr)
        assert "could not be read" in done.stderr
        assert "Traceback" not in done.stderr
