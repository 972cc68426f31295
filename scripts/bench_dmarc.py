"""Measure the summary of a year of aggregate reports, compared with parsedmarc on the same files: a part of ``make bench``."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
import venv
from datetime import UTC, datetime
from pathlib import Path

from poolpost.project.toolchain import CACHE, ROOT, VENV_PYTHON, toolchain_environment
from scripts.bench_process import Cost, measure

OURS, THEIRS = "poolpost dmarc summarize, 10,000 reports", "parsedmarc, the same reports"
RECEIVERS, DAYS, RECORDS = 30, 334, 10
FILES = 10_000
PARSEDMARC = "parsedmarc==11.1.0"
_DAY = 86_400
_BEGIN = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
_THEIR_WAY = """
import sys
from pathlib import Path
from parsedmarc import parse_report_file
for file in sorted(Path(sys.argv[1]).iterdir()):
    parse_report_file(file, offline=True, always_use_local_files=True)
"""
_RECORD = """<record><row><source_ip>{source}</source_ip><count>{count}</count><policy_evaluated>
<disposition>none</disposition><dkim>{result}</dkim><spf>{result}</spf></policy_evaluated></row>
<identifiers><header_from>mail.example.com</header_from></identifiers><auth_results>
<dkim><domain>mail.example.com</domain><selector>abc</selector><result>{result}</result></dkim>
<dkim><domain>amazonses.com</domain><selector>def</selector><result>{result}</result></dkim>
<spf><domain>bounce.mail.example.com</domain><scope>mfrom</scope><result>{result}</result></spf></auth_results></record>"""
_REPORT = """<?xml version="1.0" encoding="UTF-8"?><feedback{namespace}><version>1.0</version><report_metadata>
<org_name>{receiver}</org_name><email>dmarc@{receiver}</email><report_id>{begin}.{receiver}</report_id><date_range>
<begin>{begin}</begin><end>{end}</end></date_range></report_metadata><policy_published><domain>mail.example.com</domain>
<adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct></policy_published>{records}</feedback>"""


def measure_dmarc() -> dict[str, Cost]:
    """Measure both on the same files; parsedmarc is installed in its own environment in the cache."""
    with tempfile.TemporaryDirectory(prefix="poolpost-bench-") as name:
        directory = Path(name)
        write_reports(directory)
        environ = toolchain_environment()
        ours = measure([VENV_PYTHON, "-m", "poolpost", "dmarc", "summarize", directory], ROOT, environ)
        theirs = measure([_parsedmarc(), "-c", _THEIR_WAY, directory], ROOT, environ)
    return {OURS: ours, THEIRS: theirs}


def write_reports(directory: Path, files: int = FILES) -> None:
    """Write daily reports of 30 receivers, gzipped, both formats, all mail from SES."""
    for number in range(files):
        receiver, begin = f"receiver{number // DAYS}.example", _BEGIN + number % DAYS * _DAY
        records = "".join(
            _RECORD.format(source=f"54.240.{number // DAYS}.{each}", count=each + 1, result="pass")
            for each in range(RECORDS)
        )
        report = _REPORT.format(
            namespace=' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"' if number % 2 else "",
            receiver=receiver,
            begin=begin,
            end=begin + _DAY - 1,
            records=records,
        )
        name = f"{receiver}!mail.example.com!{begin}!{begin + _DAY - 1}.xml.gz"
        (directory / name).write_bytes(gzip.compress(report.encode(), mtime=0))


def _parsedmarc() -> Path:
    """Return the Python that has parsedmarc; installed once."""
    directory = CACHE / PARSEDMARC
    python = directory / "bin/python"
    if not (directory / "done").exists():
        venv.create(directory, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", PARSEDMARC], check=True, stdout=sys.stderr)
        (directory / "done").touch()
    return python
