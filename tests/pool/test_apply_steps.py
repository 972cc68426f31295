"""`pool apply`, step by step on a pool in memory: what is said, how long it waits, what it returns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError

from poolpost.errors import Stopped
from poolpost.pool import apply as applying
from poolpost.pool.apply import POLL_SECONDS, Applied, apply
from poolpost.pool.baseline import find
from poolpost.pool.snapshots import load, lost_in, write_reviewed
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.one_pool import OnePool


class Applying:
    """Applies to one pool, and notes what was said and slept."""

    def __init__(self, settings: Settings, directory: Path) -> None:
        """Start with the production pool."""
        self.settings, self.directory = settings, directory
        self.aws: Any = OnePool(settings)
        self.said: list[str] = []
        self.naps: list[float] = []
        self.clock = 1000.0

    def __call__(self, accepted: frozenset[str] = frozenset()) -> Applied:
        """Apply."""
        self.said.clear()
        return apply(self.settings, self.aws, self.said.append, self.directory, accepted)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.naps.append(seconds)
        self.clock += seconds


Make = Callable[..., Applying]


@pytest.fixture
def make(settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make an apply of the local environment with changes, in a directory of its own."""
    monkeypatch.chdir(tmp_path)

    def made(*changes: tuple[str, Any]) -> Applying:
        given = Applying(settings(*changes), tmp_path / "snapshots")
        monkeypatch.setattr(applying.time, "sleep", given.sleep)
        monkeypatch.setattr(applying.time, "monotonic", lambda: given.clock)
        return given

    return made


def test_what_was_done_is_returned_and_said(make: Make) -> None:
    """The snapshot's path above all: it is the way back."""
    given = make()
    done = given()
    assert (done.changed, done.after) == (True, given.settings.email_configuration)
    assert done.before == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert (done.unknown, done.messages, done.others) == ((), (), None)
    assert done.snapshot is not None
    assert given.said == [f"{given.settings.user_pool.id}: saved as it is to {done.snapshot.as_posix()}"]
    assert given.aws.calls[0] == "check", "the account comes before everything"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ((), "the e-mail configuration is already as wanted; nothing was written"),
        (
            (("messages.invitation.email_subject", "Welcome to Example"),),
            "the e-mail configuration and the messages are already as wanted; nothing was written",
        ),
    ],
)
def test_nothing_to_do_is_said(make: Make, changes: tuple[Any, ...], what: str) -> None:
    """Messages are only spoken of where the file sets some."""
    given = make(*changes)
    given.aws.set(EmailConfiguration=given.settings.email_configuration)
    done = given()
    assert (done.changed, done.snapshot) == (False, None)
    assert done.before == done.after == given.settings.email_configuration
    assert given.said == [f"{given.settings.user_pool.id}: {what}"]
    assert given.aws.written == []


def test_a_pool_that_is_as_wanted_and_whose_mail_does_not_arrive_is_no_success(make: Make) -> None:
    """Nothing is waited for, since nothing would be written."""
    given = make(("user_pool.wait_minutes", 5))
    given.aws.set(EmailConfiguration=given.settings.email_configuration)
    given.aws.ready = False
    with pytest.raises(Stopped, match="not verified"):
        given()
    assert (given.naps, given.aws.written) == ([], [])


def test_a_configuration_set_that_is_gone_keeps_the_pool_as_it_is(make: Make) -> None:
    """SES refuses every mail that names it."""
    given = make()
    given.aws.ses.has_configuration_set = lambda: False
    with pytest.raises(Stopped, match=f"no configuration set {given.settings.configuration_set.name}"):
        given()
    assert given.aws.written == []


def test_a_custom_sender_is_said_before_the_write(make: Make) -> None:
    """The write has no effect on mail then; it is made all the same."""
    given = make()
    sender = {"LambdaVersion": "V1_0", "LambdaArn": "arn:sender"}
    given.aws.set(LambdaConfig=given.aws.pool["LambdaConfig"] | {"CustomEmailSender": sender})
    assert given().changed
    assert "CustomEmailSender is set (arn:sender)" in given.said[0]


