"""A plan is of these files, this code and this poolpost, or it is not applied."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.services import Aws
from poolpost.gate.judgement import judge_plan
from poolpost.gate.rules.all_rules import RULES, judge
from poolpost.gate.rules.origin import plan_is_of_this_file
from poolpost.standards.terraform_plan import VARIABLE
from tests.conftest import MakeSettings
from tests.scenes.gate_situations import ORIGIN, STEP, found, managed, patched, plan

MADE = dataclasses.asdict(ORIGIN)


@pytest.mark.parametrize("situation", [managed, patched])
@pytest.mark.parametrize(
    ("planned", "subject", "said"),
    [
        ({"settings": "6" * 64}, "plan.settings", "settings that differ from environments/local.toml"),
        ({"code": "d" * 64}, "plan.code", "code that differs from main.py"),
        ({"poolpost": "0.0.9"}, "plan.poolpost", r"it was made by poolpost 0.0.9; this is 0.1.0"),
    ],
)
def test_a_plan_of_something_else_is_stopped(
    planned: dict[str, str], subject: str, said: str, situation: Callable[..., Any]
) -> None:
    """Other settings, other code or another version: the finding says which, and to plan again."""
    made = MADE | planned
    now = situation(plan=plan(STEP, origin=made, origin_given=made))
    (finding,) = plan_is_of_this_file.findings(now)
    assert (finding.level, finding.subject) == ("block", subject)
    assert said in finding.problem
    assert "'make plan ENV=local'" in finding.remedy


def test_without_the_rule_a_plan_of_another_file_passes() -> None:
    """No other rule looks: a bounce alarm or a configuration set of another file is none of theirs."""
    made = MADE | {"settings": "6" * 64}
    now = patched(plan=plan(STEP, origin=made, origin_given=made))
    others = tuple(rule for rule in RULES if rule is not plan_is_of_this_file)
    assert [each for each in judge(now, others) if each.level in {"block", "unknown"}] == []
    assert found(now, "block") == [("plan-is-of-this-file", "plan.settings")]


@pytest.mark.parametrize("nothing", [None, "text", []])
def test_a_plan_without_an_origin_is_stopped(nothing: Any) -> None:
    """An older poolpost made it, or a program that is none of ours."""
    now = patched(plan=plan(STEP, origin=nothing, origin_given=nothing))
    assert found(now, "block") == [("plan-is-of-this-file", "plan")]


@pytest.mark.parametrize("given", [None, '{"settings": "abc"}', MADE | {"settings": "6" * 64}])
def test_an_origin_from_outside_is_stopped(given: Any) -> None:
    """TF_VAR_poolpost_origin would put somebody's own words into the plan."""
    now = patched(plan=plan(STEP, origin_given=given))
    assert found(now, "block") == [("plan-is-of-this-file", f"variable.{VARIABLE}")]


@pytest.mark.slow
def test_code_that_cannot_be_read_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: MakeSettings
) -> None:
    """Level unknown, so the gate ends with 3 for it alone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stacks/gone.py").parent.mkdir()
    (tmp_path / "stacks/gone.py").symlink_to("nowhere")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    findings = judge_plan(settings(), Aws(settings()), "{}", frozenset()).findings
    assert [each.level for each in findings if each.rule == "origin-is-known"] == ["unknown"]
