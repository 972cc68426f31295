"""`poolpost rollback`: the way back is a change like any other, shown with what it does not undo."""

import json
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli.rollback import run_rollback
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.settings import load
from tests.scenes.project import Project


def run(to: str, *, environment: str = "production", yes: bool = True, json_: bool = False) -> int:
    """Do what `poolpost rollback production --to ...` does."""
    return run_rollback(environment, to=to, yes=yes, json=json_)


NO_CAUTION = ""
CHANGES: dict[str, tuple[str, str, str, str]] = {
    "from": ('"Example <no-reply@', '"Other <other@', "user_pool.from", NO_CAUTION),
    "reply-to": ('reply_to = "support@', 'reply_to = "other@', "user_pool.reply_to", NO_CAUTION),
    "sending": (
        'sending = "DEVELOPER"\nfrom = "Example <no-reply@mail.example.com>"\n',
        'sending = "COGNITO_DEFAULT"\n',
        "user_pool.sending",
        "user_pool.sending",
    ),
    "set used": ('mode = "patch"', "use_configuration_set = false", "user_pool.use_configuration_set", NO_CAUTION),
    "mode": ('mode = "patch"', 'mode = "manage"', "user_pool.mode", "user_pool.mode"),
    "dmarc": ('p = "quarantine"\n', 'p = "reject"\n', "dns.dmarc.p", "dns.dmarc"),
    "dns provider": ('provider = "external"', 'provider = "route53"', "dns.provider", "dns.provider"),
    "dns zones": ('zones = ["example.com"]', 'zones = ["mail.example.com"]', "dns.zones", "dns.zones"),
    "dns ttl": ("ttl = 3600", "ttl = 600", "dns.ttl", "dns.ttl"),
    "set": ("max_delivery_seconds = 3600", 'tls_policy = "OPTIONAL"', "configuration_set.tls_policy", NO_CAUTION),
    "set name": ('name = "sign-in"\n', 'name = "new"\n', "configuration_set.name", "configuration_set.name"),
    "events": (
        "[events.eventbridge]\n",
        "[events.eventbridge]\nenabled = false\n",
        "events.eventbridge.enabled",
        NO_CAUTION,
    ),
    "subscribers": (
        'endpoint = "mail-operations@',
        'endpoint = "team@',
        "events.sns.subscribers",
        "events.sns.subscribers",
    ),
    "alarms": ("bounce_rate = 0.05", "bounce_rate = 0.02", "alarms.bounce_rate", NO_CAUTION),
    "key length": ("RSA_2048_BIT", "RSA_1024_BIT", "domain.dkim.key_length", "domain.dkim"),
    "label": ('label = "bounce"', 'label = "returns"', "domain.mail_from.label", "domain.mail_from.label"),
    "domain": ("mail.example.com", "post.example.com", "domain.name", "domain.name"),
    "suppression": (
        '[account]\nsuppressed_reasons = ["BOUNCE", "COMPLAINT"]',
        "[account]",
        "account.suppressed_reasons",
        "account.suppressed_reasons",
    ),
    "messages": (
        "[user_pool]\n",
        '[messages.verification]\nemail_subject = "Another"\n\n[user_pool]\n',
        "messages.verification.email_subject",
        "messages",
    ),
    "templates": (
        "[user_pool]\n",
        '[verification_templates.x]\nfrom = "a@mail.example.com"\nsubject = "s"\ncontent_file = '
        '"templates/confirm-address.html"\nsuccess_url = "https://a.example/"\nfailure_url = "https://b.example/"\n\n[user_pool]\n',
        "verification_templates.x.subject",
        "verification_templates",
    ),
}
"""Kind of change: old text, new text, the key that is shown, and the key of what a rollback does not undo."""


def plainly(project: Project) -> str:
    """Make production one without texts, templates and a DMARC plan, which some changes would have to follow."""
    text = project.file("production").read_text()
    for start, end in (("# The plan none", "[configuration_set]"), ("# What Cognito", "# What `poolpost access")):
        text = text[: text.index(start)] + text[text.index(end) :]
    text = text[: text.index("# A verification e-mail")].replace(
        "expected_daily_mail = 2000", "expected_daily_mail = 20"
    )
    project.file("production").write_text(text)
    return text