def test_a_link_without_a_domain_is_refused(make: Make) -> None:
    """The refusal is part of an apply, and nothing is written."""
    given = make(("messages.verification.default_email_option", "CONFIRM_WITH_LINK"))
    given.aws.set(Domain=None)
    with pytest.raises(Stopped, match="has no domain"):
        given()
    assert given.aws.written == []


def test_an_unknown_member_that_was_accepted_is_sent_back_and_returned(make: Make) -> None:
    """So that the reader sees what the write rests on."""
    given = make()
    given.aws.set(Future={"Mode": "ON"})
    with pytest.raises(Stopped, match="does not know: Future"):
        given()
    assert given(frozenset({"Future"})).unknown == ("Future",)
    assert given.aws.written[0]["Future"] == {"Mode": "ON"}


def test_in_manage_mode_terraform_writes(make: Make) -> None:
    """Two writers would undo each other; nothing is even asked."""
    given = make(("user_pool.mode", "manage"))
    with pytest.raises(Stopped, match=r"is in Terraform's state .*run 'make deploy ENV=local'; nothing was written"):
        given()
    assert given.aws.calls == []


def test_sign_in_by_mail_keeps_ses(make: Make) -> None:
    """The refusal is part of an apply, and nothing is written."""
    given = make()
    sending = given.settings.user_pool.model_copy(update={"sending": "COGNITO_DEFAULT"})
    given.settings = given.settings.model_copy(update={"user_pool": sending})
    given.aws.set(EmailConfiguration={"EmailSendingAccount": "DEVELOPER"})
    given.aws.mfa["EmailMfaConfiguration"] = {"Message": "{####}"}
    with pytest.raises(Stopped, match="uses e-mail MFA, which need sending = 'DEVELOPER'"):
        given()
    assert given.aws.written == []


def _other_account(given: Applying) -> None:
    given.aws.set(Arn=given.aws.pool["Arn"].replace(":000000000000:", ":111111111111:"))


def _two_texts(given: Applying) -> None:
    given.aws.set(EmailVerificationMessage="The text of 2019: {####}")


def _not_reviewed(given: Applying) -> None:
    Path("environments").mkdir()
    write_reviewed(given.settings, given.aws.pool, given.aws.mfa)
    given.aws.set(UserPoolTier="LITE")


def _no_function(given: Applying) -> None:
    gone = ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetFunctionConfiguration")
    working = given.aws.client

    def client(service: str, region: str, *, attempts: int) -> Any:
        return (
            Mock(**{"get_function_configuration.side_effect": gone})
            if service == "lambda"
            else working(service, region, attempts=attempts)
        )

    given.aws.client = client


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (_other_account, "the live pool is arn:.*:111111111111:"),
        (_two_texts, "two texts where it can use one"),
        (_not_reviewed, r"is not the one in environments/local\.pool\.json any more"),
        (_no_function, "uses what does not work"),
    ],
)
def test_a_pool_that_cannot_be_written_to_is_not_even_waited_for(
    make: Make, wrong: Callable[[Applying], None], said: str
) -> None:
    """Nothing is saved or written, and SES is not asked; without the cause the same apply goes through."""
    given = make()
    wrong(given)
    with pytest.raises(Stopped, match=said):
        given()
    assert not given.directory.exists()
    assert given.aws.written == []
    assert "identity" not in given.aws.calls


def test_another_pool_stops_also_where_nothing_is_to_be_written(make: Make) -> None:
    """That a pool of another account is as wanted would be no answer."""
    given = make()
    given.aws.set(EmailConfiguration=given.settings.email_configuration)
    _other_account(given)
    with pytest.raises(Stopped, match="the live pool is"):
        given()


def test_a_tier_that_may_be_too_low_is_said_before_the_write(make: Make) -> None:
    """AWS may refuse every update then; it stops nothing."""
    given = make()
    given.aws.set(UserPoolTier="LITE")
    assert given().changed
    assert "the pool has the tier LITE, which lacks" in given.said[0]


def test_a_factor_that_nobody_knows_is_returned(make: Make) -> None:
    """It is never written, so it stops nothing."""
    given = make()
    given.aws.mfa["NewFactor"] = {"Enabled": True}
    assert given().unknown == ("MfaConfig.NewFactor",)


