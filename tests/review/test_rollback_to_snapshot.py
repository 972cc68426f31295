"""A snapshot's e-mail configuration, expressed in the environment file."""

import json
from typing import Any

import pytest

from poolpost.errors import Stopped, UsageError
from poolpost.settings import load
from tests.scenes.project import Project
from tests.scenes.rollbacks import plainly, run

IDENTITY = "arn:aws:ses:eu-west-1:333333333333:identity/mail.example.com"
NOW = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": IDENTITY,
    "From": "Example <no-reply@mail.example.com>",
    "ReplyToEmailAddress": "support@example.com",
    "ConfigurationSet": "sign-in",
}


def snapshot(project: Project, pool_id: str = "eu-west-1_Production", **members: Any) -> str:
    """Save a pool with this e-mail configuration; None takes a member away."""
    email = {member: value for member, value in (NOW | members).items() if value is not None}
    path = project.directory / "saved.json"
    path.write_text(json.dumps({"UserPool": {"Id": pool_id, "EmailConfiguration": email}, "MfaConfig": {}}))
    return path.name


@pytest.mark.parametrize(
    ("members", "lines"),
    [
        ({"From": "Other <other@mail.example.com>"}, {'from = "Other <other@mail.example.com>"'}),
        ({"From": "other@mail.example.com"}, {'from = "other@mail.example.com"'}),
        ({"ReplyToEmailAddress": "other@example.com"}, {'reply_to = "other@example.com"'}),
        ({"ReplyToEmailAddress": None}, set()),
        ({"ConfigurationSet": None}, {"use_configuration_set = false"}),
        ({"ConfigurationSet": "old"}, {'name = "old"'}),
    ],
    ids=str,
)
def test_a_snapshot_is_expressed_in_the_file(members: dict[str, Any], lines: set[str], project: Project) -> None:
    """Only the lines that differ change, and the environment then wants exactly what was saved."""
    before = project.file("production").read_text()
    assert run(snapshot(project, **members)) == 0
    after = project.file("production").read_text()
    assert set(after.splitlines()) - set(before.splitlines()) == lines
    wanted = {member: value for member, value in (NOW | members).items() if value is not None}
    assert load("production").email_configuration == wanted
    assert run(snapshot(project, **members)) == 0


def test_a_snapshot_from_before_the_switch(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """COGNITO_DEFAULT has neither sender nor set; the configuration set stays what it is, for the next switch."""
    plainly(project)
    nothing = dict.fromkeys(NOW) | {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert run(snapshot(project, **nothing)) == 0
    assert load("production").email_configuration == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    shown = capsys.readouterr()
    assert "sends 50 mails a day" in shown.out
    assert "'poolpost pool restore production --snapshot saved.json'" in shown.err
    assert run(snapshot(project)) == 0
    assert load("production").email_configuration == NOW


def test_texts_are_the_files(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A snapshot's messages are not brought back by this, and that is said."""
    assert run(snapshot(project, ReplyToEmailAddress=None)) == 0
    assert "[messages] sets other texts than the snapshot has" in capsys.readouterr().err


def test_a_sender_that_is_quoted_otherwise_is_the_same(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """What AWS stored in another form is no change."""
    assert run(snapshot(project, From='"Example" <no-reply@mail.example.com>')) == 0
    assert "nothing to change" in capsys.readouterr().out


def test_a_left_out_sending_is_developer(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A default is not written down for nothing."""
    project.change("production", ('sending = "DEVELOPER"\n', ""))
    assert run(snapshot(project)) == 0
    assert "nothing to change" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"SourceArn": IDENTITY.replace("mail.", "old.")}, "identity/old.example.com"),
        ({"SourceArn": IDENTITY.replace("eu-west-1", "us-east-1")}, "ses:us-east-1"),
        ({"SourceArn": None}, "SourceArn: None in saved.json"),
        ({"From": None}, "user_pool.from: is missing"),
        (dict.fromkeys(NOW) | {"EmailSendingAccount": "COGNITO_DEFAULT"}, "messages.verification.email_subject: needs"),
        ({"From": "No Such <a@example.org>"}, "is not in the domain"),
        ({"From": "not an address"}, "user_pool.from"),
    ],
    ids=str,
)
def test_what_the_file_cannot_say_is_refused(members: dict[str, Any], said: str, project: Project) -> None:
    """By name, and nothing is written."""
    before = project.file("production").read_text()
    with pytest.raises(Stopped, match=said):
        run(snapshot(project, **members))
    assert project.file("production").read_text() == before


def test_not_every_file_is_a_snapshot_with_mail(project: Project) -> None:
    """A reviewed snapshot has no e-mail, another pool's is not this one's, and a missing file is no commit."""
    (project.directory / "saved.json").write_text(json.dumps({"UserPool": {"Id": "eu-west-1_Production"}}))
    with pytest.raises(UsageError, match="holds no EmailConfiguration"):
        run("saved.json")
    with pytest.raises(UsageError, match="is of user pool eu-west-1_Other"):
        run(snapshot(project, "eu-west-1_Other"))
    with pytest.raises(UsageError, match=r"there is no snapshot .*gone\.json"):
        run("gone.json")


@pytest.mark.parametrize("sending", [True, False])
def test_a_snapshot_of_the_standby_region_is_expressed_in_the_file(sending: bool, project: Project) -> None:
    """The way back to a failover, or from one, is the same key that `poolpost failover` changes."""
    plainly(project)
    use = "" if sending else 'use = "sending"\n'
    project.change("production", ("[backend]", f'[aws.standby_region]\nname = "us-east-1"\n{use}\n[backend]'))
    arn = IDENTITY.replace("eu-west-1", "us-east-1") if sending else IDENTITY
    assert run(snapshot(project, SourceArn=arn)) == 0
    assert load("production").email_configuration["SourceArn"] == arn
