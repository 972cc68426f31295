"""`poolpost retire`: the pool gets another sender by the careful write, or is refused where that would hurt."""

import json
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.cli.retire import retire_pool
from poolpost.emulator.demo_pool import production_mfa
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.pool.apply import apply
from poolpost.pool.retire import dns_afterwards, retired
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.by_address import ALONE
from tests.scenes.scene import Scene, settings_of
from tests.scenes.sharing import shared, sharer

POOL = "eu-west-1_Production1"


@pytest.fixture
def second(settings: MakeSettings, scene: Scene) -> Settings:
    """Make a second environment of the account, deployed and ready."""
    made = settings(
        ("user_pool.id", "eu-west-1_Second"),
        ("domain.name", "second.example.com"),
        ("user_pool.from", "no-reply@second.example.com"),
        ("domain.mail_from.on_mx_failure", "USE_DEFAULT_VALUE"),
        ("configuration_set.name", "second"),
        name="second",
    )
    ses: Any = botocore.session.Session().create_client("sesv2", "eu-west-1")
    if "second" not in ses.list_configuration_sets()["ConfigurationSets"]:
        ses.create_configuration_set(ConfigurationSetName="second")
    scene.server.verify("eu-west-1", "second.example.com")
    return made


def run(scene: Scene, monkeypatch: pytest.MonkeyPatch, to: Settings | None = None, **options: Any) -> int:
    """Run the command in a directory of its own, as if both environments had files there."""
    known = {each.name: each for each in (scene.settings, *([to] if to else []))}
    monkeypatch.setattr("poolpost.cli.retire.load", known.__getitem__)
    monkeypatch.chdir(scene.directory)
    given: dict[str, Any] = {"accepted": frozenset(), "yes": True, "json": False} | options
    return retire_pool(scene.settings.name, to=to.name if to else None, **given)


def without_mail_factors(scene: Scene) -> None:
    """Leave the pool without sign-in by mail."""
    pool = scene.live()["UserPool"]
    pool["Policies"].pop("SignInPolicy", None)
    mfa = {member: value for member, value in production_mfa().items() if member != "EmailMfaConfiguration"}
    scene.server.put_pool("eu-west-1", pool, mfa)


