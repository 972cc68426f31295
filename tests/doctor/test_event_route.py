"""The way of an event is read before anything is sent, and says why an event did not arrive."""

import pytest

from poolpost.aws import sqs as sending_queue
from poolpost.errors import CannotDecide, Stopped
from poolpost.settings.tables.events import Events, Sns
from tests.scenes.mail_to_simulator import ALL, NOW, Post, outcomes


def test_a_topic_that_forbids_ses_stays_silent(post: Post) -> None:
    """SES takes the mails all the same; only listening shows that their events are lost, and the topic's policy why."""
    post.lets_in("cloudwatch.amazonaws.com")
    proofs = post.prove(patience=NOW)

    assert set(outcomes(proofs).values()) == {"not arrived"}
    assert all("SES took the mail; the policy of topic" in proof.detail for proof in proofs)
    assert any("still waiting for DELIVERY" in line for line in post.said)
    assert post.left_behind() == []


def test_the_key_of_an_encrypted_topic_is_named(post: Post) -> None:
    """A key that does not allow SES swallows events as well."""
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