@pytest.mark.parametrize("change", CHANGES)
def test_each_kind_of_change_can_be_taken_back(
    change: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is as it was, to the byte; the change was shown by its key, and so was what it does not undo."""
    old, new, key, caution = CHANGES[change]
    before = plainly(project)
    commit = project.commit()
    assert old in before
    project.file("production").write_text(before.replace(old, new))
    project.commit()
    assert run(commit, json_=True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert key in {each["key"] for each in shown["changed"]}
    assert {each["subject"] for each in shown["warnings"]} == ({caution} if caution else set())
    assert shown["written"] is True
    assert project.file("production").read_text() == before
    assert run(commit) == 0
    assert "nothing to change" in capsys.readouterr().out


def test_it_is_shown_with_the_next_steps(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is deployed: plan, gate and deploy come after, and the override is named."""
    commit = project.commit()
    project.change(
        "production",
        ("bounce_rate = 0.05", "bounce_rate = 0.02"),
        ('p = "quarantine"\nsp', 'p = "reject"\nsp'),
        ('step = "quarantine"', 'step = "reject"'),
    )
    assert run(commit) == 0
    shown = capsys.readouterr()
    assert "alarms.bounce_rate" in shown.out
    assert "the policy grows weaker (v=DMARC1; p=reject" in shown.out
    assert ["cdktf diff production" in shown.out, "poolpost gate production" in shown.out] == [True, True]
    assert 'POOLPOST_UNPROVED="production: why"' in shown.err


def test_stricter_dmarc_is_no_caution(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what grows weaker is told; testing and a share below 100 % count as weaker."""
    commit = project.commit()
    project.change("production", ('p = "quarantine"\nsp', 'p = "none"\nsp'), ('step = "quarantine"', 'step = "none"'))
    assert run(commit, json_=True) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == []
    tested = project.change("production", ('sp = "reject"', 'sp = "reject"\nt = "y"'))
    assert tested.dns.dmarc is not None
    weaker = project.commit()
    project.file("production").write_text(project.file("production").read_text().replace('t = "y"\n', ""))
    assert run(weaker, json_=True) == 0
    assert [each["subject"] for each in json.loads(capsys.readouterr().out)["warnings"]] == ["dns.dmarc"]


def test_dmarc_that_goes_is_told(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A file from before the record was made takes the record away."""
    text = project.file("production").read_text()
    start, end = text.index("[dns.dmarc]"), text.index("[configuration_set]")
    project.file("production").write_text(text[:start] + text[end:])
    commit = project.commit()
    project.file("production").write_text(text)
    assert run(commit) == 0
    assert "no record of ours" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('id = "eu-west-1_Production"', 'id = "eu-west-1_Other"', "user_pool.id"),
        ('key = "poolpost/production.tfstate"', 'key = "other.tfstate"', "backend.key"),
        ("333333333333", "444444444444", "aws.account_id"),
    ],
)
def test_another_pool_account_or_state_is_no_rollback(old: str, new: str, key: str, project: Project) -> None:
    """What was made would stay behind, unseen."""
    commit = project.commit()
    text = project.file("production").read_text()
    project.file("production").write_text(text.replace(old, new))
    before = project.file("production").read_text()
    with pytest.raises(Stopped, match=rf"this is no rollback, nothing was written:(.|\n)*{key} would go from"):
        run(commit)
    assert project.file("production").read_text() == before


def test_a_way_back_is_no_way_around_the_gate(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A file from before `promotes_from` comes back with it."""
    text = project.file("production").read_text()
    line = next(line for line in text.splitlines(keepends=True) if line.startswith("promotes_from"))
    project.file("production").write_text(text.replace(line, "").replace("bounce_rate = 0.05", "bounce_rate = 0.02"))
    commit = project.commit()
    project.file("production").write_text(text)
    assert run(commit) == 0
    made = load("production")
    assert (made.promotes_from, made.alarms.bounce_rate if made.alarms else None) == ("staging", 0.02)
    assert "promotes_from stays" in capsys.readouterr().err


def test_texts_that_changed_since_are_named(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the environment file is taken back; git brings the rest."""
    commit = project.commit()
    body = Path("environments/messages/code.html")
    body.write_text(body.read_text() + "<p>More</p>")
    project.change("production", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    assert run(commit) == 0
    assert f"'git restore --source={commit[:12]} -- environments/messages/code.html'" in capsys.readouterr().err


def test_what_git_does_not_have_is_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """No repository and no git: 3. No such commit, no such file in it: a usage mistake."""
    with pytest.raises(CannotDecide, match="git cannot say"):
        run("HEAD")
    project.file("dev").unlink()
    project.commit()
    with pytest.raises(UsageError, match="'no-such' is neither a snapshot file nor a commit"):
        run("no-such")
    project.file("dev").write_text(project.file("local").read_text())
    with pytest.raises(UsageError, match=r"has no environments/dev\.toml; 'git log -- environments/dev.toml'"):
        run("HEAD", environment="dev")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotDecide, match="git cannot be started"):
        run("HEAD")


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("broken = true\n", r"cannot be used by today's rules(.|\n)*broken: unknown key"),
        ("broken =\n", "is not TOML"),
    ],
)
def test_a_file_that_today_refuses_is_not_written(then: str, said: str, project: Project) -> None:
    """Every mistake of the old file is told, and the present one stays."""
    text = project.file("production").read_text()
    project.file("production").write_text(then)
    commit = project.commit()
    project.file("production").write_text(text)
    with pytest.raises(Stopped, match=f"{said}(.|\n)*"):
        run(commit)
    assert project.file("production").read_text() == text


def test_a_no_leaves_the_file(project: Project) -> None:
    """Nobody to ask is no yes."""
    commit = project.commit()
    project.change("production", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    before = project.file("production").read_text()
    with pytest.raises(Stopped, match="add --yes"):
        run(commit, yes=False)
    assert project.file("production").read_text() == before


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