def test_only_the_texts_that_changed_are_returned(make: Make) -> None:
    """One that the pool had already was not written anew."""
    given = make(
        ("messages.invitation.email_subject", "A new subject"), ("messages.verification.email_subject", "Your code")
    )
    template = given.aws.pool["VerificationMessageTemplate"] | {"EmailSubject": "Your code"}
    given.aws.set(VerificationMessageTemplate=template, EmailVerificationSubject="Your code")
    assert given().messages == ("AdminCreateUserConfig.InviteMessageTemplate.EmailSubject",)


# What somebody else changed


def test_what_somebody_else_lost_is_noted_in_the_snapshot_and_stays_in_the_baseline(make: Make) -> None:
    """A repair of the e-mail must not make a damaged pool the good state; where nothing is lost nothing is said."""
    given = make()
    given()
    given.aws.set(EmailConfiguration=None)
    assert given().others is None
    assert len(given.said) == 1
    given.aws.set(EmailConfiguration=None, DeletionProtection="INACTIVE")
    done = given()
    assert done.snapshot is not None
    assert lost_in(load(done.snapshot, given.settings)) == ("DeletionProtection",)
    last = find(given.settings, given.directory)
    assert last is not None
    assert last.snapshot["UserPool"]["DeletionProtection"] == "ACTIVE"
    assert last.open == frozenset()


@pytest.mark.parametrize(("changed", "count"), [(("Name",), "1 setting"), (("Name", "UserPoolTier"), "2 settings")])
def test_what_changed_since_the_baseline_is_said_before_it_becomes_the_baseline(
    make: Make, changed: tuple[str, ...], count: str
) -> None:
    """Whoever resets the e-mail by a bare update resets all the rest too; each is named, and it stops nothing."""
    given = make()
    given()
    last = find(given.settings, given.directory)
    assert last is not None
    given.aws.set(EmailConfiguration=None, **dict.fromkeys(changed, "x"))
    done = given()
    pool = given.settings.user_pool.id
    assert done.others == last.path
    assert given.said[0] == f"{pool}: since {last.path.as_posix()} somebody changed {count} besides the e-mail:"
    assert [line.split(":")[0] for line in given.said[1 : 1 + len(changed)]] == [f"  - {name}" for name in changed]
    assert "to put back what is lost: 'poolpost pool restore local" in given.said[1 + len(changed)]


def test_what_somebody_added_is_said_and_is_no_loss(make: Make) -> None:
    """There is nothing to put back."""
    given = make()
    given()
    given.aws.set(LambdaConfig=given.aws.pool["LambdaConfig"] | {"PreAuthentication": "arn:new"})
    assert given().others is None
    assert "  - LambdaConfig.PreAuthentication: absent -> " in given.said[1]
    assert not any("put back" in line for line in given.said)


# The wait


@pytest.mark.parametrize(("minutes", "naps"), [(0, 0), (1, 4), (15, 60)])
def test_it_waits_as_long_as_the_environment_allows(make: Make, minutes: int, naps: int) -> None:
    """Not a look longer; what is missing is said once, and in the end the pool is as it was."""
    given = make(("user_pool.wait_minutes", minutes))
    given.aws.ready = False
    with pytest.raises(Stopped, match=r"was left as it is, because mail would not arrive yet:\n  - .*not verified"):
        given()
    assert given.naps == [POLL_SECONDS] * naps
    assert [line.startswith("waiting: ") for line in given.said] == [True] * min(naps, 1)
    assert given.aws.written == []


def test_what_is_missing_is_said_again_when_it_changes(make: Make) -> None:
    """The reader sees that it goes on."""
    given = make(("user_pool.wait_minutes", 5))
    given.aws.ready = False
    account = {"SendingEnabled": True, "ProductionAccessEnabled": True}
    given.aws.ses.account = lambda: account | {"ProductionAccessEnabled": len(given.naps) != 2}
    given.aws.now("identity", lambda: setattr(given.aws, "ready", True), number=5)
    assert given().changed
    waits = [line for line in given.said if line.startswith("waiting: ")]
    assert ["sandbox" in line for line in waits] == [False, False, True, False]
