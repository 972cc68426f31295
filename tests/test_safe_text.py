"""What somebody else wrote into a pool reaches a terminal as text, never as a command."""

import json
import sys
from pathlib import Path

import pytest

from poolpost import cli, report, terraform_gate
from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.pool import commands as pool_commands
from poolpost.pool import snapshots as pool_snapshots
from poolpost.review.markdown import _finding
from poolpost.safe_text import shown
from scripts.demo_pool import production_mfa, production_pool
from tests.scene import REGION, Scene

HOSTILE = "\x1b[2K\x1b[1A\x9b2J\u202e\x00\x7f\ud800"
"""Erases the line above in most terminals, the screen in some, turns the writing, and has no UTF-8."""
ESCAPED = r"\u001b[2K\u001b[1A\u009b2J\u202e\u0000\u007f\ud800"


def test_what_a_terminal_would_obey_is_written_out() -> None:
    """Letters of all languages, joined emoji, tabs and line breaks stay."""
    assert shown(f"a{HOSTILE}b") == f"a{ESCAPED}b"
    kept = "Grüße, 日本語, 👩‍💻\t\n"
    assert shown(kept) == kept


def test_json_stays_the_same_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads it gets the text as it is; whoever looks at it is safe."""
    report.as_json({HOSTILE: HOSTILE})
    out = capsys.readouterr().out
    assert json.loads(out) == {HOSTILE: HOSTILE}
    assert shown(out) == out


def test_a_tag_cannot_hide_what_a_restore_changes(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys and values of tags may be anybody's; they stand in the list as they are, and erase nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pool_commands, "load", lambda _name: scene.settings)
    pool = production_pool(scene.settings.user_pool.id)
    saved = pool_snapshots.save(scene.settings, pool, production_mfa())
    hostile = HOSTILE.removesuffix("\ud800")  # which has no UTF-8, so AWS cannot answer with it
    tagged = pool | {"UserPoolTags": pool["UserPoolTags"] | {f"a\n{hostile}": f"[/]{hostile}"}}
    scene.server.put_pool(REGION, tagged, production_mfa())
    assert pool_commands.verify_pool("local", snapshot=saved, json=False) == 1
    said = capsys.readouterr().out
    assert shown(said) == said
    assert '"UserPoolTags.a\\n\\u001b[2K' in said
    assert f'"[/]{ESCAPED[:-6]}"' in said


def test_every_way_out_is_safe(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings, notes, tables, errors of both commands: no raw control character, and brackets are no markup."""
    finding = Finding(rule="r", level="block", subject=f"[bold]{HOSTILE}", problem=f"[/]{HOSTILE}", remedy=HOSTILE)
    report.findings("file", [finding])
    report.verdict("local", [finding])
    report.note(HOSTILE)
    report.lines([HOSTILE])
    report.rows((HOSTILE,), [(HOSTILE,)])
    report.side_by_side("[/]", (HOSTILE, {HOSTILE: HOSTILE}), ("wanted", {}))
    report.console().print(f"[/] :warning: {HOSTILE}")

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


def test_a_subject_cannot_leave_its_code_in_a_comment() -> None:
    """The path of a tag holds its key: backticks, line breaks and mentions stay inside one line of code."""
    subject = f"UserPoolTags.`x\n\n# <img src=x> @everyone {HOSTILE}"
    finding = Finding(rule="r", level="block", subject=subject, problem="p\r\n# q")
    line = _finding(finding)
    assert len(line.splitlines()) == 1
    assert line.count("`") == 4
    assert shown(line) == line
