"""`poolpost why`: which cause comes first, what rules one out, and what could not be looked at."""

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


@pytest.mark.parametrize(("sent", "causes"), [(12, []), (960, ["quota-is-enough"])])
def test_a_small_quota_is_no_cause_until_it_is_used(
    sent: int, causes: list[str], asked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A quota below what is expected is the doctor's; mail is missing when it is nearly used."""
    asked.changes += [("user_pool.expected_daily_mail", 5000)]
    quota = {"Max24HourSend": 1000.0, "MaxSendRate": 14.0, "SentLast24Hours": float(sent)}
    asked.server.account(REGION, SendQuota=quota)
    assert [reason["cause"] for reason in reasons(capsys)] == causes


def test_a_mail_from_that_works_under_another_name_is_no_cause(
    asked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """SES sends with it; that the file wants another name is the doctor's."""
    asked.known |= {
        "identity": {
            **(asked.client("sesv2").get_email_identity(EmailIdentity=DOMAIN)),
            "MailFromAttributes": {
                "MailFromDomain": f"old.{DOMAIN}",
                "MailFromDomainStatus": "SUCCESS",
                "BehaviorOnMxFailure": "REJECT_MESSAGE",
            },
        }
    }
    assert "mail-from-is-success" not in [reason["cause"] for reason in reasons(capsys)]
