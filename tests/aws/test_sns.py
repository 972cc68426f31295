"""The events topic: there or not, and who listens to it."""

from tests.scenes.place import Place


def test_the_topic_has_attributes_and_subscriptions(place: Place) -> None:
    """As the environment names it."""
    sns = place.reader(place.settings).sns
    assert (sns.topic() or {})["TopicArn"] == place.settings.topic_arn
    assert [each["Protocol"] for each in sns.subscriptions()] == ["email"]


def test_a_topic_that_does_not_exist_is_none(place: Place) -> None:
    """AWS was asked and has none: that is an answer."""
    place.client("sns").delete_topic(TopicArn=place.topic)
    assert place.reader(place.settings).sns.topic() is None
