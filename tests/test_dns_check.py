"""`poolpost dns --check` against a real DNS server on loopback, loaded from our own export."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dns.exception
import pytest

from poolpost.dns_check import Checked, check, exit_code, resolver
from poolpost.dns_formats import to_standalone_zone
from poolpost.errors import UsageError
from poolpost.records import records
from poolpost.settings import Settings
from tests.conftest import MakeSettings

TOKENS = ("aaa", "bbb", "ccc")
Serve = Callable[[str], None]


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Named:
    """BIND's server with one zone, on 127.0.0.1 only."""

    def __init__(self, directory: Path) -> None:
        """Write a configuration; nothing runs before `serve`."""
        self.port = _free_port()
        self.directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        (directory / "named.conf").write_text(
            f"""options {{ directory "{directory}"; listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
            recursion no; pid-file none; session-keyfile "{directory}/session.key"; managed-keys-directory "{directory}";
            check-names primary ignore; }};
            controls {{ }};
            zone "example.com" {{ type primary; file "zone"; check-integrity no; }};
            """
        )

    def serve(self, zone: str) -> None:
        """Serve this zone; returns when it answers."""
        self.stop()
        (self.directory / "zone").write_text(zone)
        command = ["named", "-g", "-c", str(self.directory / "named.conf")]
        log = (self.directory / "log").open("wb")
        with log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(100):
            try:
                resolver(f"127.0.0.1:{self.port}").resolve("example.com.", "SOA", lifetime=1)
            except dns.exception.DNSException:
                time.sleep(0.1)
            else:
                return
        pytest.fail((self.directory / "log").read_text())

    def stop(self) -> None:
        """End the server, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Named]:
    """Give a DNS server of our own."""
    server = Named(tmp_path_factory.mktemp("named"))
    yield server
    server.stop()


@pytest.fixture
def zone(settings: MakeSettings) -> tuple[Settings, str]:
    """Give an environment and its own export as a zone."""
    made = settings()
    return made, to_standalone_zone(made, records(made, TOKENS))


def _checked(named: Named, settings: Settings) -> dict[str, Checked]:
    asked = check(records(settings, TOKENS), resolver(f"127.0.0.1:{named.port}"))
    return {one.record.id: one for one in asked}


def test_our_own_export_is_present(named: Named, zone: tuple[Settings, str]) -> None:
    """What we print is what we look for."""
    named.serve(zone[1])
    checked = _checked(named, zone[0])
    assert {one.status for one in checked.values()} == {"present"}
    assert exit_code(checked.values()) == 0


@pytest.mark.parametrize(
    "case",
    [
        ("a missing DKIM record", "aaa._domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.", "", "dkim-1", "absent"),
        (
            "another region's DKIM zone",
            "aaa.dkim.amazonses.com.",
            "aaa.dkim.eu-south-1.amazonses.com.",
            "dkim-1",
            "wrong",
        ),
        ("another priority", "MX 10 feedback", "MX 20 feedback", "mail-from-mx", "wrong"),
        (
            "a second MX",
            "bounce.mail 300 IN MX 10",
            "bounce.mail 300 IN MX 20 mx.example.com.\nbounce.mail 300 IN MX 10",
            "mail-from-mx",
            "wrong",
        ),
        (
            "two SPF records",
            'bounce.mail 300 IN TXT "v=spf1',
            'bounce.mail 300 IN TXT "v=spf1 -all"\nbounce.mail 300 IN TXT "v=spf1',
            "mail-from-spf",
            "wrong",
        ),
        (
            "an unrelated TXT beside the SPF record",
            'bounce.mail 300 IN TXT "v=spf1',
            'bounce.mail 300 IN TXT "site-verification=1"\nbounce.mail 300 IN TXT "v=spf1',
            "mail-from-spf",
            "present",
        ),
        ("a record split into strings", '"v=DMARC1; p=none; ', '"v=DMARC1; p=" "none; ', "dmarc", "present"),
        ("another policy", "p=none", "p=reject", "dmarc", "wrong"),
        ("an appended domain", "_dmarc.mail 300", "_dmarc.mail.example.com 300", "dmarc", "absent"),
        ("upper case in a host name", "feedback-smtp", "Feedback-SMTP", "mail-from-mx", "present"),
    ],
    ids=lambda case: case[0],
)
def test_a_broken_zone_is_told_apart(case: tuple[str, ...], named: Named, zone: tuple[Settings, str]) -> None:
    """Wrong and absent are different answers, and harmless differences are no finding."""
    what, old, new, record, status = case
    assert old in zone[1], what
    named.serve(zone[1].replace(old, new))
    checked = _checked(named, zone[0])
    assert checked[record].status == status
    assert {one.status for key, one in checked.items() if key != record} == {"present"}
    assert exit_code(checked.values()) == (0 if status == "present" else 1)


def test_a_server_that_does_not_answer_is_lookup_failed(
    zone: tuple[Settings, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not "absent": exit code 3, with the reason."""
    monkeypatch.setattr("poolpost.dns_check.LIFETIME", 0.3)
    checked = check(records(zone[0], TOKENS)[:1], resolver(f"127.0.0.1:{_free_port()}"))
    assert checked[0].status == "lookup failed"
    assert checked[0].reason
    assert exit_code(checked) == 3


def test_a_server_that_refuses_is_lookup_failed(
    named: Named, zone: tuple[Settings, str], settings: MakeSettings
) -> None:
    """REFUSED says nothing about the record."""
    named.serve(zone[1])
    elsewhere = [("domain.name", "example.org"), ("dns.zones", None), ("user_pool.from", "a@example.org")]
    other = settings(*elsewhere, ("dns.dmarc", None))
    assert {one.status for one in _checked(named, other).values()} == {"lookup failed"}


def test_pending_records_are_not_asked_for(settings: MakeSettings) -> None:
    """Before the first deploy there is no token to look up."""
    checked = check(records(settings())[:3], resolver("127.0.0.1:1"))
    assert {one.status for one in checked} == {"pending"}
    assert exit_code(checked) == 1


@pytest.mark.parametrize("nameserver", ["nobody", "127.0.0.1:dns", "300.1.1.1"])
def test_a_name_server_must_be_an_address(nameserver: str) -> None:
    """A usage mistake, with the allowed form."""
    with pytest.raises(UsageError, match="allowed is an IP address"):
        resolver(nameserver)
