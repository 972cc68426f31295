"""Custom verification templates: the file beside SES, and the commands against the embedded AWS."""

import shutil
from pathlib import Path

import pytest

from poolpost.cli import check
from poolpost.errors import Stopped
from poolpost.ses.verification_templates import MEMBERS, compared, findings, wanted
from tests.conftest import ROOT, MakeSettings
from tests.scenes.templates import LIVE, WELCOME


def test_the_request_is_the_table_in_the_apis_words(templates: Path, settings: MakeSettings) -> None:
    """All six members; the content is the file's."""
    assert templates
    assert wanted(settings(("verification_templates", {"welcome": WELCOME}))) == {"welcome": LIVE}


def test_a_sender_that_ses_may_not_know_is_a_warning(templates: Path, settings: MakeSettings) -> None:
    """An address outside of the domain is fine when the file verifies it, else it is mentioned."""
    assert templates
    table = ("verification_templates", {"welcome": WELCOME | {"from": "hello@example.org"}})
    [found] = findings(settings(table))
    assert (found.level, found.subject) == ("warn", "verification_templates.welcome.from")
    assert list(findings(settings(table, ("addresses.senders", ["hello@example.org"])))) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            None,
            "'templates/welcome.html' cannot be read (No such file or directory); it is expected in environments/",
        ),
        (b"\xff\xff", "'templates/welcome.html' cannot be read (is not UTF-8)"),
        (b"<p>Hi</p><a>x</a>", "line 1: <a> is not allowed"),
    ],
)
def test_a_file_that_cannot_be_used_stops(
    content: bytes | None, problem: str, templates: Path, settings: MakeSettings
) -> None:
    """The key is named, so that it can be found."""
    path = templates / "welcome.html"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(Stopped) as caught:
        wanted(settings(("verification_templates", {"welcome": WELCOME})))
    assert str(caught.value).startswith(
        f"environments/local.toml: verification_templates.welcome.content_file: {problem}"
    )


def test_check_finds_a_template_that_cannot_be_used(
    templates: Path, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`poolpost check` reads the content as well, offline: exit code 1."""
    shutil.copy(ROOT / "environments/local.toml", templates.parent)
    (templates / "welcome.html").write_text("<p>Hi</p><script>x</script>")
    made = settings(("verification_templates", {"welcome": WELCOME}))
    monkeypatch.setattr(check, "load", lambda _name: made)
    assert check.check_environments(["local"], json=False) == 1
    shown = capsys.readouterr().out
    assert "stop: verification_templates.welcome.content_file: line 1: <script> is not allowed" in shown


@pytest.mark.parametrize("member", MEMBERS)
def test_each_member_is_compared(member: str) -> None:
    """A difference in any of them is named."""
    [one] = compared({"welcome": LIVE}, {"welcome": LIVE | {member: "other"}})
    assert (one.state, one.members) == ("differs", (member,))


def test_names_and_line_ends() -> None:
    """Templates meet by name; line ends say nothing."""
    same = LIVE | {"TemplateContent": "<p>Hi</p>\r\n"}
    states = {one.name: one.state for one in compared({"a": LIVE, "b": LIVE}, {"b": same, "c": LIVE})}
    assert states == {"a": "only in file", "b": "same", "c": "only live"}
