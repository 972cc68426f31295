"""`poolpost rollback`: the way back is a change like any other, shown with what it does not undo."""

import json
from pathlib import Path

import pytest

from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.settings import load
from tests.scenes.project import Project
from tests.scenes.rollbacks import plainly, run

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
