"""The table [user_pool]: a pool that is still to be created has no id."""

import pytest

from poolpost.errors import Stopped
from poolpost.settings import validated
from tests.conftest import changed

NEW = (("user_pool.id", None), ("user_pool.mode", "manage"), ("user_pool.create", {"name": "users"}))


def test_a_pool_without_an_id_says_what_to_do_and_has_a_title() -> None:
    """Whatever needs the id stops; what only shows the pool shows its name."""
    pool = validated(*changed(*NEW)).user_pool
    assert pool.title == "'users'"
    with pytest.raises(Stopped, match=r"'users' has no id .* deploy first"):
        _ = pool.id


def test_a_pool_with_an_id_is_shown_by_it() -> None:
    """The counter-check."""
    pool = validated(*changed()).user_pool
    assert pool.title == pool.id == "eu-west-1_Production1"
