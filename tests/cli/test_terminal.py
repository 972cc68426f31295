"""How results look."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from poolpost.cli import dns
from poolpost.cli import terminal as report
from poolpost.dns.answers import Reply
from poolpost.dns.records import DnsRecord
from poolpost.dns.verdict import Checked
from poolpost.findings import Finding, worst
from poolpost.standards.name_servers import NameServer

BLOCK = Finding(rule="r", level="block", subject="aws.region", problem="'x' is wrong", remedy="change it")


def test_findings_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    """File, level, key, problem, remedy."""
    report.findings("environments/x.toml", [BLOCK])
    assert capsys.readouterr().out == "environments/x.toml: stop: aws.region: 'x' is wrong; change it\n"


def test_a_warning_does_not_hide_that_the_file_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings come after the verdict."""
    warning = Finding(rule="r", level="warn", subject="dns.dmarc", problem="no reports")
    report.findings("x.toml", [warning])
    assert capsys.readouterr().out == "x.toml: valid\nx.toml: warning: dns.dmarc: no reports\n"


def test_json_holds_findings_and_paths(capsys: pytest.CaptureFixture[str]) -> None:
    """Data classes become objects, everything else its text."""
    report.as_json({"finding": BLOCK, "path": Path("a/b")})
    shown = json.loads(capsys.readouterr().out)
    assert shown["finding"]["rule"] == "r"
    assert shown["path"] == "a/b"


@pytest.mark.parametrize(
    ("levels", "code"),
    [([], 0), (["warn", "info"], 0), (["unknown"], 3), (["unknown", "block"], 1), (["block", "warn"], 1)],
)
def test_exit_code_is_a_function_of_the_findings(levels: list[str], code: int) -> None:
    """A block outweighs what could not be looked at, and that outweighs everything that passed."""
    found = [Finding(rule="r", level=level, subject="s", problem="p") for level in levels]
    assert worst(found) == code
    assert worst(reversed(found)) == code


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


def test_waiting_is_shown_at_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    """A log has no use for a spinner, and standard output none at all."""
    with report.working("reading the plan"):
        pass
    assert capsys.readouterr() == ("", "")


def test_a_finding_is_the_same_sentence_everywhere() -> None:
    """Subject, problem and, where there is one, the remedy: as text, and in a terminal with the subject in bold."""
    styled = report.sentence(BLOCK)
    assert styled.plain == str(BLOCK) == "aws.region: 'x' is wrong; change it"
    assert str(replace(BLOCK, remedy="")) == "aws.region: 'x' is wrong"
    assert [styled.plain[span.start : span.end] for span in styled.spans] == ["aws.region:"]
