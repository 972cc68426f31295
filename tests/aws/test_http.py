"""An answer is read as far as anything that AWS sends, and no further."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from poolpost.aws import http
from poolpost.aws import s3 as states
from poolpost.aws.account import Aws
from poolpost.aws.errors import AnswerLost
from poolpost.aws.s3 import states_beside
from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.settings.tables.aws import S3Backend
from tests.conftest import MakeSettings

ACCOUNT = {"ProductionAccessEnabled": True, "SendingEnabled": True}
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


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("read", ["ses_account", "user_pool", "email_identity"])
def test_an_answer_without_an_end_is_none(read: str, status: int, endless: Endless, settings: MakeSettings) -> None:
    """Whether it says yes or no, parsed or raw: cannot tell, after a few MiB."""
    endless.status = status
    with pytest.raises(CannotDecide, match="answered with more than 8 MiB"):
        getattr(Aws(settings()), read)()
    assert endless.sent < MOST


@pytest.mark.parametrize("status", [200, 400])
def test_a_write_whose_answer_has_no_end_may_have_taken_effect(
    status: int, endless: Endless, settings: MakeSettings
) -> None:
    """Neither a yes nor a no."""
    endless.status = status
    with pytest.raises(AnswerLost):
        Aws(settings()).update_user_pool({"UserPoolId": "x"})
    assert endless.sent < MOST


def test_an_answer_of_the_largest_size_is_read(endless: Endless, settings: MakeSettings) -> None:
    """Counter-check: whole, and what comes after it on the same client too."""
    aws = Aws(settings())
    endless.body = json.dumps(ACCOUNT | {"x": "y" * (http.LARGEST - 100)}).encode()
    for _ in range(2):
        assert aws.ses_account()["ProductionAccessEnabled"] is True


def test_an_answer_that_breaks_off_is_none(endless: Endless, settings: MakeSettings) -> None:
    """The sentence says that AWS could not be reached; of a write nobody knows what became."""
    endless.body, endless.breaks_off = json.dumps(ACCOUNT).encode(), True
    with pytest.raises(CannotDecide, match="AWS could not be reached for ses:GetAccount"):
        Aws(settings()).ses_account()
    with pytest.raises(AnswerLost):
        Aws(settings()).update_user_pool({"UserPoolId": "x"})


def test_a_state_in_a_bucket_is_bounded_too(
    endless: Endless, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody who may write to the bucket could put a terabyte there."""
    monkeypatch.setattr(states, "PLAN_LIMIT", 2**20)
    made: Settings = settings()
    backend = S3Backend.model_validate(
        {"type": "s3", "bucket": "bucket", "key": "x/local.tfstate", "region": "eu-west-1"}
    )
    with pytest.raises(CannotDecide, match=r"s3://bucket/x/other\.tfstate is larger than 1 MiB"):
        states_beside(made, backend)
    assert endless.sent < MOST
    endless.body = b'{"version": 4}'
    found: dict[str, Any] = states_beside(made, backend)
    assert found == {"x/other.tfstate": {"version": 4}}  # counter-check
