"""Who is asked."""

import pytest

from poolpost.dns.view import view
from poolpost.errors import UsageError
from tests.conftest import MakeSettings


def test_one_server_is_asked_alone(settings: MakeSettings) -> None:
    """With a port or without; a name is not an address."""
    asked = view(settings(), "127.0.0.1:5353")
    assert (asked.authoritative, [str(each) for each in asked.start.resolvers]) == (False, ["127.0.0.1:5353"])
    assert view(settings()).authoritative
    with pytest.raises(UsageError, match="dns"):
        view(settings(), "dns")
