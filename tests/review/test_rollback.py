"""What a rollback refuses, and what it does not undo."""

import json

import pytest

from poolpost.errors import Stopped
from tests.scenes.project import Project
from tests.scenes.rollbacks import run


def test_stricter_dmarc_is_no_caution(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what grows weaker is told; testing and a share below 100 % count as weaker."""
    commit = project.commit()
    project.change("production", ('p = "quarantine"\nsp', 'p = "none"\nsp'), ('step = "quarantine"', 'step = "none"'))
    assert run(commit, json_=True) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == []
    tested = project.change("production", ('sp = "reject"', 'sp = "reject"\nt = "y"'))
    assert tested.dns.dmarc is not None
    weaker = project.commit()
    project.file("production").write_text(project.file("production").read_text().replace('t = "y"\n', ""))
    assert run(weaker, json_=True) == 0
    assert [each["subject"] for each in json.loads(capsys.readouterr().out)["warnings"]] == ["dns.dmarc"]


def test_dmarc_that_goes_is_told(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A file from before the record was made takes the record away."""
    text = project.file("production").read_text()
    start, end = text.index("[dns.dmarc]"), text.index("[configuration_set]")
    project.file("production").write_text(text[:start] + text[end:])
    commit = project.commit()
    project.file("production").write_text(text)
    assert run(commit) == 0
    assert "no record of ours" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('id = "eu-west-1_Production"', 'id = "eu-west-1_Other"', "user_pool.id"),
        ('key = "poolpost/production.tfstate"', 'key = "other.tfstate"', "backend.key"),
        ("333333333333", "444444444444", "aws.account_id"),
    ],
)
def test_another_pool_account_or_state_is_no_rollback(old: str, new: str, key: str, project: Project) -> None:
    """What was made would stay behind, unseen."""
    commit = project.commit()
    text = project.file("production").read_text()
    project.file("production").write_text(text.replace(old, new))
    before = project.file("production").read_text()
    with pytest.raises(Stopped, match=rf"this is no rollback, nothing was written:(.|\n)*{key} would go from"):
        run(commit)
    assert project.file("production").read_text() == before
