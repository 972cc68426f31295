"""What leaves through the console is safe."""

import sys

import pytest

from poolpost.cli import app as cli
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli import terraform as terraform_gate
from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.standards.safe_text import shown
from tests.scenes.hostile import HOSTILE


def test_every_way_out_is_safe(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings, notes, tables, errors of both commands: no raw control character, and brackets are no markup."""
    finding = Finding(rule="r", level="block", subject=f"[bold]{HOSTILE}", problem=f"[/]{HOSTILE}", remedy=HOSTILE)
    report.findings("file", [finding])
    report.verdict("local", [finding])
    report.note(HOSTILE)
    report.lines([HOSTILE])
    report.rows((HOSTILE,), [(HOSTILE,)])
    report.side_by_side("[/]", (HOSTILE, {HOSTILE: HOSTILE}), ("wanted", {}))
    console.console().print(f"[/] :warning: {HOSTILE}")

    def refused(*_: object) -> None:
        raise Stopped(HOSTILE)

    monkeypatch.setattr(cli, "app", refused)
    monkeypatch.setattr(terraform_gate, "run", refused)
    monkeypatch.setattr(sys, "argv", ["poolpost"])
    for main in (cli.main, terraform_gate.main):
        with pytest.raises(SystemExit):
            main()
    said = capsys.readouterr()
    assert shown(said.out + said.err) == said.out + said.err
    assert "[/] :warning: " in said.out
    assert (said.out + said.err).count(r"\u001b[2K") == 16
