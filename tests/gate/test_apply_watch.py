"""The looks around an apply, on a pool in memory: what they compare, and what they say of each end that it can have."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli.terminal import note
from poolpost.errors import CannotDecide, Stopped
from poolpost.gate import apply_watch as watch
from poolpost.gate import concurrent_writes as meanwhile
from poolpost.gate.apply_outcome import Writer
from poolpost.gate.apply_watch import ExistingPool
from poolpost.gate.concurrent_writes import Meanwhile
from poolpost.gate.new_pool_watch import NewPool
from poolpost.pool import baseline, write
from poolpost.pool.interrupted_writes import MARK, Mark
from poolpost.pool.snapshots import before_writes, load, lost_in, save
from poolpost.review.judged_plan import Judgement
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.gate_situations import RECORD, STEP, change_of, plan
from tests.scenes.one_pool import OnePool

Json = dict[str, Any]
THEIRS = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:theirs"}


class Watching:
    """One look before and one after, at a pool in memory."""

    def __init__(self, settings: Settings, patch: pytest.MonkeyPatch) -> None:
        """Let every look see the one pool."""
        self.settings = settings
        self.aws: Any = OnePool(settings)
        self.naps: list[float] = []
        patch.setattr(watch, "Aws", lambda _settings: self.aws)
        patch.setattr(meanwhile, "Aws", lambda _settings: self.aws)
        patch.setattr(write.time, "sleep", self.naps.append)
        self.live = self.aws.cognito.user_pool()

    def judgement(self, **fields: Any) -> Judgement:
        """Return a judgement of the live pool."""
        made: Json = {"settings": self.settings, "findings": [], "plan": plan(), "live": self.live, "body": {"x": 1}}
        return Judgement(**(made | fields))

    def before(self, writer: Writer = "nobody") -> ExistingPool:
        """Look before."""
        gate = ExistingPool(self.settings, self.live, note, writer)
        gate.before()
        self.aws.calls.clear()
        return gate

    def stops(self, gate: ExistingPool, applied: int, *patterns: str) -> str:
        """Look after, which ends with all these words."""
        with pytest.raises(Stopped) as caught:
            gate.after(applied)
        for pattern in patterns:
            assert re.search(pattern, str(caught.value)), f"{pattern} is not in\n{caught.value}"
        return str(caught.value)


@pytest.fixture
def watching(settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watching:
    """Watch in patch mode, in a directory of its own."""
    monkeypatch.chdir(tmp_path)
    return Watching(settings(), monkeypatch)


@pytest.fixture
def managing(settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watching:
    """Watch in manage mode, in a directory of its own."""
    monkeypatch.chdir(tmp_path)
    return Watching(settings(("user_pool.mode", "manage")), monkeypatch)


# Which looks


def test_a_pool_that_is_not_there_is_a_new_one(watching: Watching) -> None:
    """Its name is looked for, in place of its settings."""
    gate = watch.watch(watching.judgement(live=None), note)
    assert isinstance(gate, NewPool)
    with gate.meanwhile():
        assert watching.aws.calls == ["look"], "there is nothing to look at while it is made"


@pytest.mark.parametrize(
    ("changes", "writer"),
    [
        ((STEP,), "step"),
        ((change_of(STEP, actions=("delete", "create")),), "step"),
        ((change_of(STEP, actions=("delete",), after=None),), "nobody"),
        ((change_of(STEP, actions=("no-op",)),), "step"),
        ((RECORD,), "nobody"),
        ((), "nobody"),
    ],
)
def test_whoever_keeps_the_step_wants_the_pool_as_the_file_says(
    watching: Watching, changes: tuple[Any, ...], writer: Writer
) -> None:
    """Also where the step has nothing to do: somebody may change the e-mail while the plan is judged."""
    gate: Any = watch.watch(watching.judgement(plan=plan(*changes)), note)
    assert gate.writer == writer
    without: Any = watch.watch(watching.judgement(plan=None), note)
    assert without.writer == "nobody"


def test_where_the_provider_writes_the_pool_is_saved_and_looked_at_meanwhile(
    managing: Watching, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only there: without a request there is nothing to save, and in patch mode our own step saves."""
    gate: Any = watch.watch(managing.judgement(), note)
    assert gate.writer == "provider"
    assert isinstance(gate.meanwhile(), Meanwhile)
    gate.before()
    (saved,) = Path(".poolpost/snapshots").glob("*.json")
    assert f"{managing.settings.user_pool.id}: saved as it is to {saved.as_posix()}" in capsys.readouterr().err
    idle: Any = watch.watch(managing.judgement(body=None), note)
    assert idle.writer == "nobody"
    assert not isinstance(idle.meanwhile(), Meanwhile)


