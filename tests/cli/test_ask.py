"""The question before an apply: only 'yes' goes on, and nobody is asked who cannot answer."""

import io

import pytest

from poolpost.cli.ask import CI_VARIABLES, QUESTION, ask
from poolpost.errors import Stopped


def _answering(monkeypatch: pytest.MonkeyPatch, answer: str, **environment: str) -> None:
    for name in (*CI_VARIABLES, "TF_APPEND_USER_AGENT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))


def test_yes_is_the_only_yes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The question is Terraform's own, which cdktf waits for; a closed input is a no."""
    _answering(monkeypatch, " yes \n")
    ask([])
    assert capsys.readouterr().out == QUESTION
    for answer in ("no\n", "y\n", "YES\n", ""):
        _answering(monkeypatch, answer)
        with pytest.raises(Stopped, match=r"^nothing was applied$"):
            ask(["-no-color"])


def test_the_question_is_seen_before_the_answer_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for at the other end of a pipe, which holds back what is not flushed."""
    _answering(monkeypatch, "")
    shown: list[str] = []
    monkeypatch.setattr("sys.stdout.flush", lambda: shown.append("flushed"))
    monkeypatch.setattr("sys.stdin.readline", lambda: shown.append("read") or "yes\n")
    ask([])
    assert shown == ["flushed", "read"]


def test_nobody_is_asked_who_said_yes_before(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where nobody could answer."""
    _answering(monkeypatch, "", CI="true", TF_APPEND_USER_AGENT="cdktf/0.21.0")
    ask(["-input=false", "-auto-approve"])
    assert capsys.readouterr().out == ""


def test_where_nobody_can_answer_nothing_is_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    """-input=false forbids to ask, and the message says which option is missing."""
    _answering(monkeypatch, "yes\n")
    with pytest.raises(Stopped, match=r"nobody to ask .*; add -auto-approve"):
        ask(["-input=false"])


@pytest.mark.parametrize("name", CI_VARIABLES)
def test_where_cdktf_would_wait_for_ever_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In CI cdktf shows no prompt; Terraform alone does, and an empty variable is none."""
    _answering(monkeypatch, "yes\n", **{name: "1"}, TF_APPEND_USER_AGENT="cdktf/0.21.0")
    with pytest.raises(Stopped, match=f"cannot ask where {name} is set"):
        ask([])
    for environment in (
        {name: "1"},
        {name: "", "TF_APPEND_USER_AGENT": "cdktf/0.21.0"},
        {name: "1", "TF_APPEND_USER_AGENT": "x"},
    ):
        _answering(monkeypatch, "yes\n", **environment)
        ask([])