def test_the_pool_goes_to_cognitos_own_sender(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One write, nothing else changes, and what is left to do is said."""
    without_mail_factors(scene)
    scene.apply()
    before, writes = settings_of(scene.live()), len(scene.writes())
    assert run(scene, monkeypatch) == 0
    assert scene.live()["UserPool"]["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert settings_of(scene.live()) == before
    assert len(scene.writes()) == writes + 1
    said = capsys.readouterr().out
    assert "now 'cdktf destroy local' may run" in said
    assert "a deploy or 'poolpost pool apply local' would switch the pool back" in said
    assert "'cdktf destroy local' removes the records in Route 53" in said
    assert run(scene, monkeypatch, json=True) == 0
    assert json.loads(capsys.readouterr().out)["write"]["changed"] is False
    assert len(scene.writes()) == writes + 1


def test_what_was_never_deployed_needs_no_destroy(
    scene: Scene, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pool that sends by Cognito's own sender already, and no identity: only the file is left to delete."""
    never = settings(
        ("user_pool.id", scene.settings.user_pool.id),
        ("domain.name", "never.example.com"),
        ("user_pool.from", "a@never.example.com"),
        ("user_pool.reply_to", None),
        ("configuration_set.name", "never"),
        name="never",
    )
    monkeypatch.setattr("poolpost.cli.retire.load", lambda _name: never)
    monkeypatch.chdir(scene.directory)
    writes = len(scene.writes())
    assert retire_pool("never", to=None, accepted=frozenset(), yes=True, json=False) == 0
    said = capsys.readouterr().out
    assert "it did so already, and nothing was written" in said
    assert "there is nothing to destroy: it was never deployed" in said
    assert "cdktf destroy" not in said
    assert "last, delete environments/never.toml" in said
    assert len(scene.writes()) == writes


def test_the_pool_goes_to_another_environments_identity(
    scene: Scene, second: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its From and its configuration set; sign-in by mail goes on."""
    scene.apply()
    before = settings_of(scene.live())
    assert run(scene, monkeypatch, second) == 0
    assert scene.live()["UserPool"]["EmailConfiguration"] == second.email_configuration
    assert settings_of(scene.live()) == before


def test_sign_in_that_needs_ses_is_kept(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """E-mail MFA or codes by mail: AWS would refuse them by COGNITO_DEFAULT, and users would be locked out."""
    scene.server.put_pool("eu-west-1", scene.live()["UserPool"], production_mfa() | {"EmailMfaConfiguration": {}})
    scene.apply()
    writes = len(scene.writes())
    with pytest.raises(Stopped, match="e-mail MFA"):
        run(scene, monkeypatch)
    assert len(scene.writes()) == writes


def test_an_identity_that_is_not_ready_is_no_way_out(
    scene: Scene, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pool would send nothing."""
    unready = settings(
        ("domain.name", "unready.example.com"),
        ("user_pool.from", "a@unready.example.com"),
        ("user_pool.reply_to", None),
        name="unready",
    )
    with pytest.raises(Stopped, match=r"has no identity unready\.example\.com"):
        run(scene, monkeypatch, unready)


def test_nobody_is_asked_for_what_nobody_can_answer(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --yes and a terminal nothing is written."""
    scene.apply()
    writes = len(scene.writes())
    with pytest.raises(Stopped, match="no terminal to ask on"):
        run(scene, monkeypatch, yes=False)
    assert len(scene.writes()) == writes


def test_an_unreachable_account_is_exit_code_3(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Could not look is never done."""
    scene.server.fault("cognito-idp:DescribeUserPool", "expired")
    with pytest.raises(CannotDecide):
        run(scene, monkeypatch)


@pytest.mark.parametrize(
    ("own", "to", "error", "words"),
    [
        ([("user_pool.mode", "manage")], None, Stopped, "set user_pool.mode = 'patch'"),
        ([], [], UsageError, "is the environment that is to go"),
        ([], [("aws.account_id", "123456789012")], Stopped, "the pool is in 000000000000"),
        (
            [],
            [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None), ("user_pool.reply_to", None)],
            Stopped,
            "itself sends by COGNITO_DEFAULT",
        ),
        (
            [],
            [("aws.region", "us-west-1"), ("user_pool.id", "us-west-1_A")],
            Stopped,
            "may send through: us-east-1, us-west-2, eu-west-1",
        ),
        (
            [("user_pool.id", "ap-east-1_A"), ("aws.region", "ap-southeast-1")],
            [("user_pool.id", "ap-southeast-1_A"), ("aws.region", "ap-southeast-1")],
            Stopped,
            "names ap-southeast-1_A only",
        ),
    ],
)
def test_a_sender_that_the_pool_cannot_have_is_refused(
    own: list[Any], to: list[Any] | None, error: type[Exception], words: str, settings: MakeSettings
) -> None:
    """Before anything is asked of AWS, with what to do."""
    other = None if to is None else settings(*to, name="other" if to else "local")
    with pytest.raises(error, match=words):
        retired(settings(*own), other)


EXTERNAL = (("dns.provider", "external"), ("dns.zones", None))
REMOVED = "'cdktf destroy local' removes the records in Route 53 that it created or adopted"
STAY = "the DNS records stay: nothing here can remove them; a few days after the destroy these may go: "
PROTECTS = "; keep or replace _dmarc.mail.example.com as long as mail.example.com could be forged"


@pytest.mark.parametrize(
    ("changes", "said", "more"),
    [
        ((), f"{REMOVED}{PROTECTS}", 1),
        ((("dns.dmarc", None),), REMOVED, 1),
        (EXTERNAL, f"{STAY}*._domainkey.mail.example.com, bounce.mail.example.com{PROTECTS}", 0),
        ((*EXTERNAL, ("dns.dmarc", None)), f"{STAY}*._domainkey.mail.example.com, bounce.mail.example.com", 0),
        (
            (*EXTERNAL, ("dns.dmarc.rua", ["mailto:dmarc@reports.example.net"])),
            f"{STAY}*._domainkey.mail.example.com, bounce.mail.example.com{PROTECTS}",
            0,
        ),
    ],
)
def test_what_becomes_of_the_records_is_said(
    changes: tuple[Any, ...], said: str, more: int, settings: MakeSettings
) -> None:
    """With DNS elsewhere they stay: which of ours may go later; and where there is DMARC, that it protects the name."""
    first, *others = dns_afterwards(settings(*changes))
    assert first == said
    assert len(others) == more


def test_a_pool_that_goes_to_another_environment_keeps_its_id_and_its_own_name(settings: MakeSettings) -> None:
    """Everything else is the other environment's, whose texts and mode are its own business."""
    subject = ("messages.invitation.email_subject", "Theirs")
    other = settings(
        ("user_pool.mode", "manage"),
        ("domain.name", "o.example.com"),
        ("user_pool.id", "eu-west-1_Other"),
        ("user_pool.from", "a@o.example.com"),
        name="other",
    )
    made = retired(settings(subject), other)
    assert (made.name, made.user_pool.id, made.user_pool.mode) == ("local", POOL, "patch")
    assert (made.domain, made.user_pool.from_) == (other.domain, other.user_pool.from_)
    assert made.pool_messages == {}
    assert (
        retired(settings(subject), settings(subject, ("domain.name", "mail.example.com"), name="b")).pool_messages == {}
    )


def test_a_pool_that_goes_to_cognitos_own_sender_has_no_address_of_its_own(settings: MakeSettings) -> None:
    """Neither From nor Reply-To is sent."""
    made = retired(settings(), None)
    assert made.email_configuration == {"EmailSendingAccount": "COGNITO_DEFAULT"}


def test_a_region_that_nobody_knows_sends_through_none(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which regions its pools may send through is not known then, and nothing is tried."""
    own, other = settings(), settings(("user_pool.id", "eu-west-1_Other"), name="other")
    monkeypatch.setattr("poolpost.pool.retire.regions.pool_region", lambda _name: None)
    with pytest.raises(Stopped, match="may send through: not known"):
        retired(own, other)


def test_the_environment_as_retired_has_no_texts_of_its_own(scene: Scene) -> None:
    """The write takes the pool's texts as they are."""
    made = retired(scene.settings, None)
    assert (made.name, made.user_pool.id, made.pool_messages) == (scene.settings.name, scene.settings.user_pool.id, {})
    without_mail_factors(scene)
    assert apply(made, Aws(made), lambda _line: None, scene.directory).changed is False


def test_an_owner_does_not_retire_while_others_send_with_its_identity(settings: MakeSettings) -> None:
    """They are named, and a file that cannot be read counts as one of them."""
    owner = settings().sharing((sharer(),), ("torn",))
    with pytest.raises(Stopped, match=r"qa, torn send .* 'poolpost retire qa', 'poolpost retire torn'"):
        retired(owner, None)
    assert retired(settings().sharing(()), None).user_pool.sending == "COGNITO_DEFAULT"


def test_who_shares_an_identity_retires_alone() -> None:
    """Its destroy takes nothing that others send with, and no DNS record."""
    environment = shared()
    assert retired(environment, None).email_configuration == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert dns_afterwards(environment) == (
        "the DNS records stay: they are of environment local, which owns the identity",
    )


def test_an_address_leaves_no_records(settings: MakeSettings) -> None:
    """Nothing was published for it, so nothing may go."""
    assert dns_afterwards(settings(*ALONE)) == ()
    assert retired(settings(*ALONE), None).email_configuration == {"EmailSendingAccount": "COGNITO_DEFAULT"}
