"""The one write, call by call: what stops it, what is compared afterwards, and what is said of it."""

import re
from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.errors import AnswerLost
from poolpost.errors import CannotDecide, Stopped
from poolpost.pool import baseline, write
from poolpost.pool.snapshots import save
from poolpost.pool.write import LOOKS, SECONDS_BETWEEN, changed_pool, rewrite
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.one_pool import OnePool

Json = dict[str, Any]


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note how long is slept, and do not sleep."""
    taken: list[float] = []
    monkeypatch.setattr(write.time, "sleep", taken.append)
    return taken


class Writing:
    """One write of the environment's e-mail configuration to a pool in memory."""

    def __init__(self, settings: Settings, directory: Path) -> None:
        """Look at the pool, and save it."""
        self.settings = settings
        self.aws: Any = OnePool(settings)
        self.before: Json = {
            "UserPool": self.aws.cognito.user_pool(),
            "MfaConfig": self.aws.cognito.mfa_configuration(),
        }
        self.target: Json = self.before["UserPool"] | {"EmailConfiguration": settings.email_configuration}
        self.snapshot = save(settings, self.before, directory)
        self.aws.calls.clear()

    def __call__(self) -> Json:
        """Write."""
        return rewrite(self.settings, self.aws, self.before, self.target, self.snapshot)

    def stops(self, *patterns: str, error: type[Exception] = Stopped) -> str:
        """Write, which ends with a message that has all these in it."""
        with pytest.raises(error) as caught:
            self()
        for pattern in patterns:
            assert re.search(pattern, str(caught.value)), f"{pattern} is not in\n{caught.value}"
        return str(caught.value)


@pytest.fixture
def writing(settings: MakeSettings, tmp_path: Path, naps: list[float]) -> Writing:
    """Make ready to write to the production pool."""
    assert naps == []
    return Writing(settings(), tmp_path)


def test_a_write_gives_back_the_pool_as_it_is_then(writing: Writing, naps: list[float]) -> None:
    """One look right before, one write of everything, one look after, and no waiting."""
    assert writing() == writing.aws.pool
    assert writing.aws.calls == ["factors", "look", "write", "written", "look", "factors"]
    assert writing.aws.pool["EmailConfiguration"] == writing.settings.email_configuration
    assert naps == []


# Before the write


def test_factors_that_changed_between_the_two_looks_stop_the_write(writing: Writing) -> None:
    """The pool's description does not show them, so nothing else would."""
    writing.aws.mfa["SoftwareTokenMfaConfiguration"] = {"Enabled": False}
    writing.stops(r"somebody else just now \(MfaConfig\.SoftwareTokenMfaConfiguration\.Enabled\); nothing was written")
    assert writing.aws.written == []


def test_what_changed_between_the_two_looks_is_named_in_full(writing: Writing) -> None:
    """Settings of the pool and factors alike, so that the owner knows where to ask."""
    writing.aws.set(DeletionProtection="INACTIVE")
    writing.aws.mfa = {"MfaConfiguration": "OFF"}
    writing.stops(r"\(DeletionProtection, MfaConfig\.MfaConfiguration, ")
    assert writing.aws.written == []


def test_a_write_that_changed_nothing_we_know_stops_too(writing: Writing) -> None:
    """The date alone says that somebody is at work on the pool."""
    writing.aws.set()
    writing.stops("its last-modified date")
    assert writing.aws.written == []


def test_two_texts_for_one_are_never_sent(writing: Writing) -> None:
    """Whoever made the target: which one AWS keeps is not documented."""
    writing.target["EmailVerificationMessage"] = "another {####}"
    writing.stops("would be sent two texts where it can use one", "nothing was written")
    assert writing.aws.calls == []


def test_a_pool_that_is_not_the_environments_is_not_written_to(writing: Writing) -> None:
    """Whoever described it."""
    writing.before["UserPool"]["Arn"] = writing.before["UserPool"]["Arn"].replace("000000000000", "999999999999")
    writing.stops("not the pool of environment 'local'")
    assert writing.aws.calls == []


# After the write


def test_an_email_configuration_that_is_not_the_wanted_one_is_noticed(writing: Writing) -> None:
    """Else mail goes out by another sender, and the exit code says that all is well."""
    writing.aws.now("written", lambda: writing.aws.set(EmailConfiguration={"EmailSendingAccount": "COGNITO_DEFAULT"}))
    said = writing.stops(
        r"EmailConfiguration: .*DEVELOPER.* -> .*COGNITO_DEFAULT.*; somebody else wrote it: run it again"
    )
    assert "pool restore" not in said, "a restore leaves the e-mail as it is"
    assert len(writing.aws.written) == 1


def test_a_text_of_the_file_is_written_again_and_not_restored(settings: MakeSettings, tmp_path: Path) -> None:
    """The environment file owns it, as it owns the e-mail configuration."""
    writing = Writing(settings(("messages.invitation.email_subject", "Welcome")), tmp_path)
    invite = dict(writing.target["AdminCreateUserConfig"])
    texts = invite["InviteMessageTemplate"] | {"EmailSubject": "Welcome"}
    writing.target["AdminCreateUserConfig"] = invite | {"InviteMessageTemplate": texts}
    other = invite | {"InviteMessageTemplate": texts | {"EmailSubject": "Theirs"}}
    writing.aws.now("written", lambda: writing.aws.set(AdminCreateUserConfig=other))
    said = writing.stops(r'EmailSubject: "Welcome" -> "Theirs"; somebody else wrote it: run it again')
    assert "pool restore" not in said


