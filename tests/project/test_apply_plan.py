"""Only the approved plan is applied, and nothing without one."""

import json
import os
from pathlib import Path

import pytest

from poolpost.errors import Stopped, UsageError
from poolpost.project.apply_plan import apply_plan
from poolpost.review.plan_digest import digest
from tests.scenes.pull_requests import PLAN


def test_without_a_plan_nothing_is_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never plans by itself: nobody would have read that plan."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Stopped, match="there is no plan of staging to apply; make one with 'make plan ENV=staging'"):
        apply_plan("staging", None)


@pytest.mark.parametrize("approved", ["", " ", "abc", "0" * 63])
def test_what_was_approved_is_a_digest(approved: str) -> None:
    """A job that made none hands over an empty text, which must not mean "whatever there is"."""
    with pytest.raises(UsageError, match=r"is not the digest of a plan .* nothing was applied"):
        apply_plan("staging", approved)


@pytest.mark.parametrize(("approved", "applied"), [(None, True), (digest(PLAN), True), ("0" * 64, False)])
def test_only_the_approved_plan_is_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, approved: str | None, *, applied: bool
) -> None:
    """The digest is of the plan file itself, not of a plan.json that lies beside it."""
    stack = tmp_path / "cdktf.out/stacks/staging"
    stack.mkdir(parents=True)
    (stack / "plan").write_bytes(b"a plan")
    (stack / "plan.json").write_text(json.dumps({"resource_changes": []}))
    (tmp_path / "shown").write_text(json.dumps(PLAN))
    for name, script in {"terraform": "cat shown", "poolpost-terraform": 'echo "$@" > applied'}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("POOLPOST_TERRAFORM", raising=False)
    if applied:
        assert apply_plan("staging", approved) == 0
        *command, plan = (tmp_path / "applied").read_text().split()
        assert command == ["-chdir=cdktf.out/stacks/staging", "apply", "-input=false"]
        assert not Path(plan).is_relative_to(tmp_path), "a copy, and not what someone may have written again"
    else:
        with pytest.raises(Stopped, match=r"is not the approved one.*Nothing was applied: review and approve again"):
            apply_plan("staging", approved)
        assert not (tmp_path / "applied").exists()
