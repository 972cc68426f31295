"""Proof by sending, against the embedded AWS: what arrives, what does not and why, and that nothing is left behind."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
import pytest

from poolpost.aws import sqs as sending_queue
from poolpost.aws.account import Aws
from poolpost.aws.ses_send import Outbox, refusal
from poolpost.doctor.simulator import Patience, prove
from poolpost.doctor.simulator_outcome import Mail, Outcome, Proof, exit_code
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.settings import Settings
from poolpost.settings.tables.events import Events, EventType, Sns
from tests.scenes.scene import REGION, Scene

ALL: tuple[EventType, ...] = ("DELIVERY", "BOUNCE", "COMPLAINT")
SOON = Patience(events=2, settle=0, pause=0.01)
NOW = Patience(events=0.2, settle=0, pause=0.01)
SUCCESS, BOUNCE, COMPLAINT = (f"{kind}@simulator.amazonses.com" for kind in ("success", "bounce", "complaint"))


@dataclass
class Post:
    """A deployed environment with somewhere for events to arrive, and what poolpost said."""

    scene: Scene
    settings: Settings
    topic: str
    client: Callable[[str], Any]
    said: list[str] = field(default_factory=list)

    def prove(self, to: str | None = None, patience: Patience = SOON) -> list[Proof]:
        """Do what `poolpost doctor --send` does."""
        return prove(self.settings, Aws(self.settings), self.said.append, to, patience)

    def asks_for(self, *types: EventType, live: tuple[EventType, ...] = (), enabled: bool = True) -> None:
        """Set the event types in the file, and in the live destination (left out: the same)."""
        events = Events(sns=Sns(topic_name=self.topic.rpartition(":")[2], event_types=types))
        self.settings = self.settings.model_copy(update={"events": events})
        ses, key = self.client("sesv2"), {"ConfigurationSetName": self.settings.configuration_set.name}
        for found in ses.get_configuration_set_event_destinations(**key)["EventDestinations"]:
            ses.delete_configuration_set_event_destination(**key, EventDestinationName=found["Name"])
        ses.create_configuration_set_event_destination(
            **key,
            EventDestinationName="sns",
            EventDestination={
                "Enabled": enabled,
                "MatchingEventTypes": list(live or types),
                "SnsDestination": {"TopicArn": self.topic},
            },
        )

    def lets_in(self, service: str) -> None:
        """Say who may publish to the topic."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sns:Publish",
            "Resource": self.topic,
            "Condition": {
                "StringEquals": {
                    "AWS:SourceAccount": self.settings.aws.account_id,
                    "AWS:SourceArn": self.settings.configuration_set_arn,
                }
            },
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.client("sns").set_topic_attributes(TopicArn=self.topic, AttributeName="Policy", AttributeValue=policy)

    def left_behind(self) -> list[str]:
        """List queues and subscriptions of ours."""
        queues = self.client("sqs").list_queues(QueueNamePrefix=sending_queue.PREFIX).get("QueueUrls", [])
        listed = self.client("sns").list_subscriptions_by_topic(TopicArn=self.topic)["Subscriptions"]
        return queues + [subscription["Endpoint"] for subscription in listed]

    def sends(self) -> list[str]:
        """List the recipients of the SendEmail requests of this domain."""
        return [
            call["body"]["Destination"]["ToAddresses"][0]
            for call in self.scene.server.calls()
            if call["operation"] == "SendEmail" and self.settings.domain.name in call["body"]["FromEmailAddress"]
        ]


@pytest.fixture(scope="module")
def client(aws: EmbeddedAws) -> Callable[[str], Any]:
    """Make a client of the embedded AWS, one for each service."""
    session: Any = boto3.Session(
        aws_access_key_id="000000000000",
        aws_secret_access_key="test",  # noqa: S106 -- the embedded AWS checks none
    )

    @cache
    def make(service: str) -> Any:
        return session.client(service, region_name=REGION, endpoint_url=aws.url)

    return make


@pytest.fixture
def post(scene: Scene, client: Callable[[str], Any]) -> Post:
    """Deploy a topic that lets SES in, and a destination that asks for everything."""
    made = Post(scene, scene.settings, "", client)
    made.topic = made.client("sns").create_topic(Name=scene.settings.configuration_set.name)["TopicArn"]
    made.lets_in("ses.amazonaws.com")
    made.asks_for(*ALL)
    return made


def outcomes(proofs: list[Proof]) -> dict[str, str]:
    """Give the outcome of each address."""
    return {proof.address: proof.outcome for proof in proofs}


