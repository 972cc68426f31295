"""`poolpost pool snapshot|verify|accept|restore`: what they print and return, and that they write what they show."""

import json
from pathlib import Path

import pytest

from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.errors import PoolpostError, Stopped, UsageError
from poolpost.pool import snapshots as pool_snapshots
from tests.conftest import MakeSettings
from tests.scenes.in_memory import InMemory
from tests.scenes.one_pool import Json

SUBJECT = ("messages.invitation.email_subject", "A new subject")
LOST = {"DeletionProtection", "LambdaConfig.PreSignUp"}
WHO = (
    "eu-west-1_Production1: who changed it is not known: CloudTrail has no such request; events arrive up to 15 minutes "
    "late, and the history keeps 90 days\n"
)
Capture = pytest.CaptureFixture[str]


def verify(snapshot: Path | None = None, *, as_json: bool = False) -> int:
    """Run `poolpost pool verify local`."""
    return snapshot_commands.verify_pool("local", snapshot=snapshot, json=as_json)


def restore(snapshot: Path | None = None, *only: str, yes: bool = True, as_json: bool = False) -> int:
    """Run `poolpost pool restore local`."""
    return snapshot_commands.restore_pool("local", snapshot=snapshot, only=only, yes=yes, json=as_json)


def saved(**members: object) -> Path:
    """Save the production pool with other members, as somebody's own copy."""
    path = Path("given.json")
    pool = {member: value for member, value in (production_pool() | members).items() if value is not None}
    path.write_text(json.dumps({"UserPool": pool, "MfaConfig": production_mfa()}), encoding="utf-8")
    return path


# verify


