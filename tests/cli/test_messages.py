"""`poolpost messages`: the pages that it writes, and what it says."""

import json
from pathlib import Path

import pytest

from poolpost.cli import messages as message_commands
from poolpost.errors import Stopped, UsageError
from tests.conftest import MakeSettings
from tests.scenes.message_violations import CODE, GOOD_LINK, LINK, text


def test_pages_are_written_and_their_paths_printed(
    settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One file for each mail, below .poolpost/ (which git ignores) when no directory is named."""
    made = settings((CODE, text("{####}")), (LINK, GOOD_LINK))
    monkeypatch.setattr(message_commands, "load", lambda _name: made)
    monkeypatch.chdir(tmp_path)
    assert message_commands.preview_messages("local", output=None, json=False) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.as_posix() for path in paths] == [
        ".poolpost/messages/local/verification-code.html",
        ".poolpost/messages/local/verification-link.html",
    ]
    assert "123456" in paths[0].read_text(encoding="utf-8")
    assert message_commands.preview_messages("local", output=tmp_path / "out", json=True) == 0
    assert json.loads(capsys.readouterr().out)["files"][0].endswith("out/verification-code.html")


def test_nothing_to_show_is_not_a_success(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without messages: exit code 1, and the reason."""
    monkeypatch.setattr(message_commands, "load", lambda _name: settings())
    with pytest.raises(Stopped, match="there is nothing to show"):
        message_commands.preview_messages("local", output=None, json=False)


def test_a_directory_that_is_a_file_is_a_usage_mistake(
    settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the option."""
    monkeypatch.setattr(message_commands, "load", lambda _name: settings((CODE, text("{####}"))))
    (tmp_path / "taken").write_text("")
    with pytest.raises(UsageError, match="name another directory with --output"):
        message_commands.preview_messages("local", output=tmp_path / "taken", json=False)
