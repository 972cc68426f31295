"""Evidence in files, drift in plans, and what the gate makes of both."""

import dataclasses
import json

import pytest

from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import worst
from poolpost.gate.judgement import judge_plan
from poolpost.review.evidence import KEPT, path_of, read, write
from poolpost.review.promote import stop_unless_proved
from poolpost.review.promotion_proof import proof, why_not
from poolpost.settings import load
from tests.scenes.project import Project


def test_evidence_is_read_as_it_was_written(project: Project) -> None:
    """In a fixed order of keys, with a line end, so that a pull request shows what changed."""
    found = project.prove("staging")
    assert read("staging") == (found,)
    text = path_of("staging").read_text()
    assert text.endswith("}\n")
    members = ["environment", "digest", "commit", "drift", "doctor", "time", "poolpost", "signature"]
    assert [list(each) for each in json.loads(text)["evidence"]] == [members]
    assert read("dev") == ()
    assert found.is_sound


def test_earlier_evidence_is_kept_and_bounded(project: Project) -> None:
    """Newest first; the same digest once, the oldest and what proves nothing not at all."""
    first = project.prove("staging")
    other = [dataclasses.replace(first.digest, terraform=f"{number:064x}") for number in range(KEPT)]
    for digest in other:
        write(dataclasses.replace(first, digest=digest))
    assert [each.digest for each in read("staging")] == other[::-1]
    write(dataclasses.replace(first, digest=other[0], time="2026-11-28T00:00:00Z"))
    assert [each.digest for each in read("staging")] == [other[0], *other[:0:-1]]
    path_of("staging").write_text("<<<<<<< HEAD")
    write(first)
    assert read("staging") == (first,)


def test_evidence_of_an_older_poolpost_is_read_and_proves_nothing(project: Project) -> None:
    """It said nothing of the code that writes to the pool; new evidence takes its place."""
    found = project.prove("staging")
    value = json.loads(path_of("staging").read_text())["evidence"][0]
    del value["signature"], value["digest"]["writer"]
    path_of("staging").write_text(json.dumps(value))
    made = proof(load("production"))
    assert made is not None
    assert not made.is_proved
    assert "was written by an older poolpost (0.1.0)" in why_not(made, "production")[0]
    with pytest.raises(Stopped, match="was written by an older poolpost"):
        stop_unless_proved(load("staging"), load("production"), read("staging"))
    write(found)
    assert read("staging") == (found,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"environment": "staging"', '"environment": "dev"'),
        ('"environment": "staging"', '"environment": 1'),
        ('"exit_code": 0', '"exit_code": "0"'),
        ('"exit_code": 0', '"exit_code": false'),
        ('"drift": []', '"drift": ""'),
        ('"failing": []', '"failing": [1]'),
        ('"time"', '"when"'),
        ("{", ""),
        ('"evidence": [', '"evidence": 1, "x": ['),
        ('"writer": "', '"writer": 1, "x": "'),
    ],
)
def test_what_is_not_evidence_is_said(old: str, new: str, project: Project) -> None:
    """Exit code 3: it is neither proved nor unproved."""
    project.prove("staging")
    path = path_of("staging")
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(
        CannotDecide, match=r"staging.evidence.json is (not )?evidence(.|\n)*'poolpost evidence staging'"
    ):
        read("staging")


@pytest.mark.slow
def test_evidence_that_cannot_be_read_is_cannot_decide(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate's verdict is 3 for it alone, whatever else it finds."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    path_of("staging").write_text("{}")
    settings = load("production")
    settings = settings.model_copy(update={"aws": settings.aws.model_copy(update={"role_arn": None})})
    findings = judge_plan(settings, Aws(settings), "{}", frozenset()).findings
    (found,) = [each for each in findings if each.rule == "evidence-is-readable"]
    assert found.level == "unknown"
    assert worst(findings) == 3
    assert project
