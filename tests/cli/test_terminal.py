"""How results look."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from poolpost.cli import terminal as report
from poolpost.findings import Finding

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
