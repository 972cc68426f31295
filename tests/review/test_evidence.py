"""Evidence in files, drift in plans, and what the gate makes of both."""

import dataclasses
import json
from typing import Any

import pytest

from poolpost.aws.account import Aws
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import worst
from poolpost.gate.judgement import judge_plan
from poolpost.gate.rules.promotion import promoted_settings_are_proved
from poolpost.review.drift import drift
from poolpost.review.evidence import KEPT, Doctor, Evidence, path_of, read, write
from poolpost.review.promote import stop_unless_proved
from poolpost.review.promotion_digest import Digest
from poolpost.review.promotion_proof import Proof, proof, why_not
from poolpost.review.setting_differences import Changed
from poolpost.settings import load
from poolpost.settings.terraform_names import UNPROVED
from tests.scenes.gate_situations import change, patched, plan
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


@pytest.mark.parametrize("sick", [{"drift": ("x",)}, {"exit_code": 1}, {"exit_code": 3}, {"failing": ("x",)}])
def test_evidence_of_trouble_is_no_proof(sick: dict[str, Any], project: Project) -> None:
    """A file can be edited; what it says then does not let anything pass."""
    found = project.prove("staging")
    if "drift" in sick:
        made = dataclasses.replace(found, **sick)
    else:
        made = dataclasses.replace(found, doctor=dataclasses.replace(found.doctor, **sick))
    assert not made.is_sound
    assert not Proof(source="staging", own=found.digest, evidence=made).is_proved


def test_an_empty_plan_has_no_drift() -> None:
    """Reading data and leaving resources as they are is nothing to do."""
    still = change(actions=("no-op",))
    data = change(address="data.x.y", mode="data", actions=("read",))
    passed = {"address": {"to_display": "check.user_pool_email"}, "status": "pass"}
    outputs = {"a": {"actions": ["no-op"]}}
    assert drift(plan(still, data, checks=(passed,), output_changes=outputs)) == ()


def test_what_is_left_to_do_is_drift() -> None:
    """Changes, imports, outputs, and a check that fails although the plan is empty."""
    failed = {"address": {"to_display": "check.user_pool_email"}, "status": "fail"}
    imported = change(address="x.imported", actions=("no-op",), import_id="id")
    replaced = change(address="x.replaced", actions=("delete", "create"))
    made = plan(imported, replaced, checks=(failed,), output_changes={"arn": {"actions": ["update"]}})
    assert drift(made) == (
        "x.imported: no-op, import",
        "x.replaced: delete and create",
        "output arn: update",
        "check.user_pool_email: fails",
    )


def test_a_check_that_nobody_evaluated_is_not_passed() -> None:
    """Exit code 3, by name."""
    unknown = {"address": {"to_display": "check.user_pool_email"}, "status": "unknown"}
    with pytest.raises(CannotDecide, match=r"could not evaluate check.user_pool_email"):
        drift(plan(checks=(unknown,)))


def test_nothing_is_asked_without_a_source(project: Project) -> None:
    """An environment that promotes from nowhere costs no synthesis."""
    assert project
    assert proof(load("staging")) is None


def test_the_very_settings_that_were_proved_pass(project: Project) -> None:
    """Production has the digest of staging's evidence, in another account."""
    project.prove("staging")
    found = proof(load("production"))
    assert found is not None
    assert found.is_proved
    assert list(promoted_settings_are_proved.check(patched(proof=found))) == []


@pytest.mark.parametrize(
    ("trouble", "said", "remedy"),
    [
        ("none", "nothing was proved in staging", "'poolpost evidence staging'"),
        ("sick", "does not say that staging was healthy", "'poolpost evidence staging'"),
        ("code", "the stack's code makes other Terraform", "deploy staging with this commit"),
        ("writer", "the code that writes to the pool is not what was proved", "deploy staging with this commit"),
        (
            "settings",
            "other settings were proved in staging: alarms.bounce_rate",
            "'poolpost promote staging production'",
        ),
        ("stale", "staging has other settings now than when", "deploy staging with this commit"),
        ("broken source", "staging has other settings now", "deploy staging with this commit"),
    ],
)
def test_what_was_not_proved_is_blocked(trouble: str, said: str, remedy: str, project: Project) -> None:
    """The finding says what is missing, and what to do next, the override too."""
    found = project.prove("staging")
    path = path_of("staging")
    if trouble == "none":
        path.unlink()
    elif trouble == "sick":
        path.write_text(path.read_text().replace('"exit_code": 0', '"exit_code": 1'))
    elif trouble == "code":
        path.write_text(path.read_text().replace(found.digest.terraform, "0" * 64))
    elif trouble == "writer":
        path.write_text(path.read_text().replace(found.digest.writer, "0" * 64))
    else:
        project.change("production", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    if trouble == "stale":
        project.change("staging", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    if trouble == "broken source":
        project.file("staging").write_text("broken = true")
    made = proof(load("production"))
    ((level, subject, problem, next_),) = promoted_settings_are_proved.check(_situation(made))
    assert (level, subject) == ("block", "promotes_from")
    assert said in problem
    assert remedy in next_
    assert 'POOLPOST_UNPROVED="production: why"' in next_


def _situation(made: Proof | None) -> Any:
    return patched(proof=made, settings=load("production"))


def test_many_differences_are_counted() -> None:
    """A sentence stays a sentence."""
    evidence = Evidence(
        environment="a", digest=Digest(settings="1", terraform="1"), commit="c", drift=(),
        doctor=_healthy(), time="t", poolpost="0",
    )  # fmt: skip # -- a list, short in few lines
    differing = tuple(Changed(key=f"k{number}", old=1, new=2) for number in range(7))
    made = Proof(source="a", own=Digest(settings="2", terraform="2"), evidence=evidence, differing=differing)
    assert why_not(made, "b")[0] == "other settings were proved in a: k0, k1, k2, k3, k4 and 2 more"


def _healthy() -> Any:
    return Doctor(exit_code=0, summary="all")


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("production: the old set bounces everything", "warn"),
        (" production :  the old set bounces everything ", "warn"),
        ("production: hurry", "block"),
        ("staging: the old set bounces everything", "block"),
        ("the old set bounces everything", "block"),
    ],
)
def test_who_passes_unproved_says_why(
    value: str, level: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name and reason: the warning quotes it, so that it stands in the report; anything else blocks."""
    monkeypatch.setenv(UNPROVED, value)
    assert project
    ((found, _, problem, _),) = promoted_settings_are_proved.check(_situation(proof(load("production"))))
    assert found == level
    assert level == "block" or problem.endswith("for this reason: the old set bounces everything")


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