def test_a_pool_is_compared_with_its_baseline(applied: InMemory, settings: MakeSettings, capsys: Capture) -> None:
    """0 and the file that it was compared with; what is left aside is said."""
    pool, path = applied.settings.user_pool.id, applied.baseline.path.as_posix()
    assert verify() == 0
    assert applied.aws.calls[0] == "check", "the account comes before everything"
    assert capsys.readouterr() == (f"user pool {pool} is the same as {path}, e-mail aside\n", "")
    applied.use(SUBJECT, make=settings)
    assert verify() == 0
    assert capsys.readouterr().out == f"user pool {pool} is the same as {path}, e-mail and messages of the file aside\n"
    assert verify(as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {"snapshot": path, "differences": []}


def test_what_differs_is_listed_with_the_way_back(applied: InMemory, capsys: Capture) -> None:
    """1, each setting on a line, settings and factors."""
    applied.damage()
    del applied.aws.mfa["SoftwareTokenMfaConfiguration"]
    assert verify() == 1
    said = capsys.readouterr()
    assert (
        f"{applied.settings.user_pool.id} differs from {applied.baseline.path.as_posix()}, e-mail aside\n" in said.out
    )
    for path in {*LOST, "MfaConfig.SoftwareTokenMfaConfiguration.Enabled"}:
        assert f"\n  {path}: " in said.out
    assert said.err.startswith("to put back what is lost: 'poolpost pool restore local'")
    assert said.err.endswith(WHO)
    assert verify(as_json=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert {each["path"] for each in found["differences"]} > LOST
    assert found["changed_by"] == [WHO.rstrip()]


def test_what_was_added_has_no_way_back(applied: InMemory, capsys: Capture) -> None:
    """It differs, and nothing is lost."""
    applied.aws.set(LambdaConfig=applied.aws.pool["LambdaConfig"] | {"PreAuthentication": "arn:new"})
    assert verify() == 1
    assert capsys.readouterr().err == WHO


def test_another_snapshot_than_the_baseline_says_where_the_good_state_is(applied: InMemory, capsys: Capture) -> None:
    """A pool that has all of its baseline is well, whatever some snapshot holds."""
    path = applied.baseline.path.as_posix()
    assert verify(saved(DeletionProtection="INACTIVE")) == 1
    assert capsys.readouterr().err == f"it has all settings of {path}, the state that it is to be in\n{WHO}"
    assert verify(saved()) == 0
    assert capsys.readouterr().err == ""


def test_without_a_baseline_a_named_snapshot_is_compared(in_memory: InMemory, capsys: Capture) -> None:
    """Nothing says what state the pool is to be in, so nothing is said of it; without either there is nothing to compare."""
    assert in_memory.baseline_or_none is None
    assert verify(saved(DeletionProtection="INACTIVE")) == 1
    assert capsys.readouterr().err == WHO
    for command in (verify, restore):
        with pytest.raises(UsageError, match=r"there is no snapshot of .*; name one with --snapshot FILE"):
            command()


@pytest.mark.parametrize("lost", [(), ("LambdaConfig", "Policies")])
def test_a_snapshot_of_a_damaged_pool_is_called_that(lost: tuple[str, ...], applied: InMemory, capsys: Capture) -> None:
    """With how much was lost, and the file that has the good state; the baseline itself is never called that."""
    path = pool_snapshots.save(applied.settings, applied.state, lost=lost)
    told = (
        f"when {path.as_posix()} was taken, the pool had lost 2 of its settings (LambdaConfig, Policies); "
        f"the state that it is to be in is in {applied.baseline.path.as_posix()}\n"
    )
    assert verify(path) == 0
    assert capsys.readouterr().err == (told if lost else "")
    applied.damage()
    assert restore(path, "LambdaConfig") == 0
    assert capsys.readouterr().err == (told if lost else "")


def test_a_loss_that_is_open_does_not_make_the_baseline_a_damaged_snapshot(
    in_memory: InMemory, capsys: Capture
) -> None:
    """The baseline has what was lost, so a restore from it is the way back."""
    in_memory.aws.now("written", in_memory.damage)
    with pytest.raises(Stopped):
        in_memory.apply()
    assert {*in_memory.baseline.open} == LOST
    capsys.readouterr()
    assert verify() == 1
    assert "was taken" not in capsys.readouterr().err
    assert restore() == 0
    assert "was taken" not in capsys.readouterr().err
    assert verify() == 0


# restore


def test_what_a_restore_writes_is_what_it_shows(applied: InMemory, capsys: Capture) -> None:
    """One write, of the pool as it is with what was lost; then there is nothing to do."""
    applied.damage()
    assert restore() == 0
    said = capsys.readouterr()
    path = applied.baseline.path.as_posix()
    assert said.out.startswith(f"user pool {applied.settings.user_pool.id}: restored from {path}\n")
    assert {line.split(":")[0].strip() for line in said.out.splitlines()[1:]} == LOST
    assert said.err == ""
    assert len(applied.aws.written) == 1
    assert applied.aws.pool["LambdaConfig"] == production_pool()["LambdaConfig"]
    assert restore() == 0
    said = capsys.readouterr()
    assert said == ("", f"user pool {applied.settings.user_pool.id} has these settings already; nothing was written\n")
    assert len(applied.aws.written) == 1


def test_a_restore_as_json_says_what_it_did(applied: InMemory, capsys: Capture) -> None:
    """From where, what, and where the pool as it was is saved; null where nothing was written."""
    applied.damage()
    assert restore(as_json=True) == 0
    done = json.loads(capsys.readouterr().out)
    assert done.keys() == {"from", "changed", "saved", "not_restored"}
    assert {each["path"] for each in done["changed"]} == LOST
    assert "before-restore" in done["saved"]
    assert done["not_restored"] == []
    assert restore(as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["saved"] is None


@pytest.mark.parametrize("answer", ["yes", "y", None])
def test_a_restore_asks_with_what_it_would_change(
    answer: str | None, applied: InMemory, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Anything but 'yes' is a no, and so is nobody who could answer."""
    applied.damage()
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: answer is not None, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    if answer == "yes":
        assert restore(yes=False) == 0
    else:
        with pytest.raises(Stopped, match="nothing was written"):
            restore(yes=False)
    said = capsys.readouterr().err
    assert said.startswith(f"user pool {applied.settings.user_pool.id}, from {applied.baseline.path.as_posix()}:\n")
    assert {line.split(":")[0] for line in said.splitlines()[1:]} == {f"  - {path}" for path in LOST}
    assert asked == ["Write this to the user pool? Type 'yes' to continue: "] * (answer is not None)
    assert len(applied.aws.written) == (answer == "yes")
    if answer == "yes":
        asked.clear()
        assert restore(yes=False) == 0
        assert asked == [], "where nothing would change nobody is asked"


def test_the_rest_stays_lost_where_members_are_named(applied: InMemory, capsys: Capture) -> None:
    """What was not named is neither written nor forgotten."""
    applied.damage()
    assert restore(None, "LambdaConfig") == 0
    assert "DeletionProtection" not in capsys.readouterr().out
    assert applied.aws.pool["DeletionProtection"] == "INACTIVE"
    assert applied.baseline.snapshot["UserPool"]["DeletionProtection"] == "ACTIVE"


def test_a_member_from_another_snapshot_leaves_the_rest_of_the_baseline(applied: InMemory) -> None:
    """Who takes one member from a damaged state does not make the rest of it the good one."""
    applied.damage()
    assert restore(saved(DeletionProtection="INACTIVE"), "LambdaConfig") == 0
    assert applied.baseline.snapshot["UserPool"]["DeletionProtection"] == "ACTIVE"


@pytest.mark.parametrize("only", [(), ("LambdaConfig",)])
def test_what_cannot_be_restored_is_said_where_all_was_asked_for(
    only: tuple[str, ...], applied: InMemory, capsys: Capture
) -> None:
    """1 with each setting and factor; who names a member did not ask for the others."""
    applied.damage()
    applied.aws.mfa["SoftwareTokenMfaConfiguration"] = {"Enabled": False}
    assert restore(saved(UsernameAttributes=["phone_number"]), *only) == (0 if only else 1)
    said = capsys.readouterr().err
    assert ("these were saved as well, and 'pool restore' cannot write them:\n  UsernameAttributes: " in said) is (
        not only
    )
    assert ("never writes it (aws cognito-idp set-user-pool-mfa-config):\n  MfaConfig." in said) is (not only)
    assert bool(said) is not bool(only)


@pytest.mark.parametrize("cannot", ["member", "factor"])
def test_one_thing_that_cannot_be_restored_is_enough_for_exit_code_1(
    cannot: str, applied: InMemory, capsys: Capture
) -> None:
    """Also where the rest of it is as it was; as JSON each is named."""
    if cannot == "factor":
        applied.aws.mfa["SoftwareTokenMfaConfiguration"] = {"Enabled": False}
    path = saved(**({"UsernameAttributes": ["phone_number"]} if cannot == "member" else {}))
    assert restore(path, as_json=True) == 1
    [not_restored] = json.loads(capsys.readouterr().out)["not_restored"]
    assert not_restored["path"].startswith("UsernameAttributes" if cannot == "member" else "MfaConfig.")


@pytest.mark.usefixtures("applied")
def test_beside_a_snapshot_without_factors_those_of_today_are_named(capsys: Capture) -> None:
    """Somebody's own copy of DescribeUserPool's answer does not say what they were."""
    path = Path("given.json")
    path.write_text(json.dumps({"UserPool": production_pool()}), encoding="utf-8")
    assert restore(path) == 1
    assert "MfaConfig.SoftwareTokenMfaConfiguration.Enabled: absent -> true" in capsys.readouterr().err


def test_texts_that_the_file_sets_are_not_restored(applied: InMemory, settings: MakeSettings, capsys: Capture) -> None:
    """Neither written nor listed as missing."""
    applied.use(SUBJECT, make=settings)
    applied.apply()
    applied.damage()
    capsys.readouterr()
    assert restore() == 0
    assert "EmailSubject" not in "".join(capsys.readouterr())
    invitation = applied.aws.pool["AdminCreateUserConfig"]["InviteMessageTemplate"]
    assert invitation["EmailSubject"] == "A new subject"


def _another(given: InMemory) -> None:
    given.aws.set(Arn=given.aws.pool["Arn"].replace(":000000000000:", ":111111111111:"))


def _two_texts(given: InMemory) -> None:
    given.aws.set(EmailVerificationMessage="The text of 2019: {####}", SmsVerificationMessage="Code {####}")


def _no_function(given: InMemory) -> None:
    working = given.aws.client
    given.aws.client = lambda service, region, **named: (
        _Gone() if service == "lambda" else working(service, region, **named)
    )


class _Gone:
    """Has no function."""

    def get_function_configuration(self, **_arguments: object) -> Json:
        """Say so."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 -- of this one test

        raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetFunctionConfiguration")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (_another, "the live pool is arn:.*:111111111111:"),
        (_two_texts, "two texts"),
        (_no_function, "uses what does not work"),
    ],
)
def test_a_restore_is_refused_where_an_apply_is(wrong: object, said: str, applied: InMemory) -> None:
    """Another pool, two texts for one, a function that is gone: before anybody is asked, and nothing is written."""
    applied.damage()
    assert callable(wrong)
    wrong(applied)
    with pytest.raises(PoolpostError, match=said):
        restore(None, "LambdaConfig", yes=False)
    assert applied.aws.written == []


# accept and snapshot


def test_what_was_accepted_is_shown(applied: InMemory, capsys: Capture) -> None:
    """And is part of the baseline from then on."""
    applied.damage()
    assert snapshot_commands.accept_pool("local", members=("LambdaConfig",), json=False) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"user pool {applied.settings.user_pool.id}: accepted as it is now"
    assert [line.split(":")[0] for line in said[1:]] == ["  LambdaConfig.PreSignUp"]
    assert snapshot_commands.accept_pool("local", members=("DeletionProtection",), json=True) == 0
    assert [each["path"] for each in json.loads(capsys.readouterr().out)["accepted"]] == ["DeletionProtection"]
    assert verify() == 0
    assert applied.aws.written == []


def test_a_reviewed_snapshot_says_what_it_accepts(applied: InMemory, capsys: Capture) -> None:
    """Nothing where nothing is lost, or where nobody knows what there was; else each setting."""
    assert snapshot_commands.snapshot_pool("local", json=False) == 0
    said = capsys.readouterr()
    assert said.out.startswith("environments/local.pool.json written; commit it")
    assert said.err == ""
    applied.damage()
    assert snapshot_commands.snapshot_pool("local", json=False) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(
        "against environments/local.pool.json the pool has lost the following, which a merge accepts:"
    )
    assert {line.split(":")[0] for line in said[1:]} == {f"  - {path}" for path in LOST}
    assert snapshot_commands.snapshot_pool("local", json=True) == 0
    assert json.loads(capsys.readouterr().out) == {"snapshot": "environments/local.pool.json", "lost": [], "unread": {}}


def test_the_first_reviewed_snapshot_accepts_nothing(in_memory: InMemory, capsys: Capture) -> None:
    """Without a baseline nothing is known to be lost; as JSON what is lost is in it."""
    assert snapshot_commands.snapshot_pool("local", json=False) == 0
    assert capsys.readouterr().err == ""
    in_memory.damage()
    assert snapshot_commands.snapshot_pool("local", json=True) == 0
    assert {each["path"] for each in json.loads(capsys.readouterr().out)["lost"]} == LOST
