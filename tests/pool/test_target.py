"""What a restore would write: exactly what was asked for, and nothing that came along. Pure."""

import copy
from typing import Any

import pytest

from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.errors import Stopped
from poolpost.pool.differences import Difference
from poolpost.pool.restore import known_after, left_out, restore, target_of, what_changes
from poolpost.pool.snapshots import load, lost_in, save
from tests.conftest import MakeSettings
from tests.scenes.one_pool import OnePool

Json = dict[str, Any]
EMAIL = {"EmailSendingAccount": "DEVELOPER"}


@pytest.fixture
def saved() -> Json:
    """Return a snapshot of the production pool."""
    return {"UserPool": production_pool(), "MfaConfig": production_mfa()}


def _live(**members: Any) -> Json:
    """Return the production pool with members changed; None takes one away."""
    merged = production_pool() | {"EmailConfiguration": EMAIL} | members
    return {member: value for member, value in merged.items() if value is not None}


def test_only_the_named_members_come_from_the_snapshot(saved: Json) -> None:
    """Everything else stays as it is live, whatever the snapshot says of it."""
    live = _live(DeletionProtection="INACTIVE", UserPoolTier="LITE", UserPoolTags={"new": "tag"})
    target = target_of(live, saved, ("UserPoolTier",))
    assert target == live | {"UserPoolTier": "PLUS"}


def test_a_named_member_that_the_snapshot_lacks_goes(saved: Json) -> None:
    """As it was saved means: not there."""
    del saved["UserPool"]["DeviceConfiguration"]
    assert target_of(_live(), saved, ("DeviceConfiguration",)) == _live(DeviceConfiguration=None)


def test_all_of_it_is_put_back_at_every_depth_and_what_was_added_stays(saved: Json) -> None:
    """Lost structures come back whole, lost parts of structures as parts."""
    added = _live()["LambdaConfig"] | {"PreAuthentication": "arn:new", "PostConfirmation": "arn:other"}
    live = _live(LambdaConfig=added, DeviceConfiguration=None, KeyConfiguration="x", Future=1)
    target = target_of(live, saved, ())
    lambdas = saved["UserPool"]["LambdaConfig"] | {"PreAuthentication": "arn:new"}
    assert target == _live(LambdaConfig=lambdas, Future=1)
    saved["UserPool"]["KeyConfiguration"] = "y"
    assert target_of(_live(), saved, ())["KeyConfiguration"] == "y"


def test_what_is_read_only_or_email_never_comes_from_a_snapshot(saved: Json) -> None:
    """The e-mail is the environment file's, and nobody can set the rest."""
    saved["UserPool"] |= {"Arn": "arn:saved", "EmailConfiguration": {}, "Domain": "saved"}
    assert target_of(_live(), saved, ()) == _live()


def test_making_a_target_changes_neither_pool_nor_snapshot(saved: Json) -> None:
    """Both are compared with afterwards."""
    live = _live(DeviceConfiguration={"ChallengeRequiredOnNewDevice": False}, EmailVerificationMessage="theirs")
    untouched = copy.deepcopy((live, saved))
    for only in ((), ("DeviceConfiguration", "EmailVerificationMessage")):
        target_of(live, saved, only)
        assert (live, saved) == untouched


@pytest.mark.parametrize("where", ["live", "target"])
def test_a_setting_that_nobody_knows_stops_a_restore(
    where: str, saved: Json, settings: MakeSettings, tmp_path: Any
) -> None:
    """In the pool, where the write could lose it, or in the snapshot, where AWS may not take it back."""
    made = settings()
    aws: Any = OnePool(made)
    live = aws.cognito.user_pool()
    target = target_of(live, saved, ())
    (live if where == "live" else target)["Future"] = 1
    with pytest.raises(Stopped, match="does not know: Future"):
        restore(made, aws, live, target, tmp_path)
    assert aws.written == []
    assert list(tmp_path.iterdir()) == []


def test_a_restore_saves_the_pool_first_with_what_it_had_lost(
    saved: Json, settings: MakeSettings, tmp_path: Any
) -> None:
    """Under its own reason, so that no later restore starts from a damaged state without a word."""
    made = settings()
    aws: Any = OnePool(made)
    first = save(made, saved, tmp_path)
    aws.set(UserPoolTier="LITE")
    live = aws.cognito.user_pool()
    path = restore(made, aws, live, target_of(live, saved, ()), tmp_path)
    assert path != first
    held = load(path, made)
    assert held["UserPool"] == live
    assert held["Taken"]["Why"] == "before a restore"
    assert lost_in(held) == ("UserPoolTier",)
    assert aws.pool["UserPoolTier"] == "PLUS"


def test_texts_of_the_file_stay_as_they_are(saved: Json) -> None:
    """The environment file owns them, as it owns the e-mail; others come back."""
    live = _live(EmailVerificationSubject="theirs", SmsAuthenticationMessage="theirs {####}")
    saved["UserPool"]["SmsAuthenticationMessage"] = "saved {####}"
    template = live["VerificationMessageTemplate"] | {"EmailSubjectByLink": "theirs"}
    live["VerificationMessageTemplate"] = template
    wanted = {"VerificationMessageTemplate.EmailSubjectByLink": "file"}
    for only in ((), ("VerificationMessageTemplate", "SmsAuthenticationMessage")):
        target = target_of(live, saved, only, wanted)
        assert target["VerificationMessageTemplate"]["EmailSubjectByLink"] == "theirs"
        assert target["SmsAuthenticationMessage"] == "saved {####}"


def test_what_a_restore_leaves_out_is_what_was_saved(saved: Json) -> None:
    """What the pool has gained since is no part of it."""
    saved["UserPool"] |= {"Future": 1, "UsernameAttributes": ["phone_number"]}
    target = target_of(_live(UserPoolTags={"new": "tag"}), saved, ())
    assert [each.path for each in left_out(saved, target, {})] == ["Future", "UsernameAttributes"]


def test_what_a_restore_changes_is_shown_with_the_email() -> None:
    """It never should change that, so it would have to be seen."""
    live = _live(UserPoolTier="LITE")
    assert what_changes(live, live) == []
    target = _live(EmailConfiguration=None)
    email = Difference("EmailConfiguration", EMAIL, {"EmailSendingAccount": "COGNITO_DEFAULT"})
    assert what_changes(live, target) == [Difference("UserPoolTier", "LITE", "PLUS"), email]


def test_the_baseline_after_a_part_was_restored_is_the_old_one_with_that_part(saved: Json) -> None:
    """A part that was chosen closes that part; of the rest the pool is to be what it was to be before."""
    last = {"UserPool": _live(UserPoolTier="LITE", Name="last", DeviceConfiguration=None), "MfaConfig": {}}
    target = _live(UserPoolTier="ESSENTIALS", Name="target")
    known = known_after(saved, last, target, ("UserPoolTier",))
    assert known == {"UserPool": last["UserPool"] | {"UserPoolTier": "ESSENTIALS"}, "MfaConfig": {}}
    assert "UserPoolTier" not in known_after(saved, last, {}, ("UserPoolTier",))["UserPool"]
    assert known_after(saved, last, target, ()) == saved
    assert known_after(saved, None, target, ("UserPoolTier",)) == saved
