"""The table [events]: one destination for each kind that the file sets."""

import pytest

from poolpost.settings.tables.events import Events


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ({}, ()),
        ({"eventbridge": {"enabled": False}}, ("eventbridge",)),
        ({"eventbridge": {}, "sns": {"topic_name": "t"}}, ("sns", "eventbridge")),
    ],
)
def test_a_kind_is_one_that_the_file_names(table: dict[str, object], kinds: tuple[str, ...]) -> None:
    """One that is switched off still exists; the order is always the same."""
    assert Events.model_validate(table).kinds == kinds
