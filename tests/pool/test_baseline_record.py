"""The baseline on a pool in memory: what is open, what a write records, what can be accepted."""

import json
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool import baseline, baseline_record
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.differences import Difference
from poolpost.pool.interrupted_writes import Mark
from tests.scenes.in_memory import InMemory

Json = dict[str, Any]
LOST = {"DeletionProtection", "LambdaConfig.PreSignUp"}


@pytest.fixture
def losing(applied: InMemory) -> InMemory:
    """Lose two settings around a write of ours."""
    applied.aws.set(EmailConfiguration=None)
    applied.aws.now("written", applied.damage)
    with pytest.raises(Stopped, match="is not as wanted"):
        applied.apply()
    assert applied.baseline.open == LOST
    return applied


def taken(given: InMemory) -> Json:
    """Read why the baseline exists, and what is open."""
    return json.loads(given.baseline.path.read_text(encoding="utf-8"))["Taken"]


def accept(*members: str) -> int:
    """Run `poolpost pool accept local`."""
    return snapshot_commands.accept_pool("local", members=members, json=False)


# What is open


def test_an_open_loss_stops_the_next_apply_with_the_way_on(losing: InMemory) -> None:
    """Each setting of it, and none that somebody else changed; nothing is written until it is back or accepted."""
    losing.aws.set(UserPoolTier="LITE")
    losing.aws.written.clear()
    with pytest.raises(Stopped) as caught:
        losing.apply()
    first, *listed, last = str(caught.value).splitlines()
    pool = losing.settings.user_pool.id
    assert first == f"user pool {pool} lost settings around an earlier write, and they are not back:"
    assert {line.split(":")[0] for line in listed} == {f"  - {path}" for path in LOST}
    back = "'poolpost pool restore local --only DeletionProtection --only LambdaConfig'"
    assert last.startswith(f"nothing was written; to put back what is lost: {back}; where it was meant:")
    assert losing.aws.written == []
    assert accept("DeletionProtection", "LambdaConfig") == 0
    assert losing.apply() == 0


def test_what_is_back_is_closed_and_what_is_not_stays_open(losing: InMemory) -> None:
    """What somebody else lost at another time is lost, and not open."""
    losing.aws.set(UserPoolTier="LITE")
    snapshot_commands.restore_pool("local", snapshot=None, only=("LambdaConfig",), yes=True, json=False)
    assert losing.baseline.open == {"DeletionProtection"}
    assert taken(losing) == {"Why": "baseline", "Lost": ["DeletionProtection"]}
    lost = baseline.lost(losing.settings, losing.baseline, losing.aws.pool, losing.aws.mfa)
    assert [each.path for each in lost] == ["DeletionProtection", "UserPoolTier"]


def test_what_is_open_is_recorded_in_order(applied: InMemory) -> None:
    """Two runs write the same file."""
    gone = ("UserPoolTier", "AutoVerifiedAttributes", "MfaConfiguration", "DeletionProtection", "LambdaConfig")
    applied.aws.set(EmailConfiguration=None)
    applied.aws.now("written", lambda: applied.aws.set(**dict.fromkeys(gone)))
    with pytest.raises(Stopped):
        applied.apply()
    assert len(taken(applied)["Lost"]) > len(gone)
    assert taken(applied)["Lost"] == sorted(taken(applied)["Lost"])


