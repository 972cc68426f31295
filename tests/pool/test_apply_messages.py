"""Messages are written by the same careful step as the e-mail configuration: those members, and nothing beside them."""

import json
from typing import Any

import botocore.session
import pytest

from poolpost.cli import pool_email as pool_commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.cli.terminal import note
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.errors import Stopped
from poolpost.gate.apply_watch import ExistingPool
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.baseline import required
from poolpost.pool.restore import target_of
from poolpost.settings import Settings, terraform_names
from poolpost.settings.tables.messages import Messages
from tests.scenes.message_violations import GOOD_CODE, GOOD_INVITATION, GOOD_LINK, text
from tests.scenes.scene import REGION, Scene, settings_of

TEMPLATE = "VerificationMessageTemplate"
NEW = Messages.model_validate(
    {
        "verification": {"email_subject": "Your new code", "email_message_file": GOOD_CODE},
        "invitation": {"email_message_file": GOOD_INVITATION},
    }
)


def with_messages(settings: Settings, messages: Messages = NEW) -> Settings:
    """Give the same environment with messages."""
    return settings.model_copy(update={"messages": messages})


@pytest.fixture
def written(scene: Scene) -> Scene:
    """Give a scene whose environment file sets a subject, a code text and an invitation."""
    scene.settings = with_messages(scene.settings)
    return scene


