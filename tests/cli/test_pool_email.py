"""`poolpost pool show|apply|ready`: what they print and return."""

import json
from typing import Any

import botocore.session
import pytest

from poolpost.cli import pool_email as pool_commands
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, REGION
from poolpost.errors import Stopped
from poolpost.pool.differences import fingerprint
from poolpost.settings import terraform_names
from poolpost.settings.terraform_names import JUDGED
from tests.conftest import MakeSettings
from tests.scenes.in_memory import InMemory
from tests.scenes.ready_aws import DOMAIN, SET

SUBJECT = ("messages.invitation.email_subject", "A new subject")
PATH = "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject"
Capture = pytest.CaptureFixture[str]


def show(*, as_json: bool = False) -> int:
    """Run `poolpost pool show local`."""
    return pool_commands.show_pool("local", json=as_json)


@pytest.mark.parametrize(
    ("wanted", "ready", "verdict"),
    [
        (True, True, "its e-mail configuration is as wanted\n"),
        (True, False, "its e-mail configuration is as wanted, but its mail does not arrive\n"),
        (False, True, "its e-mail configuration is not as wanted\n"),
        (False, False, "its e-mail configuration is not as wanted\n"),
    ],
)
def test_a_pool_is_shown_as_it_is(
    wanted: bool, ready: bool, verdict: str, in_memory: InMemory, capsys: Capture
) -> None:
    """0 only where the pool is as wanted and its mail arrives; what keeps mail away is asked only then."""
    code = 0 if wanted and ready else 1
    in_memory.aws.ready = ready
    if wanted:
        in_memory.aws.set(EmailConfiguration=in_memory.settings.email_configuration)
    assert show() == code
    said = capsys.readouterr()
    assert f"user pool {in_memory.aws.pool['Id']} ({in_memory.aws.pool['Name']}): {verdict}" in said.out
    assert ("not verified" in said.out) is (wanted and not ready)
    assert [word for word in said.out.split() if word in ("live", "wanted")][-2:] == ["live", "wanted"]
    assert "Message" not in said.out, "the file sets no messages"
    assert said.err == ""
    assert in_memory.aws.calls[0] == "check", "the account comes before everything"
    assert show(as_json=True) == code
    shown = json.loads(capsys.readouterr().out)
    assert shown.keys() == {"user_pool_id", "live", "wanted", "unknown_members", "missing"}
    assert shown["user_pool_id"] == in_memory.settings.user_pool.id
    assert shown["wanted"] == in_memory.settings.email_configuration
    assert (shown["live"] == shown["wanted"]) is wanted
    assert bool(shown["missing"]) is (wanted and not ready)
    assert shown["unknown_members"] == []


def test_a_text_that_differs_is_shown_and_is_not_as_wanted(
    in_memory: InMemory, settings: MakeSettings, capsys: Capture
) -> None:
    """A member that nobody knows is mentioned, and is no difference."""
    in_memory.use(SUBJECT, make=settings)
    in_memory.aws.set(EmailConfiguration=in_memory.settings.email_configuration, Future=1)
    assert show() == 1
    said = capsys.readouterr()
    assert "Message" in said.out
    assert PATH in said.out
    assert "settings that this poolpost does not know: Future" in said.err
    assert show(as_json=True) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["messages"]["wanted"] == {PATH: "A new subject"}
    assert shown["messages"]["live"][PATH] != "A new subject"
    assert shown["unknown_members"] == ["Future"]


# apply


def test_what_an_apply_did_is_shown(in_memory: InMemory, settings: MakeSettings, capsys: Capture) -> None:
    """E-mail and texts by name where they changed, before and after; then that there is nothing to do."""
    assert in_memory.apply() == 0
    said = capsys.readouterr()
    pool = in_memory.settings.user_pool.id
    assert f"user pool {pool}: only EmailConfiguration changed\n" in said.out
    assert [word for word in said.out.split() if word in ("before", "after")] == ["before", "after"]
    assert "COGNITO_DEFAULT" in said.out
    assert "restore" not in said.err
    assert "does not know" not in said.err
    in_memory.use(SUBJECT, make=settings)
    assert in_memory.apply() == 0
    assert f"user pool {pool}: only {PATH} changed\n" in capsys.readouterr().out
    assert in_memory.apply() == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "already as wanted; nothing was written" in said.err


def test_an_apply_as_json_is_what_it_did(in_memory: InMemory, capsys: Capture) -> None:
    """And nothing else on standard output; unknown members that were accepted are in it."""
    in_memory.aws.set(Future=1)
    with pytest.raises(Stopped, match="does not know: Future"):
        pool_commands.apply_pool("local", accepted=frozenset(), json=True)
    assert pool_commands.apply_pool("local", accepted=frozenset({"Future"}), json=True) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["changed"], done["unknown"], done["others"]) == (True, ["Future"], None)
    assert in_memory.apply() == 0
    assert "settings that this poolpost does not know: Future" in capsys.readouterr().err


