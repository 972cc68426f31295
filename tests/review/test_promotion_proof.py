"""Whether the settings of an environment were proved in another."""

import dataclasses
from typing import Any

import pytest

from poolpost.gate.rules.promotion import promoted_settings_are_proved
from poolpost.review.evidence import Doctor, Evidence, path_of
from poolpost.review.promotion_digest import Digest
from poolpost.review.promotion_proof import Proof, proof, why_not
from poolpost.review.setting_differences import Changed
from poolpost.settings import load
from poolpost.settings.terraform_names import UNPROVED
from tests.scenes.gate_situations import patched
from tests.scenes.project import Project


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
    (one,) = promoted_settings_are_proved.check(_situation(made))
    level, subject, problem, next_ = one.level, one.subject, one.problem, one.remedy
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
    (one,) = promoted_settings_are_proved.check(_situation(proof(load("production"))))
    found, problem = one.level, one.problem
    assert found == level
    assert level == "block" or problem.endswith("for this reason: the old set bounces everything")
