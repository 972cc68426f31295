"""`poolpost promote`: what was proved goes on, what is meant to differ stays, and nothing goes on unproved."""

import json

import pytest
from typer.testing import CliRunner

from poolpost.cli import promote as commands
from poolpost.cli.app import app
from poolpost.cli.promote import run_promote
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.review.evidence import path_of
from poolpost.review.setting_differences import differences
from poolpost.settings import load
from tests.scenes.project import Project


def run(*, yes: bool = True, verbose: bool = False, json_: bool = False) -> int:
    """Do what `poolpost promote staging production` does."""
    return run_promote("staging", "production", yes=yes, verbose=verbose, json=json_)


def test_what_was_proved_goes_on_once(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Values, new tables and what went; comments, order and what is meant to differ stay; a second run has nothing to do."""
    project.change(
        "staging",
        ('"Example <no-reply@', '"Grüße, Example <hello@'),
        ("bounce_rate = 0.05", "bounce_rate = 0.02"),
        ("max_delivery_seconds = 3600", 'max_delivery_seconds = 900\ntls_policy = "OPTIONAL"'),
        ('[events.eventbridge]\nevent_types = ["BOUNCE", "COMPLAINT"]\n', ""),
        ('email_subject = "Your Example code"\n', ""),
        (
            "[events.cloudwatch]\n",
            '[events.cloudwatch]\ndimensions = [{ name = "pool", default = "none" }, { name = "kind", default = "x" }]\n',
        ),
    )
    project.prove("staging")
    before = project.file("production").read_text()
    assert run(verbose=True) == 0
    shown = capsys.readouterr()
    assert "Setting" in shown.out
    assert "user_pool.from" in shown.out
    assert "Grüße, Example <hello@{domain}>" in shown.out
    assert 'aws.account_id: production "333333333333", staging "222222222222"' in shown.err
    after = project.file("production").read_text()
    assert differences(load("staging"), load("production")) == []
    changed = set(after.splitlines()) ^ set(before.splitlines())
    assert changed == {
        'from = "Example <no-reply@mail.example.com>"',
        'from = "Grüße, Example <hello@mail.example.com>"',
        "bounce_rate = 0.05",
        "bounce_rate = 0.02",
        "max_delivery_seconds = 3600",
        "max_delivery_seconds = 900",
        'tls_policy = "OPTIONAL"',
        "[events.eventbridge]",
        'event_types = ["BOUNCE", "COMPLAINT"]',
        'email_subject = "Your Example code"',
        'dimensions = [{name = "pool", default = "none"}, {name = "kind", default = "x"}]',
    }
    assert run() == 0
    assert "nothing to promote" in capsys.readouterr().out
    assert project.file("production").read_text() == after


def test_a_new_table_needs_the_values_of_its_own(project: Project) -> None:
    """Who hears of events is the target's business: it is told, and nothing is written."""
    project.change(
        "staging",
        (
            "[events.eventbridge]",
            '[configuration_set.tracking]\ndomain = "click.staging.example.com"\n\n[events.eventbridge]',
        ),
    )
    project.prove("staging")
    before = project.file("production").read_text()
    with pytest.raises(Stopped, match=r"add its table by hand first(.|\n)*configuration_set.tracking.domain"):
        run()
    assert project.file("production").read_text() == before


def test_a_new_table_of_promotable_settings_is_made(project: Project) -> None:
    """Where nothing in it is the target's own."""
    text = project.file("production").read_text()
    project.file("production").write_text(
        text.replace('[events.eventbridge]\nevent_types = ["BOUNCE", "COMPLAINT"]\n\n', "")
    )
    project.prove("staging")
    assert run() == 0
    assert (
        '\n\n[events.eventbridge]\nevent_types = ["BOUNCE", "COMPLAINT"]\n\n' in project.file("production").read_text()
    )


def test_a_display_name_that_needs_quotes_stays_the_same(project: Project) -> None:
    """What is written for production is read back as the very sender of staging."""
    source = project.change(
        "staging",
        ('"Example <no-reply@', '\'"A \\"B\\" C" <no-reply@'),
        ('example.com>"\nreply_to', "example.com>'\nreply_to"),
    )
    project.prove("staging")
    assert run() == 0
    assert source.user_pool.from_ is not None
    made = load("production").user_pool.from_
    assert made is not None
    assert made.display_name == source.user_pool.from_.display_name


@pytest.mark.parametrize("trouble", ["none", "sick", "stale settings", "stale code"])
def test_nothing_goes_on_unproved(trouble: str, project: Project) -> None:
    """No evidence, unsound evidence, a file or code that changed since: refused, with what to do."""
    project.change("staging", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    found = project.prove("staging")
    path = path_of("staging")
    reason = {
        "none": "does not exist",
        "sick": "does not say that staging was healthy",
        "stale settings": r"environments/staging.toml \(or a text that it names\) was changed since",
        "stale code": "the code was changed since",
    }[trouble]
    if trouble == "none":
        path.unlink()
    elif trouble == "sick":
        path.write_text(path.read_text().replace('"drift": []', '"drift": ["x"]'))
    elif trouble == "stale settings":
        project.change("staging", ("complaint_rate = 0.001", "complaint_rate = 0.002"))
    else:
        path.write_text(path.read_text().replace(found.digest.terraform, "0" * 64))
    before = project.file("production").read_text()
    with pytest.raises(
        Stopped, match=f"{reason}(.|\n)*nothing was written; deploy staging, then 'poolpost evidence staging'"
    ):
        run()
    assert project.file("production").read_text() == before


def test_evidence_that_cannot_be_read_is_not_no_evidence(project: Project) -> None:
    """Exit code 3."""
    path_of("staging").write_text("{}")
    with pytest.raises(CannotDecide, match=r"staging.evidence.json is not evidence"):
        run()
    assert project


def test_promotion_has_a_direction(project: Project) -> None:
    """Not to itself, and not from where the target does not promote from."""
    with pytest.raises(UsageError, match="to itself"):
        run_promote("staging", "staging", yes=True, verbose=False, json=False)
    with pytest.raises(Stopped, match="has promotes_from = 'staging'"):
        run_promote("dev", "production", yes=True, verbose=False, json=False)
    assert project


def test_a_no_is_a_no(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer nothing is written; neither is it after any other word than 'yes'."""
    project.change("staging", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    project.prove("staging")
    before = project.file("production").read_text()
    with pytest.raises(Stopped, match="add --yes"):
        run(yes=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "y")
    with pytest.raises(Stopped, match="nothing was written"):
        run(yes=False)
    assert project.file("production").read_text() == before


def test_json_has_all_of_it(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """For machines: evidence, what changed, and what is meant to differ."""
    project.change("staging", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    project.prove("staging")
    assert run(json_=True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["from"], shown["to"], shown["evidence"]["environment"]) == ("staging", "production", "staging")
    assert shown["changed"] == [{"key": "alarms.bounce_rate", "old": 0.05, "new": 0.02}]
    assert "aws.account_id" in {each["key"] for each in shown["meant"]}


def test_the_commands_are_wired(project: Project) -> None:
    """What stands in the help is what runs: arguments, options and exit codes."""
    project.prove("staging")
    commit = project.commit()
    runner = CliRunner()
    done = runner.invoke(app, ["promote", "staging", "production", "--verbose", "--yes", "--json"])
    assert (done.exit_code, json.loads(done.stdout)["changed"]) == (0, [])
    done = runner.invoke(app, ["rollback", "production", "--to", commit, "--json"])
    assert (done.exit_code, json.loads(done.stdout)["written"]) == (0, False)
    refused = runner.invoke(app, ["evidence", "nowhere", "--plan", "plan.json"]).exception
    assert isinstance(refused, UsageError)


def test_what_an_edit_does_not_bring_over_is_not_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result is compared with the source once more before it is written."""
    project.change("staging", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    project.prove("staging")
    before = project.file("production").read_text()
    monkeypatch.setattr(commands, "edits", lambda *_: {})
    with pytest.raises(Stopped, match=r"alarms\.bounce_rate cannot be brought over; nothing was written"):
        run()
    assert project.file("production").read_text() == before
