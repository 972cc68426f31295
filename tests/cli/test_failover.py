"""`poolpost failover`: one key of the file changes, and nothing is asked of AWS or written to the pool."""

import json

import pytest

from poolpost.cli.failover import run_failover
from poolpost.errors import Stopped
from poolpost.settings import load
from tests.scenes.project import Project

ROW = 'region = "eu-west-1"\n'
TABLE = '\n# Ready since June.\n[aws.standby_region]\nname = "us-west-2" # Oregon\n'


def _with_standby(project: Project, more: str = "") -> str:
    file = project.file("local")
    text = file.read_text().replace("\n[backend]", f"{TABLE}{more}\n[backend]", 1)
    assert TABLE in text
    file.write_text(text)
    return text


def run(*, back: bool = False, json_: bool = False) -> int:
    """Do what `poolpost failover local --yes` does."""
    return run_failover("local", back=back, yes=True, json=json_)


def test_the_file_changes_in_one_key(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """SourceArn moves with it, and every comment stays; the steps name the write that needs no Terraform."""
    before = _with_standby(project)
    assert run() == 0
    text = project.file("local").read_text()
    assert text.replace('use = "sending"\n', "") == before
    assert ":us-west-2:" in load("local").email_configuration["SourceArn"]
    shown = capsys.readouterr().out
    assert "poolpost pool apply local" in shown
    assert "us-west-2" in shown


def test_back_restores_the_file(project: Project) -> None:
    """The way back is the same file as before, byte for byte."""
    before = _with_standby(project)
    assert run() == 0
    assert run(back=True) == 0
    assert project.file("local").read_text() == before


@pytest.mark.parametrize("back", [False, True])
def test_what_is_so_already_is_not_written(back: bool, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Run twice it says the same next steps, and writes nothing."""
    before = _with_standby(project, "" if back else 'use = "sending"\n')
    assert run(back=back, json_=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["changed"]) == (False, [])
    assert told["next"]
    assert project.file("local").read_text() == before


def test_json_names_the_region_that_sends(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """For a script that goes on with `pool apply`."""
    _with_standby(project)
    assert run(json_=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sends_by"], told["written"]) == ("us-west-2", True)
    assert [each["key"] for each in told["changed"]] == ["aws.standby_region.use"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ((), r"no standby region; add \[aws.standby_region\] with a name of: us-east-1, us-west-2"),
        ((("\n[backend]", f'{TABLE}use = "leaving"\n\n[backend]'),), "is leaving us-west-2"),
        (
            (('id = "eu-west-1_', 'id = "eu-north-1_'), (ROW, 'region = "eu-north-1"\n')),
            "can send through eu-north-1 only",
        ),
    ],
    ids=["no table", "leaving", "one region"],
)
def test_without_a_standby_it_says_why(changes: tuple[tuple[str, str], ...], says: str, project: Project) -> None:
    """What is allowed is named, and nothing is written."""
    project.change("local", *changes)
    before = project.file("local").read_text()
    with pytest.raises(Stopped, match=says):
        run()
    assert project.file("local").read_text() == before
