"""The process: how it starts, answers on the wire, and ends."""

# ruff: noqa: S310 -- every URL here is our own process on loopback

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from poolpost.emulator.client import EmbeddedAws, EmbeddedAwsError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "poolpost.emulator"]
Client = Callable[..., Any]


def start(*options: str) -> subprocess.Popen[str]:
    """Start the process by hand."""
    return subprocess.Popen(
        [*COMMAND, *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def ready_url(process: subprocess.Popen[str]) -> str:
    """Return the address in its only line."""
    assert process.stdout
    line = process.stdout.readline()
    assert re.fullmatch(r"embedded AWS ready at http://127\.0\.0\.1:\d+\n", line)
    return line.split()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_and_quietly(number: signal.Signals) -> None:
    """One line at the start, nothing else, and exit code 0 at once even with a connection open."""
    process = start()
    url = ready_url(process)
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))):
        assert json.load(urlopen(f"{url}/_emulator/ready")) == {"status": "ready"}
        started = time.monotonic()
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)

    assert (process.returncode, output, errors) == (0, "", "")
    assert time.monotonic() - started < 20  # a connection is kept for 75


def test_it_ends_in_the_middle_of_a_request() -> None:
    """A request that would take a minute does not keep it, and its end is no traceback."""
    process = start()
    url = ready_url(process)
    fault = {"operation": "*", "kind": "slow", "seconds": 60}
    urlopen(Request(f"{url}/_emulator/faults", json.dumps(fault).encode())).close()
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while not json.load(urlopen(f"{url}/_emulator/calls")):
            time.sleep(0.02)
        process.terminate()
        output, errors = process.communicate(timeout=30)

    assert (process.returncode, output, errors) == (0, "", "")


def test_a_port_in_use_is_one_sentence(aws: EmbeddedAws) -> None:
    """What, which port, what to do; no traceback."""
    port = aws.url.rpartition(":")[2]
    process = start("--port", port)
    output, errors = process.communicate(timeout=60)

    assert (process.returncode, output) == (1, "")
    assert f"cannot listen on 127.0.0.1:{port}" in errors
    assert "--port" in errors
    assert errors.count("\n") == 1


def test_the_client_reports_why_it_did_not_start(aws: EmbeddedAws) -> None:
    """The exception holds what the process said."""
    with pytest.raises(EmbeddedAwsError, match="cannot listen"):
        EmbeddedAws(port=int(aws.url.rpartition(":")[2]))


def test_it_ends_with_its_parent() -> None:
    """With --with-parent no process is left behind by a killed test run."""
    script = (
        "import subprocess, sys\n"
        f"p = subprocess.Popen({[*COMMAND, '--with-parent']!r}, stdout=subprocess.PIPE, text=True)\n"
        "print(p.pid, p.stdout.readline().split()[-1])"
    )
    output = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    port = int(output.strip().rpartition(":")[2])
    deadline = time.monotonic() + 5
    while is_served(port):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_served(port: int) -> bool:
    """Return whether anybody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def socket_inodes(process: int) -> Iterator[str]:
    """Return the sockets that a process holds; file descriptors come and go while we look."""
    for link in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            kind, _, inode = str(link.readlink()).partition(":")
            if kind == "socket":
                yield inode.strip("[]")


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="needs Linux's list of sockets")
def test_it_listens_on_loopback_only(aws: EmbeddedAws) -> None:
    """One listening socket, on 127.0.0.1; ministack's own listeners stay off."""
    process = aws._process.pid  # noqa: SLF001 -- its sockets are what is looked at
    inodes = set(socket_inodes(process))
    listening = "0A"
    sockets = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]
    ]
    addresses = [fields[1] for fields in sockets if fields[9] in inodes and fields[3] == listening]

    assert [f"0100007F:{int(aws.url.rpartition(':')[2]):04X}"] == addresses


def test_an_answer_is_one_segment(aws: EmbeddedAws, pool: dict[str, Any]) -> None:
    """Head and body arrive in one read with a Content-Length, ours and ministack's alike."""
    body = json.dumps({"UserPoolId": pool["Id"]})
    requests = {
        "cognito-idp": ("AWSCognitoIdentityProviderService.DescribeUserPool", body, b'"UserPool"'),
        "kms": ("TrentService.ListKeys", "{}", b'"Keys"'),
    }
    for service, (target, content, expected) in requests.items():
        head = (
            f"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: {target}\r\nContent-Length: {len(content)}\r\n"
            f"Authorization: AWS4-HMAC-SHA256 Credential=0/20260101/eu-west-1/{service}/aws4_request\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", int(aws.url.rpartition(":")[2]))) as connection:
            connection.sendall((head + content).encode())
            answer = connection.recv(65536)
        header, _, rest = answer.partition(b"\r\n\r\n")

        assert expected in rest
        assert f"content-length: {len(rest)}".encode() in header.lower()


def test_what_is_stored_comes_back_exactly(aws: EmbeddedAws) -> None:
    """No normalisation of texts, numbers or order, not even of what is not valid Unicode."""
    stored = {"Id": "eu-west-1_raw", "b": "e\u0301", "a": ["\ud83d", 1.0, 1, None, {}], "Name": ""}
    aws.put_pool("eu-west-1", stored, {"x": False})
    back = aws.pool("eu-west-1", "eu-west-1_raw")

    assert json.dumps({"UserPool": stored, "Mfa": {"x": False}}) == json.dumps(back)


def test_our_own_mistakes_are_loud(tmp_path: Path) -> None:
    """An internal failure is an error response that SDKs do not retry, and a traceback in the log file."""
    log = tmp_path / "log"
    target = {"X-Amz-Target": "AWSCognitoIdentityProviderService.DescribeUserPool"}
    with EmbeddedAws(log=log) as running, pytest.raises(HTTPError) as refused:
        urlopen(Request(running.url, b"[]", target))
    with refused.value as answer:
        assert (answer.code, json.load(answer)["__type"]) == (400, "EmbeddedAwsFailure")
    assert "Traceback" in log.read_text()


def test_reset_forgets_everything() -> None:
    """Ours and ministack's state are gone, in a process of its own because others share theirs."""
    with EmbeddedAws() as running:
        running.put_pool("eu-west-1", {"Id": "eu-west-1_a"})
        running.account(SendingEnabled=False)
        running.mode("merge")
        running.fault("*", "slow", seconds=60)
        running.reset()

        assert running.calls() == []
        with pytest.raises(EmbeddedAwsError, match="no pool eu-west-1_a"):
            running.pool("eu-west-1", "eu-west-1_a")


def test_the_environment_leads_nowhere_else(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that would send a client elsewhere, or make it fail, are taken out."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_SES", "HTTP_PROXY"):
        monkeypatch.setenv(name, "x")
    environment = aws.full_environment()

    assert aws.url == environment["AWS_ENDPOINT_URL"]
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_SES", "HTTP_PROXY"} & set(environment)
