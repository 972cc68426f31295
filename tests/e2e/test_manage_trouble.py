"""
`manage` mode when people decide and things break, for real: prompts on a terminal, faults of AWS, kills.

One project for all, every stage once and in order: whatever happens, the pool is as it was or has its new e-mail and
nothing else changed, the output says which, and the same command again finishes.
"""

import json
import os
import signal
import subprocess
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa
from poolpost.emulator.run_terraform import Run
from poolpost.pool import losses
from tests.conftest import Proof
from tests.e2e.conftest import Deployment, make_deployment, publish, words
from tests.e2e.test_manage_mode import ENVIRONMENT, POOL, REGION, sendable
from tests.scenes.terminal import DOWN, ENTER, converse

pytestmark = pytest.mark.e2e

UPDATE = "cognito-idp:UpdateUserPool"
QUESTION = "Enter a value:"
APPLY = ("apply", "-auto-approve")
REFUSED = {"throttle": "TooManyRequests", "error500": "InternalError", "drop_before": "EOF", "expired": "expired"}
"""What AWS does to the write before it took effect, and a word of Terraform's sentence about it."""


@dataclass
class Stage:
    """A run, the pool after it, and how many updates were sent since the calls were last cleared."""

    run: Run
    pool: dict[str, Any]
    writes: int


@dataclass
class Story:
    """The stages by name, and the pool as it was before each."""

    before: dict[str, Any]
    stages: dict[str, Stage] = field(default_factory=dict[str, Stage])
    empty: list[int] = field(default_factory=list[int])
    writer: dict[str, Any] = field(default_factory=dict[str, Any])


