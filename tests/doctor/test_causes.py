"""`poolpost why`: which cause comes first, what rules one out, and what could not be looked at."""

from typing import Any

import pytest

from tests.scenes.asked_why import reasons, why
from tests.scenes.place import REGION, Place

DOMAIN = "mail.example.com"


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
    assert "but the pool now sends with DEVELOPER" in found["evidence"]


def test_an_unknown_error_text_cannot_be_told(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """3, and where to look it up; it is never taken for something else."""
    assert asked
    assert why(error="Something entirely different") == 3
    assert "cannot tell: this error text is unknown to poolpost" in capsys.readouterr().out


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
