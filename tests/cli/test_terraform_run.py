"""One run of the gate, step by step: what is asked of Terraform, in which order, and what ends the run before it applies."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli import terraform_run as run
from poolpost.cli.terraform_run import Gate
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import Finding
from poolpost.review.judged_plan import Judgement
from poolpost.settings.terraform_names import ACCEPT, JUDGED, PROOF
from poolpost.standards.terraform_plan import Plan
from tests.conftest import MakeSettings
from tests.scenes.gate_situations import plan
from tests.scenes.sending_world import everything

TERRAFORM = """#!/bin/sh
where=$(pwd)
cd {place}
echo "$1 $where $OF_THE_SHELL" >> places
echo "$1" >> calls
echo "$*" >> lines
env | grep -E '^({proof}|{judged})=' | sort > "environment.$1"
[ -f lost ] || for option; do case $option in -out=*) echo planned > "${{option#-out=}}";; esac; done
[ "$1" = apply ] && eval "cat \\"\\${{$#}}\\"" > applied
cat "$1.out" 2>/dev/null
[ -f "$1.err" ] && cat "$1.err" >&2
exit "$(cat "$1.code" 2>/dev/null || echo 0)"
"""
"""Stands where Terraform stands: says what it was asked, and answers what the test wants."""
PLANNING = "TF_VAR_poolpost_attempts=5\nTF_VAR_poolpost_gate=judged"
APPLYING = "TF_VAR_poolpost_attempts=1\nTF_VAR_poolpost_gate=judged"
TAINTED = '{"resources": [{"mode": "managed", "type": "aws_route53_record", "name": "x", "instances": [{"status": "tainted"}]}]}'


class Run:
    """The gate for a stack beside a Terraform that records; rules and watch have tests of their own."""

    def __init__(self, stack: Path, place: Path) -> None:
        """Remember where the stack and the recording Terraform are."""
        self.stack, self.place = stack, place
        self.levels: list[str] = []
        self.meanwhile_found: list[str] = []
        self.seen: list[tuple[str, frozenset[str]]] = []
        self.judged = "fingerprint"
        self.plan: Plan | None = None
        self.before_problem: Exception | None = None
        self.after_problem: Exception | None = None

    def step(self, name: str) -> None:
        """Record a step of the gate's own among Terraform's."""
        with (self.place / "calls").open("a") as calls:
            calls.write(f"{name}\n")

    def calls(self) -> list[str]:
        """List all steps so far."""
        file = self.place / "calls"
        return file.read_text().split() if file.exists() else []

    def line(self, verb: str) -> str:
        """Return the last command line with this verb."""
        return [line for line in (self.place / "lines").read_text().splitlines() if line.startswith(verb)][-1]

    def answers(self, verb: str, *, out: str = "", code: int = 0, err: str = "") -> None:
        """Let Terraform answer."""
        for kind, text in (("out", out), ("code", str(code)), ("err", err)):
            (self.place / f"{verb}.{kind}").write_text(text)

    def environment(self, verb: str) -> str:
        """Return what the gate told Terraform through its environment."""
        return (self.place / f"environment.{verb}").read_text().strip()

    # What `watch` gives

    def before(self) -> None:
        """Look before the apply."""
        self.step("before")
        if self.before_problem:
            raise self.before_problem

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """Look during the apply."""
        self.step("meanwhile")
        yield
        self.step("until")

    def after(self, applied: int) -> None:
        """Look after the apply."""
        self.step(f"after-{applied}")
        if self.after_problem:
            raise self.after_problem


@pytest.fixture
def gated(settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Gate, Run]]:
    """Make a gate whose rules find what the test says."""
    stack, place = tmp_path / "cdktf.out/stacks/local", tmp_path / "terraform"
    stack.mkdir(parents=True)
    place.mkdir()
    (stack / "cdk.tf.json").write_text("{}")
    real = place / "terraform"
    real.write_text(TERRAFORM.format(place=place, proof="|".join(PROOF), judged=JUDGED))
    real.chmod(0o700)
    running: Any = Run(stack, place)

    def judge(made: Any, _aws: Any, plan: str, accepted: frozenset[str]) -> Judgement:
        running.step("judge")
        running.seen.append((plan, accepted))
        findings = [Finding(rule="r", level=level, subject="s", problem="p", remedy="") for level in running.levels]
        return Judgement(settings=made, findings=findings, plan=running.plan, live=None, body=None)

    def watching(_judgement: Judgement, _say: object) -> Run:
        running.step("watch")
        return running

    monkeypatch.setattr(run, "judge_plan", judge)
    monkeypatch.setattr(run, "watch", watching)

    def asking(options: list[str]) -> None:
        running.step(f"ask{''.join(options)}")
        running.levels += running.meanwhile_found

    monkeypatch.setattr(run, "ask", asking)
    monkeypatch.setenv(ACCEPT, "a,,b.c")
    monkeypatch.setenv("OF_THE_SHELL", "kept")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as a shell has it, whatever ran before
    yield Gate(settings(), stack, str(real)), running
    for number, handler in handlers.items():
        signal.signal(number, handler)


Gated = tuple[Gate, Run]

# Both


def test_all_configuration_that_synthesis_did_not_write_is_named_in_order(gated: Gated) -> None:
    """So that one look at the directory is enough."""
    gate, running = gated
    names = [f"{letter}.tf" for letter in "abcdefghij"]
    for name in reversed(names):
        (running.stack / name).write_text("")
    with pytest.raises(Stopped, match=f"did not write: {', '.join(names)}; remove it"):
        gate.plan([])


@pytest.mark.parametrize("name", ["override.tf", "more.tf.json"])
def test_configuration_that_synthesis_did_not_write_stops_before_terraform(gated: Gated, name: str) -> None:
    """It would change the stack, and no plan shows where a change comes from."""
    gate, running = gated
    (running.stack / name).write_text("")
    for command in (lambda: gate.plan([]), lambda: gate.apply([], [])):
        with pytest.raises(Stopped, match=f"did not write: {name}; remove it"):
            command()
    assert running.calls() == []


def test_a_plan_that_terraform_cannot_show_is_not_judged(gated: Gated) -> None:
    """Its own words say why."""
    gate, running = gated
    running.answers("show", code=1, err="not a plan\n")
    with pytest.raises(CannotDecide, match=r"cannot be read: not a plan$"):
        gate.plan(["-out=plan"])
    assert not (running.stack / "plan").exists(), "nobody judged it"


def test_a_plan_that_is_not_there_is_told_by_terraform(gated: Gated) -> None:
    """Nothing to remove is no reason to speak of something else."""
    gate, running = gated
    (running.place / "lost").touch()
    running.answers("show", code=1, err="no such plan")
    with pytest.raises(CannotDecide, match="no such plan"):
        gate.plan(["-out=plan"])
    running.answers("show")
    running.levels = ["block"]
    assert gate.plan(["-out=plan"]) == 1


# Plan


def test_a_plan_is_made_and_judged(gated: Gated, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the last name given, with all other options, and what may pass handed to the rules."""
    gate, running = gated
    running.answers("show", out="{}")
    assert gate.plan(["-out=other", "-lock=false", "-out=plan", "-destroy"]) == 0
    assert running.calls() == ["plan", "show", "judge"]
    assert running.line("plan") == f"plan -lock=false -destroy -out={running.stack / 'plan'}"
    assert running.line("show") == f"show -json {running.stack / 'plan'}"
    assert running.environment("plan") == PLANNING
    assert running.seen == [("{}", frozenset({"a", "b.c"}))]
    assert capsys.readouterr().err == "poolpost gate: local: go\n"
    assert sorted(each.name for each in running.stack.iterdir()) == ["cdk.tf.json", "plan"]


def test_a_plan_without_a_name_leaves_no_file(gated: Gated) -> None:
    """It is judged all the same."""
    gate, running = gated
    assert gate.plan([]) == 0
    assert running.calls() == ["plan", "show", "judge"]
    assert [each.name for each in running.stack.iterdir()] == ["cdk.tf.json"]


@pytest.mark.parametrize(
    ("planned", "levels", "code", "kept"),
    [
        (0, [], 0, True),
        (2, [], 2, True),
        (2, ["warn"], 2, True),
        (0, ["block"], 1, False),
        (2, ["block"], 1, False),
        (2, ["unknown"], 3, False),
    ],
)
def test_the_exit_code_is_the_gates_and_then_terraforms(
    gated: Gated, planned: int, levels: list[str], code: int, *, kept: bool
) -> None:
    """2 is "there are changes" (-detailed-exitcode); a plan that may not be applied leaves no file."""
    gate, running = gated
    running.answers("plan", code=planned)
    running.levels = levels
    assert gate.plan(["-out=plan"]) == code
    assert (running.stack / "plan").exists() == kept


def test_a_plan_that_failed_is_not_judged(
    gated: Gated, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Terraform's exit code says so; what its error does not say, the state may."""
    gate, running = gated
    monkeypatch.setattr(run, "left_too_early", lambda _settings, state: f"said of {state}")
    running.answers("plan", code=1)
    running.answers("state", out="it")
    assert (gate.plan(["-out=plan"]), running.calls()) == (1, ["plan", "state"])
    assert "said of it" in capsys.readouterr().err


def test_an_interrupted_plan_is_no_plan(gated: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terraform may end with 0 although it was asked to stop; an apply's own code counts in any case."""
    gate, _ = gated
    monkeypatch.setattr(run, "run_stoppable", lambda *_: (0, True))
    with pytest.raises(Stopped, match="interrupted; nothing was applied"):
        gate.plan([])
    monkeypatch.setattr(run, "run_stoppable", lambda *_: (1, True))
    assert gate.plan([]) == 1
    monkeypatch.setattr(run, "run_stoppable", lambda command, *_: (0, command[1] == "apply"))
    assert gate.apply([], []) == 0


# Apply

STEPS = ["state", "plan", "show", "judge", "watch", "ask", "before", "meanwhile", "apply", "until", "after-0"]


def test_an_apply_plans_judges_asks_looks_applies_and_looks(gated: Gated) -> None:
    """In this order; what was judged is what is applied, and its step is told which pool that was."""
    gate, running = gated
    options = ["-auto-approve", "-parallelism=5", "-target=x", "-backup=y", "-state-out=z", "-no-color", "-input=false"]
    for stale in ("plan", "plan.json"):
        (running.stack / stale).write_text("of before")
    assert gate.apply(options, []) == 0
    assert running.calls() == [*STEPS[:5], f"ask{''.join(options)}", *STEPS[6:]]
    plan, applied = running.line("plan"), running.line("apply")
    file = plan.rpartition("=")[2]
    assert plan == f"plan -parallelism=5 -target=x -no-color -input=false -out={file}"
    assert applied == f"apply -parallelism=5 -no-color -input=false -lock-timeout=0s {file}"
    assert not Path(file).is_relative_to(running.stack)
    assert running.environment("plan") == PLANNING
    assert running.environment("apply") == f"POOLPOST_JUDGED=fingerprint\n{APPLYING}"
    places = (running.place / "places").read_text().splitlines()
    assert places == [f"{verb} {running.stack} kept" for verb in ("state", "plan", "show", "apply")]
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, "the last look would be lost with the terminal"
    assert [each.name for each in running.stack.iterdir()] == ["cdk.tf.json"], "a plan of before is of no use now"


def test_a_lock_is_kept_as_asked_and_never_waited_for(gated: Gated) -> None:
    """To wait would be to write what was judged long before."""
    gate, running = gated
    gate.apply(["-lock=false", "-lock-timeout=5m"], [])
    assert "-lock=false -lock-timeout=5m" in running.line("plan")
    assert "-lock=false -lock-timeout=0s " in running.line("apply")


def test_a_given_plan_is_applied_as_it_was_judged(gated: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks, nothing is planned, and a file that is written anew meanwhile changes nothing."""
    gate, running = gated
    (running.stack / "plan").write_text("reviewed")
    judge = run.judge_plan

    def swapped(*arguments: Any) -> Judgement:
        (running.stack / "plan").write_text("another")
        return judge(*arguments)

    monkeypatch.setattr(run, "judge_plan", swapped)
    assert gate.apply([], ["plan"]) == 0
    assert running.calls() == ["show", "judge", "watch", "before", "meanwhile", "apply", "until", "after-0"]
    assert (running.place / "applied").read_text() == "reviewed"


def test_a_given_plan_that_is_not_there_is_said(gated: Gated) -> None:
    """Before anything is asked of Terraform."""
    gate, running = gated
    with pytest.raises(CannotDecide, match=r"plan cannot be read: .*No such file"):
        gate.apply([], ["plan"])
    assert running.calls() == []


@pytest.mark.parametrize("code", [1, 2])
def test_a_plan_that_failed_is_not_applied(gated: Gated, code: int) -> None:
    """Terraform's exit code, whatever it is."""
    gate, running = gated
    running.answers("plan", code=code)
    assert gate.apply([], []) == code
    assert running.calls() == ["state", "plan", "state"]


@pytest.mark.parametrize(("level", "code"), [("block", 1), ("unknown", 3)])
def test_what_the_gate_stops_is_not_applied(gated: Gated, level: str, code: int) -> None:
    """Nobody is even asked."""
    gate, running = gated
    running.levels = ["warn", level]
    assert gate.apply([], []) == code
    assert running.calls()[-1] == "judge"


@pytest.mark.parametrize("action", ["delete", "no-op"])
def test_a_plan_that_takes_something_away_is_judged_again_after_the_question(action: str, gated: Gated) -> None:
    """Another pool may have come to send with it while somebody was asked; where nothing goes, once is enough."""
    gate, running = gated
    running.plan = plan(*everything(action))
    running.meanwhile_found = ["block"]
    assert gate.apply([], []) == (1 if action == "delete" else 0)
    assert running.calls().count("judge") == (2 if action == "delete" else 1)
    assert ("apply" in running.calls()) == (action == "no-op")


def test_a_pool_that_changed_since_is_not_applied_to(gated: Gated) -> None:
    """What the look right before finds ends the run."""
    gate, running = gated
    running.before_problem = Stopped("changed")
    with pytest.raises(Stopped, match="changed"):
        gate.apply([], [])
    assert running.calls()[-1] == "before"


def test_a_failed_apply_is_looked_at_and_what_it_made_is_kept(gated: Gated, capsys: pytest.CaptureFixture[str]) -> None:
    """The next plan goes on from there; the plan of before is still good."""
    gate, running = gated
    (running.stack / "plan").write_text("of before")
    running.answers("apply", code=1)
    running.answers("state", out=TAINTED)
    assert gate.apply([], []) == 1
    assert running.calls()[-4:] == ["until", "after-1", "state", "untaint"]
    assert running.line("untaint") == "untaint -no-color aws_route53_record.x"
    assert (running.stack / "plan").exists()
    assert capsys.readouterr().err.count("ended early, and kept: aws_route53_record.x") == 2


def test_what_a_failed_apply_made_is_kept_whatever_the_look_finds(gated: Gated) -> None:
    """Else the same deploy would make it twice."""
    gate, running = gated
    running.answers("apply", code=1)
    running.after_problem = Stopped("lost")
    with pytest.raises(Stopped, match="lost"):
        gate.apply([], [])
    assert running.calls()[-2:] == ["after-1", "state"]


def test_a_loss_after_a_good_apply_ends_the_run(gated: Gated) -> None:
    """And there is nothing half-made to keep."""
    gate, running = gated
    running.after_problem = Stopped("lost")
    with pytest.raises(Stopped, match="lost"):
        gate.apply([], [])
    assert running.calls()[-1] == "after-0"


@pytest.mark.parametrize(
    ("pull", "pulled", "untainted"),
    [(0, TAINTED, 0), (0, TAINTED, 1), (1, TAINTED, 0), (0, "\n", 0), (0, "{}", 0)],
)
def test_only_what_was_kept_is_said_to_be_kept(
    gated: Gated, capsys: pytest.CaptureFixture[str], pull: int, pulled: str, untainted: int
) -> None:
    """No state yet, or one that cannot be read, is nothing to keep: the plan tells the rest."""
    gate, running = gated
    running.answers("state", out=pulled, code=pull)
    running.answers("untaint", code=untainted)
    assert gate.apply([], []) == 0
    kept = (pull, pulled, untainted) == (0, TAINTED, 0)
    said = [line for line in capsys.readouterr().err.splitlines() if "and kept" in line]
    assert [line.endswith("and kept: aws_route53_record.x") for line in said] == [True] * kept
    assert running.line("state") == "state pull"
