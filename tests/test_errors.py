"""What stops a command: a message without a secret, and an exit code."""

import pytest

from poolpost.errors import CannotDecide, PoolpostError, Stopped, UsageError
from poolpost.standards.redaction import GONE, remember


@pytest.mark.parametrize(("error", "code"), [(Stopped, 1), (UsageError, 2), (CannotDecide, 3)])
def test_each_kind_has_its_exit_code(error: type[PoolpostError], code: int) -> None:
    """A pipeline reads the code; 0 is none of them."""
    assert error("x").exit_code == code


def test_a_secret_in_a_message_is_removed() -> None:
    """An SDK's error may quote the credentials that it was sent."""
    remember("correct-horse-battery-staple")
    assert str(Stopped("AWS refused correct-horse-battery-staple")) == f"AWS refused {GONE}"
