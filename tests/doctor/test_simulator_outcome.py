"""What became of a mail, from SES's answers and events."""

import pytest

from poolpost.doctor.simulator_outcome import Fate, Mail, Proof, exit_code
from poolpost.settings.tables.events import EventType
from tests.scenes.mail_to_simulator import ALL, BOUNCE, COMPLAINT, SUCCESS, Post, outcomes


def test_what_the_file_does_not_ask_for_is_not_waited_for(post: Post) -> None:
    """A destination without BOUNCE and DELIVERY cannot prove them, and that is no failure."""
    post.asks_for("COMPLAINT")
    proofs = post.prove()

    assert outcomes(proofs) == {SUCCESS: "not asked for", BOUNCE: "not asked for", COMPLAINT: "arrived"}
    assert "events.sns.event_types does not list BOUNCE" in proofs[1].detail


def test_what_only_the_file_asks_for_does_not_arrive(post: Post) -> None:
    """The file asks for BOUNCE and the live destination does not: deploy, and no waiting."""
    post.asks_for(*ALL, live=("DELIVERY", "COMPLAINT"))
    proofs = post.prove()

    assert outcomes(proofs) == {SUCCESS: "arrived", BOUNCE: "not arrived", COMPLAINT: "arrived"}
    assert "cdktf deploy local" in proofs[1].detail
    assert not any("waiting" in line for line in post.said)


@pytest.mark.parametrize("types", [ALL, ("BOUNCE",)])
def test_a_real_address_is_for_a_person_to_judge(post: Post, types: tuple[EventType, ...]) -> None:
    """That a server took the mail does not say whether it is in spam."""
    post.asks_for(*types)
    proof = post.prove("someone@example.net")[3]

    assert proof.outcome == ("arrived" if "DELIVERY" in types else "not asked for")
    assert "only a person can see" in proof.detail


def test_a_mail_that_comes_back_is_not_waited_for(post: Post) -> None:
    """A bounce of the real address answers the question, with the server's words."""
    gone = f"gone@{post.settings.domain.name}"
    post.client("sesv2").put_suppressed_destination(EmailAddress=gone, Reason="BOUNCE")
    proof = post.prove(gone)[3]

    assert (proof.outcome, proof.seconds) == ("not arrived", None)
    assert "Permanent bounce, OnAccountSuppressionList: Amazon SES did not send" in proof.detail
    assert not any("waiting" in line for line in post.said)


def test_a_lost_answer_that_nothing_is_asked_about_is_told(post: Post) -> None:
    """Without an event there is nothing to tell whether SES took the mail."""
    post.asks_for("BOUNCE")
    post.scene.server.fault("sesv2:SendEmail", "drop_after")
    first = post.prove()[0]

    assert first.outcome == "not asked for"
    assert "answer was lost" in first.detail


@pytest.mark.parametrize(
    ("outcomes_", "expected"),
    [
        (["arrived", "not asked for"], 0),
        (["arrived", "not arrived"], 1),
        (["not asked for", "not asked for"], 3),
    ],
)
def test_the_exit_code_never_claims_more_than_was_seen(outcomes_: list[Fate], expected: int) -> None:
    """An event that is missing fails; where none was asked for, nothing is proven."""
    proofs = [Proof(address="a", event="BOUNCE", outcome=each, seconds=None, detail="") for each in outcomes_]

    assert exit_code(proofs) == expected


def test_a_rejected_mail_came_back() -> None:
    """SES found a virus: a Reject event, after which no Delivery will come. What else is said is no news."""
    mail = Mail(address=SUCCESS, event="DELIVERY", person=False, message_id="m")

    assert mail.hear({"eventType": "Reject", "reject": {"reason": "Bad content"}}, 1.0).endswith(
        "rejected: Bad content"
    )
    assert not mail.hear({"eventType": "Send"}, 2.0)
    assert not mail.is_open
