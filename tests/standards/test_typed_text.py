"""The type checker finds a text of somebody else that no escaper saw, before any test runs."""

import json
import re
import subprocess
from pathlib import Path

from tests.conftest import ROOT

SNIPPET = '''
from poolpost.cli import terminal as report
from poolpost.dns.formats import cell, _csv, _zone, _name, _quoted
from poolpost.cli.pages import render
from poolpost.standards.markdown import code, fenced, joined, table, text
from poolpost.standards.safe_text import one_line, shown


def right(stranger: str, number: int) -> None:
    """Our own words, and what an escaper returned."""
    report.document(shown(stranger))
    report.document(one_line(stranger))
    report.document(fenced(stranger))
    report.document(render("report.html.j2", stranger=stranger))
    report.document(joined("## ", text(stranger), ": ", code(stranger), "\\n"))
    report.document(joined(*table(("Name", "Value"), [(code(stranger), text(str(number)))]), by="\\n"))
    report.document(_csv([[cell(stranger), cell(number)]]))
    report.document(_zone("@ 300 IN ", _name(stranger), " ", _quoted(stranger)))


def wrong(stranger: str, number: int) -> None:
    """Each line is a mistake that was possible once."""
    report.document(stranger)  # wrong
    report.document(f"## {stranger}")  # wrong
    report.document(f"## {text(stranger)}")  # wrong
    report.document("\\n".join([code(stranger), stranger]))  # wrong
    joined("## ", stranger)  # wrong
    joined("## ", shown(stranger))  # wrong
    joined("- ", cell(stranger))  # wrong
    table(("Name",), [(stranger,)])  # wrong
    _csv([[stranger]])  # wrong
    _csv([[text(stranger)]])  # wrong
    _zone("; ", stranger)  # wrong
    _zone("; ", one_line(stranger))  # wrong
    _zone(f"@ 300 IN TXT {number}")  # wrong
'''
"""Lines that are right, and lines that are not."""


def test_only_escaped_text_can_be_put_into_an_output(tmp_path: Path) -> None:
    """A raw string, or one that was escaped for another format, is an error of basedpyright; nothing else here is."""
    (tmp_path / "snippet.py").write_text(SNIPPET, encoding="utf-8")
    settings = {"include": ["snippet.py"], "extraPaths": [str(ROOT)], "typeCheckingMode": "standard"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = ["basedpyright", "--outputjson", "--project", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    lines = {each["range"]["start"]["line"] for each in found if each["severity"] == "error"}
    assert lines == {at for at, line in enumerate(SNIPPET.splitlines()) if line.endswith("# wrong")}, found


MAKES = re.compile(r"\b(Shown|Markdown|Page|Cell|ZoneText)\(")
MAKERS = {"standards/safe_text.py", "standards/markdown.py", "cli/pages.py", "dns/formats.py"}


def test_only_an_escaper_calls_a_text_escaped() -> None:
    """A call of the type would get any text past the type checker."""
    package = ROOT / "poolpost"
    found = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if MAKES.search(path.read_text())}
    assert found == MAKERS