def test_all_three_events_arrive(post: Post) -> None:
    """Each mail to the simulator brings its event, with the time that it took; nothing is left behind."""
    proofs = post.prove()

    assert {(proof.address, proof.event, proof.outcome) for proof in proofs} == {
        (SUCCESS, "DELIVERY", "arrived"),
        (BOUNCE, "BOUNCE", "arrived"),
        (COMPLAINT, "COMPLAINT", "arrived"),
    }
    assert all(proof.seconds is not None and 0 <= proof.seconds < 2 for proof in proofs)
    assert any(line.startswith(f"BOUNCE of {BOUNCE} arrived after") for line in post.said)
    assert post.sends() == [SUCCESS, BOUNCE, COMPLAINT]
    assert post.left_behind() == []


def test_the_mail_says_who_sends_it_and_why(post: Post) -> None:
    """Somebody who finds the mail must know what it is; SES is told the same by a tag."""
    post.prove()

    mail = next(call["body"] for call in reversed(post.scene.server.calls()) if call["operation"] == "SendEmail")
    assert mail["FromEmailAddress"] == str(post.settings.user_pool.from_)
    assert mail["ConfigurationSetName"] == post.settings.configuration_set.name
    assert {"Name": "poolpost", "Value": "doctor"} in mail["EmailTags"]
    assert "poolpost doctor local" in mail["Content"]["Simple"]["Body"]["Text"]["Data"]


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


def test_a_topic_that_forbids_ses_stays_silent(post: Post) -> None:
    """SES takes the mails all the same; only listening shows that their events are lost, and the topic's policy why."""
    post.lets_in("cloudwatch.amazonaws.com")
    proofs = post.prove(patience=NOW)

    assert set(outcomes(proofs).values()) == {"not arrived"}
    assert all("SES took the mail; the policy of topic" in proof.detail for proof in proofs)
    assert any("still waiting for DELIVERY" in line for line in post.said)
    assert post.left_behind() == []


def test_the_key_of_an_encrypted_topic_is_named(post: Post) -> None:
    """A key that does not let SES in swallows events as well."""
    key = post.client("kms").create_key()["KeyMetadata"]["KeyId"]
    topic = {"TopicArn": post.topic, "AttributeName": "KmsMasterKeyId", "AttributeValue": key}
    post.client("sns").set_topic_attributes(**topic)
    proofs = post.prove(patience=NOW)

    assert set(outcomes(proofs).values()) == {"not arrived"}
    assert key in proofs[0].detail


def test_a_silence_without_a_reason_says_what_to_do(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """With everything in order, an event may just be late."""
    monkeypatch.setattr(sending_queue.TemporaryQueue, "events", lambda _self, _seconds: [])
    proofs = post.prove(patience=NOW)

    assert "events can be late" in proofs[0].detail


def test_the_sandbox_is_no_obstacle(post: Post) -> None:
    """The simulator works in the sandbox; a person's address is refused, and the rest is proven all the same."""
    post.scene.server.account(REGION, ProductionAccessEnabled=False)
    proofs = post.prove("someone@example.net")

    assert outcomes(proofs) == {
        SUCCESS: "arrived",
        BOUNCE: "arrived",
        COMPLAINT: "arrived",
        "someone@example.net": "not arrived",
    }
    assert "is in the sandbox and someone@example.net is not verified" in proofs[3].detail


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


def test_an_address_must_be_one(post: Post) -> None:
    """A typing mistake sends nothing."""
    with pytest.raises(UsageError, match="is not an e-mail address"):
        post.prove("someone")
    assert post.sends() == []


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
        with pytest.raises(CannotDecide, match="too many mails"):
            post.prove()
    else:
        first = post.prove(patience=NOW)[0]
        went_out = kind in {"throttle", "drop_after"}
        assert first.outcome == ("arrived" if went_out else "not arrived")
        assert ("answer was lost" in first.detail) == (kind != "throttle")
        assert ("the event proves that it went out" in first.detail) == (kind == "drop_after")
    assert len(post.sends()) == sent
    assert post.left_behind() == []


def test_a_lost_answer_that_nothing_is_asked_about_is_told(post: Post) -> None:
    """Without an event there is nothing to tell whether SES took the mail."""
    post.asks_for("BOUNCE")
    post.scene.server.fault("sesv2:SendEmail", "drop_after")
    first = post.prove()[0]

    assert first.outcome == "not asked for"
    assert "answer was lost" in first.detail


def test_expired_credentials_are_those_of_every_call(post: Post) -> None:
    """Errors that every API has are explained as everywhere."""
    post.scene.server.fault("sesv2:SendEmail", "expired")
    with pytest.raises(CannotDecide, match=r"have expired \(ses:SendEmail\)"):
        post.prove()
    assert post.left_behind() == []


def test_a_mail_that_never_left_is_not_a_lost_answer(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SES cannot be reached nothing was sent, and that is what is said."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", "http://127.0.0.1:9")
    outbox = Outbox(post.settings, Aws(post.settings), run="run", pause=0)

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
        ("Throttling", "Maximum sending rate exceeded.", "too many mails: Maximum sending rate exceeded; run it again"),
    ],
)
def test_each_refusal_says_what_to_do(settings: Callable[..., Settings], code: str, text: str, expected: str) -> None:
    """SES's error codes become sentences."""
    said = refusal(settings(), "to@example.net", {"Code": code, "Message": text})

    assert expected in str(said)


