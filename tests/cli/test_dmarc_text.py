"""Aggregate reports in a terminal: in plain words, and not endless."""

import json
from pathlib import Path

from tests.scenes.dmarc_commands import run
from tests.scenes.dmarc_samples import rfc9990, row


def test_reports_are_summed_up_in_plain_words(reports: Path) -> None:
    """Who reports, the period, the policy, how much mail passes, by source, and what it means; copies count once."""
    printed, beside = run("summarize", str(reports), code=0)
    assert "mail.example.com: p=none; sp=none (DKIM alignment relaxed, SPF alignment relaxed)" in printed
    assert "2 reports by Enterprise Outlook, google.com, 2026-11-02 to 2026-11-02" in printed
    assert "200, 200 pass DMARC (100.00%): 200 by aligned DKIM, 200 by aligned SPF" in printed
    assert "54.240.8.1 (Amazon SES)" in printed
    assert "-> all mail passes DMARC (200 messages): p=quarantine would lose none of it" in printed
    assert "1 more is a copy of these and not counted" in beside


def test_many_sources_are_cut_in_text_and_whole_in_json(tmp_path: Path) -> None:
    """A person reads the first 50; a machine gets all."""
    file = tmp_path / "a.xml"
    file.write_bytes(rfc9990(*(row(f"54.240.8.{number}") for number in range(60))))
    _, beside = run("summarize", str(file), code=0)
    assert "and 10 more sources; --json lists them" in beside
    made = json.loads(run("summarize", str(file), "--json", code=0)[0])
    assert len(made["domains"][0]["summary"]["sources"]) == 60
