"""A mail is sent once: sent again only where SES did not take it, and each refusal says what to do."""

from collections.abc import Callable

import pytest

from poolpost.aws.services import Aws
from poolpost.aws.ses_send import Outbox, refusal
from poolpost.errors import CannotDecide, Stopped
from poolpost.settings import Settings
from tests.scenes.mail_to_simulator import NOW, SUCCESS, Post
from tests.scenes.scene import REGION


def test_the_mail_says_who_sends_it_and_why(post: Post) -> None:
    """Somebody who finds the mail must know what it is; SES is told the same by a tag."""
    post.prove()

    mail = next(call["body"] for call in reversed(post.scene.server.calls()) if call["operation"] == "SendEmail")
    assert mail["FromEmailAddress"] == str(post.settings.user_pool.from_)
    assert mail["ConfigurationSetName"] == post.settings.configuration_set.name
    assert {"Name": "poolpost", "Value": "doctor"} in mail["EmailTags"]
    assert "poolpost doctor local" in mail["Content"]["Simple"]["Body"]["Text"]["Data"]


def test_an_unverified_sender_is_explained(post: Post) -> None:
    """SES names the sender; what helps are the DNS records. Nothing is left behind."""
    post.scene.server.verify(REGION, post.settings.domain.name, verified=False)
    with pytest.raises(Stopped, match=r"has not verified the sender no-reply@.*poolpost dns local"):
        post.prove()
    assert post.left_behind() == []


@pytest.mark.parametrize(
    ("kind", "times", "sent"),
    [("throttle", 2, 5), ("throttle", 9, 5), ("error500", 1, 3), ("drop_after", 1, 3), ("drop_before", 1, 3)],
)
def test_no_mail_is_sent_twice_silently(post: Post, kind: str, times: int, sent: int) -> None:
    """A throttled mail, which SES did not take, is sent again; one whose answer was lost never is."""
    post.scene.server.fault("sesv2:SendEmail", kind, count=times)
    if times > 5:
        with pytest.raises(CannotDecide, match="keeps throttling"):
            post.prove()
    else:
        first = post.prove(patience=NOW)[0]
        went_out = kind in {"throttle", "drop_after"}
        assert first.outcome == ("arrived" if went_out else "not arrived")
        assert ("answer was lost" in first.detail) == (kind != "throttle")
        assert ("the event proves that it went out" in first.detail) == (kind == "drop_after")
    assert len(post.sends()) == sent
    assert post.left_behind() == []


def test_expired_credentials_are_those_of_every_call(post: Post) -> None:
    """Errors that every API has are explained as everywhere."""
    post.scene.server.fault("sesv2:SendEmail", "expired")
    with pytest.raises(CannotDecide, match=r"have expired \(ses:SendEmail\)"):
        post.prove()
    assert post.left_behind() == []


def test_a_mail_that_never_left_is_not_a_lost_answer(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SES cannot be reached nothing was sent, and that is what is said."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", "http://127.0.0.1:9")
    outbox = Outbox(Aws(post.settings).account, run="run", pause=0)

    with pytest.raises(CannotDecide, match="could not be reached for ses:SendEmail"):
        outbox.send(SUCCESS)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("MailFromDomainNotVerifiedException", "not verified", "until MAIL FROM bounce.mail.example.com is verified"),
        ("ConfigurationSetDoesNotExist", "absent", "configuration set sign-in: absent; run 'cdktf deploy local'"),
        ("NotFoundException", "absent", "configuration set sign-in"),
        ("SendingPausedException", "paused", "sending is paused in SES in eu-west-1: paused"),
        ("AccountSuspendedException", "restricted", "answer AWS's case"),
        (
            "LimitExceededException",
            "Daily message quota exceeded.",
            "no more mail today: Daily message quota exceeded;",
        ),
        ("BadRequestException", "bad", "does not accept the mail from Example Sign-in <no-reply@mail.example.com>"),
        ("MessageRejected", "Address is not verified: to@example.net", "is in the sandbox and to@example.net"),
        ("MessageRejected", "contains a virus", "rejected the mail to to@example.net: contains a virus"),
        (
            "Throttling",
            "Maximum sending rate exceeded.",
            "keeps throttling: Maximum sending rate exceeded; run it again",
        ),
    ],
)
def test_each_refusal_says_what_to_do(settings: Callable[..., Settings], code: str, text: str, expected: str) -> None:
    """SES's error codes become sentences."""
    said = refusal(settings(), "to@example.net", {"Code": code, "Message": text})

    assert expected in str(said)