def test_a_setting_that_was_sent_and_is_gone_is_told_apart_from_one_that_was_not_sent(writing: Writing) -> None:
    """Who changed it decides whom to ask; the way on names each member once, in order."""
    lambdas = {
        k: v for k, v in writing.before["UserPool"]["LambdaConfig"].items() if k not in {"PreSignUp", "CustomMessage"}
    }
    lost = dict.fromkeys(("AutoVerifiedAttributes", "UserAttributeUpdateSettings", "DeviceConfiguration", "Policies"))
    writing.aws.now("written", lambda: writing.aws.set(LambdaConfig=lambdas | {"PreAuthentication": "arn:new"}, **lost))
    said = writing.stops(
        r"LambdaConfig\.PreSignUp: .* -> absent; it was sent as it was: AWS changed it, or somebody else wrote right after",
        r"LambdaConfig\.PreAuthentication: absent -> .*; it was not part of the request: somebody else wrote it",
    )
    state = baseline.required(writing.settings, writing.snapshot.parent)
    assert "LambdaConfig.PreSignUp" in state.open
    assert "LambdaConfig.PreAuthentication" not in state.open, "what was added is no loss"
    assert f"'poolpost pool accept local {' '.join(sorted([*lost, 'LambdaConfig']))}'" in said


def test_what_was_only_added_needs_no_way_back(writing: Writing) -> None:
    """It is reported, and there is nothing to put back."""
    lambdas = writing.before["UserPool"]["LambdaConfig"] | {"PreAuthentication": "arn:new"}
    writing.aws.now("written", lambda: writing.aws.set(LambdaConfig=lambdas))
    assert "put back" not in writing.stops(r"LambdaConfig\.PreAuthentication: absent -> ")


def test_factors_that_changed_meanwhile_are_told(writing: Writing) -> None:
    """Nothing of ours writes them, so a restore of the pool would not help either."""
    writing.aws.now("written", lambda: writing.aws.mfa.update(MfaConfiguration="OFF"))
    said = writing.stops(
        r"to put back what is lost: MFA factors by|MFA factors by",
        r'MfaConfig\.MfaConfiguration: "OPTIONAL" -> "OFF"; poolpost never calls SetUserPoolMfaConfig',
    )
    assert baseline.required(writing.settings, writing.snapshot.parent).open == {"MfaConfig.MfaConfiguration"}
    assert "pool restore" not in said


def test_the_mfa_switch_is_expected_to_follow_the_pool(writing: Writing) -> None:
    """A restore may write it through UpdateUserPool, and GetUserPoolMfaConfig shows it then."""
    writing.target["MfaConfiguration"] = "OFF"
    writing.aws.now("written", lambda: writing.aws.mfa.update(MfaConfiguration="OFF"))
    assert writing()["MfaConfiguration"] == "OFF"


def test_a_switch_that_the_write_leaves_alone_is_not_expected_to_change(writing: Writing) -> None:
    """Where the two descriptions differ before the write, they may differ after it."""
    for mfa in (writing.aws.mfa, writing.before["MfaConfig"]):
        del mfa["MfaConfiguration"]
    assert writing()


# What came of it


def test_an_answer_that_was_lost_after_the_write_needs_one_look(writing: Writing, naps: list[float]) -> None:
    """What the look shows decides; nobody waits for a change that may never come."""

    def lose() -> None:
        raise AnswerLost("timeout")

    writing.aws.now("written", lose)
    assert writing()["EmailConfiguration"] == writing.settings.email_configuration
    writing.aws.calls.clear()
    writing.before, writing.aws.pool = {**writing.before, "UserPool": writing.aws.pool}, writing.aws.pool
    writing.aws.now("write", lose)
    writing.stops(r"UpdateUserPool got no answer \(timeout\), and .* is as it was before", error=CannotDecide)
    assert writing.aws.calls.count("look") == 2
    assert naps == []


def test_a_yes_without_effect_is_no_success(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS said yes, and every look shows the pool as it was."""
    monkeypatch.setattr(writing.aws, "update_user_pool", lambda _body: None)
    writing.stops(r"UpdateUserPool was answered with a yes, and .* is as it was before", error=CannotDecide)


@pytest.mark.parametrize(("stale", "looks"), [(0, 1), (1, 2), (LOOKS - 1, LOOKS), (99, LOOKS)])
def test_reads_may_lag_behind_a_write(stale: int, looks: int, settings: MakeSettings, naps: list[float]) -> None:
    """So many looks, a second apart; the first that shows a change ends it, and after the last nobody waits."""
    aws: Any = OnePool(settings())
    before = dict(aws.pool)
    aws.now("look", lambda: aws.set(Name="new"), number=stale + 1)
    assert (changed_pool(aws, before)["Name"] == "new") == (stale < LOOKS)
    assert aws.calls == ["look"] * looks
    assert naps == [SECONDS_BETWEEN] * (looks - 1)