def test_what_somebody_else_lost_ends_the_output(in_memory: InMemory, capsys: Capture) -> None:
    """It would scroll by above the result."""
    in_memory.apply()
    in_memory.damage()
    assert in_memory.apply() == 0
    assert capsys.readouterr().err.endswith(
        "but somebody else changed it before, as listed above; 'poolpost pool restore local' puts it back\n"
    )


@pytest.mark.parametrize("planned", ["", "{", "null", "{}", '{"other": 1}'])
def test_what_was_not_planned_is_not_written(
    planned: str, in_memory: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a plan of another file nor one that cannot be read is this file's; the very plan is."""
    monkeypatch.setenv(terraform_names.PLANNED, planned)
    with pytest.raises(Stopped, match="is not the file that the plan was made from"):
        in_memory.apply()
    assert in_memory.aws.calls == []
    monkeypatch.setenv(terraform_names.PLANNED, json.dumps(in_memory.settings.planned))
    assert in_memory.apply() == 0
    assert len(in_memory.aws.written) == 1


# ready


def ready(*, as_json: bool = False) -> int:
    """Run `poolpost pool ready local`."""
    return pool_commands.pool_ready("local", json=as_json)


def test_ready_says_whether_mail_would_arrive(in_memory: InMemory, capsys: Capture) -> None:
    """0 when it would, else 1 with each reason."""
    assert ready() == 0
    title = in_memory.settings.user_pool.title
    assert capsys.readouterr().out == f"user pool {title}: mail would arrive\n"
    assert ready(as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == []
    in_memory.aws.ready = False
    assert ready() == 1
    assert "environments/local.toml: " in (said := capsys.readouterr().out)
    assert "not verified" in said
    assert "would arrive" not in said
    assert ready(as_json=True) == 1
    assert json.loads(capsys.readouterr().out)[0]["rule"] == "identity-verified"
    assert in_memory.aws.written == []
    assert in_memory.aws.calls[0] == "check"


def test_ready_stops_where_the_pool_is_not_the_judged_one(in_memory: InMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait for SES may be long, and the provider writes right after; without a judgement the pool is not even asked for."""
    assert ready() == 0
    assert "look" not in in_memory.aws.calls
    monkeypatch.setenv(JUDGED, fingerprint(in_memory.aws.pool))
    assert ready() == 0
    in_memory.aws.set(UserPoolTier="LITE")
    with pytest.raises(Stopped, match="changed by somebody else since the gate judged it; its e-mail was not written"):
        ready()


def test_ready_before_a_creation_looks_for_a_pool_of_that_name(
    in_memory: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pool that is not there yet has no fingerprint; without a judgement nothing is created."""
    looked: list[Any] = []
    monkeypatch.setattr(pool_commands, "refuse_namesakes", lambda *given: looked.append(given))
    section = in_memory.settings.user_pool.model_copy(update={"id_": None})
    monkeypatch.setattr(type(section), "title", property(lambda _section: "new"))
    in_memory.settings = in_memory.settings.model_copy(update={"user_pool": section})
    assert ready() == 0
    assert looked == []
    monkeypatch.setenv(JUDGED, "new")
    assert ready() == 0
    assert looked == [(in_memory.settings, in_memory.aws)]
    assert "look" not in in_memory.aws.calls


def _publish(aws: EmbeddedAws) -> None:
    ses: Any = botocore.session.Session().create_client("sesv2", REGION)
    mail_from = {"EmailIdentity": DOMAIN, "MailFromDomain": f"bounce.{DOMAIN}"}
    ses.put_email_identity_mail_from_attributes(**mail_from, BehaviorOnMxFailure="REJECT_MESSAGE")
    tokens = ses.get_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]["Tokens"]
    aws.external_dns(
        {(f"{token}._domainkey.{DOMAIN}", "CNAME"): [f"{token}.dkim.amazonses.com"] for token in tokens}
        | {
            (f"bounce.{DOMAIN}", "MX"): [f"10 feedback-smtp.{REGION}.amazonses.com"],
            (f"bounce.{DOMAIN}", "TXT"): ['"v=spf1 include:amazonses.com ~all"'],
        }
    )


def test_show_apply_show(ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str]) -> None:
    """1 before, 0 after; the second apply writes nothing; JSON says the same."""
    _publish(ready_aws)
    assert pool_commands.show_pool("local", json=False) == 1
    assert "COGNITO_DEFAULT" in capsys.readouterr().out
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0
    assert "only EmailConfiguration changed" in capsys.readouterr().out
    assert pool_commands.show_pool("local", json=True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["live"] == shown["wanted"]
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=True) == 0
    assert json.loads(capsys.readouterr().out)["changed"] is False
    assert ready_aws.pool(REGION, POOL_ID)["UserPool"]["EmailConfiguration"]["ConfigurationSet"] == SET


def test_show_says_where_mail_does_not_arrive(ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str]) -> None:
    """A pool that is as wanted sends nothing while SES is paused: exit code 1, with the reason."""
    _publish(ready_aws)
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0
    ready_aws.account(REGION, SendingEnabled=False)
    assert pool_commands.show_pool("local", json=False) == 1
    assert "as wanted, but its mail does not arrive" in (shown := capsys.readouterr().out)
    assert "not allowed to send" in shown