def test_a_factor_that_is_lost_stays_in_the_baseline_and_one_that_came_is_part_of_it(applied: InMemory) -> None:
    """No restore of ours writes factors, so somebody has to hear of it."""
    email = {"Message": "{####}", "Subject": "Code"}
    applied.aws.set(EmailConfiguration=None)
    applied.aws.mfa["EmailMfaConfiguration"] = email
    applied.aws.now("written", lambda: applied.aws.mfa.pop("SoftwareTokenMfaConfiguration"))
    with pytest.raises(Stopped, match="SoftwareTokenMfaConfiguration"):
        applied.apply()
    factors = applied.baseline.snapshot["MfaConfig"]
    assert factors["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    assert factors["EmailMfaConfiguration"] == email
    assert applied.baseline.open == {"MfaConfig.SoftwareTokenMfaConfiguration.Enabled"}
    assert accept("MfaConfig") == 0
    assert "SoftwareTokenMfaConfiguration" not in applied.baseline.snapshot["MfaConfig"]
    assert applied.apply() == 0


# Where it is


def test_without_a_file_of_its_own_the_last_undamaged_snapshot_is_the_baseline(applied: InMemory) -> None:
    """Older versions have none; it is not reviewed, and nothing is open."""
    applied.baseline.path.unlink()
    last = applied.baseline
    assert last.path in pool_snapshots.before_writes(applied.settings)
    assert (last.reviewed, last.open) == (False, frozenset())
    pool_snapshots.save(applied.settings, applied.state, lost=["Name"])
    assert applied.baseline.path == last.path
    last.path.unlink()
    assert applied.baseline_or_none is None
    assert baseline.lost_paths(applied.settings, applied.aws.pool, applied.aws.mfa) == []


def test_a_reviewed_snapshot_is_the_baseline_and_its_way_back(
    applied: InMemory, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever this machine knows; what is accepted is reviewed."""
    snapshot_commands.snapshot_pool("local", json=False)
    assert (applied.baseline.reviewed, applied.baseline.open) == (True, frozenset())
    applied.damage()
    capsys.readouterr()
    assert snapshot_commands.verify_pool("local", snapshot=None, json=False) == 1
    fix, culprit = capsys.readouterr().err.splitlines()
    assert fix == pool_snapshots.how_to_fix(applied.settings)
    assert culprit.startswith(
        f"{applied.settings.user_pool.id}: who changed it is not known: CloudTrail has no such request;"
    )
    with pytest.raises(Stopped, match=r"local\.pool\.json is reviewed: run 'poolpost pool snapshot local', and commit"):
        accept("LambdaConfig")


def test_a_baseline_that_cannot_be_read_is_no_baseline_to_go_on_without(applied: InMemory) -> None:
    """It may say what was lost: exit code 3, with the file's name."""
    applied.baseline.path.write_text("{")
    with pytest.raises(CannotDecide, match=r"-baseline\.json is not a snapshot .*; remove that file to go on without"):
        applied.apply()


def test_a_baseline_that_cannot_be_written_is_exit_code_3(applied: InMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write is done then, and its mark makes the next run compare."""
    real = pool_snapshots.write

    def full(path: Path, value: Json) -> None:
        if path.name.endswith("-baseline.json"):
            raise OSError(28, "No space left on device")
        real(path, value)

    applied.aws.set(EmailConfiguration=None)
    monkeypatch.setattr(pool_snapshots, "write", full)
    with pytest.raises(CannotDecide, match=r"what its settings are to be cannot be written to .*No space left"):
        applied.apply()


# What can be accepted


def test_nothing_is_accepted_while_another_write_is_under_way(applied: InMemory) -> None:
    """What it finds would be recorded over what was accepted."""
    applied.damage()
    snapshot = pool_snapshots.save(applied.settings, applied.state)
    with Mark(snapshot, applied.state), pytest.raises(Stopped, match="another poolpost is writing"):
        accept("LambdaConfig")


def test_only_what_is_lost_can_be_accepted(applied: InMemory) -> None:
    """What could be is listed; nothing of the others is accepted with it."""
    with pytest.raises(UsageError, match=r"; allowed: nothing, since the pool has lost nothing$"):
        accept("Policies")
    applied.damage()
    with pytest.raises(
        UsageError,
        match=r"^nothing of Arn, Id, Name, Policies is lost, so .*; allowed: DeletionProtection, LambdaConfig$",
    ):
        accept("LambdaConfig", "Policies", "Name", "Id", "Arn")
    assert applied.baseline.snapshot["UserPool"]["LambdaConfig"] != applied.aws.pool["LambdaConfig"]


def test_a_lost_factor_is_not_accepted_with_a_member(applied: InMemory) -> None:
    """What was not named stays lost."""
    applied.damage()
    del applied.aws.mfa["SoftwareTokenMfaConfiguration"]
    assert accept("LambdaConfig") == 0
    lost = baseline.lost(applied.settings, applied.baseline, applied.aws.pool, applied.aws.mfa)
    assert [each.path for each in lost] == ["DeletionProtection", "MfaConfig.SoftwareTokenMfaConfiguration.Enabled"]


def test_a_baseline_without_factors_accepts_a_member(applied: InMemory) -> None:
    """Somebody's own copy, put where snapshots are."""
    path = applied.baseline.path
    path.write_text(json.dumps({"UserPool": applied.baseline.snapshot["UserPool"]}))
    applied.damage()
    assert accept("LambdaConfig") == 0
    assert applied.baseline.snapshot["MfaConfig"] == applied.aws.mfa


def test_what_was_saved_is_put_back_at_every_depth_and_lists_count_whole() -> None:
    """What was added since stays."""
    live, saved = {"a": {"b": 1, "new": 2}, "l": [1, 2]}, {"a": {"b": 3, "c": {"d": 4}}, "l": [1], "s": 5}
    assert baseline_record.merged(live, saved) == {"a": {"b": 3, "new": 2, "c": {"d": 4}}, "l": [1], "s": 5}
    assert baseline_record.merged({"a": 1}, {"a": {"b": 2}}) == {"a": {"b": 2}}
    assert baseline_record.merged({"a": {"b": 2}}, {"a": 1}) == {"a": 1}


@pytest.mark.parametrize(
    ("found", "lost", "said"),
    [
        (("LambdaConfig.PreSignUp",), ("LambdaConfig.PreSignUp",), "'poolpost pool restore local';"),
        (("LambdaConfig.PreSignUp",), ("LambdaConfig.PreSignUp", "Name"), "restore local --only LambdaConfig';"),
        (("A", "B.x[0]", "B.y"), ("A", "B.x[0]", "B.y", "C"), "restore local --only A --only B';"),
        (("A", "MfaConfig.X"), ("A", "MfaConfig.X"), "'poolpost pool restore local'; MFA factors by 'aws"),
        (("A", "MfaConfig.X"), ("A", "B", "MfaConfig.X"), "restore local --only A'; MFA factors by 'aws"),
        (("MfaConfig.X",), ("MfaConfig.X", "A"), "to put back what is lost: MFA factors by 'aws"),
    ],
)
def test_the_way_back_names_members_only_where_others_are_lost_too(
    found: tuple[str, ...], lost: tuple[str, ...], said: str, applied: InMemory
) -> None:
    """A short command is one that somebody types; what somebody else changed on purpose is not put back with it."""
    told = baseline.remedy(applied.settings, applied.baseline, _gone(found), _gone(lost))
    assert said in told
    members = dict.fromkeys(path.partition(".")[0] for path in found)
    assert told.endswith(f"where it was meant: 'poolpost pool accept local {' '.join(members)}'")


def _gone(paths: tuple[str, ...]) -> list[Difference]:
    return [Difference(path, "x", None) for path in paths]


def test_what_is_no_member_of_a_pool_cannot_be_accepted(applied: InMemory) -> None:
    """A typing mistake is called that, whatever else is named; a member that the pool does not have may be one."""
    applied.damage()
    applied.aws.set(Future=1)
    with pytest.raises(
        UsageError, match=r"^a user pool has no member LambdaConfg, Nonsense, so .*; allowed: DeletionP"
    ):
        accept("Nonsense", "LambdaConfig", "LambdaConfg", "Policies")
    for member in ("DcrConfiguration", "CustomDomain", "AliasAttributes", "Future", "MfaConfig"):
        assert member == "Future" or member not in applied.aws.pool
        with pytest.raises(UsageError, match=f"^nothing of {member} is lost, so"):
            accept(member)


def test_a_member_that_nobody_knows_and_that_is_lost_can_be_accepted(in_memory: InMemory) -> None:
    """Nothing but the baseline has it any more."""
    in_memory.aws.set(Future=1)
    pool_snapshots.save(in_memory.settings, in_memory.state)
    in_memory.aws.set(Future=None)
    assert accept("Future") == 0
    assert "Future" not in in_memory.baseline.snapshot["UserPool"]
