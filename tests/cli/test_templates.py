"""`poolpost templates`: what it writes to SES, and what it leaves alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.aws.ses_templates import SesTemplates
from poolpost.cli import templates as template_commands
from poolpost.cli.templates import apply_templates, delete_template, list_templates
from poolpost.errors import CannotDecide, Stopped
from tests.conftest import MakeSettings
from tests.scenes.scene import REGION, Scene
from tests.scenes.templates import LIVE, WELCOME


@pytest.fixture
def ses(scene: Scene, templates: Path, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give SES without any template, and an environment with one."""
    assert scene
    assert templates
    made = settings(("verification_templates", {"welcome": WELCOME}))
    monkeypatch.setattr(template_commands, "load", lambda _name: made)
    client: Any = botocore.session.Session().create_client("sesv2", REGION)
    yield client
    scene.server.clear_faults()
    for shown in client.list_custom_verification_email_templates()["CustomVerificationEmailTemplates"]:
        client.delete_custom_verification_email_template(TemplateName=shown["TemplateName"])


def test_apply_creates_updates_and_then_has_nothing_to_do(
    ses: Any, templates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`list` is 1 until `apply`, 0 afterwards, and a changed file shows what differs; a second apply writes nothing."""
    assert list_templates("local", json=False) == 1
    assert "welcome   only in file" in capsys.readouterr().out
    assert apply_templates("local", yes=True, json=False) == 0
    shown = ses.get_custom_verification_email_template(TemplateName="welcome")
    assert {member: shown[member] for member in LIVE} == LIVE
    assert list_templates("local", json=True) == 0
    (templates / "welcome.html").write_text("<p>Hello</p>")
    capsys.readouterr()
    assert list_templates("local", json=True) == 1
    assert json.loads(capsys.readouterr().out)[0]["members"] == ["TemplateContent"]
    assert apply_templates("local", yes=True, json=True) == 0
    capsys.readouterr()
    assert apply_templates("local", yes=True, json=False) == 0
    assert "nothing was written" in capsys.readouterr().out
    content = ses.get_custom_verification_email_template(TemplateName="welcome")["TemplateContent"]
    assert content == "<p>Hello</p>"


def test_a_live_template_that_the_file_does_not_name_is_left_alone(
    ses: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is shown, is no mistake, and goes only by name."""
    ses.create_custom_verification_email_template(**LIVE | {"TemplateName": "other"})
    assert apply_templates("local", yes=True, json=False) == 0
    assert list_templates("local", json=False) == 0
    assert "only live" in capsys.readouterr().out
    assert delete_template("local", "other", yes=True, json=False) == 0
    with pytest.raises(Stopped, match="has no template 'other'; there are: welcome; nothing was deleted"):
        delete_template("local", "other", yes=True, json=False)


def test_deleting_one_of_the_file_is_mentioned(ses: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The next apply makes it again."""
    ses.create_custom_verification_email_template(**LIVE)
    assert delete_template("local", "welcome", yes=True, json=True) == 0
    shown = capsys.readouterr()
    assert "the next 'templates apply' makes it again" in shown.err
    assert json.loads(shown.out) == {"deleted": "welcome"}


def test_nothing_is_written_without_a_yes(
    ses: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would be written is shown first."""
    ses.create_custom_verification_email_template(**LIVE | {"TemplateSubject": "Old"})
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(Stopped, match="add --yes"):
        apply_templates("local", yes=False, json=False)
    assert "welcome: update TemplateSubject" in capsys.readouterr().err
    with pytest.raises(Stopped, match="add --yes"):
        delete_template("local", "welcome", yes=False, json=False)
    assert ses.get_custom_verification_email_template(TemplateName="welcome")["TemplateSubject"] == "Old"


def test_no_templates_at_all_is_said(
    ses: Any, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty list is not an empty output."""
    assert ses
    made = settings()
    monkeypatch.setattr(template_commands, "load", lambda _name: made)
    assert list_templates("local", json=False) == 0
    assert "no custom verification templates" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["Create", "Update", "Delete"])
def test_a_lost_answer_does_no_harm(operation: str, ses: Any, scene: Scene) -> None:
    """Botocore repeats the call: what the first one made is replaced, what it removed stays removed."""
    if operation != "Create":
        ses.create_custom_verification_email_template(**LIVE | {"TemplateSubject": "Old"})
    scene.server.fault(f"sesv2:{operation}CustomVerificationEmailTemplate", "drop_after")
    if operation == "Delete":
        assert delete_template("local", "welcome", yes=True, json=False) == 0
    else:
        assert apply_templates("local", yes=True, json=False) == 0
        assert list_templates("local", json=False) == 0


@pytest.mark.slow
def test_one_call_a_second_is_waited_for(ses: Any, scene: Scene) -> None:
    """SES takes one template call a second; being too fast is no failure."""
    assert ses
    scene.server.fault("sesv2:CreateCustomVerificationEmailTemplate", "throttle", count=2)
    assert apply_templates("local", yes=True, json=False) == 0


@pytest.mark.slow
def test_what_cannot_be_asked_is_three(ses: Any, scene: Scene) -> None:
    """No list, no verdict."""
    assert ses
    scene.server.fault("sesv2:ListCustomVerificationEmailTemplates", "throttle", count=20)
    with pytest.raises(CannotDecide, match="ses:ListCustomVerificationEmailTemplates failed"):
        list_templates("local", json=False)


def test_what_ses_refuses_is_passed_on(ses: Any, scene: Scene) -> None:
    """An update of a template that somebody deleted meanwhile."""
    assert ses
    region = Aws(scene.settings).templates
    with pytest.raises(Stopped, match=r"SES refused template 'welcome' \(NotFoundException\): .* does not exist"):
        region.put_template(LIVE, create=False)


def test_another_writer_is_noticed(ses: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """SES shows something else than was written: nobody says 'written'."""
    assert ses
    monkeypatch.setattr(SesTemplates, "put_template", lambda *_args, **_options: None)
    with pytest.raises(CannotDecide, match=r"SES shows other content than was written: welcome \(only in file\)"):
        apply_templates("local", yes=True, json=False)


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("CreateCustomVerificationEmailTemplate", lambda aws: aws.templates.put_template(LIVE, create=True)),
        ("UpdateCustomVerificationEmailTemplate", lambda aws: aws.templates.put_template(LIVE, create=False)),
        ("DeleteCustomVerificationEmailTemplate", lambda aws: aws.templates.delete_template("welcome")),
        ("GetCustomVerificationEmailTemplate", lambda aws: aws.templates.template("welcome")),
        ("PutAccountDetails", lambda aws: aws.ses.put_account_details({"MailType": "MARKETING", "WebsiteURL": "x"})),
    ],
)
def test_expired_credentials_are_three_at_every_call(operation: str, call: Callable[[Aws], Any], scene: Scene) -> None:
    """Neither 'there is none' nor 'refused': the sentence says what to do."""
    scene.server.fault(f"sesv2:{operation}", "expired")
    with pytest.raises(CannotDecide, match=rf"the AWS credentials have expired \(ses:{operation}\)"):
        call(Aws(scene.settings))


def test_a_template_that_somebody_made_meanwhile_is_not_overwritten(ses: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked was about creating one: another one of that name stays, and is reported."""
    names = SesTemplates.template_names
    ses.create_custom_verification_email_template(**LIVE | {"TemplateSubject": "Theirs"})
    monkeypatch.setattr(SesTemplates, "template_names", lambda _region: ())
    with pytest.raises(CannotDecide, match=r"other content than was written: welcome \(TemplateSubject\)"):
        apply_templates("local", yes=True, json=False)
    monkeypatch.setattr(SesTemplates, "template_names", names)
    assert ses.get_custom_verification_email_template(TemplateName="welcome")["TemplateSubject"] == "Theirs"
