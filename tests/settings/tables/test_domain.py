"""The table [domain]: how the identity signs."""

import pytest

from poolpost.settings.tables.domain import Addresses, Dkim


@pytest.mark.parametrize(
    ("dkim", "easy"),
    [({}, True), ({"key_length": "RSA_1024_BIT"}, True), ({"selector": "s1"}, False), ({"keep": True}, False)],
)
def test_easy_dkim_is_what_is_neither_a_custom_key_nor_kept(dkim: dict[str, object], easy: bool) -> None:
    """Only Easy DKIM has tokens to wait for."""
    assert Dkim.model_validate(dkim).is_easy is easy


def test_an_address_that_is_named_twice_is_verified_once() -> None:
    """As a sender and as a recipient of the sandbox, in the order of the file."""
    both = Addresses.model_validate({"senders": ["b@x.example"], "sandbox_recipients": ["a@x.example", "b@x.example"]})
    assert both.all == ("b@x.example", "a@x.example")
