"""Where the gate's words go: once, and as no error, where cdktf plans; to standard error everywhere else."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli import terminal as report
from poolpost.cli import terraform as terraform_gate
from poolpost.cli import terraform_run as run
from poolpost.errors import Stopped
from poolpost.project import toolchain
from tests.conftest import ROOT


class Gate:
    """Says something in place of planning, and stops where the test wants it."""

    stops = False

    def __init__(self, *_: Any) -> None:
        """Need nothing."""

    def plan(self, _options: list[str]) -> int:
        """Say it."""
        report.note("the verdict")
        if self.stops:
            raise Stopped("nothing was done")
        return 0

    def apply(self, _options: list[str], _given: list[str]) -> int:
        """Say it."""
        return self.plan([])


@pytest.fixture(autouse=True)
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be in the stack of an environment, with a gate that only speaks."""
    place = tmp_path / "cdktf.out/stacks/local"
    place.mkdir(parents=True)
    (tmp_path / "environments").mkdir()
    shutil.copy(ROOT / "environments/local.toml", tmp_path / "environments")
    monkeypatch.chdir(place)
    monkeypatch.setattr(run, "Gate", Gate)
    monkeypatch.setattr(toolchain, "real_terraform", lambda: "/bin/true")
    monkeypatch.delenv("TF_APPEND_USER_AGENT", raising=False)


@pytest.mark.parametrize(
    ("verb", "agent", "out"),
    [("plan", "cdktf/0.21.0", True), ("plan", "", False), ("plan", "mine/1", False), ("apply", "cdktf/0.21.0", False)],
)
def test_cdktf_gets_the_words_about_a_plan_where_it_prints_them_once(
    verb: str, agent: str, *, out: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An apply runs in a terminal, where both are one; a person's pipe gets Terraform's output and nothing else."""
    monkeypatch.setenv("TF_APPEND_USER_AGENT", agent)
    assert terraform_gate.run([verb]) == 0
    said = capsys.readouterr()
    assert ("the verdict" in said.out, "the verdict" in said.err) == (out, not out)


def test_what_stops_a_plan_is_still_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It reaches the edge, which writes to standard error again."""
    monkeypatch.setenv("TF_APPEND_USER_AGENT", "cdktf/0.21.0")
    monkeypatch.setattr(Gate, "stops", True)
    with pytest.raises(Stopped):
        terraform_gate.run(["plan"])
    report.note("at the edge")
    assert "at the edge" in capsys.readouterr().err
