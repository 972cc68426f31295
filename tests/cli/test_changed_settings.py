"""Changed settings as a person reads them."""

from typing import Any

import pytest

from poolpost.cli.changed_settings import quietly, value
from poolpost.review.setting_differences import Changed


@pytest.mark.parametrize(
    ("what", "shown"),
    [(False, "false"), ("Grüße", '"Grüße"'), (["a"], '["a"]'), ("x" * 100, f'"{"x" * 69}... (102 characters)')],
)
def test_a_value_is_written_as_in_the_file(what: Any, shown: str) -> None:
    """A long text only in part, with its length."""
    assert value(what) == shown


def test_what_is_compared_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is for the result."""
    quietly([Changed(key="dns.ttl", old=300, new=600)], here="staging", there="production")
    assert capsys.readouterr() == ("", "  dns.ttl: staging 300, production 600\n")