def test_in_patch_mode_nothing_is_saved(watching: Watching) -> None:
    """The step does."""
    gate = watching.before("step")
    assert not isinstance(gate.meanwhile(), Meanwhile)
    assert not Path(".poolpost").exists()


# Before


@pytest.mark.parametrize(
    "somebody",
    [lambda aws: aws.set(), lambda aws: aws.mfa.update(MfaConfiguration="OFF")],
    ids=["pool", "factors"],
)
def test_a_pool_that_changed_since_it_was_judged_is_not_applied_to(
    watching: Watching, somebody: Callable[[Any], None]
) -> None:
    """The plan was judged for another one."""
    gate = ExistingPool(watching.settings, watching.live, note)
    somebody(watching.aws)
    with pytest.raises(Stopped, match=r"was changed by somebody else since the plan was judged; nothing was applied"):
        gate.before()


@pytest.mark.parametrize("mode", ["manage", "patch"])
def test_a_write_that_was_cut_off_is_compared_first(
    mode: str, settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else may: the provider never does, and the step of patch mode runs only where there is something to write."""
    monkeypatch.chdir(tmp_path)
    watching = Watching(settings(("user_pool.mode", mode)), monkeypatch)
    state = {"UserPool": watching.live, "MfaConfig": watching.aws.cognito.mfa_configuration()}
    with Mark(save(watching.settings, state), state):
        pass
    watching.aws.set(UserPoolTier="LITE")
    gate = ExistingPool(watching.settings, watching.aws.cognito.user_pool(), note)
    with pytest.raises(Stopped, match=r"was interrupted before its result was checked(.|\n)*UserPoolTier"):
        gate.before()
    assert not list(Path(".poolpost/snapshots").glob(f"*{MARK}"))


# After


def test_a_good_apply_is_compared_and_leaves_no_mark(managing: Watching) -> None:
    """What the provider leaves out and AWS reads as the same is no change; a read that lags is repeated."""
    gate = managing.before("provider")
    policy = dict(managing.live["Policies"]["PasswordPolicy"])
    assert policy.pop("RequireSymbols") is False
    after = managing.live["Policies"] | {"PasswordPolicy": policy}
    wanted = managing.settings.email_configuration
    managing.aws.now("look", lambda: managing.aws.set(EmailConfiguration=wanted, Policies=after), number=2)
    gate.after(0)
    assert managing.naps == [write.SECONDS_BETWEEN]
    assert not list(Path(".poolpost/snapshots").glob(f"*{MARK}"))


def test_an_apply_without_effect_is_not_known_to_be_good(managing: Watching) -> None:
    """After so many looks; the mark stays, so that the next run compares."""
    gate = managing.before("provider")
    with pytest.raises(CannotDecide, match=r"the apply ended well, but .* is unchanged; run the same command"):
        gate.after(0)
    assert managing.aws.calls.count("look") == write.LOOKS
    managing.before("provider")  # else the mark would be a write under way


def test_what_the_pool_had_lost_before_an_apply_stays_lost_after_it(managing: Watching) -> None:
    """The apply neither loses it nor makes it good: the baseline keeps it, and the snapshot says so."""

    def applied(**members: Any) -> Any:
        managing.live = managing.aws.cognito.user_pool()
        gate = managing.before("provider")
        managing.aws.set(EmailConfiguration=managing.settings.email_configuration, **members)
        gate.after(0)
        found = baseline.find(managing.settings)
        assert found is not None
        return found

    assert applied().open == frozenset()
    managing.aws.set(UserPoolTier="LITE")
    assert applied().snapshot["UserPool"]["UserPoolTier"] == "PLUS"
    last = before_writes(managing.settings)[0]
    assert lost_in(load(last, managing.settings)) == ("UserPoolTier",)


def test_a_failed_apply_is_looked_at_once(managing: Watching, capsys: pytest.CaptureFixture[str]) -> None:
    """A pool that is as it was is what one expects then."""
    gate = managing.before("provider")
    gate.after(1)
    assert managing.aws.calls.count("look") == 1
    assert managing.naps == []
    assert "the apply failed; user pool eu-west-1_Production1 is as it was; run the same" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("applied", "wrote", "recorded"), [(0, True, True), (0, False, True), (1, True, True), (1, False, False)], ids=str
)
def test_what_an_apply_left_is_the_baseline_where_it_wrote(
    managing: Watching, applied: int, *, wrote: bool, recorded: bool
) -> None:
    """What it took with it stays open, by name; what was added is none of that. And the mark goes in any case."""
    gate = managing.before("provider")
    lambdas = managing.live["LambdaConfig"] | {"PreAuthentication": "arn:new"}
    email = managing.settings.email_configuration if wrote else managing.live["EmailConfiguration"]
    managing.aws.set(EmailConfiguration=email, UserPoolTier="LITE", LambdaConfig=lambdas)
    managing.stops(gate, applied, "UserPoolTier", "PreAuthentication")
    found = baseline.find(managing.settings)
    assert found is not None
    assert (found.path not in before_writes(managing.settings)) == recorded
    assert found.open == ({"UserPoolTier"} if recorded else frozenset())
    assert not list(Path(".poolpost/snapshots").glob(f"*{MARK}"))


@pytest.mark.parametrize("writer", ["step", "nobody"])
def test_a_failed_apply_that_wrote_says_so(
    watching: Watching, capsys: pytest.CaptureFixture[str], writer: Writer
) -> None:
    """The e-mail need not be the wanted one: nobody says that it is."""
    gate = watching.before(writer)
    watching.aws.set(EmailConfiguration=THEIRS)
    gate.after(1)
    assert "has its new e-mail configuration, and nothing else changed; run the same" in capsys.readouterr().err


def test_texts_of_the_file_that_were_written_count_as_written(
    settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are written with the e-mail, and are no change beside it."""
    monkeypatch.chdir(tmp_path)
    watching = Watching(settings(("messages.invitation.email_subject", "Hello")), monkeypatch)
    gate = watching.before("step")
    invite = watching.live["AdminCreateUserConfig"]["InviteMessageTemplate"] | {"EmailSubject": "Hello"}
    admin = watching.live["AdminCreateUserConfig"] | {"InviteMessageTemplate": invite}
    watching.aws.set(AdminCreateUserConfig=admin)
    gate.after(1)
    assert "has its new e-mail configuration, and nothing else changed" in capsys.readouterr().err


def test_an_email_that_is_not_as_planned_is_no_success(watching: Watching) -> None:
    """Where the step should have written it; an apply without the step has written none."""
    watching.stops(watching.before("step"), 0, "is not as planned: somebody else wrote it, or the step .* did not run")
    watching.before().after(0)
    gate = watching.before("step")
    watching.aws.set(EmailConfiguration=watching.settings.email_configuration)
    gate.after(0)


def test_a_sender_that_somebody_else_gave_during_a_destroy_is_no_success(watching: Watching) -> None:
    """The pool was retired, a scheduled repair points it back, and the identity goes: nothing of our own wrote it."""
    gate = watching.before()
    watching.aws.set(EmailConfiguration=THEIRS)
    said = watching.stops(
        gate, 0, "somebody else changed the e-mail of user pool .* during the apply", "sends by arn:theirs"
    )
    assert "poolpost pool show local" in said


@pytest.mark.parametrize("applied", [0, 1])
def test_everything_else_that_changed_is_named(watching: Watching, applied: int) -> None:
    """Settings and factors, each on a line, with the way back; also where the apply failed after its write."""
    gate = watching.before("step")
    watching.aws.set(EmailConfiguration=watching.settings.email_configuration, UserPoolTier="LITE", Name="x")
    watching.aws.mfa["MfaConfiguration"] = "OFF"
    said = watching.stops(gate, applied, "changed more than the e-mail of user pool", "pool restore local$")
    assert re.findall(r"(?m)^  - ([\w.]+):", said) == ["Name", "UserPoolTier", "MfaConfig.MfaConfiguration"]


def test_what_others_changed_during_an_apply_that_wrote_nothing_is_theirs(watching: Watching) -> None:
    """No restore is recommended: nothing of it is ours."""
    gate = watching.before("step")
    watching.aws.set(UserPoolTier="LITE", Name="x")
    said = watching.stops(
        gate, 1, "failed and wrote nothing to user pool .*, but somebody else changed it during the apply:"
    )
    assert re.findall(r"(?m)^  - ([\w.]+):", said) == ["Name", "UserPoolTier"]
    assert "restore" not in said
    assert said.endswith("run the same command again, so that the plan shows the pool as it is")


def test_an_email_that_somebody_else_wrote_over_the_providers_is_no_success(managing: Watching) -> None:
    """The pool has changed, and sends by something else."""
    gate = managing.before("provider")
    managing.aws.set(EmailConfiguration=THEIRS)
    managing.stops(gate, 0, "is not as planned: somebody else wrote it")


# Meanwhile


def test_what_the_apply_has_overwritten_can_be_put_back(managing: Watching) -> None:
    """Nobody else knows of it: it is saved, and each member named once."""
    gate: Any = managing.before("provider")
    lambdas = managing.live["LambdaConfig"] | {"PreAuthentication": "arn:new", "PostAuthentication": "arn:newer"}
    theirs = managing.live | {"LambdaConfig": lambdas, "UserPoolTier": "LITE"}
    gate._meanwhile._seen = [theirs]  # noqa: SLF001 -- as its thread does
    managing.aws.set(EmailConfiguration=managing.settings.email_configuration)
    said = managing.stops(
        gate, 0, "somebody else changed user pool .* during the apply, and the apply overwrote the change:"
    )
    (saved,) = Path(".poolpost/snapshots").glob("*-meanwhile-*.json")
    held = load(saved, managing.settings)
    assert (held["UserPool"], held["MfaConfig"]) == (theirs, managing.aws.mfa)
    only = "--only LambdaConfig --only UserPoolTier"
    assert said.endswith(f"put it back: poolpost pool restore local --snapshot {saved.as_posix()} {only}")
    assert '  - LambdaConfig.PreAuthentication: "arn:new" -> absent' in said.splitlines()


def test_what_stood_meanwhile_and_is_gone_is_found(watching: Watching) -> None:
    """The last sighting first; what was there before, or still is, was not overwritten."""
    looks: Any = Meanwhile(watching.settings, watching.live)
    first = watching.live | {"Name": "first"}
    second = watching.live | {"Name": "second", "UserPoolTier": "LITE"}
    looks._seen = [first, second]  # noqa: SLF001 -- as its thread does
    gone, seen = looks.overwritten(watching.live | {"UserPoolTier": "LITE"})
    assert [(each.path, each.before) for each in gone] == [("Name", "second")]
    assert seen == second
    gone, seen = looks.overwritten(second)
    assert [(each.path, each.before) for each in gone] == [("Name", "first")], "it was set, and is another one now"
    looks._seen = []  # noqa: SLF001 -- the same
    assert looks.overwritten(second) == ([], second)


def test_a_look_in_between_that_fails_is_repeated(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can only add to the look afterwards; and a pool that is as judged is not kept."""
    monkeypatch.setattr(meanwhile, "SECONDS", 0.001)
    seen: Any = Meanwhile(watching.settings, watching.live)
    done = meanwhile.threading.Event()

    def fails() -> None:
        raise CannotDecide("busy")

    first = watching.aws.calls.count("look") + 1
    watching.aws.now("look", fails, number=first)
    watching.aws.now("look", lambda: watching.aws.set(Name="theirs"), number=first + 2)
    watching.aws.now("look", done.set, number=first + 3)
    with seen:
        assert done.wait(30)
    looked = watching.aws.calls.count("look")
    assert {pool["Name"] for pool in seen._seen} == {"theirs"}  # noqa: SLF001 -- what its thread noted
    assert not seen._looking.is_alive(), "it ends with the apply"  # noqa: SLF001 -- the same
    assert watching.aws.calls.count("look") == looked
