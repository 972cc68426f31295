"""What each command prints and returns, against the embedded AWS; `main` turns errors into messages."""

import json
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from poolpost.aws.errors import explained
from poolpost.cli import check
from poolpost.cli import pool as pool_commands
from poolpost.cli.app import main
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, REGION
from poolpost.errors import CannotDecide, PoolpostError, Stopped
from tests.conftest import ROOT
from tests.scenes.ready_aws import DOMAIN, SET


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


def _json(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_check_returns_zero_for_the_shipped_files(ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, as text and as JSON."""
    assert ready_aws
    assert check.check_environments([], json=False) == 0
    assert capsys.readouterr().out.count(": valid") == 4
    assert check.check_environments(["local"], json=True) == 0
    assert _json(capsys) == [{"environment": "local", "findings": []}]


def test_show_apply_show(ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str]) -> None:
    """1 before, 0 after; the second apply writes nothing; JSON says the same."""
    _publish(ready_aws)
    assert pool_commands.show_pool("local", json=False) == 1
    assert "COGNITO_DEFAULT" in capsys.readouterr().out
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0
    assert "only EmailConfiguration changed" in capsys.readouterr().out
    assert pool_commands.show_pool("local", json=True) == 0
    shown = _json(capsys)
    assert shown["live"] == shown["wanted"]
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=True) == 0
    assert _json(capsys)["changed"] is False
    assert ready_aws.pool(REGION, POOL_ID)["UserPool"]["EmailConfiguration"]["ConfigurationSet"] == SET


def test_show_says_where_mail_does_not_arrive(ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str]) -> None:
    """A pool that is as wanted sends nothing while SES is paused: exit code 1, with the reason."""
    _publish(ready_aws)
    assert pool_commands.apply_pool("local", accepted=frozenset(), json=False) == 0
    ready_aws.account(REGION, SendingEnabled=False)
    assert pool_commands.show_pool("local", json=False) == 1
    assert "as wanted, but its mail does not arrive" in (shown := capsys.readouterr().out)
    assert "not allowed to send" in shown


def test_main_turns_an_error_into_its_message_and_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback for anything that a user can cause."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.argv", ["poolpost", "check", "stagin"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("there is no environment 'stagin'")


@pytest.mark.parametrize(
    ("code", "expected", "words"),
    [
        ("ExpiredTokenException", CannotDecide, "have expired"),
        ("AccessDeniedException", CannotDecide, "may not call cognito-idp:DescribeUserPool"),
        ("UnrecognizedClientException", CannotDecide, "does not know the credentials"),
        ("InternalErrorException", CannotDecide, "run it again"),
        ("ResourceNotFoundException", Stopped, "no such pool"),
    ],
)
def test_a_refusal_by_aws_says_what_to_do(code: str, expected: type[PoolpostError], words: str) -> None:
    """Each kind has its own sentence; all but a missing pool are "could not look"."""

    def refused() -> None:
        raise ClientError({"Error": {"Code": code, "Message": "m"}}, "DescribeUserPool")

    with pytest.raises(expected, match=words), explained("cognito-idp:DescribeUserPool", missing="no such pool"):
        refused()
