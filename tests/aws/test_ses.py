"""What SES has of an environment, and that it has none of it."""

from poolpost.aws.services import Aws
from poolpost.aws.ses import Ses
from tests.scenes.place import Place
from tests.scenes.scene import Scene


def test_what_does_not_exist_is_none(scene: Scene) -> None:
    """AWS was asked, and has no such thing: that is an answer."""
    ses = Aws(scene.settings).ses
    assert (ses.domain_identity() or {})["VerifiedForSendingStatus"] is True
    assert ses.identity("nobody@example.org") is None
    assert ses.suppressed("nobody@example.org") is None


def test_a_set_without_destinations_is_told_from_no_set(place: Place) -> None:
    """{} is a set that reports nothing, None is no set: what to do about it differs."""
    ses = place.reader(place.settings).ses
    assert set(ses.event_destinations() or {}) == {"sns", "cloudwatch"}
    assert ses.has_configuration_set()
    for name in ("sns", "cloudwatch"):
        key = {"ConfigurationSetName": "sign-in", "EventDestinationName": name}
        place.client("sesv2").delete_configuration_set_event_destination(**key)
    assert ses.event_destinations() == {}
    place.client("sesv2").delete_configuration_set(ConfigurationSetName="sign-in")
    assert ses.event_destinations() is None
    assert not ses.has_configuration_set()


def test_an_environment_without_a_set_misses_none(place: Place) -> None:
    """COGNITO_DEFAULT sends through no configuration set."""
    place.changes += [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.reply_to", None), ("user_pool.from", None)]
    place.changes.append(("user_pool.expected_daily_mail", 10))
    place.client("sesv2").delete_configuration_set(ConfigurationSetName="sign-in")
    assert place.reader(place.settings).ses.has_configuration_set()


def test_another_region_is_another_ses(scene: Scene) -> None:
    """A pool may send through several regions; each has an account status of its own."""
    scene.server.account("us-east-1", ProductionAccessEnabled=False)
    account = Aws(scene.settings).account
    assert Ses(account).account()["ProductionAccessEnabled"] is True
    assert Ses(account, "us-east-1").account()["ProductionAccessEnabled"] is False