class TestNothingIsLeftBehind:
    """Queue and subscription go, whatever happens."""

    @pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
    def test_after_an_interruption(
        self, post: Post, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
    ) -> None:
        """Ctrl-C while waiting."""

        def interrupted(_self: object, _seconds: float) -> None:
            raise error

        monkeypatch.setattr(sending_queue.TemporaryQueue, "events", interrupted)
        with pytest.raises(error):
            post.prove()
        assert post.left_behind() == []

    @pytest.mark.parametrize("when", ["sqs:CreateQueue", "sns:Subscribe"])
    def test_after_an_interruption_while_it_is_made(
        self, post: Post, monkeypatch: pytest.MonkeyPatch, when: str
    ) -> None:
        """Ctrl-C after AWS has made it and before the answer was read: both are found by name."""
        made: Any = vars(sending_queue.TemporaryQueue)["_make"]

        def interrupted(queue: Any, action: str, call: Any, **arguments: Any) -> Any:
            answer = made(queue, action, call, **arguments)
            if action == when:
                raise KeyboardInterrupt
            return answer

        monkeypatch.setattr(sending_queue.TemporaryQueue, "_make", interrupted)
        with pytest.raises(KeyboardInterrupt):
            post.prove()
        assert post.left_behind() == []

    @pytest.mark.parametrize(("refused", "calls"), [("sqs:CreateQueue", 0), ("sns:Subscribe", 1)])
    def test_after_a_refusal(self, post: Post, refused: str, calls: int) -> None:
        """What AWS refused to make needs no removing, and what was made before is removed; nothing was sent."""
        post.scene.server.clear_calls()
        post.scene.server.fault(refused, "expired")
        with pytest.raises(CannotDecide, match=f"have expired \\({refused}"):
            post.prove()
        done = [call["operation"] for call in post.scene.server.calls()]

        assert (done.count("DeleteQueue"), done.count("Unsubscribe"), post.sends()) == (calls, 0, [])
        assert post.left_behind() == []

    def test_what_cannot_be_removed_is_named(self, post: Post) -> None:
        """A queue that stays is told, with the command, and the proof still counts."""
        post.scene.server.fault("sqs:DeleteQueue", "expired")
        proofs = post.prove()

        assert set(outcomes(proofs).values()) == {"arrived"}
        (queue,) = post.left_behind()
        name = queue.rpartition("/")[2]
        assert any(
            line.startswith(f"{name} may still be there") and "aws sqs delete-queue" in line for line in post.said
        )
        post.client("sqs").delete_queue(QueueUrl=queue)

    def test_a_queue_that_is_gone_already_is_no_problem(self, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody deleted it by hand."""

        def deleted(_self: Any, _seconds: float) -> list[Any]:
            for url in post.client("sqs").list_queues(QueueNamePrefix=sending_queue.PREFIX)["QueueUrls"]:
                post.client("sqs").delete_queue(QueueUrl=url)
            return []

        monkeypatch.setattr(sending_queue.TemporaryQueue, "events", deleted)
        post.prove(patience=NOW)

        assert not any("may still be there" in line for line in post.said)
        assert post.left_behind() == []


class TestLeftovers:
    """What a run that was killed left behind."""

    @staticmethod
    def leave(post: Post, topic: str) -> str:
        """Leave a queue and its subscription as a killed run does."""
        queue = sending_queue.TemporaryQueue(
            post.settings, Aws(post.settings), post.said.append, name=f"{sending_queue.PREFIX}killed", topic_arn=topic
        )
        queue.__enter__()
        return queue.name

    def test_old_ones_are_removed(self, post: Post) -> None:
        """Queue and subscription go, and it is said."""
        name = self.leave(post, post.topic)
        post.prove(patience=Patience(events=2, settle=0, leftovers=0))

        assert any(line.startswith(f"removing queue {name} and its subscription") for line in post.said)
        assert post.left_behind() == []

    def test_those_of_topics_that_are_gone_are_removed(self, post: Post) -> None:
        """With its topic a subscription is gone, too."""
        other = post.client("sns").create_topic(Name="gone")["TopicArn"]
        self.leave(post, other)
        post.client("sns").delete_topic(TopicArn=other)
        post.prove(patience=Patience(events=2, settle=0, leftovers=0))

        assert post.left_behind() == []
        assert not any("may still be there" in line for line in post.said)

    def test_young_ones_may_be_in_use(self, post: Post) -> None:
        """Another run may be going on."""
        self.leave(post, post.topic)
        post.prove()
        left = post.left_behind()
        post.prove(patience=Patience(events=2, settle=0, leftovers=0))

        assert len(left) == 2

    @pytest.mark.parametrize("attributes", [{}, {"Policy": '{"Statement": [{"Condition": {}}]}'}])
    def test_queues_of_others_are_left_alone(self, post: Post, attributes: dict[str, str]) -> None:
        """A name alone does not make a queue ours."""
        sqs = post.client("sqs")
        url = sqs.create_queue(QueueName=f"{sending_queue.PREFIX}of-another", Attributes=attributes)["QueueUrl"]
        post.prove(patience=Patience(events=2, settle=0, leftovers=0))
        left = post.left_behind()
        sqs.delete_queue(QueueUrl=url)

        assert left == [url]
        assert any("left alone" in line for line in post.said)


class TestNowhereToArrive:
    """Without a way for events nothing is made and nothing is sent."""

    @pytest.mark.parametrize(
        ("sns", "expected"),
        [(None, r"has no \[events.sns\]"), (Sns(topic_name="x", enabled=False), "has events.sns.enabled = false")],
    )
    def test_the_file_must_name_a_topic(self, post: Post, sns: Sns | None, expected: str) -> None:
        """Nowhere to arrive is not a failed proof but none."""
        post.settings = post.settings.model_copy(update={"events": Events(sns=sns)})
        with pytest.raises(CannotDecide, match=expected):
            post.prove()
        assert post.sends() == []

    def test_the_file_must_name_a_sender(self, post: Post) -> None:
        """COGNITO_DEFAULT without a From sends in Cognito's name."""
        pool = post.settings.user_pool.model_copy(update={"from_": None})
        post.settings = post.settings.model_copy(update={"user_pool": pool})
        with pytest.raises(CannotDecide, match=r"has no user_pool\.from"):
            post.prove()

    def test_the_topic_must_exist(self, post: Post) -> None:
        """Not deployed yet."""
        post.client("sns").delete_topic(TopicArn=post.topic)
        with pytest.raises(Stopped, match=r"no SNS topic .*cdktf deploy local"):
            post.prove()

    def test_the_configuration_set_must_exist(self, post: Post) -> None:
        """Deleted by hand."""
        post.client("sesv2").delete_configuration_set(ConfigurationSetName=post.settings.configuration_set.name)
        with pytest.raises(Stopped, match=r"no configuration set .*cdktf deploy local"):
            post.prove()

    def test_the_destination_must_be_on(self, post: Post) -> None:
        """Switched off by hand."""
        post.asks_for(*ALL, enabled=False)
        with pytest.raises(Stopped, match="is switched off"):
            post.prove()

    def test_the_destination_must_exist(self, post: Post) -> None:
        """Deleted by hand."""
        post.client("sesv2").delete_configuration_set_event_destination(
            ConfigurationSetName=post.settings.configuration_set.name, EventDestinationName="sns"
        )
        with pytest.raises(Stopped, match="has no event destination to it"):
            post.prove()
        assert (post.sends(), post.left_behind()) == ([], [])


def test_a_pool_that_does_not_use_the_set_is_told_apart(post: Post) -> None:
    """What is proven for the configuration set says nothing about mail that does not go through it."""
    pool = post.settings.user_pool.model_copy(update={"use_configuration_set": False})
    post.settings = post.settings.model_copy(update={"user_pool": pool})
    post.prove()

    assert any("events of its own mail do not come here" in line for line in post.said)


@pytest.mark.parametrize(
    ("outcomes_", "expected"),
    [
        (["arrived", "not asked for"], 0),
        (["arrived", "not arrived"], 1),
        (["not asked for", "not asked for"], 3),
    ],
)
def test_the_exit_code_never_claims_more_than_was_seen(outcomes_: list[Outcome], expected: int) -> None:
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


def test_what_others_say_is_passed_over(post: Post) -> None:
    """The topic carries other mail's events, and anything that anybody publishes."""
    queue = sending_queue.TemporaryQueue(
        post.settings, Aws(post.settings), post.said.append, name=f"{sending_queue.PREFIX}ours", topic_arn=post.topic
    )
    with queue:
        for message in ("no JSON", "[1]", '{"eventType": "Delivery"}'):
            post.client("sns").publish(TopicArn=post.topic, Message=message)
        heard = queue.events(1)

    assert heard == [{"eventType": "Delivery"}]
    ours = Mail(address=SUCCESS, event="DELIVERY", person=False, message_id="m")
    assert not any(ours.is_about(event, "run") for event in (*heard, {"mail": None}, {"mail": {"messageId": "other"}}))
