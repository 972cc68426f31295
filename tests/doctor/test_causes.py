"""`poolpost why`: which cause comes first, what rules one out, and what could not be looked at."""

import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner

from poolpost.cli import why as commands
from poolpost.cli.app import app
from poolpost.doctor.cause import Explains, Question, Suspicion, cause
from poolpost.doctor.causes import CAUSES
from poolpost.errors import UsageError
from tests.scenes.place import REGION, Place

DOMAIN = "mail.example.com"


@pytest.fixture
def asked(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Let the command load this place's environment, and ask its name server."""
    monkeypatch.setattr(commands, "load", lambda _name: place.settings)
    monkeypatch.setattr(commands, "view", lambda _settings, _nameserver: place.view())
    monkeypatch.setattr(commands, "Aws", place.reader)
    place.publish()
    return place


def why(*, to: str | None = None, error: str = "", json: bool = False) -> int:
    """Do what `poolpost why local` does."""
    return commands.run_why("local", to=to, error=error, nameserver=None, json=json)


def reasons(capsys: pytest.CaptureFixture[str], **options: Any) -> list[dict[str, Any]]:
    """Give the reasons, the most likely one first."""
    why(json=True, **options)
    return json.loads(capsys.readouterr().out)["reasons"]


def test_a_healthy_environment_has_no_cause(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """0, what was ruled out, and where else to look: first of all the spam folder and AWS's own health."""
    assert asked
    assert why() == 0
    shown = capsys.readouterr().out
    assert "nothing that was looked at keeps mail from arriving" in shown
    assert "https://health.aws.amazon.com/health/status" in shown
    ruled_out = {one.id for one in CAUSES} - {"error-text", "address-is-suppressed", "sandbox-and-this-recipient"}
    assert f"{len(ruled_out)} other causes were looked at, and are none" in shown


def test_what_explains_most_comes_first(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """An error text, then the address that was named, all mail, much of it, the spam folder, and the rest."""
    asked.client("sesv2").put_suppressed_destination(EmailAddress="jane@example.org", Reason="BOUNCE")
    asked.server.account(REGION, ProductionAccessEnabled=False, SendingEnabled=False)
    asked.pool(AutoVerifiedAttributes=[])
    asked.publish(("v=DMARC1", "nothing"))
    found = reasons(capsys, to="jane@example.org", error="MailFromDomainNotVerified")
    assert [reason["cause"] for reason in found] == [
        "error-text",
        "address-is-suppressed",
        "sandbox-and-this-recipient",
        "sending-is-enabled",
        "sandbox",
        "dmarc-is-published",
        "records-are-published",
        "addresses-are-not-verified-by-code",
    ]
    assert [reason["rank"] for reason in found] == [6, 5, 5, 4, 3, 2, 2, 1]
    assert {reason["outcome"] for reason in found} == {"likely"}
    assert all(reason["source"].startswith("https://") and reason["remedy"] for reason in found)


def test_the_text_numbers_the_causes(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """1 with a cause: what was seen, which mail it explains, and what to do; then what cannot be told."""
    asked.server.account(REGION, SendingEnabled=False)
    asked.aws.fault("iam:GetRole", "expired")
    assert why() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1. sending enabled: SES in eu-west-1 is not allowed to send")
    assert lines[1].startswith("   explains all mail; https://")
    assert lines[2].startswith("   -> answer AWS's case")
    assert lines[3].startswith("cannot tell: service-linked role: the AWS credentials have expired")
    assert re.fullmatch(r"\d\d other causes were looked at, and are none", lines[4])


def test_what_cannot_be_looked_at_is_three(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is ruled out because nobody looked."""
    asked.aws.fault("*", "expired", count=999)
    assert why(json=True) == 3
    shown = json.loads(capsys.readouterr().out)
    assert {reason["outcome"] for reason in shown["reasons"]} == {"cannot tell"}
    assert shown["ruled_out"] == []


@pytest.mark.parametrize(
    ("to", "verified", "causes"),
    [
        ("jane@example.org", [], ["sandbox-and-this-recipient", "sandbox"]),
        ("jane@example.org", ["jane@example.org"], ["sandbox"]),
        ("jane@example.org", ["example.org"], ["sandbox"]),
        (f"jane@{DOMAIN}", [], ["sandbox"]),
        ("success@simulator.amazonses.com", [], ["sandbox"]),
    ],
)
def test_the_sandbox_reaches_verified_addresses_only(
    to: str,
    verified: list[str],
    causes: list[str],
    asked: Place,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An address or its domain is verified, or it is the mailbox simulator."""
    asked.server.account(REGION, ProductionAccessEnabled=False)
    for name in verified:
        asked.server.verify(REGION, name)
    assert [reason["cause"] for reason in reasons(capsys, to=to)] == causes


def test_a_suppressed_address_is_told_with_its_way_back(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Why it is on the list, since when, and the command that takes it off."""
    asked.client("sesv2").put_suppressed_destination(EmailAddress="jane@example.org", Reason="COMPLAINT")
    (reason,) = reasons(capsys, to="jane@example.org")
    assert reason["evidence"].startswith("jane@example.org is on the account's suppression list: COMPLAINT, 20")
    assert "delete-suppressed-destination --email-address jane@example.org --region eu-west-1" in reason["remedy"]


@pytest.mark.parametrize(
    ("change", "causes", "words"),
    [
        (
            {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}},
            ["default-sender-is-limited", "messages-are-allowed"],
            "50 mails a day",
        ),
        (
            {
                "EmailConfiguration": {
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": f"arn:aws:ses:us-east-1:000000000000:identity/{DOMAIN}",
                    "From": f"no-reply@{DOMAIN}",
                }
            },
            ["identity-is-not-the-files"],
            "the pool sends with arn:aws:ses:us-east-1",
        ),
        (
            {
                "EmailConfiguration": {
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": f"arn:aws:ses:{REGION}:000000000000:identity/{DOMAIN}",
                    "From": "X <no-reply@other.com>",
                }
            },
            ["from-is-not-verified"],
            f"From is no-reply@other.com, and the identity is {DOMAIN}",
        ),
        ({"AutoVerifiedAttributes": []}, ["addresses-are-not-verified-by-code"], "lacks 'email'"),
    ],
)
def test_what_the_pool_has_instead_is_a_cause(
    change: dict[str, Any], causes: list[str], words: str, asked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another sender, identity or From, or a pool that asks for no verification."""
    asked.pool(**change)
    found = reasons(capsys)
    assert [reason["cause"] for reason in found if reason["outcome"] == "likely"] == causes
    assert words in found[0]["evidence"]


def test_the_default_sender_of_the_file_is_changed_in_the_file(
    asked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A deploy alone would change nothing."""
    asked.pool(EmailConfiguration={"EmailSendingAccount": "COGNITO_DEFAULT"})
    changes = {"sending": "COGNITO_DEFAULT", "from": None, "reply_to": None, "expected_daily_mail": None}
    asked.changes += [(f"user_pool.{key}", value) for key, value in changes.items()]
    found = reasons(capsys)
    assert found[0]["remedy"].startswith("set user_pool.sending = 'DEVELOPER', then deploy")


def test_an_error_that_the_live_pool_contradicts_is_said_to_be_of_another_time(
    asked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pool sends with SES: 50 mails a day are not its limit."""
    assert asked
    (found,) = [one for one in reasons(capsys, error="Exceeded daily email limit") if one["cause"] == "error-text"]
    assert "but the pool sends with DEVELOPER now" in found["evidence"]


def test_an_unknown_error_text_cannot_be_told(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """3, and where to look it up; it is never taken for something else."""
    assert asked
    assert why(error="Something entirely different") == 3
    assert "cannot tell: this error text is not one that is known here" in capsys.readouterr().out


def test_what_is_no_address_is_usage() -> None:
    """2, before anything is asked."""
    ended = CliRunner().invoke(app, ["why", "local", "--to", "nobody"])
    assert isinstance(ended.exception, UsageError)
    assert str(ended.exception).startswith("--to: ")


def test_a_crash_rules_nothing_out(asked: Place) -> None:
    """A cause with a bug says so."""

    @cause(Explains.all_mail, source="https://example.com")
    def crashing(_asked: Question) -> Any:
        """Crash."""
        found: list[Suspicion] = []
        yield found[1]

    (reason,) = crashing.reasons(Question(facts=asked.facts(), to=None, error=""))
    assert (reason.outcome, "IndexError" in reason.evidence) == ("cannot tell", True)


@pytest.mark.parametrize(
    ("behaviour", "causes"),
    [("REJECT_MESSAGE", ["mail-from-is-success", "mail-is-aligned"]), ("USE_DEFAULT_VALUE", ["mail-is-aligned"])],
)
def test_a_missing_mail_from_explains_all_mail_only_where_ses_rejects(
    behaviour: str, causes: list[str], asked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """With USE_DEFAULT_VALUE SES sends from amazonses.com: mail arrives, and SPF does not align."""
    asked.client("sesv2").put_email_identity_mail_from_attributes(
        EmailIdentity=DOMAIN, MailFromDomain=f"bounce.{DOMAIN}", BehaviorOnMxFailure=behaviour
    )
    asked.server.external_dns({})
    assert [reason["cause"] for reason in reasons(capsys)] == causes