def _expected(pool: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Say by hand what the pool must be: five texts and the e-mail are other ones, nothing else."""
    pool = json.loads(json.dumps(pool))
    pool["EmailConfiguration"] = settings.email_configuration
    pool[TEMPLATE] |= {"EmailSubject": "Your new code", "EmailMessage": GOOD_CODE.text}
    pool |= {"EmailVerificationSubject": "Your new code", "EmailVerificationMessage": GOOD_CODE.text}
    pool["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailMessage"] = GOOD_INVITATION.text
    return pool


def test_email_and_the_named_texts_change_and_nothing_else(written: Scene) -> None:
    """Other texts of the same templates, triggers, MFA, tags and settings newer than the SDK are as before."""
    before = written.live()
    done = written.apply()
    after = written.live()
    expected = _expected(before["UserPool"], written.settings) | {
        "LastModifiedDate": after["UserPool"]["LastModifiedDate"]
    }
    assert after["UserPool"] == expected
    assert after["Mfa"] == before["Mfa"]
    assert done.messages == tuple(written.settings.pool_messages)
    assert len(written.writes()) == 1


def test_a_second_apply_writes_nothing(written: Scene) -> None:
    """As wanted means both: the e-mail configuration and the messages."""
    written.apply()
    assert not written.apply().changed
    assert len(written.writes()) == 1


def test_a_text_that_changes_later_is_written_alone(scene: Scene) -> None:
    """The e-mail configuration is as wanted already, and the text is not."""
    scene.apply()
    scene.settings = with_messages(scene.settings)
    before = scene.live()["UserPool"]
    done = scene.apply()
    assert done.changed
    assert done.before == done.after == scene.settings.email_configuration
    after = scene.live()["UserPool"]
    assert after == _expected(before, scene.settings) | {"LastModifiedDate": after["LastModifiedDate"]}


def test_the_named_texts_alone_would_have_lost_their_siblings(written: Scene) -> None:
    """Counter-check: the same server, asked for these texts only, forgets the link's texts and the rest of the pool."""
    cognito: Any = botocore.session.Session().create_client("cognito-idp", REGION)
    cognito.update_user_pool(
        UserPoolId=written.settings.user_pool.id,
        EmailConfiguration=written.settings.email_configuration,
        VerificationMessageTemplate={"EmailSubject": "Your new code", "EmailMessage": GOOD_CODE.text},
    )
    after = written.live()["UserPool"]
    assert "EmailMessageByLink" not in after[TEMPLATE]
    assert "InviteMessageTemplate" not in after.get("AdminCreateUserConfig", {})


def _put(scene: Scene, **members: Any) -> None:
    pool = production_pool(scene.settings.user_pool.id) | members
    kept = {member: value for member, value in pool.items() if value is not None}
    scene.server.put_pool(REGION, kept, production_mfa())


def _aws_changes(scene: Scene, pool: dict[str, Any], *, replace: bool = False) -> None:
    scene.server.fault(
        "cognito-idp:UpdateUserPool",
        "second_writer",
        region=REGION,
        pool=scene.settings.user_pool.id,
        patch=pool,
        when="after",
        replace=replace,
    )


def test_a_twin_that_aws_makes_is_no_other_change(written: Scene) -> None:
    """Setting the template sets the old member as well (measured by the provider's tests): that is the same text."""
    _put(written, EmailVerificationMessage=None, EmailVerificationSubject=None)
    _aws_changes(written, {"EmailVerificationMessage": GOOD_CODE.text, "EmailVerificationSubject": "Your new code"})
    assert written.apply().changed
    assert not written.apply().changed


def test_the_default_option_that_aws_spells_out_is_no_other_change(written: Scene) -> None:
    """A pool without a template confirms by code; that it says so once it has one changes nothing. By link is not that."""
    _put(written, VerificationMessageTemplate=None)
    _aws_changes(written, {TEMPLATE: {"DefaultEmailOption": "CONFIRM_WITH_CODE"}})
    assert written.apply().changed
    _put(written, VerificationMessageTemplate=None)
    _aws_changes(written, {TEMPLATE: {"DefaultEmailOption": "CONFIRM_WITH_LINK"}})
    with pytest.raises(Stopped, match="DefaultEmailOption: absent"):
        written.apply()


def test_a_twin_that_aws_lets_go_is_no_loss(written: Scene) -> None:
    """The old member "is no longer used": what counts is the template's text."""
    target = _expected(written.live()["UserPool"], written.settings)
    del target["EmailVerificationMessage"]
    _aws_changes(written, target, replace=True)
    assert written.apply().changed
    assert not written.apply().changed


def test_a_twin_that_says_something_else_is_reported(written: Scene) -> None:
    """Neither as it was nor as it is wanted: somebody else wrote, and the same command mends it."""
    _aws_changes(written, {"EmailVerificationMessage": "Theirs: {####}"})
    with pytest.raises(Stopped, match=r"EmailVerificationMessage: .*run it again") as caught:
        written.apply()
    assert "pool restore" not in str(caught.value)
    assert written.apply().changed


def test_a_text_that_somebody_else_writes_in_the_last_window_is_reported(written: Scene) -> None:
    """It is ours to write again, not to restore from before."""
    _aws_changes(written, {TEMPLATE: {"EmailSubject": "Theirs"}})
    with pytest.raises(Stopped, match=r"VerificationMessageTemplate.EmailSubject: .*run it again"):
        written.apply()
    assert len(written.writes()) == 1


def test_a_sibling_that_somebody_else_writes_is_not_ours(written: Scene) -> None:
    """It is named with the command that puts it back, and that command leaves our texts as they are."""
    _aws_changes(written, {TEMPLATE: {"EmailSubjectByLink": "Theirs"}})
    with pytest.raises(Stopped, match=r"EmailSubjectByLink: .*\n.*\n.*'poolpost pool restore local'"):
        written.apply()
    live = written.live()["UserPool"]
    snapshot = required(written.settings, written.directory).snapshot
    target = target_of(live, snapshot, ("VerificationMessageTemplate",), written.settings.pool_messages)
    assert target[TEMPLATE]["EmailSubjectByLink"] == "Confirm your address"
    assert target[TEMPLATE]["EmailSubject"] == "Your new code"
    everything = target_of(live, snapshot, (), written.settings.pool_messages)
    assert everything[TEMPLATE] == target[TEMPLATE]
    assert everything["EmailVerificationMessage"] == GOOD_CODE.text


def test_a_link_without_a_domain_leaves_the_pool(scene: Scene) -> None:
    """Nobody could confirm an address."""
    _put(scene, Domain=None)
    link = {"verification": {"default_email_option": "CONFIRM_WITH_LINK", "email_message_by_link_file": GOOD_LINK}}
    scene.settings = with_messages(scene.settings, Messages.model_validate(link))
    before = scene.live()
    with pytest.raises(
        Stopped, match="has no domain, which a link in a verification mail leads to; nothing was written"
    ):
        scene.apply()
    assert scene.live() == before
    _put(scene)
    assert scene.apply().changed


def test_an_unknown_neighbour_stops_the_write(written: Scene) -> None:
    """A text that AWS may add one day would be lost: it is named, and nothing is sent."""
    template = production_pool()[TEMPLATE] | {"EmailMessageByPigeon": "coo"}
    _put(written, VerificationMessageTemplate=template)
    with pytest.raises(Stopped, match=r"VerificationMessageTemplate\.EmailMessageByPigeon"):
        written.apply()
    assert written.writes() == []


@pytest.fixture
def project(written: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Work in a directory of our own, where the commands find this environment."""
    monkeypatch.chdir(written.directory)
    (written.directory / "environments").mkdir()
    monkeypatch.setattr(pool_commands, "load", lambda _name: written.settings)
    return written


def test_a_reviewed_snapshot_is_compared_but_for_the_named_texts(project: Scene) -> None:
    """Texts of the file were reviewed with the file; another text of the same template was not."""
    live = project.live()
    pool_snapshots.write_reviewed(project.settings, live["UserPool"], live["Mfa"])
    assert project.apply().changed
    pool = project.live()["UserPool"]
    pool[TEMPLATE]["EmailSubjectByLink"] = "Theirs"
    pool[TEMPLATE]["EmailSubject"] = "Theirs too"
    project.server.put_pool(REGION, pool, production_mfa())
    with pytest.raises(
        Stopped, match=r"is not the one in .*\n.*EmailSubjectByLink: \"Confirm your address\""
    ) as caught:
        project.apply()
    assert "Theirs too" not in str(caught.value)


def test_show_says_what_each_text_is(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 while one differs, 0 when all are as the file says; --json has both in full."""
    assert pool_commands.show_pool("local", json=False) == 1
    assert "VerificationMessageTemplate.EmailSubject" in capsys.readouterr().out
    project.apply()
    assert pool_commands.show_pool("local", json=False) == 0
    pool = project.live()["UserPool"]
    pool[TEMPLATE]["EmailSubject"] = "Theirs"
    project.server.put_pool(REGION, pool, production_mfa())
    capsys.readouterr()
    assert pool_commands.show_pool("local", json=True) == 1
    shown = json.loads(capsys.readouterr().out)["messages"]
    assert shown["live"]["VerificationMessageTemplate.EmailSubject"] == "Theirs"
    assert shown["wanted"] == project.settings.pool_messages


def test_apply_names_what_changed(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """First both, then a text alone."""
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0
    assert "only EmailConfiguration, VerificationMessageTemplate.EmailSubject, " in capsys.readouterr().out
    pool = project.live()["UserPool"]
    pool[TEMPLATE]["EmailSubject"] = "Theirs"
    project.server.put_pool(REGION, pool, production_mfa())
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0
    assert "only VerificationMessageTemplate.EmailSubject changed" in capsys.readouterr().out
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0
    assert "the e-mail configuration and the messages are already as wanted" in capsys.readouterr().err


def test_verify_leaves_named_texts_to_the_file(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """The snapshot of an apply is of before; its own texts are no difference, others are."""
    project.apply()
    assert snapshot_commands.verify_pool("local", snapshot=_last(project), json=False) == 0
    assert "e-mail and messages of the file aside" in capsys.readouterr().out
    pool = project.live()["UserPool"]
    pool[TEMPLATE]["EmailMessageByLink"] = "Theirs {##x##}"
    project.server.put_pool(REGION, pool, production_mfa())
    assert snapshot_commands.verify_pool("local", snapshot=_last(project), json=False) == 1


def _last(scene: Scene) -> Any:
    return scene.snapshots()[0]


def test_a_text_edited_between_plan_and_apply_is_not_written(project: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terraform hands over a digest of the texts that its plan showed."""
    planned = with_messages(project.settings, Messages.model_validate({"invitation": {"email_subject": "Other"}}))
    monkeypatch.setenv(terraform_names.PLANNED, json.dumps(planned.planned))
    with pytest.raises(Stopped, match="is not the file that the plan was made from"):
        pool_commands.apply_pool("local", accepted=frozenset(), json=False)
    monkeypatch.setenv(terraform_names.PLANNED, json.dumps(project.settings.planned))
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0


def test_the_watch_around_terraform_lets_the_named_texts_change(
    written: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text beside them stops; a failed apply says whether the texts are written."""
    watch = ExistingPool(written.settings, written.live()["UserPool"], note, "step")
    watch.after(1)
    assert "is as it was" in capsys.readouterr().err
    written.apply()
    watch.after(0)
    alone = ExistingPool(written.settings, written.live()["UserPool"], note)
    written.settings = with_messages(
        written.settings, Messages.model_validate({"verification": {"email_message_file": text("Now {####}")}})
    )
    written.apply()
    alone.after(1)
    assert "is as it was" not in capsys.readouterr().err
    pool = written.live()["UserPool"]
    pool[TEMPLATE]["EmailSubjectByLink"] = "Theirs"
    written.server.put_pool(REGION, pool, production_mfa())
    with pytest.raises(Stopped, match="EmailSubjectByLink"):
        alone.after(0)


def test_without_messages_the_texts_are_compared_as_ever(scene: Scene) -> None:
    """The exemption is for what the file names, and for nothing when it names nothing."""
    before = scene.live()
    scene.apply()
    assert settings_of(scene.live()) == settings_of(before)
    _aws_changes(scene, {TEMPLATE: {"EmailSubject": "Theirs"}})
    _put(scene)
    with pytest.raises(Stopped, match="EmailSubject"):
        scene.apply()