class Teller:
    """Runs the stages."""

    def __init__(self, aws: EmbeddedAws, deployment: Deployment) -> None:
        """Make the pool."""
        self.aws, self.deployment = aws, deployment
        self.put_back()
        self.story = Story(aws.pool(REGION, POOL))

    def put_back(self, **members: Any) -> None:
        """Make the pool as it was, with other members."""
        self.aws.put_pool(REGION, sendable(**members), production_mfa())

    def stage(self, name: str, run: Callable[[], Run]) -> None:
        """Run something, and look at the pool."""
        done = run()
        self.aws.clear_faults()
        writes = sum(call["operation"] == "UpdateUserPool" for call in self.aws.calls())
        self.story.stages[name] = Stage(done, self.aws.pool(REGION, POOL), writes)

    def apply(self) -> Run:
        """Do what everybody does who runs it again."""
        return self.deployment.gate(*APPLY)

    def with_fault(self, kind: str) -> Run:
        """Apply while AWS does this to the write."""
        self.aws.fault(UPDATE, kind, count=9)
        return self.apply()

    def on_terminal(self, answer: str, meanwhile: Callable[[], None] = lambda: None) -> Run:
        """Apply through the gate on a terminal, without cdktf."""
        command = ["poolpost-terraform", f"-chdir={self.deployment.stack}", "apply"]
        meanwhile_then = (QUESTION, f"{answer}\n", meanwhile)
        return converse(command, self.deployment.project, self.deployment.environment, meanwhile_then)

    def in_cdktf(self, keys: str) -> Run:
        """Deploy by cdktf on a terminal."""
        command = ["cdktf", "deploy", "managed"]
        return converse(command, self.deployment.project, self.deployment.environment, ("Approve", keys))

    def killed(self, *, with_terraform: bool) -> Run:
        """Apply, and kill the gate (and Terraform) while the write is under way."""
        self.aws.clear_calls()
        self.aws.fault(UPDATE, "slow", seconds=3)
        state = self.deployment.project / "terraform.managed.tfstate"
        serial = json.loads(state.read_text())["serial"]
        command = ["poolpost-terraform", f"-chdir={self.deployment.stack}", *APPLY]
        with subprocess.Popen(
            command,
            cwd=self.deployment.project,
            env=self.deployment.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            _wait(lambda: any(call["operation"] == "UpdateUserPool" for call in self.aws.calls()))
            (os.killpg if with_terraform else os.kill)(process.pid, signal.SIGKILL)
        if with_terraform:
            time.sleep(4)  # the server finishes what it had begun
        else:
            _wait(lambda: _serial(state) > serial)
            time.sleep(1)  # Terraform lets go of its lock
        return Run(process.returncode, "")


def _serial(state: Path) -> int:
    """Return the serial of a state; 0 while Terraform is writing it."""
    try:
        return json.loads(state.read_text())["serial"]
    except ValueError:
        return 0


def _wait(until: Callable[[], bool]) -> None:
    for _ in range(1800):
        if until():
            return
        time.sleep(0.1)
    pytest.fail("it did not come that far within three minutes")


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Answer no and yes, meet every fault, be killed twice."""
    deployment = make_deployment(aws, tmp_path_factory.mktemp("trouble") / "project", "managed", ENVIRONMENT)
    publish(deployment, tomllib.loads(ENVIRONMENT))
    teller = Teller(aws, deployment)
    teller.stage("dismissed in cdktf", lambda: teller.in_cdktf(f"{DOWN}|{ENTER}"))
    teller.stage("approved in cdktf", lambda: teller.in_cdktf(ENTER))
    teller.put_back()
    aws.fault("cognito-idp:DescribeUserPool", "drop_before", count=2)
    teller.stage("let through", lambda: deployment.gate("plan", "-out=let-through"))
    teller.stage("past the gate", lambda: deployment.past_the_gate("apply", "-input=false", "let-through"))
    teller.stage("no on a terminal", lambda: teller.on_terminal("no"))
    for kind in REFUSED:
        aws.clear_calls()
        teller.stage(kind, lambda kind=kind: teller.with_fault(kind))
    writer = {"EmailVerificationMessage": "Changed meanwhile: {####}", "LastModifiedDate": 1790000000.0}
    teller.stage("second writer", lambda: teller.on_terminal("yes", lambda: teller.put_back(**writer)))
    teller.story.writer = sendable(**writer)
    teller.put_back()
    teller.stage("yes on a terminal", lambda: teller.on_terminal("yes"))
    plan = ("plan", "-detailed-exitcode", "-input=false")
    teller.story.empty.append(deployment.terraform(*plan).exit_code)
    teller.put_back()
    teller.stage("gate killed", lambda: teller.killed(with_terraform=False))
    teller.story.empty.append(deployment.terraform(*plan).exit_code)
    for name, trouble in (
        ("answer lost", lambda: teller.with_fault("drop_after")),
        ("gate and Terraform killed", lambda: teller.killed(with_terraform=True)),
    ):
        teller.put_back()
        teller.stage(name, trouble)
        teller.stage(f"{name}, again", teller.apply)
    return teller.story


def _text(pool: dict[str, Any]) -> str:
    return json.dumps(pool, sort_keys=True)


def _only_email_changed(story: Story, stage: Stage) -> None:
    assert stage.pool["UserPool"]["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"
    assert losses.changes(story.before["UserPool"], stage.pool["UserPool"]) == []
    assert stage.pool["Mfa"] == story.before["Mfa"]


@pytest.mark.parametrize("name", ["dismissed in cdktf", "no on a terminal"])
def test_a_no_applies_nothing(name: str, story: Story, proof: Proof) -> None:
    """The pool is the same to the last byte, and it is said."""
    stage = story.stages[name]
    assert _text(stage.pool) == _text(story.before)
    assert "nothing was applied" in words(stage.run)
    assert stage.run.exit_code == (0 if "cdktf" in name else 1)  # cdktf itself ends well after "Dismiss"
    proof(f"prompt: {name}", "manage", "stopped, untouched")


def test_a_plan_that_was_let_through_holds_no_proof(story: Story) -> None:
    """Plain Terraform cannot apply it: the variable that the gate sets is in no plan file."""
    assert story.stages["let through"].run.exit_code == 0, story.stages["let through"].run.output[-3000:]
    stage = story.stages["past the gate"]
    assert stage.run.exit_code == 1
    assert '"poolpost_gate" was set during the plan phase, and so must also be set' in words(stage.run)
    assert _text(stage.pool) == _text(story.before)


@pytest.mark.parametrize("name", ["approved in cdktf", "yes on a terminal"])
def test_a_yes_applies_what_was_shown(name: str, story: Story, proof: Proof) -> None:
    """The e-mail configuration and nothing else."""
    assert story.stages[name].run.exit_code == 0, story.stages[name].run.output[-3000:]
    _only_email_changed(story, story.stages[name])
    proof(f"prompt: {name}", "manage", "only e-mail changed")


def test_a_read_that_is_cut_off_is_asked_again(story: Story) -> None:
    """A plan only reads: two lost answers cost it a second, not the deploy; writes are sent once (the faults above)."""
    assert story.stages["let through"].run.exit_code == 0, story.stages["let through"].run.output[-2000:]


@pytest.mark.parametrize("kind", REFUSED)
def test_a_refused_write_leaves_the_pool_as_it_was(kind: str, story: Story, proof: Proof) -> None:
    """Terraform says why, the gate says what state the pool is in; the last run of the same command finished."""
    stage = story.stages[kind]
    assert stage.run.exit_code == 1
    assert REFUSED[kind] in words(stage.run)
    assert f"user pool {POOL} is as it was; run the same command again" in words(stage.run)
    assert stage.writes == 1
    assert _text(stage.pool) == _text(story.before)
    assert story.empty[0] == 0
    proof(f"fault: {kind}", "manage", "failed, untouched")


def test_a_second_writer_while_the_gate_asks_stops_it(story: Story, proof: Proof) -> None:
    """What was judged is not what is there any more; the other's change stays."""
    stage = story.stages["second writer"]
    assert stage.run.exit_code == 1
    assert "was changed by somebody else since the plan was judged; nothing was applied" in words(stage.run)
    assert _text(stage.pool["UserPool"]) == _text(story.writer)
    proof("fault: second writer", "manage", "stopped, untouched")


def test_a_lost_answer_is_told_as_what_it_is(story: Story) -> None:
    """The write took effect, Terraform does not know, the gate looked."""
    stage = story.stages["answer lost"]
    assert stage.run.exit_code == 1
    assert f"user pool {POOL} has its new e-mail configuration, and nothing else changed" in words(stage.run)


def test_a_killed_gate_leaves_the_rest_to_terraform(story: Story, proof: Proof) -> None:
    """Terraform goes on by itself and keeps its books: there is nothing left to do."""
    _only_email_changed(story, story.stages["gate killed"])
    assert story.empty[1] == 0
    proof("fault: gate killed", "manage", "only e-mail changed")


@pytest.mark.parametrize("name", ["answer lost", "gate and Terraform killed"])
def test_after_trouble_with_the_write_the_same_command_finishes(name: str, story: Story, proof: Proof) -> None:
    """Nothing outside the e-mail is lost, and there is nothing left to do."""
    _only_email_changed(story, story.stages[name])
    again = story.stages[f"{name}, again"]
    assert again.run.exit_code == 0, again.run.output[-3000:]
    assert "No changes." in words(again.run)
    assert _text(again.pool) == _text(story.stages[name].pool)
    proof(f"fault: {name}", "manage", "only e-mail changed")
