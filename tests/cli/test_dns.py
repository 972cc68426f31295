"""`poolpost dns`: the records as text, as a zone, and as they are published."""

import re
from dataclasses import replace

import pytest

from poolpost.cli import dns
from poolpost.cli import dns as commands
from poolpost.dns.answers import Reply
from poolpost.dns.records import DnsRecord
from poolpost.dns.verdict import Checked
from poolpost.emulator.client import EmbeddedAws
from poolpost.findings import Finding
from poolpost.standards.name_servers import NameServer
from tests.conftest import MakeSettings
from tests.scenes.by_address import ALONE


@pytest.mark.parametrize("name", ["table", "bind", "cloudflare", "json", "csv", "markdown"])
def test_dns_lists_the_deployed_tokens(name: str, ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str]) -> None:
    """Every format has the three CNAMEs with the identity's real tokens."""
    assert ready_aws
    commands.list_dns("local", format_=name, offline=False, standalone=False)
    out = capsys.readouterr().out
    assert out.count(".dkim.amazonses.com") == 3
    assert "<token" not in out


def test_dns_can_be_a_whole_zone(ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str]) -> None:
    """With SOA and NS it loads by itself."""
    assert ready_aws
    commands.list_dns("local", format_="bind", offline=True, standalone=True)
    assert " IN SOA " in capsys.readouterr().out


@pytest.mark.parametrize("json_", [True, False])
def test_dns_check_tells_what_could_not_be_looked_up(
    json_: bool, ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing answers at this name server: exit code 3, not 1."""
    assert ready_aws
    monkeypatch.setattr("poolpost.dns.query.PATIENCE", 0.1)
    assert commands.check_dns("local", nameserver="127.0.0.1:1", offline=False, json=json_) == 3
    assert capsys.readouterr().out.count("lookup failed") == 6


@pytest.fixture
def checked() -> list[Checked]:
    """Give a record with a name longer than a terminal is wide, wrong, with a diagnosis."""
    name = f"{'a' * 60}._domainkey.mail.example.com"
    record = DnsRecord(id="dkim-1", purpose="DKIM", name=name, type="CNAME", values=("a.dkim.amazonses.com",), ttl=300)
    mistake = Finding(rule="zone-appended-to-value", level="block", subject=name, problem="appended", remedy="dot it")
    return [
        Checked(record=record, status="wrong", found=("a.dkim.amazonses.com.example.com",), diagnoses=(mistake,)),
        Checked(record=replace(record, id="dkim-2"), status="present", diagnoses=(mistake,)),
    ]


@pytest.mark.parametrize("terminal", [False, True])
def test_a_table_breaks_no_name_and_pads_nothing(
    terminal: bool, checked: list[Checked], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host name stays in one piece at 80 columns as in a pipe, and no line ends in blanks."""
    monkeypatch.setenv("COLUMNS", "80")
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
    dns.checked_table(checked)
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 4
    assert all(checked[0].record.name in line for line in lines[1:])
    assert [line for line in lines if line != line.rstrip()] == []
    assert lines[-1] == f"{checked[0].record.name}: appended; dot it"


def test_a_checked_record_as_json_has_every_answer(checked: list[Checked]) -> None:
    """Each server's own answer, and the diagnoses, for whoever reads it by machine."""
    server = NameServer(address="192.0.2.1", name="ns1.example.com")
    reply = Reply(server=server, authoritative=True, outcome="answer", values=("x.example.com",))
    row = dns.checked_row(replace(checked[0], replies=(reply,)))
    assert (row["status"], row["wanted"]) == ("wrong", ("a.dkim.amazonses.com",))
    assert row["servers"][0]["server"] == "ns1.example.com (192.0.2.1)"
    assert row["diagnoses"][0].rule == "zone-appended-to-value"


def test_an_address_has_no_records(
    settings: MakeSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing to publish and nothing to check, in any format; what is asked for instead is said."""
    monkeypatch.setattr(commands, "load", lambda _name: settings(*ALONE))
    for name in ("table", "bind", "json"):
        commands.list_dns("local", format_=name, offline=False, standalone=name == "bind")
        assert "no records: local sends by the address no-reply@mail.example.com" in capsys.readouterr().err
    assert commands.check_dns("local", nameserver="127.0.0.1:1", offline=False, json=True) == 0
