"""What the doctor reads of the bucket of received mail."""

from poolpost.doctor.mail_store import mail_store, newest_mail
from tests.scenes.inbound import INBOUND, make_bucket, with_inbound
from tests.scenes.place import Place


def test_a_bucket_without_policy_and_key_is_an_answer(place: Place) -> None:
    """Nothing that is missing is an error: the check says what it means."""
    place.touched = True
    place.changes += with_inbound()
    make_bucket(place.server, INBOUND["bucket"]["name"], "dmarc/AMAZON_SES_SETUP_NOTIFICATION", "other/1")
    aws = place.reader(place.settings)
    store = mail_store(aws)
    assert (store.policy, store.key, store.key_state) == (None, "", "")
    assert newest_mail(aws, "dmarc") is None
