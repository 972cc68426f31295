"""The policy of a key, by whatever name the topic has for it."""

from tests.scenes.place import Place


def test_a_policy_is_found_by_id_and_by_alias(place: Place) -> None:
    """A topic may name its key by an alias, which GetKeyPolicy does not take."""
    kms = place.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/topic", TargetKeyId=key)
    reads = place.reader(place.settings).kms
    assert reads.key_policy("alias/topic") == reads.key_policy(key)
    assert "Statement" in reads.key_policy(key)
