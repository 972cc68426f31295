"""Editing an environment file in place, and writing it."""

import stat
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

from poolpost.errors import Stopped
from poolpost.settings import EnvironmentFileError
from poolpost.settings.edit import GONE, edited
from poolpost.settings.edit_files import judged, read, write
from tests.scenes.project import Project

TEXT = """#:schema x
# Staging

[aws]
account_id = "1" # the account

[alarms] # tell the topic
bounce_rate = 0.05 # 5 %
[user_pool]
from = "A <a@example.com>" # the sender
"""


def test_only_the_named_keys_change() -> None:
    """Comments, order and spacing stay; what a comment stands beside keeps it."""
    made = edited(TEXT, {"user_pool.from": "B <b@example.com>", "alarms.bounce_rate": 0.02})
    assert made == TEXT.replace("A <a@", "B <b@").replace("0.05 #", "0.02 #")


def test_no_edit_is_no_change() -> None:
    """To the last byte."""
    assert edited(TEXT, {}) == TEXT


def test_new_tables_stand_apart() -> None:
    """An empty line is before and after a table that is new; objects in a list stay on a line."""
    people = [{"protocol": "email", "endpoint": f"team-{number}@example.com"} for number in range(3)]
    made = edited(TEXT, {"events.sns": {}, "events.sns.topic_name": "t", "events.sns.subscribers": people, "x": {}})
    assert "\n\n[events.sns]\n" in made
    assert '    {protocol = "email", endpoint = "team-0@example.com"},\n' in made
    assert tomllib.loads(made)["events"]["sns"]["subscribers"] == people
    assert "0.05 # 5 %\n[user_pool]" in made


def test_keys_and_tables_go() -> None:
    """What is not there anyway stays away."""
    made = edited(TEXT, {"alarms": GONE, "aws.account_id": GONE, "events.sns": GONE, "aws.no": GONE, "no.key": GONE})
    assert tomllib.loads(made) == {"aws": {}, "user_pool": {"from": "A <a@example.com>"}}


def test_a_top_level_key_goes_before_the_tables() -> None:
    """Behind a table's head it would be a key of that table."""
    assert tomllib.loads(edited(TEXT, {"promotes_from": "dev"}))["promotes_from"] == "dev"


def test_line_ends_stay() -> None:
    """A file from Windows stays one."""
    text = TEXT.replace("\n", "\r\n")
    made = edited(text, {"alarms.bounce_rate": 0.02})
    assert made == text.replace("0.05", "0.02")


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ('aws = { account_id = "1" }\n', {"aws.more": {}, "aws.more.key": 1}),
        ('a = """\n[aws]\n"""\n[aws]\nb = 1\n', {"aws": GONE}),
        ("[[a.b]]\nc = 1\n[d]\n", {"a.b": [{"c": 2}, {"c": 3}]}),
    ],
    ids=["inline table", "head in a text", "array of tables"],
)
def test_an_odd_file_is_edited_rightly_or_not_at_all(text: str, edits: dict[str, object]) -> None:
    """Never a file that means something else than was shown."""
    made = ""
    with suppress(Stopped):
        made = edited(text, edits)
    if made:
        assert tomllib.loads(made) != tomllib.loads(text)


def test_comments_stay_with_their_tables() -> None:
    """A comment above a table goes and stays with that table, not with the one before."""
    text = "# a\n[a.x]\nk = 1 # k\n\n# b\n# more\n[b]\nk = 2\n\n# c\n[c]\n"
    assert edited(text, {"b": GONE}) == text.replace("# b\n# more\n[b]\nk = 2\n\n", "")
    assert edited(text, {"a": GONE}) == text.replace("# a\n[a.x]\nk = 1 # k\n\n", "")
    assert edited(text, {"c": GONE}) == text.replace("\n# c\n[c]\n", "")
    assert edited(text, {"a.y": {}, "a.y.k": 3}) == text.replace("# k\n\n", "# k\n\n[a.y]\nk = 3\n\n")
    assert edited(text.rstrip(), {"d": {}, "d.k": 3}) == text + "\n[d]\nk = 3\n"


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """Somebody's editor may have it open."""
    path = tmp_path / "x.toml"
    path.write_text("a = 2\n")
    with pytest.raises(Stopped, match="changed meanwhile; nothing was written"):
        write(path, "a = 1\n", "a = 3\n")
    assert path.read_text() == "a = 2\n"


def test_writing_is_one_step(tmp_path: Path) -> None:
    """Permissions stay, a link stays a link, and no draft is left behind."""
    path, link = tmp_path / "x.toml", tmp_path / "link.toml"
    path.write_text("a = 1\n")
    path.chmod(0o640)
    link.symlink_to(path)
    write(link, "a = 1\n", "a = 2\n")
    assert path.read_text() == "a = 2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [("a = 1\r\nb = 2\r\n", "a = 1\r\nb = 2\r\nc = 3\r\n"), ("a = 1\nb = 2\n", "a = 1\nb = 2\nc = 3\n")],
)
def test_a_file_keeps_its_line_ends(tmp_path: Path, before: str, after: str) -> None:
    """What the editor adds ends by a line feed; a file with both kinds is a diff of every line to somebody."""
    path = tmp_path / "x.toml"
    path.write_bytes(before.encode())
    write(path, before, before + "c = 3\n")
    assert path.read_bytes() == after.encode()


def test_a_write_that_fails_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is told, and nothing is half-written."""
    path = tmp_path / "x.toml"
    path.write_text("a = 1\n")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("poolpost.settings.project_files.os.fsync", fail)
    with pytest.raises(Stopped, match=r"No space left on device.*it is as it was"):
        write(path, "a = 1\n", "a = 2\n")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["a = 1\n"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """By name."""
    with pytest.raises(Stopped, match=r"no.toml cannot be read"):
        read(tmp_path / "no.toml")


def test_a_text_is_judged_with_its_neighbours(project: Project) -> None:
    """Rules between files count; a neighbour with mistakes of its own does not."""
    text = project.file("staging").read_text()
    project.file("dev").write_text("broken = true")
    assert judged("staging", text).name == "staging"
    with pytest.raises(EnvironmentFileError, match=r"is the same user pool as that of environments/production\.toml"):
        judged(
            "staging",
            text.replace("222222222222", "333333333333").replace("eu-west-1_StagingPl", "eu-west-1_Production"),
        )
