"""What somebody else wrote into a pool reaches a terminal as text, never as a command."""

import io
import json
import re
from pathlib import Path

import pytest

from poolpost.cli import pool_email as pool_commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.cli import terminal as report
from poolpost.cli.report_markdown import _finding
from poolpost.dns.formats import cell, to_csv
from poolpost.dns.records import records
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.findings import Finding
from poolpost.pool import snapshots as pool_snapshots
from poolpost.standards.safe_text import LONGEST, Stream, shown
from tests.conftest import ROOT, MakeSettings
from tests.scenes.hostile import ESCAPED, HOSTILE
from tests.scenes.scene import REGION, Scene


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
    saved = pool_snapshots.save(scene.settings, {"UserPool": pool, "MfaConfig": production_mfa()})
    hostile = HOSTILE.removesuffix("\ud800")  # which has no UTF-8, so AWS cannot answer with it
    tagged = pool | {"UserPoolTags": pool["UserPoolTags"] | {f"a\n{hostile}": f"[/]{hostile}"}}
    scene.server.put_pool(REGION, tagged, production_mfa())
    assert snapshot_commands.verify_pool("local", snapshot=saved, json=False) == 1
    said = capsys.readouterr().out
    assert shown(said) == said
    assert '"UserPoolTags.a\\n\\u001b[2K' in said
    assert f'"[/]{ESCAPED[:-6]}"' in said


def test_a_line_break_in_a_value_starts_no_line_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    """An answer in DNS could otherwise add a line to a log that says what a person, or a program, looks for."""
    forged = "v=spf1\nlocal: valid\n::error::gone"
    report.findings("file", [Finding(rule="r", level="block", subject=forged, problem=forged, remedy=forged)])
    report.remarks([Finding(rule="r", level="warn", subject=forged, problem=forged)])
    report.note(forged)
    report.lines([forged])
    report.rows((forged,), [(forged,)])
    report.pairs({"a": forged})
    said = capsys.readouterr()
    assert [line for line in (said.out + said.err).splitlines() if line.startswith(("local:", "::"))] == []


def test_a_text_is_no_longer_than_people_read(capsys: pytest.CaptureFixture[str]) -> None:
    """One DNS record may hold 64 KiB, and stand in many lines of a report."""
    report.findings("file", [Finding(rule="r", level="block", subject="s", problem="x" * 65_000)])
    said = capsys.readouterr().out
    assert len(said) < LONGEST + 200
    assert "… (65,0" in said


class Log(io.StringIO):
    """What a job's log or a pipe is: no terminal."""

    encoding = "ascii"  # pyright: ignore[reportAssignmentType] -- of a terminal of another age


@pytest.mark.parametrize("variable", ["GITHUB_ACTIONS", "TF_BUILD"])
def test_no_line_of_a_log_is_a_command_for_ci(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """GitHub and Azure obey lines of a job's log; JSON that is printed there stays the same JSON."""
    monkeypatch.setenv(variable, "true")
    log = Log()
    Stream(log).write("::set-output name=a::b\n  ::error::x\na ::1 b\nx ##[error]y ##vso[task.setvariable]z\n")
    assert log.getvalue() == (
        "\\u003a:set-output name=a::b\n  \\u003a:error::x\na ::1 b\nx \\u0023#[error]y \\u0023#vso[task.setvariable]z\n"
    )
    log = Log()
    value = {"##[error]": "::x ##[y"}
    Stream(log).write(json.dumps(value, indent=2))
    assert json.loads(log.getvalue()) == value


def test_a_stream_takes_every_character() -> None:
    """A terminal or pipe of cp1252, cp932 or ASCII never ends a command in a traceback."""
    log = Log()
    Stream(log).write(f"Grüße {HOSTILE} 👩\n")
    assert log.getvalue().isascii()
    assert shown(log.getvalue()) == log.getvalue()


@pytest.mark.parametrize("encoding", ["cp1252", "cp932", "ascii"])
def test_our_own_signs_have_words_where_they_cannot_be_shown(encoding: str) -> None:
    """A verdict is not shown as a number (codeflash-ai/codeflash#55)."""
    log = Log()
    log.encoding = encoding  # pyright: ignore[reportAttributeAccessIssue] -- as above
    Stream(log).write("## 🔴 staging: stop\n## 🟢 dev: go\n🟣 cannot decide\n")
    assert log.getvalue() == "## [stop] staging: stop\n## [go] dev: go\n[?] cannot decide\n"


@pytest.mark.parametrize(
    "text", ["&lt;img&gt;", "~~gone~~", "@everyone", "#12", "GH-12", "https://example.com", "a\u2028b"]
)
def test_a_comment_holds_text_and_no_markup(text: str) -> None:
    """GitHub finds mentions, issues and links after Markdown."""
    rendered = _finding(Finding(rule="r", level="block", subject="s", problem=text))
    assert text not in rendered
    assert shown(rendered) == rendered


def test_a_spreadsheet_calculates_nothing(settings: MakeSettings) -> None:
    """A cell that begins with a sign of a formula is one."""
    environment = settings(("dns.apex_spf", {"other_txt": ["=HYPERLINK(1)", "@x"]}))
    rows = to_csv(environment, records(environment))
    assert ",'=HYPERLINK(1)," in rows
    assert ",'@x," in rows
    assert [cell(each) for each in ("\r=1", "\n=1", "\uff1d1", "a=1", None, 300)] == [
        *(r"'\u000d=1", r"'\u000a=1", "'\uff1d1", "a=1", "", "300")
    ]


PRINTS = re.compile(r"\bprint\(|std(out|err)\.write\(")
MAY_PRINT = {"__main__.py", "cli/app.py", "cli/ask.py", "cli/console.py", "cli/terminal.py", "standards/edge.py"}


def test_text_leaves_by_few_doors() -> None:
    """The console, the stream, and `document`, which takes escaped text only; what project/ prints goes through the stream."""
    package = ROOT / "poolpost"
    found = {
        name
        for path in package.rglob("*.py")
        if not (name := path.relative_to(package).as_posix()).startswith(("emulator/", "constructs/", "project/"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if PRINTS.search(line) and "console" not in line and "out.print" not in line and "def print" not in line
    }
    assert found == MAY_PRINT
    for path in (package / "project").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not PRINTS.search(text) or "run(main)" in text or path.name == "bindings.py", path
