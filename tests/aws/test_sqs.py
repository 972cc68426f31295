"""The temporary queue hears what its topic says, and is gone afterwards whatever happens."""

from typing import Any

import pytest

from poolpost.aws import sqs as sending_queue
from poolpost.aws.services import Aws
from poolpost.doctor.simulator import Patience
from poolpost.doctor.simulator_outcome import Mail
from poolpost.errors import CannotDecide
from tests.scenes.mail_to_simulator import NOW, SUCCESS, Post, outcomes


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
        assert any(line.startswith(f"{name} may still exist") and "aws sqs delete-queue" in line for line in post.said)
        post.client("sqs").delete_queue(QueueUrl=queue)

    def test_a_queue_that_is_gone_already_is_no_problem(self, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody deleted it by hand."""

        def deleted(_self: Any, _seconds: float) -> list[Any]:
            for url in post.client("sqs").list_queues(QueueNamePrefix=sending_queue.PREFIX)["QueueUrls"]:
                post.client("sqs").delete_queue(QueueUrl=url)
            return []

        monkeypatch.setattr(sending_queue.TemporaryQueue, "events", deleted)
        post.prove(patience=NOW)

        assert not any("may still exist" in line for line in post.said)
        assert post.left_behind() == []


class TestLeftovers:
    """What a run that was killed left behind."""

    @staticmethod
    def leave(post: Post, topic: str) -> str:
        """Leave a queue and its subscription as a killed run does."""
        queue = sending_queue.TemporaryQueue(
            Aws(post.settings).account, post.said.append, name=f"{sending_queue.PREFIX}killed", topic_arn=topic
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
        assert not any("may still exist" in line for line in post.said)

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
        assert any("was not removed" in line for line in post.said)


def test_what_others_say_is_passed_over(post: Post) -> None:
    """The topic carries other mail's events, and anything that anybody publishes."""
    queue = sending_queue.TemporaryQueue(
        Aws(post.settings).account, post.said.append, name=f"{sending_queue.PREFIX}ours", topic_arn=post.topic
    )
    with queue:
        for message in ("no JSON", "[1]", '{"eventType": "Delivery"}'):
            post.client("sns").publish(TopicArn=post.topic, Message=message)
        heard = queue.events(1)

    assert heard == [{"eventType": "Delivery"}]
    ours = Mail(address=SUCCESS, event="DELIVERY", person=False, message_id="m")
    assert not any(ours.is_about(event, "run") for event in (*heard, {"mail": None}, {"mail": {"messageId": "other"}}))
