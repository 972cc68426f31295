"""Which plan `poolpost gate` judges, how it is read, and what is printed of the verdict."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli import gate as commands
from poolpost.cli.gate import run_gate
from poolpost.cli.plan_input import plan_json
from poolpost.errors import CannotDecide
from poolpost.findings import Finding
from poolpost.review.judged_plan import Judgement
from tests.conftest import MakeSettings

TERRAFORM = """#!/bin/sh
echo "$(pwd) $*" > {place}/asked
printf '%s' '{out}'
printf '%s' '{err}' >&2
exit {code}
"""
Answer = Callable[..., None]


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a directory of our own that has a stack."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    made = tmp_path / "cdktf.out/stacks/local"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def answers(stack: Path, tmp_path: Path) -> Answer:
    """Put a Terraform on PATH that answers what the test says."""
    assert stack

    def answer(out: str = "", err: str = "", code: int = 0) -> None:
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin/terraform").write_text(TERRAFORM.format(place=tmp_path, out=out, err=err, code=code))
        (tmp_path / "bin/terraform").chmod(0o700)

    return answer


def test_the_stacks_plan_is_read_where_it_was_made(stack: Path, answers: Answer, tmp_path: Path) -> None:
    """By Terraform, in the stack's directory; one that is named is read there too."""
    answers(out='{"a": "Grüße"}')
    (stack / "plan").touch()
    assert plan_json("local", None) == '{"a": "Grüße"}'
    assert (tmp_path / "asked").read_text() == f"{stack} show -json -no-color {stack / 'plan'}\n"
    Path("other").touch()
    assert plan_json("local", Path("other")) == '{"a": "Grüße"}'
    assert (tmp_path / "asked").read_text() == f"{stack} show -json -no-color {tmp_path / 'other'}\n"


def test_a_plan_file_is_one_whatever_its_name_is(stack: Path, answers: Answer) -> None:
    """`-out tfplan.json` is a plan file all the same (hashicorp/terraform#31762); JSON under another name has its remedy."""
    answers(out='{"a": 1}')
    (stack / "tfplan.json").write_bytes(b"PK\x03\x04...")
    assert plan_json("local", stack / "tfplan.json") == '{"a": 1}'
    answers(code=1)
    Path("tfplan").write_text(" {}")
    with pytest.raises(CannotDecide, match=r"; if it is a plan's JSON, give it a name that ends in \.json$"):
        plan_json("local", Path("tfplan"))


def test_json_is_read_as_it_is(stack: Path) -> None:
    """No Terraform is needed, nor a stack."""
    stack.rmdir()
    Path("plan.json").write_text("Grüße", encoding="utf-8")
    assert plan_json("local", Path("plan.json")) == "Grüße"
    Path("plan.json").write_bytes(b"\xff")
    with pytest.raises(CannotDecide, match=r"the plan plan\.json cannot be read"):
        plan_json("local", Path("plan.json"))


def test_a_plan_that_terraform_refuses_is_not_judged(stack: Path, answers: Answer) -> None:
    """Also where it printed something."""
    answers(out="{}", err="too new", code=1)
    (stack / "plan").touch()
    with pytest.raises(CannotDecide, match=r"cannot read the plan .*: too new$"):
        plan_json("local", None)


def test_without_terraform_or_stack_nothing_can_be_read(
    stack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with what to do."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (stack / "plan").touch()
    with pytest.raises(CannotDecide, match="there is no `terraform` on PATH"):
        plan_json("local", None)
    with pytest.raises(CannotDecide, match="stacks/other does not exist, and Terraform reads"):
        plan_json("other", stack / "plan")


# What is printed


class Judged:
    """A verdict that the test chooses."""

    level: str | None = None
    body: Any = None


@pytest.fixture
def judged(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> Judged:
    """Judge nothing, and print what the test says."""
    made, chosen = settings(), Judged()

    def judge(given: Any, _aws: Any, plan: str, accepted: frozenset[str]) -> Judgement:
        assert (given, plan, accepted) == (made, "plan of local None", frozenset({"x"}))
        level: Any = chosen.level
        found = [Finding(rule="r", level=level, subject="s", problem="p")] if level else []
        return Judgement(settings=given, findings=found, plan=None, live=None, body=chosen.body)

    monkeypatch.setattr(commands, "load", lambda _name: made)
    monkeypatch.setattr(commands, "plan_json", lambda name, plan: f"plan of {name} {plan}")
    monkeypatch.setattr(commands, "judge_plan", judge)
    return chosen


@pytest.mark.parametrize(("level", "code"), [(None, 0), ("warn", 0), ("block", 1), ("unknown", 3)])
def test_the_exit_code_is_the_verdict(
    judged: Judged, capsys: pytest.CaptureFixture[str], level: str | None, code: int
) -> None:
    """In words and in JSON; the request is shown where it is asked for."""
    judged.level, judged.body = level, {"UserPoolId": "x"}
    for show, as_json in ((False, False), (True, False), (False, True)):
        assert run_gate("local", plan=None, accepted=frozenset({"x"}), show_body=show, json=as_json) == code
        printed = capsys.readouterr()
        if as_json:
            shown = json.loads(printed.out)
            assert (shown["verdict"], shown["body"], len(shown["findings"])) == (code, judged.body, 1 if level else 0)
            assert printed.err == ""
        else:
            assert "poolpost gate: local: " in printed.err
            assert ('"UserPoolId": "x"' in printed.out) == show


def test_no_request_is_said(judged: Judged, capsys: pytest.CaptureFixture[str]) -> None:
    """Rather than printing nothing."""
    assert not judged.body
    run_gate("local", plan=None, accepted=frozenset({"x"}), show_body=True, json=False)
    assert "no UpdateUserPool request would be sent to " in capsys.readouterr().err
